"""The least money for what the rules ask."""

from fractions import Fraction
from pathlib import Path

from tests.small_cases import Tree, case_tree, decided, levels, prices, read_tree, solve_tree, values


def tree(objective: str, at_least: str = "6") -> Tree:
    """Return two ways to six models: dear for the public, or dear in all."""
    return case_tree(
        {
            "press": {"cost": "90", "asks": "35", "impact": {"models": "5"}, "runs_after": "0"},
            "loom": {"cost": "50", "asks": "40", "impact": {"models": "4"}, "runs_after": "0"},
        },
        {"fund": {"amount": {"2026": "95"}}},
        {"goal": {"rule": "target", "of": "models", "by": "2026", "at_least": at_least}},
        {"minimise": objective},
    )


def test_it_adds_the_money_it_is_about(tmp_path: Path) -> None:
    public = read_tree(tree("public_money"), tmp_path)
    total = read_tree(tree("total_cost"), tmp_path)
    begun = {("press", 2026): "1/5", ("loom", 2026): "1"}

    assert public.objective.form(decided(public, begun)).constant == 47
    assert total.objective.form(decided(total, begun)).constant == 68


def test_least_public_money_takes_the_press_first(tmp_path: Path) -> None:
    """A model costs 7 by presses and 10 by looms: five by the press (35), the sixth by a quarter of a loom (10)."""
    run = solve_tree(tree("public_money"), tmp_path)

    assert run.answer.value == 45
    assert run.answer.bound == 45
    assert levels(run) == {"press": Fraction(1), "loom": Fraction(1, 4)}
    assert run.result["objective"]["value"] == 45


def test_least_investment_takes_the_loom_first(tmp_path: Path) -> None:
    """In all a model costs 18 by presses and 12.5 by looms: four by the loom (50), two by the press (36)."""
    run = solve_tree(tree("total_cost"), tmp_path)

    assert run.answer.value == 86
    assert levels(run) == {"press": Fraction(2, 5), "loom": Fraction(1)}


def test_the_price_of_a_target_is_the_money_it_would_save(tmp_path: Path) -> None:
    """The last model comes from a loom at 10; at exactly five, one more costs 10 and one fewer saves 7."""
    assert prices(solve_tree(tree("public_money"), tmp_path))["goal"] == (10, 10)
    assert prices(solve_tree(tree("public_money", "5"), tmp_path))["goal"] == (7, 10)


def test_with_nothing_asked_nothing_is_done(tmp_path: Path) -> None:
    run = solve_tree(tree("public_money", "0"), tmp_path)

    assert values(run.answer.value, levels(run)) == [0, {}]


def test_it_says_what_it_seeks(tmp_path: Path) -> None:
    case = read_tree(tree("public_money"), tmp_path)

    assert case.objective.in_words(case.facts).both()["en"] == "The least public money that satisfies every rule."
    assert case.objective.unit(case.facts) == "million VND"
