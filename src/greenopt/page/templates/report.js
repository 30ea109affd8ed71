"use strict";
(() => {
  const root = document.documentElement;
  const editions = [...document.querySelectorAll(".edition")];
  const shown = () => editions.find((each) => each.lang === root.lang);
  const controls = document.createElement("div");
  controls.className = "controls";
  const buttons = editions.map((edition) => {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = edition.lang;
    button.textContent = edition.dataset.name;
    button.addEventListener("click", () => speak(edition.lang));
    controls.append(button);
    return button;
  });
  const printer = document.createElement("button");
  printer.type = "button";
  printer.addEventListener("click", () => window.print());
  controls.append(printer);

  // Whoever switches goes on reading where he was: the same section, at the same height.
  function speak(language) {
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
    const edition = shown();
    document.title = edition.dataset.title;
    controls.setAttribute("role", "group");
    controls.setAttribute("aria-label", edition.dataset.switch);
    printer.textContent = edition.dataset.print;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.lang === root.lang)));
  }
  function slide(holder) {
    const stops = holder.dataset.stops.trim().split(" ").map((each) => each.split(","));
    const chart = document.getElementById(holder.dataset.chart + "-title").closest("figure");
    const mark = chart.querySelector(".now");
    const table = chart.nextElementSibling.querySelector("table");
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const label = document.createElement("label");
    label.textContent = holder.dataset.label;
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, max: stops.length - 1, step: 1, value: holder.dataset.start });
    const output = document.createElement("output");
    output.setAttribute("aria-live", "polite");
    function move() {
      const [x, y] = stops[input.value];
      mark.setAttribute("cx", x);
      mark.setAttribute("cy", y);
      const cells = [...table.tBodies[0].rows[input.value].cells];
      output.textContent = cells.map((cell, place) => `${heads[place]}: ${cell.textContent.trim()}`).join(" · ");
      input.setAttribute("aria-valuetext", output.textContent);
    }
    input.addEventListener("input", move);
    label.append(input);
    holder.append(label, output);
    holder.hidden = false;
    move();
  }
  document.body.prepend(controls);
  document.querySelectorAll(".slider").forEach(slide);
  label();
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((each) => { each.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));
})();
