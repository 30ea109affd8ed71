"""The sheet of origins: digests, versions, proof, copied inputs and warnings, so that any number can be traced."""

from greenopt.language import Message, say, word
from greenopt.report.words import CASE_STATUS, RUN_STATUS, Json, proof
from greenopt.workbook.sheet import Book, Sheet

WIDTHS = (34, 70, 70)


def write_provenance(book: Book, without: Message | None = None) -> None:
    """
    Write the sheet.

    Args:
        book: the workbook.
        without: why the case itself has no sheets in it, if it has none.
    """
    sheet = book.sheet("provenance", WIDTHS)
    sheet.text(0, 0, say("Where these numbers come from"), "title")
    row = _pairs(sheet, 2)
    if without is not None:
        sheet.texts(row, [say("Inputs"), without])
        row += 1
    row = _inputs(sheet, row + 1)
    _warnings(sheet, row + 1)


def _pairs(sheet: Sheet, row: int) -> int:
    """Write what names the run and what is proved of it."""
    run, result = sheet.book.run, sheet.book.run.result
    objective, software = result["objective"], result["software"]
    values: list[tuple[Message, str | Message | float | None]] = [
        (say("Digest of the run"), run.saved.digest),
        (say("Digest of the case"), result["case"]["digest"]),
        (say("Case"), result["case"]["id"]),
        (say("Status of the case"), CASE_STATUS.get(result["case"]["status"], word(result["case"]["status"]))),
        (say("Status of the run"), RUN_STATUS.get(result["status"], word(result["status"]))),
        (say("Proof"), proof(result)),
        (say("Best value"), objective["value"]),
        (say("Proved bound"), objective["bound"]),
        (say("Gap"), objective["gap"]),
        (say("Unit"), word(objective["unit"])),
        (say("Scenario"), ", ".join(result["scenario"])),
        (say("Changes"), ", ".join(f"{path}={value}" for path, value in result["changes"].items())),
        (say("Software"), ", ".join(f"{name} {version}" for name, version in sorted(software.items()))),
        (say("Policy"), result["case"]["policy"][sheet.book.language]),
        (say("Source of the policy"), run.case.policy.source),
    ]
    decision = run.case.header.decision
    if decision:
        words = ", ".join(str(each) for each in decision.model_dump().values() if each)
        values.append((say("Approval of the case"), words))
    for name, value in values:
        sheet.text(row, 0, name)
        if isinstance(value, int | float):
            sheet.number(row, 1, value, "General")
        else:
            sheet.text(row, 1, value)
        row += 1
    sheet.text(row, 0, say("To prove the run again"))
    sheet.text(row, 1, f"greenopt verify RUN --expect {run.saved.digest}")
    return row + 1


def _inputs(sheet: Sheet, row: int) -> int:
    """Write the files that were read, each with its digest."""
    sheet.texts(row, [say("Input file"), "SHA-256"], "head")
    for each in sheet.book.run.result["inputs"]:
        row += 1
        sheet.texts(row, [each["file"], each["sha256"]])
    return row + 1


def _warnings(sheet: Sheet, row: int) -> None:
    """Write what was suspicious in the case."""
    language = sheet.book.language
    diagnostics: list[Json] = sheet.book.run.result["diagnostics"]
    if diagnostics:
        sheet.texts(row, [say("Warning"), say("What is suspicious"), say("What to do")], "head")
    for number, each in enumerate(diagnostics, row + 1):
        sheet.texts(number, [each["key"], each["message"][language], each["hint"][language]])
