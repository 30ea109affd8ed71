"""What a plan is chosen for, one file each: the most of something, several things weighed, or the least money."""

from greenopt.objectives._objective import Objective
from greenopt.objectives.aims import Aim
from greenopt.objectives.least import Least
from greenopt.objectives.most import Most

OBJECTIVES: dict[str, type[Objective]] = {"maximise": Most, "minimise": Least}
"""The key that tells an objective, and the class that reads it."""

__all__ = ["OBJECTIVES", "Aim", "Objective"]
