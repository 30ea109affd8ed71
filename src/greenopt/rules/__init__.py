"""The rules of greenopt, one file each: this listing is the list of what a policy can say."""

from greenopt.rules._rule import Rule
from greenopt.rules.ban import Ban
from greenopt.rules.capacity import Capacity
from greenopt.rules.ceiling import Ceiling
from greenopt.rules.choose import Choose
from greenopt.rules.floor import Floor
from greenopt.rules.leverage import Leverage
from greenopt.rules.match import Match
from greenopt.rules.overlap import Overlap
from greenopt.rules.phase_out import PhaseOut
from greenopt.rules.priority import Priority
from greenopt.rules.requires import Requires
from greenopt.rules.safeguard import Safeguard
from greenopt.rules.support_limit import SupportLimit
from greenopt.rules.target import Target

RULES: dict[str, type[Rule]] = {
    "ban": Ban,
    "capacity": Capacity,
    "ceiling": Ceiling,
    "choose": Choose,
    "floor": Floor,
    "leverage": Leverage,
    "match": Match,
    "overlap": Overlap,
    "phase_out": PhaseOut,
    "priority": Priority,
    "requires": Requires,
    "safeguard": Safeguard,
    "support_limit": SupportLimit,
    "target": Target,
}
"""What may stand behind ``rule:``, and the class that reads it."""

__all__ = ["RULES", "Rule"]
