"""The picture of a report is taken anew: in the language asked for, whole, small, with its words inside."""

import io
from pathlib import Path

import pytest
from PIL import Image
from tools.page_picture import BELOW, EDGE, SCALE, WIDTH, page_picture, words_in, words_of

from greenopt.case.read import read_case
from greenopt.page.page import page_of
from greenopt.page.studies import Studies
from greenopt.result.saved import SavedRun
from greenopt.run import solve
from greenopt.studies.frontier.document import document
from greenopt.studies.frontier.frontier import Asked, frontier_of
from greenopt.studies.scenario import Source

pytestmark = pytest.mark.browser
CASE = Path(__file__).parent.parent.parent / "cases" / "first-case"
WHITE = 255


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the report of the first case with its frontier, English first."""
    folder = tmp_path_factory.mktemp("pictured")
    solve(read_case(CASE)).write(folder / "run")
    return page_of(SavedRun(folder / "run"), "en", Studies(frontiers=[document(frontier_of(Asked(Source(CASE))))]))


def test_pictures_of_both_languages_differ_and_keep_their_words(page: bytes, tmp_path: Path) -> None:
    english, vietnamese = (page_picture(page, language, tmp_path) for language in ("en", "vi"))

    assert (words_in(english), words_in(vietnamese)) == (words_of(page, "en"), words_of(page, "vi"))
    assert words_in(english) != words_in(vietnamese)
    with Image.open(io.BytesIO(english)) as one, Image.open(io.BytesIO(vietnamese)) as other:
        assert one.width == other.width == SCALE * WIDTH + 2 * EDGE
        assert one.convert("L").tobytes() != other.convert("L").tobytes()


def test_a_picture_ends_below_the_slider_and_cuts_nothing(page: bytes, tmp_path: Path) -> None:
    """The strip above the lower edge is empty: no letter and no line is cut in two."""
    with Image.open(io.BytesIO(page_picture(page, "en", tmp_path))) as image:
        grey = image.convert("L")
    strip = grey.crop((EDGE, grey.height - EDGE - SCALE * BELOW // 2, grey.width - EDGE, grey.height - EDGE))

    assert strip.getextrema() == (WHITE, WHITE)
