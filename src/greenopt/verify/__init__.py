"""
Verify: proves a run folder again with a bare Python, sharing no line with the program that wrote it.

Copy this folder anywhere. In the folder that holds the copy:

    python -m verify RUN [--expect DIGEST]                     exit code 0: proved, 7: not proved

From ``case.resolved.json`` it derives what a plan is (columns in boxes), what it must satisfy (rows) and what is
sought in turn; then ``certificate.json`` is put to the test, and every number of ``result.json`` is derived again. All
arithmetic is exact. Each module imports only those before it, so that they can be read in this order:

    report          what holds and what does not, in sentences
    shapes          what may stand in the documents
    folder          the files, their digests, and how JSON is written
    weights         numbers on columns, rows and forms; independence
    columns         what a plan decides, and what every plan keeps whatever the rules say
    sums            the quantities that rules speak of, on columns
    rows            the requirements of the case, and that those which hold in every case are among them
    wishes          what is sought in turn; with it the case is complete
    bounds          what no plan surpasses, by multipliers; whether it is the only best one
    tree            bounds for whole projects
    proof           the certificate: the plan, its value, and that none is better; or that there is none
    prices          what moving a requirement is worth
    ties            whether another plan is as good
    written         how numbers and sentences stand in a result
    totals          what the plan comes to
    reasons         why each project stands where it stands
    portfolio       the projects by rank, and ``portfolio.csv``
    result          ``result.json`` as a whole

What is not checked: whether the resolved case says what the files under ``inputs/`` say (``greenopt verify --rebuild``
reads them again); ``case.resolved.yaml``, the copy for people, beyond its digest; a solver's claim, software versions,
warnings of the reader, the words between the numbers and names of a sentence, whether no other project could change
places than those that are shown to, and what would mend an impossible case: solve it with the change, and verify that
run. Without ``--expect`` a run may be another one, solved and signed anew.
"""

from pathlib import Path

from .folder import digest, parse, read_folder
from .portfolio import portfolio_csv
from .proof import Proof
from .report import Refused, Report, say, wrong
from .result import Expected
from .shapes import CASE, CERTIFICATE, shaped
from .wishes import Case
from .written import differences

__all__ = ["Report", "verify"]

MOST_SHOWN = 50


def verify(folder: Path, expect: str | None = None) -> Report:
    """
    Prove what a run folder says, or say what is wrong with it; a hostile folder is refused like any other.

    Args:
        folder: the run folder.
        expect: the digest that the run must have.
    """
    report = Report()
    try:
        _verify(folder, expect, report)
    except Refused as refusal:
        report.failures.append(refusal.sentence)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, OSError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
        report.failures.append(
            say("{file} holds what greenopt does not write ({reason})", file=report.place or folder, reason=reason)
        )
    return report


def _verify(folder: Path, expect: str | None, report: Report) -> None:
    files = read_folder(folder)
    report.digest = digest(files["manifest.json"])
    if expect not in (None, report.digest):
        raise wrong("manifest.json: digest", expect, report.digest)
    report.checks.append(say("{count} files are those of the manifest", count=len(files) - 1))
    names = ("result.json", "case.resolved.json", "certificate.json")
    result, data, certificate = (parse(name, files[name]) for name in names)
    data, certificate = shaped(data, CASE, names[1]), shaped(certificate, CERTIFICATE, names[2])
    for key, name in (("result", "result.json"), ("case", "case.resolved.json")):
        if certificate[key] != digest(files[name]):
            raise wrong(f"certificate.json: {key}", digest(files[name]), certificate[key])
    report.place = "case.resolved.json"
    case = Case(data)
    about = {"columns": len(case.boxes), "rows": len(case.rows)}
    report.checks.append(say("{columns} columns and {rows} rows follow from the case", **about))
    report.place = "certificate.json"
    proof = Proof(case, certificate)
    report.checks.append(say("the certificate proves: {status}", status=proof.status))
    expected = Expected(proof).document()
    report.place = "result.json"
    expected["case"]["digest"] = digest(files["case.resolved.json"])
    inputs = sorted(name.removeprefix("inputs/") for name in files if name.startswith("inputs/"))
    expected["inputs"] = [{"file": name, "sha256": digest(files[f"inputs/{name}"])} for name in inputs]
    for sentence in differences("result.json", expected, result):
        report.failures.append(sentence)
        if len(report.failures) >= MOST_SHOWN:
            break
    if not report.failures and files["portfolio.csv"] != portfolio_csv(result):
        raise wrong("portfolio.csv", "the portfolio of result.json", "another table")
    if not report.failures:
        report.checks.append(say("every number of result.json and portfolio.csv follows from the plan and its proof"))
