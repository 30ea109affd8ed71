"""
One large case: from the table of projects to a proved, saved result, and the solve alone against every peer.

End to end is one process each, from the start of Python: ``greenopt.solve`` to the published plan and its exact
certificate, against pandas, Pyomo and HiGHS. What prices take is told beside it, and what writing the run folder takes
for a tenth of the projects. The solve alone is greenopt's from
exact rows to an optimal basis, against each peer's own call to solve; where a peer says how long its solver itself
took, the ratio to that is told too.
"""

from pathlib import Path
from statistics import median
from subprocess import TimeoutExpired

from benchmarks.alone import LIMIT, standing
from benchmarks.measure import Pairs, agree, last_json, python
from benchmarks.ours import solved_end_to_end
from benchmarks.peers import PEERS, Outcome, Trouble, in_a_process, save
from benchmarks.random_program import RandomProgram, random_program, write_case
from benchmarks.settings import Settings
from benchmarks.table import Line, duration, faster

TOLERANCE = 1e-6
END_TO_END_AIM = 10
SOLVE_AIM = 1


def lines(settings: Settings, folder: Path) -> list[Line]:
    """Measure both."""
    program = random_program(settings.large)
    case = write_case(program, folder / "large")
    return [*_end_to_end(settings, case, program), *_alone(settings, case, save(program, folder / "large.npz"))]


def _end_to_end(settings: Settings, case: Path, program: RandomProgram) -> list[Line]:
    mine: list[float] = []
    priced: list[float] = []
    naively: list[float] = []
    what = f"{program.count:,} projects, CSV to proved result: pandas + Pyomo + HiGHS, CSV to levels"
    for _ in range(settings.large_rounds):
        taken, printed = python("-m", "benchmarks.alone", "certified", str(case), limit=LIMIT)
        mine.append(taken)
        value = last_json(printed)["value"]
        priced.append(python("-m", "benchmarks.alone", "priced", str(case), limit=LIMIT)[0])
        try:
            taken, printed = python("-m", "benchmarks.peers.naive_table", str(case), limit=settings.peer_limit)
        except TimeoutExpired:
            return [_stopped(what, mine, settings.peer_limit, END_TO_END_AIM)]
        naively.append(taken)
        agree("end to end", value, last_json(printed)["value"], TOLERANCE)
    more = Line("  with prices, and what could change places", duration(median(priced)))
    return [faster(what, Pairs(mine, naively), at_least=END_TO_END_AIM), more, _saved(settings, case.parent)]


def _saved(settings: Settings, folder: Path) -> Line:
    """Return how long the command takes that also writes the run folder, texts in both languages for every project."""
    tenth = settings.large // 10
    case = write_case(random_program(tenth), folder / "saved")
    taken, _ = solved_end_to_end(case, case / "run", LIMIT)
    return Line(f"  {tenth:,} projects, CSV to saved run folder: greenopt solve", duration(taken))


def _alone(settings: Settings, case: Path, program: Path) -> list[Line]:
    """Return the lines of all peers; the turns go round all of them, so that a slow minute hits several."""
    mine: dict[str, list[float]] = {name: [] for name in PEERS}
    theirs: dict[str, list[Outcome]] = {name: [] for name in PEERS}
    troubles: dict[str, Trouble] = {}
    with standing(case) as once_more:
        for _ in range(settings.large_rounds):
            for name in (each for each in PEERS if each not in troubles):
                taken, value = once_more()
                mine[name].append(taken)
                peer = in_a_process(name, program, settings.peer_limit)
                if isinstance(peer, Trouble):
                    troubles[name] = peer
                else:
                    agree(name, value, peer.value, TOLERANCE)
                    theirs[name].append(peer)
    found = []
    for name, (_, title) in PEERS.items():
        what = f"{settings.large:,} projects, the solve alone: {title}"
        if name in troubles:
            found.append(_trouble(what, mine[name], troubles[name], settings.peer_limit))
        else:
            found += _compared(what, mine[name], theirs[name])
    return found


def _compared(what: str, mine: list[float], theirs: list[Outcome]) -> list[Line]:
    """Return the line of a peer, and one of its solver's own time where that is told."""
    found = [faster(what, Pairs(mine, [each.solve for each in theirs]), at_least=SOLVE_AIM)]
    inside = [each.inside for each in theirs if each.inside]
    if len(inside) == len(mine):
        found.append(faster(f"  {theirs[0].software}, its solver's own time", Pairs(mine, inside)))
    return found


def _trouble(what: str, mine: list[float], peer: Trouble, peer_limit: float) -> Line:
    """Return the line of a peer without an outcome."""
    if peer.kind == "stopped":
        return _stopped(what, mine, peer_limit, SOLVE_AIM)
    return Line(what, duration(median(mine)), f"{peer.kind.upper()}: {peer.words}")


def _stopped(what: str, mine: list[float], peer_limit: float, aim: float) -> Line:
    """Return the line of a peer that ran out of time: it is slower by at least so much."""
    least = peer_limit / median(mine)
    stopped = f"> {peer_limit:.0f} s"
    return Line(what, duration(median(mine)), stopped, f"> {least:.3g} x faster", f">= {aim:g} x", least >= aim)
