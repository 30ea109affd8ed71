"""What every objective is: an aim, where it comes from, and what is sought after it."""

from collections.abc import Iterator

from greenopt.fields import Identifier
from greenopt.language import say
from greenopt.objectives.aims import Aim, AnyAim
from greenopt.plan.naming import Problem
from greenopt.project import Facts


class Objective(Aim):
    """What a plan is chosen for."""

    row: Identifier | None = None
    """Row of the programme it comes from."""
    source: str = ""
    """The sentence or decision it rests on."""
    then: tuple[AnyAim, ...] = ()
    """What is sought next, in turn, among the plans that are best in all that comes before it."""

    def problems(self, facts: Facts) -> Iterator[Problem]:
        """Yield what is wrong with what is sought next; an aim that is sought already decides nothing."""
        before: list[Aim] = []
        for number, aim in enumerate(self.then):
            for each in aim.problems(facts):
                yield each._replace(key=f"then.{number}.{each.key}")
            if any(aim.is_same(other) for other in (*before, *self.alone())):
                yield Problem(
                    f"then.{number}", say("'{name}' is sought already", name=aim.of), say("leave it out here")
                )
            before.append(aim)

    def alone(self) -> tuple[Aim, ...]:
        """Return the objective where it is one aim and nothing else is weighed in it."""
        return (self,)
