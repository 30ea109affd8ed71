"""Prices: a slope, or what one unit comes to, needs its proof, and no proof holds more than that."""

from pathlib import Path

import pytest
from tests.verify.forging import CERTIFICATE, RESULT, Json, forged, refused


def forge_price(data: dict[str, Json], name: str, key: str, value: float) -> None:
    """Change a price wherever the result tells it."""
    row = next(each for each in data[RESULT]["rules"] if each["name"] == name)
    row[key] = value
    row["price"] = row["price_relax"] if row["price_relax"] == row["price_tighten"] else None
    data[RESULT]["years"][0]["price"] = row["price"]


@pytest.mark.parametrize("key", ["price_relax", "price_tighten"])
@pytest.mark.parametrize("name", ["plain", "degenerate"])
def test_a_price_must_be_proved(name: str, key: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Of one fund, told among the rules and among the years; where multipliers are unique and where they are not."""
    reason = refused(runs[name], tmp_path / "run", lambda data: forge_price(data, "funds.main", key, 8.25))

    assert ": price" in reason


@pytest.mark.parametrize(
    "damage",
    [
        "nothing",
        "another slope",
        "a loose bound",
        "no step",
        "a step back",
        "no gain",
        "too much",
        "called stuck",
        "stuck by nothing",
        "a tangent further on",
    ],
)
def test_a_proof_of_a_price_must_hold(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """
    The money is just enough for two promises and the best project: several multipliers prove that.

    A slope then needs multipliers of its own, and a plan that reaches it when the money moves by a step. Without a step
    the multipliers of the other side, 20 instead of 500/33, would do for this one. And with 63 more, for b and c, the
    money is worth 15: these multipliers bound by 1105 what is 1100, and b and c bring 950 = 5 + 63 * 15.
    """

    def forge(data: dict[str, Json]) -> None:
        sides = data[CERTIFICATE]["prices"]["funds.main:2026"]
        side = sides["tighten"]
        if damage == "nothing":
            sides.pop("tighten")
        elif damage == "another slope":
            side["multipliers"]["funds.main:2026"] = "19"
        elif damage == "a loose bound":
            side["multipliers"]["projects.d.status"] = "-349"
        elif damage == "no step":
            sides["relax"] = {**side, "plan": {}, "step": "0"}
        elif damage == "a step back":
            side["step"] = f"-{side['step']}"
        elif damage == "no gain":
            side["plan"] = dict.fromkeys(side["plan"], "0")
        elif damage == "too much":
            side["plan"] = {}
        elif damage == "a tangent further on":
            y = {"funds.main:2026": "15", "projects.d.status": "-250", "projects.e.status": "-250"}
            sides["relax"] = {"multipliers": y, "plan": {"start[b,2026]": "1", "start[c,2026]": "1"}, "step": "63"}
        elif damage == "stuck by nothing":
            sides["tighten"] = {"farkas": {}}
        else:
            sides["tighten"] = {"farkas": {"funds.main:2026": "1"}}

    assert "certificate.json: prices: funds.main:2026" in refused(runs["promises"], tmp_path / "run", forge)


@pytest.mark.parametrize("damage", ["nothing", "for no stage", "a loose bound", "leaning on it", "no step"])
def test_what_leaves_a_rule_alone_must_be_proved(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """What comes first is held by the money and by the cap; one of them is freed by the multipliers of the other."""

    def forge(data: dict[str, Json]) -> None:
        prices, first = data[CERTIFICATE]["prices"], data[CERTIFICATE]["stages"][0]
        side = next(each["relax"] for each in prices.values() if "before" in each.get("relax", {}))
        if damage == "nothing":
            side.pop("before")
        elif damage == "for no stage":
            side["before"] = []
        elif damage == "a loose bound":
            side["before"] = [dict.fromkeys(side["before"][0], "70")]
        elif damage == "leaning on it":
            side["before"] = [first["multipliers"]]
        else:
            side.pop("step")
            side.pop("plan")

    assert "certificate.json: prices: " in refused(runs["held_twice"], tmp_path / "run", forge)


@pytest.mark.parametrize("damage", ["nothing", "another whole", "a loose bound"])
def test_what_one_point_of_a_share_comes_to_must_be_proved(damage: str, runs: dict[str, Path], tmp_path: Path) -> None:
    """Among the best plans the whole is at most 40, so that a point of it is 0.4 million."""

    def forge(data: dict[str, Json]) -> None:
        side = data[CERTIFICATE]["prices"]["half"]["relax"]
        if damage == "nothing":
            side.pop("unit")
        elif damage == "another whole":
            side["unit"]["plan"] = {}
        else:
            side["unit"]["multipliers"] = {"funds.main:2026": "1"}

    assert "certificate.json: prices: half: unit" in refused(runs["balance"], tmp_path / "run", forge)


def test_a_proof_holds_nothing_that_proves_nothing(runs: dict[str, Path], tmp_path: Path) -> None:
    """The money is scarce and its multiplier the only one, so a slope of its own is one too many."""

    def more(data: dict[str, Json]) -> None:
        unit: Json = {"plan": {}, "multipliers": {}}
        data[CERTIFICATE]["prices"]["funds.main:2027"] = {"relax": {"unit": unit}}

    assert "what the price rests on" in refused(runs["plain"], tmp_path / "run", more)


PRICES = ("price", "price_relax", "price_tighten", "price_up", "price_down")


def test_prices_may_be_left_out_together(runs: dict[str, Path], tmp_path: Path) -> None:
    """A run without prices claims none; a run that proves none may not tell any."""

    def silent(data: dict[str, Json]) -> None:
        data[CERTIFICATE]["prices"] = None
        for row in [*data[RESULT]["rules"], *data[RESULT]["years"]]:
            row.update(dict.fromkeys(row.keys() & set(PRICES)))

    assert forged(runs["plain"], tmp_path / "run", silent).exit_code == 0
    assert "price" in refused(runs["plain"], tmp_path / "run", lambda data: data[CERTIFICATE].update(prices=None))
