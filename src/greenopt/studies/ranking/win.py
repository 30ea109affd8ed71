"""
Price to win: the most a project may ask for, or cost, so that doing it in full is no worse than leaving it out.

    V(level = 1, at this number)  >=  V(level = 0)

V is the best that the case reaches, stage after stage: soft rules and priorities come before the objective here too.
What is said is a pair of neighbours on the grid of printed digits, both solved: ``holds_at`` and ``fails_at``. For a
project that wins as it stands it is how much more it could ask for, for one that does not, how much less it would have to.

    grant    public money asked for at full scale; the rest of the cost stays private
    cost     the whole investment; what it asks for follows where a support limit gives it a share of that

Where projects may be done in part the numbers are tried in floats (``contest``), each within 1e-9; where they are whole,
and wherever floats cannot tell, the case is read anew and proved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal, NamedTuple

from greenopt.case.case import Case
from greenopt.case.changes import as_set
from greenopt.case.node import at
from greenopt.case.vary import Numbers
from greenopt.errors import CaseInvalid
from greenopt.language import Message, say
from greenopt.project import Project
from greenopt.result.resolved import Json
from greenopt.result.standing import plain
from greenopt.studies.bracket import Tried, Unproved, bracket, grid
from greenopt.studies.flip import Flip, Flips, in_full, left_out
from greenopt.studies.precedence import compared, decisive
from greenopt.studies.ranking.contest import Contest, Verdict
from greenopt.studies.scenario import Source
from greenopt.units import decimal_text

ZERO = Fraction(0)
FURTHEST = 64
"""How many times its cost is looked at before it is said that a project wins whatever it costs."""
MOST_WHOLE = 12
"""Projects for which the proved way is taken where there is no other; those named first."""
MOST_SHAPES = 3
"""Times that the case is read anew for one project because another number of it makes a case of another shape."""
GUESSES = 4
"""Plans that are followed to where they say that a project which wins would no longer do so."""
NUDGES = 3
"""Steps of the grid by which a pair is moved until it is proved."""

What = Literal["grant", "cost"]
Code = Literal[
    "between", "always", "never", "impossible", "needed", "no_part",
    "screened_out", "excluded", "promised", "no_start", "varies", "not_sought", "unknown",
]  # fmt: skip
"""
What is known: a pair (``between``); that it wins at every number that may be written (``always``) or at none (``never``);
that the case has no plan with the project in full (``impossible``) or without it (``needed``); that the number plays no
part; why a project does not compete; or that it was not looked for, or not found out.
"""


class Price(NamedTuple):
    """The most that a project may ask for, or cost."""

    what: What
    code: Code
    path: str
    now: Fraction
    holds_at: Fraction | None = None
    """The last number at which it wins."""
    fails_at: Fraction | None = None
    """The next number, at which it does not."""
    proved: bool = False
    """Whether both are proved; else each is checked to 1e-9."""
    why: Message | None = None
    """In words, where there is no such pair."""


@dataclass(frozen=True)
class Win:
    """What one project would have to be like to win."""

    grant: Price
    cost: Price

    @property
    def price_to_win(self) -> Fraction | None:
        """The most public money that it may ask for; None if that is not known, or if there is no such number."""
        return self.grant.holds_at

    def record(self, case: Case) -> Json:
        """Return what a ranking says of it; money in the unit of the case."""
        return {
            "price_to_win": plain(self.price_to_win),
            "price_to_win_unit": case.facts.units.money,
            "win": {each.what: _record(each, case) for each in (self.grant, self.cost)},
        }


def wins_of(source: Source, case: Case, names: Sequence[str], *, certify: bool = False) -> dict[str, Win]:
    """
    Return for projects what they would have to ask for, or cost, to win.

    Args:
        source: what the case was read from.
        case: as it is written.
        names: the projects; where each number takes a proof, only the first of them are looked at.
        certify: whether both numbers of each pair are proved.

    Raises:
        CaseInvalid: the case is invalid.
        FileProblem: a file cannot be read.
    """
    flips = Flips(lambda changes: source.read((each.path, as_set(each.value)) for each in changes))
    found: dict[What, dict[str, Price]] = {"grant": {}, "cost": {}}
    for figure in (_Grants(source, case, names), _Costs(source, case, names)):
        slow = 0
        for name in names:
            project = case.facts.by_id[name]
            price = _not_competing(figure, project)
            if price is None:
                slow += not figure.is_fast(name)
                price = _sought(figure, flips, project, certify=certify) if slow <= MOST_WHOLE else _left(figure, project)
            found[figure.what][name] = price
    return {name: Win(found["grant"][name], found["cost"][name]) for name in names}


class _Figure:
    """One number of every project that moves."""

    what: What

    def __init__(self, source: Source, case: Case, names: Sequence[str]) -> None:
        self.case = case
        self.source = source
        self._numbers = Numbers(source.gathered.tree, [self.path(name) for name in names])
        self.contest = Contest.of(source, self._numbers)
        self._reshaped: dict[str, list[tuple[Contest, int]]] = {}

    def path(self, name: str) -> str:
        """Return the path of the number in the case."""
        raise NotImplementedError

    def now(self, project: Project) -> Fraction | None:
        """Return what it is, in the unit of the case; None where no single number says it."""
        raise NotImplementedError

    def span(self, project: Project) -> tuple[Fraction, Fraction]:
        """Return the least and the most that may be written."""
        raise NotImplementedError

    def is_fast(self, name: str) -> bool:
        """Return whether a number of a project can be tried in floats."""
        return self.contest is not None and self._numbers.place(self.path(name)) is not None

    def verdict(self, project: Project, now: Fraction, number: Fraction) -> Verdict | None:
        """Return what comes of a number, tried in floats; None if that cannot be told."""
        place = self._numbers.place(self.path(project.id))
        if self.contest is None or place is None or not now:
            return None
        factor = self._numbers.values[place] / now
        for contest, where in ((self.contest, place), *self._reshaped.get(project.id, ())):
            if contest.fits(where, float(number * factor)):
                return _in_units(contest.verdict(project.id, where, float(number * factor)), factor)
        another = self._another(project.id, number)
        return None if another is None else _in_units(another.verdict(project.id, 0, float(number)), Fraction(1))

    def _another(self, name: str, number: Fraction) -> Contest | None:
        """Return the case in the shape that it has with another number of a project; None if it can have none."""
        known = self._reshaped.setdefault(name, [])
        if len(known) == MOST_SHAPES:
            return None
        path = self.path(name)
        source = replace(self.source, changes=(*self.source.changes, f"{path}={decimal_text(number)}"))
        try:
            contest = Contest.of(source, Numbers(source.gathered.tree, [path]))
        except CaseInvalid:
            return None
        if contest is not None:
            known.append((contest, 0))
        return contest

    def plays_no_part(self, name: str) -> bool:
        """Return whether the number of a project matters for nothing."""
        place = self._numbers.place(self.path(name))
        return self.contest is not None and place is not None and self.contest.plays_no_part(place)


def _in_units(found: Verdict | None, factor: Fraction) -> Verdict | None:
    """Return a verdict whose number is told in the unit of the case."""
    return found if found is None or found.root is None else found._replace(root=found.root / float(factor))


class _Grants(_Figure):
    what = "grant"

    def __init__(self, source: Source, case: Case, names: Sequence[str]) -> None:
        tree, extra = source.gathered.tree, []
        for name in names:
            now = self.now(case.facts.by_id[name])
            if now and at(tree, ("projects", name, "asks")) is None:
                # What a support limit gives is written down, so that it can move.
                extra.append(f"{self.path(name)}={decimal_text(now)}")
        super().__init__(replace(source, changes=(*source.changes, *extra)) if extra else source, case, names)

    def path(self, name: str) -> str:
        return f"projects.{name}.asks"

    def now(self, project: Project) -> Fraction | None:
        amounts = set(project.support.values())
        return amounts.pop() if len(amounts) == 1 else None

    def span(self, project: Project) -> tuple[Fraction, Fraction]:
        return ZERO, min([project.cost, *project.limits.values()])


class _Costs(_Figure):
    what = "cost"

    def path(self, name: str) -> str:
        return f"projects.{name}.cost"

    def now(self, project: Project) -> Fraction | None:
        return project.cost

    def span(self, project: Project) -> tuple[Fraction, Fraction]:
        tree = self.case.tree
        named = tree is not None and at(tree, ("projects", project.id, "eligible_cost")) is not None
        least = max(project.asks or ZERO, project.eligible_cost if named else ZERO)
        return least, project.cost * FURTHEST


def _not_competing(figure: _Figure, project: Project) -> Price | None:
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


def _left(figure: _Figure, project: Project) -> Price:
    now = figure.now(project) or ZERO
    why = say("each number takes a proof here, so only the first {count} projects were looked at", count=MOST_WHOLE)
    return Price(figure.what, "not_sought", figure.path(project.id), now, why=why)


def _sought(figure: _Figure, flips: Flips, project: Project, *, certify: bool) -> Price:
    """Return the price of a project that competes."""
    try:
        found = _Search(figure, flips, project).price()
        return _proved(found, flips, figure, project) if certify and found.code == "between" else found
    except Unproved:
        now, why = figure.now(project) or ZERO, say("it could not be proved either way")
        return Price(figure.what, "unknown", figure.path(project.id), now, why=why)


class _Search:
    """Looks for the number at which the fate of one project turns."""

    def __init__(self, figure: _Figure, flips: Flips, project: Project) -> None:
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
        if here.needed:
            return self._price("needed" if here.holds else "impossible")
        if here.holds:
            # The very most may make another case: one in which nothing is left to pay privately.
            high = ceil(self._most / self._step) - 1
            top = self._verdict(max(self._amount(high), self._now))
            if top.holds:
                return self._price("always", max(self._amount(high), self._now))
            yes, no = self._beyond(here, floor(self._now / self._step), high)
        else:
            yes, no = floor(self._least / self._step) + 1, ceil(self._now / self._step)
            if here.root is None and not self._verdict(self._amount(yes)).holds:
                return self._nowhere(yes)
        found = bracket(self._tried, yes, no, "no") if yes < no else None
        if found is None:
            if here.holds or self._verdict(self._amount(yes)).holds:
                raise Unproved
            return self._nowhere(yes)
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

    def _nowhere(self, least: int) -> Price:
        found = self._verdict(self._amount(least))
        return self._price("never" if found.possible else "impossible", fails=self._amount(least))

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
        return Price(figure.what, code, figure.path(name), self._now, holds, fails, proved, _WORDS.get(code))


_WORDS: Mapping[Code, Message] = {
    "always": say("it wins whatever number may be written"),
    "never": say("it does not win at any number"),
    "impossible": say("no plan satisfies every rule with it in full, at any number"),
    "needed": say("without it no plan satisfies every rule"),
}


def proved_verdict(flips: Flips, name: str, figure: _Figure, amount: Fraction) -> Verdict:
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
    told = figure.what == "grant" and amount > 0 and brings > max(gain, ZERO) and flips.case.objective.sense == "maximise"
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


def _proved(price: Price, flips: Flips, figure: _Figure, project: Project) -> Price:
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


def _record(price: Price, case: Case) -> Json:
    return {
        "code": price.code,
        "path": price.path,
        "now": plain(price.now),
        "holds_at": plain(price.holds_at),
        "fails_at": plain(price.fails_at),
        "unit": case.facts.units.money,
        "proved": price.proved,
        "why": None if price.why is None else price.why.both(),
    }
