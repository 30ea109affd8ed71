"use strict";
(() => {
  const root = document.documentElement;
  const make = (name, settings = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), settings);
    made.append(...inside);
    return made;
  };
  const button = (settings, press) => {
    const made = make("button", { type: "button", ...settings });
    made.addEventListener("click", press);
    return made;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const shown = () => document.querySelector(`.edition[lang=${root.lang}]`);
  // Numbers as the page writes them: 1,234.5 in English is 1.234,5 in Vietnamese.
  const read = (text, language) => Number((language === "vi" ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, "")).replace("−", "-").replace(/[^\d.-].*$/, ""));
  const restored = [];

  const controls = make("nav", { className: "controls" });
  const names = [...document.querySelectorAll(".edition, .packed")].sort((one, other) => one.lang < other.lang ? -1 : 1);
  const buttons = names.map((each) => button({ lang: each.lang, textContent: each.dataset.name }, () => speak(each.lang)));
  const savers = ["csv", "json"].map((kind) => button({}, () => save(kind)));
  const printer = button({}, () => window.print());
  controls.append(...buttons, ...savers, printer);

  async function unpacked(template) {
    const bytes = Uint8Array.from(atob(template.content.textContent), (each) => each.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  }
  // Whoever switches goes on reading where he was: the same section, at the same height.
  async function speak(language) {
    const template = document.querySelector(`.packed[lang=${language}]`);
    if (template) {
      shown().insertAdjacentHTML("afterend", await unpacked(template));
      template.remove();
      begin(document.querySelector(`.edition[lang=${language}]`));
    }
    const sections = [...shown().querySelectorAll("section")];
    const place = sections.findLastIndex((each) => each.getBoundingClientRect().top <= 1);
    const before = place < 0 ? 0 : sections[place].getBoundingClientRect().top;
    root.lang = language;
    label();
    if (place >= 0) {
      const now = shown().querySelectorAll("section")[place];
      window.scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
    }
  }
  function label() {
    const words = shown().dataset;
    document.title = words.title;
    controls.setAttribute("aria-label", words.switch);
    printer.textContent = words.print;
    savers[0].textContent = words.csv;
    savers[1].textContent = words.json;
    buttons.forEach((each) => each.setAttribute("aria-pressed", String(each.lang === root.lang)));
  }
  // The exact figures lie in the page, packed.
  async function save(kind) {
    const data = document.querySelector(".data");
    const found = JSON.parse(await unpacked(data));
    const text = kind === "csv" ? found.csv : JSON.stringify(found.json, null, 1) + "\n";
    const link = make("a", { href: URL.createObjectURL(new Blob([text])), download: `${data.dataset.name}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // The slider: every stop was computed before; here it is only shown.
  function slide(holder) {
    const say = holder.dataset, edition = holder.closest(".edition"), language = edition.lang;
    const stops = say.stops.split(";").map((each) => each.split("|"));
    const heads = say.heads.split("|"), levels = [];
    say.levels.split("|").forEach((each, place) => {
      levels.push(new Map(levels[place - 1]));
      each.split(" ").filter(Boolean).forEach((pair) => levels[place].set(...pair.split(":")));
    });
    const mark = document.getElementById(say.chart + "-title").parentNode.querySelector(".now");
    const names = new Map([...edition.querySelectorAll("tr[data-m]")].map((row) => [row.cells[0].textContent, row.querySelector("b").textContent]));
    const input = make("input", { type: "range", min: 0, max: stops.length - 1, step: 1, value: say.start });
    const typed = make("input", { inputMode: "decimal", size: 12 });
    const output = make("output");
    output.setAttribute("aria-live", "polite");
    const changes = make("ul"), lead = make("p");
    const share = (all, name) => (all.get(name) ?? "0");
    const spoken = (level) => (language === "vi" ? level.replace(".", ",") : level) + " %";
    function move() {
      const [x, y, ...told] = stops[input.value];
      mark.setAttribute("cx", x);
      mark.setAttribute("cy", y);
      output.textContent = told.map((each, place) => `${heads[place]}: ${each}`).join(" · ");
      input.setAttribute("aria-valuetext", output.textContent);
      typed.value = told[0];
      const now = levels[input.value], before = levels[say.start];
      const moved = [...new Set([...before.keys(), ...now.keys()])].filter((each) => share(now, each) !== share(before, each));
      moved.sort((one, other) => one - other);
      lead.textContent = moved.length ? say.differ : say.same;
      changes.replaceChildren(...moved.slice(0, 12).map((each) => make("li", { textContent: `${each}. ${names.get(each)}: ${spoken(share(before, each))} → ${spoken(share(now, each))}` })));
      if (moved.length > 12) changes.append(make("li", { textContent: fill(say.rest, { count: moved.length - 12 }) }));
    }
    function go(place) {
      input.value = place;
      move();
      history.replaceState(null, "", `#money=${read(stops[input.value][2], language)}`);
    }
    function nearest(money) {
      const far = stops.map((each) => Math.abs(read(each[2], language) - money));
      return far.indexOf(Math.min(...far));
    }
    const step = (sign, by, words) => {
      const made = button({ textContent: sign }, () => go(Number(input.value) + by));
      made.setAttribute("aria-label", words);
      return made;
    };
    input.addEventListener("input", () => go(input.value));
    typed.addEventListener("change", () => { const money = read(typed.value, language); if (typed.value && !Number.isNaN(money)) go(nearest(money)); else move(); });
    holder.append(
      make("label", { textContent: say.label }, input),
      make("div", { className: "tools" }, step("−", -1, say.less), step("+", 1, say.more), make("label", { textContent: say.typed }, typed)),
      output, lead, changes,
    );
    holder.hidden = false;
    const asked = /^#money=([\d.]+)$/.exec(location.hash);
    if (asked) input.value = nearest(Number(asked[1]));
    move();
  }

  // The list of projects: sorted by a column, filtered, searched; on paper whole and in its own order.
  function list(table) {
    const say = table.dataset, body = table.tBodies[0], rows = [...body.rows];
    const language = table.closest(".edition").lang;
    const projects = rows.filter((row) => row.dataset.m !== undefined);
    const heads = [...table.tHead.rows[0].cells];
    let sorted = null, falling = false;
    const told = make("output");
    told.setAttribute("aria-live", "polite");
    const search = make("input", { type: "search" });
    const chosen = JSON.parse(say.filters).map(([head, values]) => {
      const select = make("select", {}, make("option", { value: "", textContent: say.all }), ...values.map((each, place) => make("option", { value: place + 1, textContent: each })));
      return [select, make("label", { textContent: head }, select)];
    });
    const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
    const order = (one, other) => {
      const [a, b] = [one, other].map((row) => row.cells[sorted].textContent.trim());
      const empty = [a, b].map((each) => each === "" || each === "–");
      if (empty[0] || empty[1]) return empty[0] - empty[1];
      const [c, d] = [a, b].map((each) => /^[-−\d]/.test(each) ? read(each, language) : NaN);
      const found = Number.isNaN(c) || Number.isNaN(d) ? a.localeCompare(b, language) : c - d;
      return falling ? -found : found;
    };
    function arrange(aloud = true) {
      const wanted = bare(search.value.trim()), picks = chosen.map(([select]) => select.value);
      const whole = !wanted && !picks.some(Boolean);
      const fitting = projects.filter((row) => {
        const marks = row.dataset.m.split(".");
        const fits = picks.every((each, place) => !each || marks[place] === each) && (!wanted || bare(row.textContent).includes(wanted));
        row.hidden = !fits;
        return fits;
      });
      for (const row of rows) if (row.dataset.m === undefined) row.hidden = sorted !== null || !(whole || row.className === "line");
      body.append(...(sorted === null ? rows : [...projects].sort(order)));
      heads.forEach((head, place) => {
        if (place === sorted) head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      if (!aloud) return;
      told.textContent = fitting.length ? fill(say.shown, { shown: fitting.length, count: projects.length }) : say.none;
      if (sorted !== null) told.textContent += " " + fill(falling ? say.down : say.up, { column: heads[sorted].textContent });
    }
    heads.forEach((head, place) => head.replaceChildren(button({ textContent: head.textContent }, () => {
      if (sorted !== place) [sorted, falling] = [place, false];
      else if (falling) sorted = null;
      else falling = true;
      arrange();
    })));
    for (const each of [search, ...chosen.map(([select]) => select)]) each.addEventListener("input", () => arrange());
    table.parentNode.before(make("div", { className: "tools" }, make("label", { textContent: say.search }, search), ...chosen.map((each) => each[1]), told));
    restored.push(() => {
      const fields = [search, ...chosen.map(([select]) => select)];
      const kept = [sorted, falling, ...fields.map((each) => each.value)];
      sorted = null;
      fields.forEach((each) => { each.value = ""; });
      arrange(false);
      return () => {
        [sorted, falling] = kept;
        fields.forEach((each, place) => { each.value = kept[place + 2]; });
        arrange(false);
      };
    });
  }

  function begin(edition) {
    edition.querySelectorAll(".slider").forEach(slide);
    edition.querySelectorAll("table[data-filters]").forEach(list);
  }
  document.body.prepend(controls);
  begin(shown());
  label();
  let opened = [], back = [];
  window.addEventListener("beforeprint", () => {
    back = restored.map((whole) => whole());
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((each) => { each.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((each) => { each.open = false; });
    back.forEach((each) => each());
  });
})();
