"""The workbook of a run: what was decided, in sheets that go on computing when a level is changed."""

from greenopt.workbook.book import workbook
from greenopt.workbook.exported import Exported, opened

__all__ = ["Exported", "opened", "workbook"]
