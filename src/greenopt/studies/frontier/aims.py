"""What a front of two aims knows besides its points: the second aim, its ends, and whether it is complete."""

from dataclasses import dataclass
from fractions import Fraction

from greenopt.language import Text
from greenopt.result.resolved import Json, text
from greenopt.result.standing import plain
from greenopt.studies.frontier.second import Second


@dataclass(frozen=True)
class Front:
    """The second aim of a frontier, and what is known of its ends."""

    second: Second
    bare: bool
    """Whether the case has no rules of its own."""
    best: Fraction
    """What there is of the second aim where the objective is best."""
    own: Fraction | None = None
    """The most of it, or the least money, that there can be; None for equity, where the points tell."""
    complete: bool = False
    """Whether every efficient pair of values is a point, or lies between two points of an exact front."""
    served: tuple[Json, ...] = ()
    """What comes before the objective, at the last end beside the case as it is written."""

    def changes(self, at: Fraction) -> tuple[tuple[str, str], ...]:
        """Return the changes that hold the second aim at a place."""
        return self.second.held(at, bare=self.bare)

    def document(self) -> Json:
        """Return what a document says of it."""
        second = self.second
        return {
            "aim": second.asked,
            "name": text(second.name) if isinstance(second.name, Text) else second.name.both(),
            "unit": second.unit,
            "sense": "maximise" if second.more else "minimise",
            "where_objective_is_best": plain(self.best),
            "at_its_own_best": plain(self.own),
            "complete": self.complete,
            "comes_first": list(self.served),
        }
