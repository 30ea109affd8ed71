"""greenopt export --to pdf and --to appendix: where the files go, and what is said where they cannot be drawn."""

import sys
from pathlib import Path

import pytest
from tests.cli.conftest import FIRST, Call

try:
    import weasyprint  # noqa: F401 - whether it can be imported is the question

    MISSING = ""
except (ImportError, OSError) as problem:
    MISSING = str(problem)
drawn = pytest.mark.skipif(bool(MISSING), reason=f"no PDF can be drawn here: {MISSING}")


@pytest.fixture(autouse=True)
def _solved(greenopt: Call) -> None:
    assert greenopt("solve", FIRST).code == 0


@drawn
@pytest.mark.parametrize(("kind", "name"), [("pdf", "first-case-1.pdf"), ("appendix", "first-case-1-appendix.pdf")])
def test_paper_has_its_own_name_and_nothing_is_overwritten(kind: str, name: str, greenopt: Call) -> None:
    done = greenopt("--lang", "vi", "export", "last", "--to", kind)
    again = greenopt("--lang", "vi", "export", "last", "--to", kind)

    assert (done.code, done.out, done.err) == (0, f"{name}\n", "")
    assert Path(name).read_bytes().startswith(b"%PDF-")
    assert (again.code, again.out) == (6, "")
    assert greenopt("verify", "last").code == 0


@drawn
def test_both_languages_are_different_papers(greenopt: Call) -> None:
    for language in ("en", "vi"):
        assert greenopt("--lang", language, "export", "last", "--to", "appendix", "-o", f"{language}.pdf").code == 0

    assert Path("en.pdf").read_bytes() != Path("vi.pdf").read_bytes()


@pytest.mark.parametrize("kind", ["pdf", "appendix"])
@pytest.mark.parametrize(("language", "said"), [("en", "a PDF needs WeasyPrint"), ("vi", "tệp PDF cần WeasyPrint")])
def test_without_the_extra_one_hears_what_to_install(
    kind: str, language: str, said: str, greenopt: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    done = greenopt("--lang", language, "export", "last", "--to", kind, "-o", "out.pdf")

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "pip install 'greenopt[pdf]'" in done.err
    assert not Path("out.pdf").exists()


@pytest.mark.parametrize("kind", ["pdf", "appendix"])
def test_a_spoilt_run_is_refused(kind: str, greenopt: Call) -> None:
    path = Path("runs/first-case/1/result.json")
    path.write_text(path.read_text(encoding="utf-8").replace("9179", "9178"), encoding="utf-8")
    done = greenopt("export", "last", "--to", kind, "-o", "out.pdf")

    assert done.code == 6
    assert "was changed after it was written" in done.err
    assert not Path("out.pdf").exists()


@drawn
def test_changed_sources_are_refused(greenopt: Call) -> None:
    path = Path("runs/first-case/1/inputs/case.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("cost: 1150", "cost: 1151"), encoding="utf-8")

    for kind in ("pdf", "appendix"):
        done = greenopt("export", "last", "--to", kind, "-o", "out.pdf")
        assert done.code == 6, kind
        assert "another case" in done.err
        assert not Path("out.pdf").exists()


def test_report_takes_the_table_of_a_submission(greenopt: Call) -> None:
    done = greenopt("--lang", "vi", "report", "last", "--appendix")
    page = Path("runs/first-case/1-report.html").read_text(encoding="utf-8")

    assert done.code == 0
    assert "PHƯƠNG ÁN PHÂN BỔ VỐN" in page
