"""Sphinx settings; the build needs no network, and makes the pages of the rules from their docstrings."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import programme_page  # noqa: E402  # it stands beside this file, which is not a package
import rule_pages  # noqa: E402  # as above

project = "greenopt"
author = "greenopt contributors"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
exclude_patterns = ["_build", "first-case/*", "programme/intro.md", "ranking/*"]
nitpicky = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autoclass_content = "class"

html_theme = "furo"
html_title = "greenopt"
html_show_sourcelink = False

rule_pages.write(HERE.parent / "src" / "greenopt" / "rules", HERE / "rules")
programme_page.write(HERE.parent / "models" / "lai-chau-green-growth.yaml", HERE.parent / "cases", HERE / "programme")
