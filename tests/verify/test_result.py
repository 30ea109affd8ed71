"""What clashes in a case without a plan is what the proof leans on."""

from pathlib import Path

from tests.verify.cases import THREE
from tests.verify.forging import RESULT, documents, forged, putting


def test_what_clashes_is_what_the_proof_leans_on(runs: dict[str, Path], tmp_path: Path) -> None:
    """A rule more, a rule less, the same one twice, a rule that does not exist, a window in a rule's place."""
    honest = documents(runs["impossible"])[RESULT]["conflict"]["rules"]
    window = f"projects.{next(iter(THREE))}.start"
    forgeries = [[], honest[:-1], honest + honest[-1:], [*honest, "funds.main:2027"], [*honest, "none"], [window]]
    for rules in forgeries:
        report = forged(runs["impossible"], tmp_path / "run", putting(RESULT, ("conflict", "rules"), rules))
        assert report.exit_code == 7, rules
    assert forged(runs["impossible"], tmp_path / "run", putting(RESULT, ("exit_code",), 4)).exit_code == 0
