"""
Proved contest: whether a case does as well with a project in full as without it, read anew and proved.

This is the reference of ``contest``, and the only way where projects are whole.
"""

from fractions import Fraction

from greenopt.studies.bracket import Unproved
from greenopt.studies.flip import Flip, Flips, in_full, left_out
from greenopt.studies.precedence import compared, decisive
from greenopt.studies.ranking.contest import Verdict
from greenopt.studies.ranking.figure import Figure
from greenopt.units import decimal_text

ZERO = Fraction(0)


def proved_verdict(flips: Flips, name: str, figure: Figure, amount: Fraction) -> Verdict:
    """
    Return what comes of a number, proved from the case read anew.

    Args:
        flips: the case.
        name: of the project that is carried out in full, and then left out.
        figure: what moves.
        amount: what is written there.

    Raises:
        Unproved: nothing is proved, or such a case cannot be written.
    """
    there, out = flips.solve({figure.path(name): decimal_text(amount), **in_full(name)}), flips.solve(left_out(name))
    if not (there.proved and out.proved) or "refused" in (there.status, out.status):
        raise Unproved
    if there.impossible or out.impossible:
        return Verdict(not there.impossible, None, not there.impossible, out.impossible, proved=True)
    gain = _gain(there, out)
    if gain is None:
        raise Unproved
    brings = there.brings(name)
    # Plans with the project are worth its share of what they bring for each unit of money that it takes.
    told = (
        figure.what == "grant" and amount > 0 and brings > max(gain, ZERO) and flips.case.objective.sense == "maximise"
    )
    root = float(amount * brings / (brings - gain)) if told else None
    return Verdict(gain >= 0, root, proved=True)


def _gain(there: Flip, out: Flip) -> Fraction | None:
    """Return how much better the case does with a project than without, by the first stage in which they differ."""
    if there.run is None or out.run is None or there.plan is None or out.plan is None:
        return None
    served = compared((there.run.answer.question, there.plan), (out.run.answer.question, out.plan))
    if (first := decisive(served)) is not None:
        apart = abs(first.here - first.there)
        return apart if first.better else -apart
    if there.value is None or out.value is None:
        return None
    gain = there.value - out.value
    return gain if there.run.case.objective.sense == "maximise" else -gain
