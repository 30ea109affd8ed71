"""
The entrance of the program: ``greenopt`` and ``python -m greenopt``.

Whoever breaks it off before a command has begun, or after it has ended, breaks off nothing: it leaves at once.
"""

import os
import signal
from types import FrameType

from greenopt.result.unbroken import BREAKING

INTERRUPTED = 130
"""As in ``greenopt.errors``, which is not imported yet when this is needed."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    for each in BREAKING:
        if signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, _leave)
    from greenopt.cli import greenopt

    greenopt.main(prog_name="greenopt", own_process=True)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
