"""Solve a saved program with a peer, print the outcome as a line of JSON: ``python -m benchmarks.peers NAME FILE``."""

import json
import sys
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from benchmarks.peers import PEERS
from benchmarks.random_program import LinearProgram


def main(name: str, file: str) -> None:
    """Solve, or say that the peer is missing."""
    package, _ = PEERS[name]
    if find_spec(package) is None:
        print(json.dumps({"trouble": ["missing", f"{package} is not installed"]}))
        return
    with np.load(file) as saved:
        linear = LinearProgram(**{key: saved[key] for key in LinearProgram._fields})
    outcome = import_module(f"benchmarks.peers.{name}").solve(linear)
    print()
    print(json.dumps(outcome._asdict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
