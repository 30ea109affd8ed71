"""What greenopt ships: policy models, emission factors, cases and schemas, found in the package or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(kind: str) -> Path:
    """Return the folder of the shipped ``models``, ``cases`` or ``schema``."""
    inside = _PACKAGE / kind
    return inside if inside.is_dir() else _CHECKOUT / kind


def shipped_models() -> list[str]:
    """Return the names of the shipped policy models and factor files."""
    return sorted(path.stem for path in shipped("models").glob("*.yaml"))


def shipped_cases() -> list[str]:
    """Return the names of the shipped cases."""
    return sorted(path.parent.name for path in shipped("cases").glob("*/case.yaml"))
