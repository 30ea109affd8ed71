"""Why there is no plan, for a planner: what clashes and where it is written, the ways out, the nearest plan."""

from collections import Counter
from collections.abc import Mapping, Sequence

from greenopt.language import Message, Number, Text, say
from greenopt.report.layout import Page
from greenopt.report.words import Json, Names, decimals_for, exact, level, named, text_in, unfinished

NOTHING: Json = {"irreducible": False, "members": [], "mixed": None, "nearest": None, "obvious": []}
"""What a run says that was saved before conflicts were explained."""
ORDER = ("rule", "settled", "promise", "fund", "window", "scale")
"""Kinds of what clashes, as they are shown: what the policy says, then the money, then the projects."""
OF_PROJECTS, MOST_ALIKE = ("window", "scale"), 4
"""Kinds of which one stands for each project, and how many of them are shown."""
MOST_REPAIRS = 8
"""Ways out that are shown; the result holds all."""
MOST_PROJECTS = 12
"""Projects of the nearest plan that are shown."""


def write_conflict(page: Page, result: Json, names: Names) -> None:
    """Write that there is no plan, why, and what would mend that."""
    page.blank()
    page.line(no_plan(result), "bold red")
    why = unfinished(result)
    if why is not None:
        page.line(why.in_language(page.language), "yellow")
    if not result["conflict"]:
        return
    conflict = NOTHING | result["conflict"]
    if conflict["obvious"]:
        page.heading(say("What can be seen without solving"))
        for each in conflict["obvious"]:
            page.line(f"•    {text_in(each['text'], page.language)}", hanging=5)
    _write_clash(page, result, conflict, names)
    _write_repairs(page, conflict)
    if conflict["mixed"]:
        _write_mixed(page, conflict["mixed"])
    if conflict["nearest"]:
        _write_nearest(page, conflict["nearest"], names)


def no_plan(result: Json) -> Message:
    """Return that there is no plan, and whether that is proved."""
    if result["status"] == "certified_infeasible":
        return say("No plan satisfies the case. This is proved.")
    if result["status"] == "stopped":
        return say("Stopped before any plan was found.")
    return say("Nothing could be proved, so no plan is shown.")


def _write_clash(page: Page, result: Json, conflict: Json, names: Names) -> None:
    """Write what clashes, rules first: each sentence once, with its place and source; years of a fund together."""
    members = conflict["members"] or [_bare(result, name) for name in conflict["rules"]]
    members = sorted(members, key=lambda each: (ORDER.index(each["kind"] or "rule"), each["name"], each["part"]))
    groups: dict[tuple[str, str], list[Json]] = {}
    for each in members:
        own = "" if each["kind"] == "fund" else text_in(each["text"], page.language)
        groups.setdefault((each["name"], own), []).append(each)
    alone = len(members) == 1 or (not conflict["members"] and len(groups) == 1)
    page.heading(say("This cannot be satisfied:") if alone else say("These cannot hold together:"))
    labels: Mapping[str, str | None] = {row["name"]: row["row"] for row in result["rules"]}
    counted = Counter[str]()
    for group in groups.values():
        first = group[0]
        counted[first["kind"]] += 1
        if first["kind"] in OF_PROJECTS and counted[first["kind"]] > MOST_ALIKE:
            continue
        label = labels.get(first["name"]) or "•"
        for words in dict.fromkeys(text_in(each["text"], page.language) for each in group):
            page.line(f"{label:<4} {words}", hanging=5)
        _write_origin(page, names, group)
    rest = sum(max(counted[kind] - MOST_ALIKE, 0) for kind in OF_PROJECTS)
    if rest:
        page.line(say("and {count} more", count=rest), indent=5)
    if not alone and conflict["members"]:
        if conflict["irreducible"]:
            page.line(say("Without any one of them the others can be satisfied. This is proved."), "dim")
        else:
            page.line(say("Fewer of them may clash already: the search was cut short."), "dim")


def _write_origin(page: Page, names: Names, group: Sequence[Json]) -> None:
    """Write name, parts, place and source of what clashes."""
    first = group[0]
    name = named(names.rules, first["name"], page.language)
    parts = ", ".join(each["part"] for each in group if each["part"])
    if parts and first["kind"] == "rule":
        name = f"{name} ({parts})"
    page.line(f"{name} – {_place(first)}" if first["file"] else name, "dim", indent=5)
    if first["source"]:
        page.line(say("source: {source}", source=first["source"]), "dim", indent=5)


def _bare(result: Json, name: str) -> Json:
    """Return what is known of a requirement where nothing was explained."""
    row = next((each for each in result["rules"] if _full_name(each) == name), None)
    if row is None:
        return {"name": name, "part": "", "kind": "", "text": {"en": name, "vi": name}, "source": "", "file": ""}
    return {"name": row["name"], "part": row["part"], "kind": "", "text": row["text"], "file": ""} | {
        "source": row["source"]
    }


def _full_name(row: Json) -> str:
    return f"{row['name']}:{row['part']}" if row["part"] else str(row["name"])


def _place(member: Json) -> str:
    return f"{member['file']}:{member['line']}" if member["line"] else str(member["file"])


def _write_repairs(page: Page, conflict: Json) -> None:
    repairs = conflict["repairs"]
    if not repairs:
        if conflict["members"]:
            page.heading(say("No single change of these mends the case."))
            if not conflict["mixed"]:
                page.line(
                    say("Write 'negotiable: true' in rules that may give way, to see how little they must."), "dim"
                )
        return
    page.heading(say("Ways out: each is enough by itself"))
    for number, each in enumerate(repairs[:MOST_REPAIRS], 1):
        page.line(f"{number}.".ljust(5) + f"{text_in(each['text'], page.language)}", hanging=5)
        for path, value in each["changes"].items():
            page.line(f"{path}={value}", "cyan", indent=5)
        if not each["smallest"]:
            page.line(say("A smaller change may do: that none does is not proved."), "dim", indent=5)
    if len(repairs) > MOST_REPAIRS:
        page.line(say("and {count} more in result.json", count=len(repairs) - MOST_REPAIRS), "dim", indent=5)


def _write_mixed(page: Page, mixed: Json) -> None:
    page.heading(say("The cheapest change of negotiable rules, all together"))
    for move in mixed["moves"]:
        page.line(f"•    {text_in(move['text'], page.language)}", hanging=5)


def _write_nearest(page: Page, nearest: Json, names: Names) -> None:
    """Write what the plan misses that comes nearest, then its projects."""
    page.heading(say("The plan that comes nearest"))
    for each in nearest["missed"]:
        said = {
            "name": named(names.rules, _full_name(each), page.language),
            "short": Number(exact(each["missed"]), decimals_for([each["missed"]])),
            "unit": Text(**each["unit"]),
        }
        page.line(text_in(each["text"], page.language), indent=5)
        page.line(say("{name}: missed by {short} {unit}", **said), "yellow", indent=5)
    shown = nearest["projects"][:MOST_PROJECTS]
    listed = [f"{text_in(each['name'], page.language)} {level(each['level'], page.language)}" for each in shown]
    if rest := len(nearest["projects"]) - len(shown):
        listed.append(page.spoken(say("and {count} more", count=rest)))
    if listed:
        page.line(say("It carries out: {projects}", projects="; ".join(listed)), indent=5)
