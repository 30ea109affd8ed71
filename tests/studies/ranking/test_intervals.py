"""Intervals that are found by hand, and those of larger cases confirmed by solving anew on both sides of every end."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from tests.conftest import CampaignSize
from tests.random_cases import Wanted, random_case
from tests.small_cases import Tree, case_tree, write_tree

from greenopt.errors import CaseInvalid
from greenopt.studies.ranking.intervals import Funded, Interval, intervals_of, looked_record
from greenopt.studies.resolve import Resolver
from greenopt.studies.scenario import Scenario, Source
from greenopt.units import decimal_text, significant

MOST = {"maximise": "waste", "over": "lifetime"}
CASES = Path(__file__).parents[3] / "cases"


def written(folder: Path, projects: Mapping[str, Tree], money: str, rules: Tree | None = None) -> Source:
    write_tree(case_tree(projects, {"green": {"amount": {"2026": money}}}, rules, MOST), folder)
    return Source(folder)


def shown(intervals: Iterable[Interval]) -> list[str]:
    """Return intervals as they are written by hand: [ or ] where the end belongs to it, ( or ) where it does not."""
    return [
        f"{'[' if first.closed else '('}{float(first.money):g}, {float(last.money):g}{']' if last.closed else ')'}"
        for first, last, _ in intervals
    ]


def around(funded: Funded) -> tuple[float | None, ...]:
    return tuple(None if each is None else float(each) for each in (funded.entry_budget, funded.exit_budget))


def whole(asks: str, waste: str) -> Tree:
    return {"asks": asks, "cost": "40", "scale": "all_or_nothing", "impact": {"waste": f"{waste} t/yr"}}


@pytest.fixture
def three(tmp_path: Path) -> Source:
    """Two smaller projects that are done as a whole, and one that displaces both; the fund has 9."""
    projects = {"first": whole("3", "30"), "second": whole("4", "38"), "large": whole("8", "75")}
    return written(tmp_path, projects, "9")


def test_whole_projects_come_and_go_by_hand(three: Source) -> None:
    """
    The best of the eight plans at every budget up to 18, in tonnes a year.

        0 …  3   nothing            0          8 … 11   large            75
        3 …  4   first             30         11 … 12   large, first    105
        4 …  7   second            38         12 … 15   large, second   113
        7 …  8   first, second     68         15 … 18   all             143

    A budget at which a plan can just be paid belongs to it.
    """
    found = intervals_of(three, three.read())

    assert shown(found["first"].intervals) == ["[3, 4)", "[7, 8)", "[11, 12)", "[15, 18]"]
    assert shown(found["second"].intervals) == ["[4, 8)", "[12, 18]"]
    assert shown(found["large"].intervals) == ["[8, 18]"]
    assert all(each.intervals == each.whole for each in found.values())
    assert found["large"].looked.exact
    assert all(interval.known for each in found.values() for interval in each.intervals)


def test_entry_and_exit_are_the_ends_around_what_is_written(three: Source) -> None:
    """With 9 the large one is in; the first one left at 8 and comes back at 11, the second one at 12."""
    found = intervals_of(three, three.read())

    ends = {name: around(each) for name, each in found.items()}
    assert ends == {"first": (11, 8), "second": (12, 8), "large": (8, None)}
    assert found["large"].intervals[0].last.edge == "end"


def models(folder: Path) -> Source:
    """
    Write a case in which six demonstration models have to be built, whatever that costs.

    The plain project builds six for 4 of money, the good one six for 6; only the last brings much, and the third
    project brings something and builds none.
    """
    projects = {
        "plain": {"asks": "4", "impact": {"waste": "1 t/yr", "models": "6"}, "runs_after": "0"},
        "good": {"asks": "6", "impact": {"waste": "12 t/yr", "models": "6"}, "runs_after": "0"},
        "other": {"asks": "5", "impact": {"waste": "8 t/yr"}},
    }
    rules = {"six": {"rule": "floor", "of": "models", "to": {"sectors": ["crafts"]}, "at_least": "6"}}
    return written(folder, projects, "9", rules)


def test_a_project_in_part_comes_goes_and_comes_back_by_hand(tmp_path: Path) -> None:
    """
    Models and money: plain + good >= 1, and 4 plain + 6 good + 5 other <= budget.

         below 4   no six models
         4 …  6    each unit of money moves 1/2 from plain to good: (12 − 1) / 2 = 5.5 a unit, other brings 8/5
         6 … 11    good is whole; other 8/5 a unit, plain 1/4
        11 … 15    plain comes back

    So plain is funded at 4 itself, not at 6 any more, and again beyond 11; good and other beyond 4 and 6.
    """
    source = models(tmp_path)
    found = intervals_of(source, source.read())

    assert shown(found["plain"].intervals) == ["[4, 6)", "(11, 15]"]
    assert shown(found["plain"].whole) == ["[4, 4]", "[15, 15]"]
    assert shown(found["good"].intervals) == ["(4, 15]"]
    assert shown(found["good"].whole) == ["[6, 15]"]
    assert shown(found["other"].intervals) == ["(6, 15]"]
    assert shown(found["other"].whole) == ["[11, 15]"]
    assert [each.first.edge for each in found["plain"].intervals] == ["no_plan", "turns"]
    assert around(found["plain"]) == (11, 6)
    assert around(found["good"]) == (4, None)


def test_certified_ends_name_two_proved_budgets(tmp_path: Path) -> None:
    """Only the ends next to what is written are proved, and only of the projects that are named."""
    source = models(tmp_path)
    found = intervals_of(source, source.read(), certify=True, names=["plain"])
    before, after = found["plain"].intervals

    for end, comes in ((before.last, False), (after.first, True)):
        assert end.witness is not None
        assert (end.witness.funded_at > end.money) == comes
        assert abs(end.witness.funded_at - end.witness.not_funded_at) < Fraction(1, 1000)
        assert min(end.witness) < end.money < max(end.witness)
    assert before.first.witness is None
    assert found["good"].intervals[0].first.witness is None


def test_the_record_holds_plain_numbers_with_their_unit(tmp_path: Path) -> None:
    source = models(tmp_path)
    case = source.read()
    found = intervals_of(source, case)
    record = found["plain"].record(case)

    first = record["funded_intervals"][0]
    assert (first["from"], first["to"], first["from_closed"], first["to_closed"]) == (4, 6, True, False)
    assert (first["from_edge"], first["to_edge"], first["known"]) == ("no_plan", "turns", True)
    assert (record["entry_budget"], record["exit_budget"], record["budget_unit"]) == (11, 6, "million VND")
    looked = looked_record(case, found)
    assert looked is not None
    assert (looked["from"], looked["to"], looked["now"], looked["exact"]) == (0, 15, 9, True)


def test_without_money_nothing_can_move(tmp_path: Path) -> None:
    source = written(tmp_path, {"plain": {"asks": "4", "impact": {"waste": "1 t/yr"}}}, "0")
    case = source.read()
    found = intervals_of(source, case)

    assert found["plain"].intervals == ()
    assert found["plain"].entry_budget is None
    looked = looked_record(case, found)
    assert looked is not None
    assert "no fund" in looked["reason"]["en"]


def test_a_smallest_share_leaves_parts_of_which_nothing_is_known(tmp_path: Path) -> None:
    """
    Half of the project or more: from 2 of money on it grows with the money, so no two budgets have one plan.

    Every budget that is solved from 2 on funds it, none below does, and where it is not known is said.
    """
    project = {"asks": "4", "scale": {"at_least": "50 %"}, "impact": {"waste": "3 t/yr"}}
    source = written(tmp_path, {"dryer": project}, "3")
    found = intervals_of(source, source.read())["dryer"]

    assert not found.looked.exact
    assert found.looked.reason is not None
    (interval,) = found.intervals
    assert 2 <= interval.first.money < 2 + Fraction(6, 8192)
    assert (interval.first.closed, interval.first.edge, interval.known) == (True, "unknown", False)
    assert interval.last.money == 6
    assert all(2 - Fraction(6, 8192) < first < last <= 4 for first, last in found.looked.open_parts)


FUNDS = "funds.*.amount.*"


def confirm(source: Source, tally: Counter[str], *, most: int | None = None, seed: int = 0, every: int = 1) -> None:
    """
    Solve anew just below and just above every end, and at places in between.

    Args:
        source: the case.
        tally: counts.
        most: how many places are drawn; None takes all.
        seed: of the draw.
        every: of how many places one is proved; the others are each solved by themselves, and checked.
    """
    case = source.read()
    found = intervals_of(source, case)
    some = next(iter(found.values())).looked
    if not some.now or not any(each.intervals for each in found.values()):
        tally["without a funded project"] += 1
        return
    ends = {
        end.at
        for each in found.values()
        for interval in (*each.intervals, *each.whole)
        for end in (interval.first, interval.last)
    }
    parts = {place / some.now for part in some.open_parts for place in part}
    ordered = sorted(ends | parts | {some.first / some.now, some.last / some.now})
    places = set()
    length = ordered[-1] - ordered[0]
    for one, other in pairwise(ordered):
        if other - one < length / 10**9:
            continue  # the same place, rounded in two ways
        little = min((other - one) / 3, length / 10**6)
        places |= {
            significant(each) for each in (one + little, (one + other) / 2, other - little) if one < each < other
        }
    drawn = sorted(places)
    if most is not None and len(drawn) > most:
        drawn = random.Random(seed).sample(drawn, most)  # noqa: S311 - nothing here is a secret
    drawn = [at for at in drawn if not any(first <= at * some.now <= last for first, last in some.open_parts)]
    scenarios = [Scenario(str(at), ((FUNDS, f"x {decimal_text(at)}"),)) for at in drawn]
    answers = Resolver(source, [FUNDS]).solve(scenarios, certify=every == 1, sample=range(0, len(drawn), every))
    for at, solved in zip(drawn, answers, strict=True):
        money = at * some.now
        tally["proved"] += solved.rebuilt or solved.held is not None
        if solved.status == "uncertified":
            tally["uncertified"] += 1
            continue
        tally["solved"] += 1
        for name, each in found.items():
            level = solved.levels.get(name, 0.0)
            assert _holds(each, money) == (level > 0), (name, float(money), level, shown(each.intervals))
            in_full = any(interval.holds(money) for interval in each.whole)
            assert in_full == (level == 1), (name, float(money), level, shown(each.whole))
            tally["memberships"] += 1


def _holds(funded: Funded, money: Fraction) -> bool:
    return any(interval.holds(money) for interval in funded.intervals)


@pytest.mark.parametrize(
    ("seed", "kind"),
    [(3, Wanted()), (9, Wanted()), (21, Wanted()), (7, Wanted(whole=True)), (34, Wanted(whole=True))],
    ids=["linear-3", "linear-9", "linear-21", "whole-7", "whole-34"],
)
def test_random_intervals_are_confirmed_by_solving_anew(seed: int, kind: Wanted, tmp_path: Path) -> None:
    write_tree(random_case(seed, kind), tmp_path)
    confirm(Source(tmp_path), Counter(), most=12)


def test_intervals_of_a_shipped_case_are_confirmed_at_a_few_places() -> None:
    confirm(Source(CASES / "lai-chau-2021-2025"), Counter(), most=2)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", [Wanted(), Wanted(whole=True)], ids=["linear", "whole"])
def test_intervals_of_many_random_cases(
    kind: Wanted, tmp_path: Path, campaign_size: CampaignSize, figures: list[str]
) -> None:
    tally: Counter[str] = Counter()
    for seed in range(campaign_size.whole if kind.whole else campaign_size.linear):
        write_tree(random_case(seed, kind), tmp_path)
        try:
            confirm(Source(tmp_path), tally, most=40, seed=seed)
        except CaseInvalid:
            tally["invalid at an end"] += 1
    figures.append(f"funding intervals of random cases, whole {kind.whole}: {dict(tally)}")


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["lai-chau-2020", "lai-chau-2021-2025"])
def test_every_interval_of_the_shipped_cases(name: str, campaign_size: CampaignSize, figures: list[str]) -> None:
    tally: Counter[str] = Counter()
    confirm(Source(CASES / name), tally, every=25, most=campaign_size.projects)
    figures.append(f"funding intervals of {name}: {dict(tally)}")
