"""Prices to win that are found by hand, and those of larger cases confirmed by solving anew on both sides."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree

from greenopt.case.case import Case
from greenopt.engine.ties import OBJECTIVE
from greenopt.errors import CaseInvalid
from greenopt.run import solve
from greenopt.studies.ranking import win
from greenopt.studies.ranking.price import Price
from greenopt.studies.ranking.win import wins_of
from greenopt.studies.resolve import REBUILD
from greenopt.studies.scenario import Source
from greenopt.units import decimal_text

MOST = {"maximise": "waste", "over": "lifetime"}
CASES = Path(__file__).parents[3] / "cases"


def written(folder: Path, projects: Mapping[str, Tree], money: str, rules: Tree | None = None) -> Source:
    write_tree(case_tree(projects, {"green": {"amount": {"2026": money}}}, rules, MOST), folder)
    return Source(folder)


def dryers(**poor: object) -> dict[str, Tree]:
    """Return three dryers that save waste for ten years: 20 t and 15 t a unit of money, and a poor one 2.5 t."""
    return {
        "large": {"asks": "5", "cost": "9", "impact": {"waste": "10 t/yr"}},
        "small": {"asks": "4", "cost": "6", "impact": {"waste": "6 t/yr"}},
        "poor": {"asks": "4", "cost": "8", "impact": {"waste": "1 t/yr"}, **poor},
    }


def grants(source: Source, *certified: str) -> dict[str, Price]:
    case = source.read()
    found = wins_of(source, case, list(case.facts.by_id), certified=certified)
    return {name: each.grant for name, each in found.items()}


def pair(price: Price) -> tuple[float | None, float | None]:
    return (
        None if price.holds_at is None else float(price.holds_at),
        None if price.fails_at is None else float(price.fails_at),
    )


def test_prices_to_win_by_hand(tmp_path: Path) -> None:
    """
    The fund has 7. What a project leaves goes to the large one first, 20 t a unit up to 5, then to the small one, 15 t.

        large   without it: 60 t of the small one. In full at a: 100 + 15 min(4, 7 − a) >= 60 while a <= 7, all there is
        small   without it: 100 t, 2 of the money left for the poor one, 5 t. In full at a: 60 + 20 (7 − a) >= 105
                while a <= 4.75
        poor    without it: 100 + 30 t. In full at a <= 2: 10 + 100 + 15 (2 − a) >= 130 while a <= 2/3
    """
    found = grants(written(tmp_path, dryers(), "7"))

    assert pair(found["large"]) == (7, 7.001)
    assert pair(found["small"]) == (4.75, 4.751)
    assert pair(found["poor"]) == (0.666, 0.667)
    assert {each.code for each in found.values()} == {"between"}
    assert not any(each.proved for each in found.values())


def test_certifying_proves_both_numbers_of_those_that_are_named(tmp_path: Path) -> None:
    """The same pairs: at 7 and at 4.75 both sides are equal, which is enough to win."""
    found = grants(written(tmp_path, dryers(), "7"), "large", "poor")

    assert [pair(found[name]) for name in ("large", "small", "poor")] == [(7, 7.001), (4.75, 4.751), (0.666, 0.667)]
    assert [found[name].proved for name in ("large", "small", "poor")] == [True, False, True]


def test_a_cost_to_win_where_a_limit_gives_a_share_of_the_cost(tmp_path: Path) -> None:
    """
    Half of the cost is paid by the fund: the poor one may ask for 2/3, so it may cost 4/3.

    What it asks for is written nowhere, and still its price is found. Of the others the cost is paid privately.
    """
    projects = dryers(support="machines")
    del projects["poor"]["asks"]
    rules = {"half": {"rule": "support_limit", "class": "machines", "rate": "50 %"}}
    source = written(tmp_path, projects, "7", rules)
    found = wins_of(source, source.read(), ["poor", "large"])

    assert pair(found["poor"].grant) == (0.666, 0.667)
    assert pair(found["poor"].cost) == (1.333, 1.334)
    assert found["large"].cost.code == "no_part"


def test_what_comes_before_the_objective_decides_who_wins(tmp_path: Path) -> None:
    """
    One model is wanted, which the poor dryer alone can build, and whoever misses it is not refused.

    Missing it is worse than any tonnes lost, so the poor one wins even if it asks for all that it costs, up to a last
    step of the grid; the large one must leave it the 4 it asks for: 3 at most.
    """
    projects = dryers(runs_after="0")
    projects["poor"]["impact"] = {"waste": "1 t/yr", "models": "1"}
    projects["poor"]["cost"] = "6"
    wanted = {"rule": "floor", "of": "models", "to": {"sectors": ["crafts"]}, "at_least": "1", "soft": "true"}
    found = grants(written(tmp_path, projects, "7", {"one": wanted}))

    assert found["poor"].code == "always"
    assert pair(found["poor"]) == (5.999, None)
    assert pair(found["large"]) == (3, 3.001)


def test_why_there_is_no_price(tmp_path: Path) -> None:
    """
    A banned project, an excluded one, one that is ordered, one that takes tonnes away, one that another needs too much.

    Nobody may give to power. The harmful one loses at any price. The thirsty one would need all years of another
    that is excluded, so no plan holds it.
    """
    projects = dryers() | {
        "banned": {"asks": "1", "cost": "2", "impact": {"waste": "9 t/yr"}, "sector": "power"},
        "left": {"asks": "1", "cost": "2", "impact": {"waste": "9 t/yr"}, "status": "excluded"},
        "ordered": {"asks": "1", "cost": "2", "status": "required"},
        "harmful": {"asks": "1", "cost": "2", "impact": {"waste": "-3 t/yr"}},
        "thirsty": {"asks": "1", "cost": "2", "impact": {"waste": "9 t/yr"}, "requires": ["left"]},
    }
    rules = {"no_power": {"rule": "ban", "to": {"sectors": ["power"]}}}
    found = grants(written(tmp_path, projects, "7", rules))

    codes = {name: found[name].code for name in ("banned", "left", "ordered", "harmful", "thirsty")}
    assert codes == {
        "banned": "screened_out",
        "left": "excluded",
        "ordered": "promised",
        "harmful": "never",
        "thirsty": "impossible",
    }
    for name in codes:
        assert found[name].holds_at is None
        assert found[name].why is not None
    assert "no_power" in str(found["banned"].why)


def test_a_project_without_which_there_is_no_plan_is_needed(tmp_path: Path) -> None:
    projects = dryers(runs_after="0")
    projects["poor"]["impact"] = {"waste": "1 t/yr", "models": "1"}
    wanted = {"rule": "floor", "of": "models", "to": {"sectors": ["crafts"]}, "at_least": "1"}
    found = grants(written(tmp_path, projects, "7", {"one": wanted}))

    assert found["poor"].code == "needed"


def test_a_project_may_also_ask_for_too_little_to_win(tmp_path: Path) -> None:
    """
    At least half of the 100 have to be spent, and only one of *one* and *other* may be begun.

    Without *other*: 60 t of *small* for 20 and 55 t of *one* for 60, 115 t. With *other* in full at a: 58 t and *small*
    as far as there is money. Below a = 30 too little is spent. From 30 to 80 that is 118 t; then *small* shrinks by 3 t
    for each unit: 118 - 3 (a - 80) >= 115 while a <= 81.
    """
    projects: dict[str, Tree] = {
        "small": {"asks": "20", "cost": "20", "impact": {"waste": "6 t/yr"}},
        "one": {"asks": "60", "cost": "60", "impact": {"waste": "5.5 t/yr"}},
        "other": {"asks": "100", "cost": "100", "impact": {"waste": "5.8 t/yr"}},
    }
    rules = {"single": {"rule": "choose", "to": {"projects": ["one", "other"]}, "at_most": "1", "as": "shares"}}
    fund = {"green": {"amount": {"2026": "100"}, "spend_at_least": "50 %"}}
    write_tree(case_tree(projects, fund, rules, MOST), tmp_path)
    found = grants(Source(tmp_path))["other"]

    assert (found.code, *pair(found)) == ("between", 81, 81.1)


def test_a_project_that_is_needed_and_asks_for_too_much_wins_at_what_there_is(tmp_path: Path) -> None:
    """A model is wanted; the poor dryer builds four for 9, so a part of it does, and all of it only for 7 or less."""
    projects = dryers(runs_after="0", asks="9", cost="12")
    projects["poor"]["impact"] = {"waste": "1 t/yr", "models": "4"}
    wanted = {"rule": "floor", "of": "models", "to": {"sectors": ["crafts"]}, "at_least": "1"}
    found = grants(written(tmp_path, projects, "7", {"one": wanted}))["poor"]

    assert (found.code, *pair(found)) == ("between", 7, 7.001)


def whole(asks: str, waste: str) -> Tree:
    return {"asks": asks, "cost": "40", "scale": "all_or_nothing", "impact": {"waste": f"{waste} t/yr"}}


def test_prices_of_whole_projects_are_proved_by_hand(tmp_path: Path) -> None:
    """
    The fund has 9, the three ask for 3, 4 and 8 and bring 30, 38 and 75 t a year; the large one is in.

        first    without it 75; in full at a: 30 + 75 while 8 is left, a <= 1; else 30 + 38
        second   without it 75; 38 + 75 while a <= 1; else 38 + 30
        large    without it 68; 75 at least, as long as 9 pays for it
    """
    source = written(tmp_path, {"first": whole("3", "30"), "second": whole("4", "38"), "large": whole("8", "75")}, "9")
    found = grants(source)

    assert {name: pair(each) for name, each in found.items()} == {
        "first": (1, 1.001),
        "second": (1, 1.001),
        "large": (9, 9.001),
    }
    assert all(each.proved for each in found.values())


def test_of_whole_projects_only_the_first_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each number takes a proof; whoever stands behind the last that is looked at is told so."""
    monkeypatch.setattr(win, "MOST_WHOLE", 1)
    source = written(tmp_path, {name: whole("3", "30") for name in ("one", "other")}, "2")
    found = win.wins_of(source, source.read(), ["other", "one"])

    assert found["other"].grant.code == "between"
    assert found["one"].grant.code == "not_sought"
    assert "1" in str(found["one"].grant.why)


