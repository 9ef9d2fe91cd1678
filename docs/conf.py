"""Sphinx configuration of archdocs' own site."""

project = "archdocs"
author = "The archdocs developers"
copyright = "2026, the archdocs developers"
extensions = ["archdocs.sphinxext"]
html_theme = "pydata_sphinx_theme"
html_title = "archdocs"
html_show_sourcelink = False
html_theme_options = {
    "navbar_persistent": ["search-button"],
    "navbar_align": "left",
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
