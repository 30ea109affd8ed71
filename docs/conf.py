"""
Sphinx settings, for both languages; the build needs no network.

Pages of rules, of commands and of the programme are made from their sources in the language of the build; all other
pages are written in English and translated by the catalogues in ``locale/vi``. The tag ``vi`` builds Vietnamese. With
the tag ``messages`` the programme's page is its introduction, which alone is left to translators.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import command_pages  # noqa: E402  # it stands beside this file, which is not a package
import programme_page  # noqa: E402  # as above
import rule_pages  # noqa: E402  # as above

from greenopt.language import Language  # noqa: E402  # as above

project = "greenopt"
author = "greenopt contributors"
language: Language = "vi" if tags.has("vi") else "en"  # type: ignore[name-defined]  # noqa: F821  # Sphinx gives it
whole = not tags.has("messages")  # type: ignore[name-defined]  # noqa: F821  # as above
locale_dirs = ["locale"]
gettext_compact = False

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "code_blocks"]
exclude_patterns = ["_build", "first-case/*", "programme/intro.md", "ranking/*"]
nitpicky = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autoclass_content = "class"

html_theme = "furo"
_quiet = {
    "color-announcement-background": "var(--color-background-secondary)",
    "color-announcement-text": "var(--color-brand-content)",
}
html_theme_options = {"announcement": " ", "light_css_variables": _quiet, "dark_css_variables": _quiet}
html_title = "greenopt"
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
templates_path = ["templates"]
html_context = {"other_language": "en" if language == "vi" else "vi"}

rule_pages.write(HERE.parent / "src" / "greenopt" / "rules", HERE / "rules", language)
command_pages.write(HERE, language)
programme_page.write(
    HERE.parent / "models" / "lai-chau-green-growth.yaml",
    HERE.parent / "cases",
    HERE / "programme",
    language,
    whole=whole,
)
