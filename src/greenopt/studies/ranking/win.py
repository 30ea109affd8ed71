"""
Price to win: the most a project may ask for, or cost, so that doing it in full is no worse than leaving it out.

    V(level = 1, at this number)  >=  V(level = 0)

V is the best that the case reaches, stage after stage: soft rules and priorities come before the objective here too.
What is said is a pair of neighbours on the grid of printed digits, both solved. For a project that wins as it stands it
is how much more it could ask for, for one that does not, how much less it would have to.

Where projects may be done in part the numbers are tried in floats (``contest``), each within 1e-9; where they are
whole, and wherever floats cannot tell, the case is read anew and proved.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from math import ceil, floor

from greenopt.case.case import Case
from greenopt.case.changes import as_set
from greenopt.language import say
from greenopt.project import Project
from greenopt.studies.bracket import Tried, Unproved, bracket, grid
from greenopt.studies.flip import Flips
from greenopt.studies.ranking.contest import Verdict
from greenopt.studies.ranking.figure import Costs, Figure, Grants
from greenopt.studies.ranking.price import WORDS, Code, Price, What, Win
from greenopt.studies.ranking.proved_contest import proved_verdict
from greenopt.studies.scenario import Source

ZERO = Fraction(0)
MOST_WHOLE = 12
"""Projects for which the proved way is taken where there is no other; those named first."""
GUESSES = 4
"""Plans that are followed to where they say that a project which wins would no longer do so."""
NUDGES = 3
"""Steps of the grid by which a pair is moved until it is proved."""


def wins_of(
    source: Source, case: Case, names: Sequence[str], *, certified: Collection[str] = frozenset()
) -> dict[str, Win]:
    """
    Return for projects what they would have to ask for, or cost, to win.

    Args:
        source: what the case was read from.
        case: as it is written.
        names: the projects; where each number takes a proof, only the first of them are looked at.
        certified: those of them for which both numbers of a pair are proved.

    Raises:
        CaseInvalid: the case is invalid.
        FileProblem: a file cannot be read.
    """
    flips = Flips(lambda changes: source.read((each.path, as_set(each.value)) for each in changes))
    figures = (Grants(source, case, names), Costs(source, case, names))
    slow = dict.fromkeys(figures, 0)
    found = dict[str, Win]()
    for name in names:
        project = case.facts.by_id[name]
        prices = dict[What, Price]()
        for figure in figures:
            price = _not_competing(figure, project)
            if price is None:
                slow[figure] += not figure.is_fast(name)
                is_near = slow[figure] <= MOST_WHOLE
                price = (
                    _sought(figure, flips, project, certify=name in certified) if is_near else _left(figure, project)
                )
            prices[figure.what] = price
        found[name] = Win(prices["grant"], prices["cost"])
        flips.known.clear()  # no other project asks for them, and each holds a whole case
    return found


def _not_competing(figure: Figure, project: Project) -> Price | None:
    """Return why a project does not compete; None if it does."""
    price = Price(figure.what, "unknown", figure.path(project.id), figure.now(project) or ZERO)
    if project.screened is not None:
        why = say("rule {rule} screens it out: {reason}", rule=project.screened.rule, reason=project.screened.reason)
        return price._replace(code="screened_out", why=why)
    if project.status == "excluded":
        return price._replace(code="excluded", why=say("it is excluded by a decision"))
    if project.status != "candidate" or project.started:
        return price._replace(code="promised", why=say("it is promised or begun already and does not compete"))
    if not figure.case.facts.starts(project):
        return price._replace(code="no_start", why=say("there is no year in which it could start and be paid"))
    if figure.now(project) is None:
        why = say("what its support limit gives differs from year to year, so no single number says it")
        return price._replace(code="varies", why=why)
    if figure.plays_no_part(project.id):
        return price._replace(code="no_part", why=say("this number plays no part in the case"))
    return None


def _left(figure: Figure, project: Project) -> Price:
    now = figure.now(project) or ZERO
    why = say(
        "each number takes a proof here, so only the first {count} {count:project was|projects were} looked at",
        count=MOST_WHOLE,
    )
    return Price(figure.what, "not_sought", figure.path(project.id), now, why=why)


def _sought(figure: Figure, flips: Flips, project: Project, *, certify: bool) -> Price:
    """Return the price of a project that competes."""
    try:
        found = _Search(figure, flips, project).price()
        return _proved(found, flips, figure, project) if certify and found.code == "between" else found
    except Unproved:
        now, why = figure.now(project) or ZERO, say("it could not be proved either way")
        return Price(figure.what, "unknown", figure.path(project.id), now, why=why)


class _Search:
    """Looks for the number at which the fate of one project turns."""

    def __init__(self, figure: Figure, flips: Flips, project: Project) -> None:
        self._figure, self._flips, self._project = figure, flips, project
        self._now = figure.now(project) or ZERO
        self._least, self._most = figure.span(project)
        self._step = grid(self._now or self._most)
        self._known: dict[Fraction, Verdict] = {}

    def price(self) -> Price:
        """
        Return what is found; every number in it was solved.

        Raises:
            Unproved: nothing can be said.
        """
        here = self._verdict(self._now)
        if here.needed and here.holds:
            return self._price("needed")
        if here.holds:
            # The very most may make another case: one in which nothing is left to pay privately.
            high = ceil(self._most / self._step) - 1
            top = self._verdict(max(self._amount(high), self._now))
            if top.holds:
                return self._price("always", max(self._amount(high), self._now))
            yes, no = self._beyond(here, floor(self._now / self._step), high)
        else:
            yes, no = floor(self._least / self._step) + 1, ceil(self._now / self._step)
            if not self._verdict(self._amount(yes)).possible:
                if not here.possible:
                    return self._price("impossible", fails=self._amount(yes))
                yes = self._first_possible(yes, no)
            if here.root is None and not self._verdict(self._amount(yes)).holds:
                return self._price("never", fails=self._amount(yes))
        found = bracket(self._tried, yes, no, "no") if yes < no else None
        if found is None:
            if here.holds or self._verdict(self._amount(yes)).holds:
                raise Unproved
            return self._price("never", fails=self._amount(yes))
        holds, fails = (self._amount(each) for each in found)
        # The number that is written may stand between two of the grid.
        holds, fails = (max(holds, self._now), fails) if here.holds else (holds, min(fails, self._now))
        return self._price("between", holds, fails)

    def _beyond(self, here: Verdict, yes: int, high: int) -> tuple[int, int]:
        """Return a number that holds and one that does not, the second where plans on the way say that it turns."""
        root = here.root
        for _ in range(GUESSES):
            if root is None:
                break
            number = min(max(ceil(Fraction(root) / self._step), yes + 1), high)
            found = self._verdict(self._amount(number))
            if not found.holds:
                return yes, number
            yes, root = number, found.root
        return yes, high

    def _first_possible(self, without: int, number: int) -> int:
        """
        Return the least number with which there is a plan at all, by halving.

        Too little may be asked for as well: where money has to be spent, a project that takes none of it is in the way.
        """
        while number - without > 1:
            middle = (without + number) // 2
            without, number = (without, middle) if self._verdict(self._amount(middle)).possible else (middle, number)
        return number

    def _amount(self, number: int) -> Fraction:
        return max(min(number * self._step, self._most), self._least)

    def _tried(self, number: int) -> Tried:
        found = self._verdict(self._amount(number))
        root = None if found.root is None else Fraction(found.root) / self._step
        return Tried(found.holds, root)

    def _verdict(self, amount: Fraction) -> Verdict:
        """
        Return what comes of a number.

        Raises:
            Unproved: nothing is proved, or such a case cannot be written.
        """
        if amount not in self._known:
            figure, name = self._figure, self._project.id
            found = figure.verdict(self._project, self._now, amount)
            self._known[amount] = found or proved_verdict(self._flips, name, figure, amount)
        return self._known[amount]

    def _price(self, code: Code, holds: Fraction | None = None, fails: Fraction | None = None) -> Price:
        figure, name = self._figure, self._project.id
        proved = all(self._known[each].proved for each in (holds, fails) if each is not None)
        return Price(figure.what, code, figure.path(name), self._now, holds, fails, proved, WORDS.get(code))


def _proved(price: Price, flips: Flips, figure: Figure, project: Project) -> Price:
    """
    Return a pair with both numbers proved, moved by a step of the grid where rounding had misled the search.

    Raises:
        Unproved: that does not help.
    """
    holds, fails = price.holds_at, price.fails_at
    if price.proved or holds is None or fails is None:
        return price
    step = grid(price.now)
    for _ in range(NUDGES):
        wins, loses = (proved_verdict(flips, project.id, figure, each).holds for each in (holds, fails))
        if wins and not loses:
            return price._replace(holds_at=holds, fails_at=fails, proved=True)
        holds, fails = (fails, fails + step) if loses else (holds - step, holds)
    raise Unproved
