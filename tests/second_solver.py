"""Answers to the second formulation of a case: by SCIP in floats, or by enumeration in fractions."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from tests.independent import Formulation, Line, Row, add, constant
from tests.written_case import ONE, ZERO

SLACKS = (1e-9, 1e-7, 1e-6)
"""How much of what one stage has reached the next may give up, as a share of it; the larger ones if that fails."""


class Verdict(NamedTuple):
    """What the second solver says."""

    feasible: bool
    value: float = 0.0
    shortfall: float = 0.0


def solve_independently(
    found: Formulation, objective: Line | None = None, *, maximise: bool | None = None, keep: Iterable[Row] = ()
) -> Verdict:
    """
    Return the best value by SCIP: least shortfall first where rules are soft, priorities in turn, then the objective.

    Args:
        found: the case.
        objective: another objective than the case's own.
        maximise: the sense of that one.
        keep: further rows.
    """
    sought = (found.objective if objective is None else objective, found.maximise if maximise is None else maximise)
    keep = [*keep]
    for slack in SLACKS:
        verdict = _in_turn(found, [*found.rows, *keep], *sought, slack)
        if verdict is not None:
            return verdict
    raise AssertionError("SCIP loses in one stage what it has reached in another")


def _in_turn(found: Formulation, rows: list[Row], objective: Line, more: bool, slack: float) -> Verdict | None:
    """
    Return the best value of one thing after the other; None where SCIP loses what it has reached itself.

    Args:
        found: the case.
        rows: what a plan has to satisfy.
        objective: what is sought in the end.
        more: whether more of it is better.
        slack: how much of what was reached may be given up later, as a share of it: SCIP counts in floats.
    """
    short = 0.0
    if found.shortfall:
        verdict = _scip(found, rows, found.shortfall, maximise=False)
        if not verdict.feasible:
            return verdict
        short = verdict.value
        rows.append(Row(add(found.shortfall, constant(-Fraction(short + slack * max(1.0, short)))), "<="))
    for number, tier in enumerate(found.tiers):
        verdict = _scip(found, rows, tier, maximise=True)
        if not verdict.feasible:
            return None if number or found.shortfall else verdict
        rows.append(Row(add(tier, constant(Fraction(slack * max(1.0, abs(verdict.value)) - verdict.value))), ">="))
    verdict = _scip(found, rows, objective, maximise=more)
    if not verdict.feasible and (found.tiers or found.shortfall):
        return None
    return verdict._replace(shortfall=short)


def _scip(found: Formulation, rows: Iterable[Row], objective: Line, *, maximise: bool) -> Verdict:
    """Solve with SCIP, every variable in its size and every row divided by its largest coefficient."""
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/gap", 0.0)
    model.setParam("numerics/feastol", 1e-9)
    variables = {}
    for name, each in found.variables.items():
        upper = None if each.upper is None else float(each.upper / each.size) if each.size else 0.0
        lower = float(each.lower / each.size) if each.size else 0.0
        variables[name] = model.addVar(name, vtype="I" if each.whole else "C", lb=lower, ub=upper)
    for line, sense in rows:
        sized = _sized(found, line)
        largest = max([*(abs(value) for name, value in sized.items() if name), ZERO])
        if not largest:
            rest = line.get("", ZERO)
            if not {">=": rest >= 0, "<=": rest <= 0, "==": rest == 0}[sense]:
                return Verdict(feasible=False)
            continue
        left = pyscipopt.quicksum(
            float(value / largest) * variables[name] for name, value in sized.items() if name and value
        )
        right = -float(line.get("", ZERO) / largest)
        model.addCons({">=": left >= right, "<=": left <= right, "==": left == right}[sense])
    sized = _sized(found, objective)
    largest = max([*(abs(value) for name, value in sized.items() if name), ZERO]) or ONE
    goal = pyscipopt.quicksum(float(value / largest) * variables[name] for name, value in sized.items() if value)
    model.setObjective(goal, "maximize" if maximise else "minimize")
    model.optimize()
    if model.getStatus() != "optimal":
        assert model.getStatus() == "infeasible", model.getStatus()
        return Verdict(feasible=False)
    return Verdict(True, model.getObjVal() * float(largest) + float(objective.get("", ZERO)))


def _sized(found: Formulation, line: Line) -> Line:
    return {name: value * found.variables[name].size for name, value in line.items() if name}


Score = tuple[Fraction, ...]
"""Least shortfall, what each priority reaches, and the value of the objective."""


def enumerate_plans(found: Formulation, most: int = 20_000) -> Score | None:
    """
    Return the best score over all plans of whole projects and one fund, exactly; None if there is none.

    Only for cases in which one fund pays for every project and no project may be done in part: the starts then settle
    everything but the money kept, whose possible amounts form an interval from year to year.
    """
    choices = [[None, *(f"start {name} {year}" for year in years)] for name, years in found.options.items()]
    plans = 1
    for each in choices:
        plans *= len(each)
    assert plans <= most, plans
    best: Score | None = None
    for chosen in _plans(choices):
        values = {name: ONE for name in chosen if name}
        score = score_of(found, values)
        if score is not None and (best is None or _rank(found, score) > _rank(found, best)):
            best = score
    return best


def _rank(found: Formulation, score: Score) -> Score:
    """Return a score of which more is better, first things first."""
    short, *tiers, value = score
    return (-short, *tiers, value if found.maximise else -value)


def _plans(choices: list[list[str | None]]) -> Iterator[tuple[str | None, ...]]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in _plans(choices[1:]):
            yield (first, *rest)


def score_of(found: Formulation, values: Mapping[str, Fraction]) -> Score | None:
    """Return shortfall, priorities and value of a plan given by its starts; None when it breaks a row."""
    known = dict(values)
    known |= dict.fromkeys((name for name in found.variables if name.startswith("start ") and name not in known), ZERO)
    waiting: list[Row] = []
    for row in found.rows:
        for name in row.line:
            if name in found.least_of and name not in known:
                known[name] = min(line.get("", ZERO) + _value(line, known) for line in found.least_of[name])
        unknown = [name for name in row.line if name and name not in known]
        if not unknown:
            if not _holds(row.line.get("", ZERO) + _value(row.line, known), row.sense):
                return None
        elif len(unknown) == 1 and unknown[0].startswith("pay "):
            known[unknown[0]] = -(row.line.get("", ZERO) + _value(row.line, known)) / row.line[unknown[0]]
        elif len(unknown) == 1 and unknown[0].startswith("short "):
            gap = row.line.get("", ZERO) + _value(row.line, known)
            known[unknown[0]] = max(ZERO, -gap if row.sense == ">=" else gap)
        else:
            waiting.append(row)
    if not _can_keep(found, waiting, known):
        return None
    lines = [found.shortfall, *found.tiers, found.objective]
    return tuple(_value(line, known) + line.get("", ZERO) for line in lines)


def _can_keep(found: Formulation, rows: Iterable[Row], known: Mapping[str, Fraction]) -> bool:
    """
    Whether some amounts kept from year to year satisfy the rows of the fund, which come in order of years.

    What can be in hand from the year before is an interval. What must be spent narrows it from above, what is spent
    from below, and its upper end less what is spent can be kept.
    """
    reach: dict[str, tuple[Fraction, Fraction]] = {}
    for line, sense in rows:
        rest = line.get("", ZERO) + _value(line, known)
        kept = [name for name in line if name.startswith("keep ") and line[name]]
        before = next((name for name in kept if name in reach), None)
        after = next((name for name in kept if name not in reach), None)
        low, high = reach[before] if before else (ZERO, ZERO)
        if before:
            side = -rest / line[before]
            upward = (sense == ">=") == (line[before] > 0)
            low, high = (max(low, side), high) if upward else (low, min(high, side))
            reach[before] = low, high
            if low > high:
                return False
        if after:
            assert sense == "<="
            assert line[after] == 1
            cap = found.variables[after].upper
            most = high - rest if cap is None else min(high - rest, cap)
            if most < 0:
                return False
            reach[after] = ZERO, most
    return True


def _value(line: Line, known: Mapping[str, Fraction]) -> Fraction:
    return sum((coefficient * known[name] for name, coefficient in line.items() if name in known), ZERO)


def _holds(value: Fraction, sense: str) -> bool:
    return {">=": value >= 0, "<=": value <= 0, "==": value == 0}[sense]
