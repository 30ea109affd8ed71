"""Studies of a run: saved folders of the same case, each known by the document that lies in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from greenopt.errors import FileProblem, WrongUsage
from greenopt.language import say
from greenopt.page.speech import cleaned
from greenopt.report.words import Json
from greenopt.result.saved import SavedRun, document_at
from greenopt.studies.comparison.document import compare

RUN = "result.json"
KINDS = {
    "frontier.json": "greenopt.frontier/1",
    "ranking.json": "greenopt.ranking/1",
    "uncertainty.json": "greenopt.uncertainty/1",
    "sweep.json": "greenopt.sweep/1",
}
"""What lies in the folder of a study, and what it says it is."""
ONCE = ("ranking.json", "uncertainty.json")


@dataclass(frozen=True)
class Studies:
    """What a page shows beside its run."""

    frontiers: Sequence[Json] = ()
    ranking: Json | None = None
    uncertainty: Json | None = None
    sweeps: Sequence[Json] = ()
    comparisons: Sequence[tuple[str, Json]] = ()
    """Comparisons of another run with this one, each with what the other was called."""
    paths: Sequence[Path] = ()
    """Where the documents were read, in the order of ``parts``."""

    def parts(self) -> "Iterator[Studies]":
        """Yield each study by itself."""
        yield from (Studies(frontiers=(each,)) for each in self.frontiers)
        yield from (Studies(ranking=each) for each in (self.ranking,) if each is not None)
        yield from (Studies(uncertainty=each) for each in (self.uncertainty,) if each is not None)
        yield from (Studies(sweeps=(each,)) for each in self.sweeps)

    def cleaned(self) -> "Studies":
        """Return the same without signs that hide, turn round or end a text."""
        return Studies(
            tuple(cleaned(self.frontiers)),
            cleaned(self.ranking),
            cleaned(self.uncertainty),
            tuple(cleaned(self.sweeps)),
            tuple(cleaned(self.comparisons)),
        )


class Study(NamedTuple):
    """The document of a saved study."""

    file: str
    """A key of ``KINDS``."""
    path: Path
    document: Json


def study_in(saved: SavedRun, name: str, folder: Path) -> Study:
    """
    Return the study of the same case in a folder.

    Args:
        saved: a run of the case.
        name: what the folder was called.
        folder: where it is.

    Raises:
        FileProblem: there is none, or it is one of another case.
    """
    kind = next((each for each in KINDS if (folder / each).is_file()), None)
    if kind is None:
        raise FileProblem(say("there is no saved study or run at {name}", name=name))
    path = folder / kind
    document = document_at(path, KINDS[kind])
    if _digest(document) != saved.result["case"]["digest"]:
        raise FileProblem(say("{path} is about another case than the run", path=path))
    return Study(kind, path, document)


def studies_of(saved: SavedRun, folders: Sequence[tuple[str, Path]]) -> Studies:
    """
    Return the studies of further folders.

    Args:
        saved: the run of the page.
        folders: what each was called, and where it is.

    Raises:
        FileProblem: a folder holds no study or run, or one of another case.
        WrongUsage: two folders hold what a page has once.
        VerificationFailed: a run does not prove its answer.
    """
    found: dict[str, list[Json]] = {kind: [] for kind in KINDS}
    paths: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    compared = []
    for name, folder in folders:
        if (folder / RUN).is_file() and not any((folder / each).is_file() for each in KINDS):
            compared.append((name, _compared(saved, SavedRun(folder))))
            continue
        study = study_in(saved, name, folder)
        found[study.file].append(study.document)
        paths[study.file].append(study.path)
    for kind in ONCE:
        if len(found[kind]) > 1:
            raise WrongUsage(say("a report takes one {kind}, not {count}", kind=kind, count=len(found[kind])))
    if sum(map(_is_of_money, found["frontier.json"])) > 1:
        raise WrongUsage(say("a report takes one frontier of the money"))
    ranking, uncertainty = (next(iter(found[kind]), None) for kind in ONCE)
    return Studies(
        tuple(found["frontier.json"]),
        ranking,
        uncertainty,
        tuple(found["sweep.json"]),
        tuple(compared),
        [path for kind in KINDS for path in paths[kind]],
    )


def _is_of_money(document: Json) -> bool:
    limit = document.get("limit")
    return document.get("against") is None and isinstance(limit, dict) and limit.get("money") is not None


def _digest(document: Json) -> str | None:
    head = document.get("case")
    return head.get("digest") if isinstance(head, dict) else None


def _compared(saved: SavedRun, other: SavedRun) -> Json:
    """Return how the run differs from another one of a case of the same name."""
    if other.result.get("case", {}).get("id") != saved.result["case"]["id"]:
        raise FileProblem(say("{path} is about another case than the run", path=other.folder / RUN))
    return compare(other, saved)
