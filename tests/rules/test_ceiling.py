"""The ceiling: its arithmetic on decided numbers, small cases solved by hand, and what it refuses."""

from fractions import Fraction
from pathlib import Path

from tests.small_cases import Tree, asked, case_tree, decided, levels, mistakes, prices, read_tree, solve_tree, values

PROJECTS: dict[str, Tree] = {
    "brick": {"sector": "mining", "asks": "50", "impact": {"models": "6"}, "runs_after": "0"},
    "loom": {"asks": "30", "impact": {"models": "2"}, "runs_after": "0"},
    "shop": {"sector": "trade", "asks": "45", "impact": {"models": "1"}, "runs_after": "0"},
}
FUND: dict[str, Tree] = {"fund": {"amount": {"2026": "80"}}}


def tree(**rule: object) -> Tree:
    """Return three projects and a ceiling on mining."""
    ceiling = {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["mining"]}, **rule}
    return case_tree(PROJECTS, FUND, {"most": ceiling}, {"maximise": "models"})


def test_room_is_the_share_of_the_whole_less_what_is_spent(tmp_path: Path) -> None:
    """Brick takes 20, loom 15, together 35: 40 % of 35 is 14, and 20 break it by 6."""
    case = read_tree(tree(at_most="40 %"), tmp_path)
    plan = decided(case, {("brick", 2026): "2/5", ("loom", 2026): "1/2"})

    [found] = asked(case, plan, "most").values()

    assert values(found.left.constant, found.right.constant, found.room()) == [20, 14, -6]


def test_the_whole_of_a_share_may_be_narrowed(tmp_path: Path) -> None:
    """Among mining and crafts 35 are spent, whatever trade gets: 40 % of 35 is 14."""
    case = read_tree(tree(at_most="40 %", among={"sectors": ["mining", "crafts"]}), tmp_path)
    plan = decided(case, {("brick", 2026): "2/5", ("loom", 2026): "1/2", ("shop", 2026): "1"})

    [found] = asked(case, plan, "most").values()

    assert found.right.constant == 14


def test_a_share_holds_back_the_group_and_with_it_the_whole(tmp_path: Path) -> None:
    """
    Models a million: brick 0.12, loom 1/15, shop 1/45. All 80 are spent; mining may have 40 % of 80 = 32.

    Brick 32/50, loom whole (30), shop the last 18/45: 6 × 0.64 + 2 + 0.4 = 6.24. One point more: 0.8 million from
    shop to brick, 0.8 × (0.12 − 1/45) = 0.096 − 0.8/45. One more million: 0.4 to brick, 0.6 to shop.
    """
    run = solve_tree(tree(at_most="40 %"), tmp_path)

    assert run.answer.value == Fraction("6.24")
    assert levels(run) == {"brick": Fraction(32, 50), "loom": Fraction(1), "shop": Fraction(18, 45)}
    point, million = Fraction("0.096") - Fraction(8, 450), Fraction("0.048") + Fraction(6, 450)
    assert prices(run) == {"funds.fund:2026": (million, million), "most": (point, point)}


def test_a_share_with_nothing_beside_it_stops_everything(tmp_path: Path) -> None:
    """Where mining is all there is, 40 % of what is spent on mining can only be nothing."""
    case = tree(at_most="40 %")
    case["projects"] = {"brick": case["projects"]["brick"]}

    run = solve_tree(case, tmp_path)

    assert values(run.answer.value, levels(run)) == [0, {}]


def test_an_amount_for_one_year_leaves_the_others_free(tmp_path: Path) -> None:
    """In 2026 mining may have 20, in 2027 what it likes: brick starts 20/50 at first and 30/50 a year later."""
    case = tree(at_most={"2026": "20"})
    case["case"]["horizon"] = ["2026", "2027"]
    case["funds"] = {"fund": {"amount": {"2026": "50", "2027": "30"}}}
    case["projects"] = {"brick": case["projects"]["brick"]}

    run = solve_tree(case, tmp_path)

    assert run.answer.value == 6
    assert run.result["portfolio"][0]["starts"] == {"2026": 0.4, "2027": 0.6}


def test_a_ceiling_on_starts_counts_shares(tmp_path: Path) -> None:
    """One and a half projects at most: brick and half of loom, though money is left for more."""
    run = solve_tree(tree(of="starts", to={}, at_most="1.5"), tmp_path)

    assert levels(run) == {"brick": Fraction(1), "loom": Fraction(1, 2)}


def test_a_soft_ceiling_is_exceeded_only_by_what_is_promised(tmp_path: Path) -> None:
    """Brick is required and takes 50 where 35 are allowed: 15 too much, and no more of anything in mining."""
    case = tree(at_most="35", soft="true")
    case["projects"]["brick"] |= {"status": "required", "status_source": "order 4"}

    run = solve_tree(case, tmp_path)

    row = next(each for each in run.result["rules"] if each["name"] == "most")
    assert (row["left"], row["right"], row["shortfall"]) == (50, 35, 15)


def test_a_time_outside_the_horizon_says_nothing(tmp_path: Path) -> None:
    case = read_tree(tree(at_most="5", by="2031"), tmp_path)

    assert asked(case, decided(case, {}), "most") == {}


def test_a_bare_number_of_another_unit_is_refused(tmp_path: Path) -> None:
    assert mistakes(tree(at_most="5 t"), tmp_path) == [("rules.most.at_most", "'t' does not fit here")]


def test_it_says_what_it_allows(tmp_path: Path) -> None:
    case = read_tree(tree(at_most="12.5"), tmp_path)

    [rule] = case.rules

    assert rule.in_words(case.facts).both()["en"] == "public money for mining: at most 12.5 million VND."