def test_the_record_names_number_unit_and_reason(tmp_path: Path) -> None:
    source = written(tmp_path, dryers(), "7")
    case = source.read()
    record = wins_of(source, case, ["poor"])["poor"].record(case)

    assert (record["price_to_win"], record["price_to_win_unit"]) == (0.666, "million VND")
    assert record["win"]["grant"]["fails_at"] == 0.667
    assert record["win"]["grant"]["path"] == "projects.poor.asks"
    assert record["win"]["cost"]["code"] == "no_part"
    assert set(record["win"]["cost"]["why"]) == {"en", "vi"}


class Uncertified(Exception):
    """The exact engine proves nothing of a case, so nothing can be held against it."""


def reached(case: Case) -> tuple[Fraction, ...] | None:
    """Return what every stage of a case comes to up to the objective, proved; None if there is no plan."""
    answer = solve(case, REBUILD).answer
    if answer.status == "certified_infeasible":
        return None
    if answer.status != "certified_optimal":
        raise Uncertified
    values = []
    for stage in answer.stages:
        values.append(stage.value)
        if stage.name == OBJECTIVE:
            break
    return tuple(values)


def confirm(source: Source, tally: Counter[str], most: int | None = None) -> None:
    """
    Solve anew, with proof: each project in full at both numbers of its pairs, and left out.

    Where there is no plan without it, it wins as long as there is one with it.
    """
    case = source.read()
    found = wins_of(source, case, list(case.facts.by_id))
    pairs = [(name, each) for name, both in found.items() for each in (both.grant, both.cost)]
    for price in (each for _, each in pairs):
        tally[price.code] += 1
    sought = [each for each in pairs if each[1].code in ("between", "always", "never")]
    for name, price in sought[:: max(1, len(sought) // most)] if most else sought:
        status = f"projects.{name}.status"
        decided = (f"{status}_source", "invented")
        try:
            out = reached(source.read(((status, "excluded"), decided)))
        except Uncertified:
            tally["uncertified"] += 1
            continue
        for number, wins in ((price.holds_at, True), (price.fails_at, False)):
            if number is None:
                continue
            text = decimal_text(number)
            try:
                there = reached(source.read(((price.path, text), (status, "required"), decided)))
            except Uncertified:
                tally["uncertified"] += 1
                continue
            assert (there is not None and (out is None or there >= out)) == wins, (name, price, there, out)
            tally["confirmed"] += 1


@pytest.mark.parametrize("seed", [3, 8, 21, 34])
def test_random_prices_are_confirmed_by_solving_anew(seed: int, tmp_path: Path) -> None:
    write_tree(random_case(seed), tmp_path)
    confirm(Source(tmp_path), Counter(), most=4)


def test_prices_of_a_shipped_case_are_confirmed_for_a_few_projects() -> None:
    confirm(Source(CASES / "first-case"), Counter())


@pytest.mark.campaign
@pytest.mark.long
@pytest.mark.parametrize("kind", [Wanted(), Wanted(whole=True)], ids=["linear", "whole"])
def test_prices_of_many_random_cases(
    kind: Wanted, tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    tally: Counter[str] = Counter()
    for seed in range(campaign_size.whole if kind.whole else campaign_size.linear):
        write_tree(random_case(seed, kind), tmp_path)
        try:
            confirm(Source(tmp_path), tally)
        except CaseInvalid:
            tally["invalid"] += 1
    figures.append(f"prices to win of random cases, whole {kind.whole}: {dict(tally)}")


@pytest.mark.campaign
@pytest.mark.long
@pytest.mark.parametrize("name", ["lai-chau-2020", "lai-chau-2021-2025"])
def test_every_price_of_the_shipped_cases(name: str, campaign_size: CampaignSize, figures: list[str]) -> None:
    tally: Counter[str] = Counter()
    confirm(Source(CASES / name), tally, most=campaign_size.projects)
    figures.append(f"prices to win of {name}: {dict(tally)}")
