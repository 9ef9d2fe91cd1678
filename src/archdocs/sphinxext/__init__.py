"""The Sphinx extension: ``extensions = ["archdocs.sphinxext"]``.

Brings MyST, sphinx-design and Mermaid along, mounts the records folders, and adds links to
records, diagrams, and banners on stale sections. Works under plain ``sphinx-build``.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__

__all__ = ["setup"]

STATIC = Path(__file__).parent / "static"
MYST_EXTENSIONS = {"attrs_inline", "colon_fence", "deflist", "fieldlist", "substitution"}


def settle(app: Sphinx, config: Config) -> None:
    """Give options that the project left alone the value its documents expect."""
    folders = [str(folder) for folder in config.html_static_path]
    if str(STATIC) not in folders:
        config.html_static_path = [*folders, str(STATIC)]
    # pydata-sphinx-theme complains in the browser's console when no mode is chosen.
    config.html_context.setdefault("default_mode", "auto")
    if not config.myst_enable_extensions:
        config.myst_enable_extensions = set(MYST_EXTENSIONS)
    if not config.myst_fence_as_directive:
        # As GitHub and GitLab show them, a fence of Mermaid is a diagram.
        config.myst_fence_as_directive = {"mermaid"}
    if not config.myst_heading_anchors:
        config.myst_heading_anchors = 4


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    # Imported late: the switcher is loaded alone into documentation that isn't ours.
    from archdocs.sphinxext import (
        atlas,
        coverage,
        decisionlog,
        diagram,
        facts,
        formulas,
        freshness,
        loglink,
        mermaid,
        mermaidlinks,
        mount,
        nodelinks,
        oldlinks,
        pages,
        records,
        sectionlink,
        supersession,
        systems,
        tasks,
        toolblocks,
        trendchart,
        values,
    )

    for name in ("myst_parser", "sphinx_design", "sphinxcontrib.mermaid"):
        app.setup_extension(name)
    # The archdocs_* options exist before any part asks which project it is in.
    first = (facts, mount, records, supersession, pages, tasks)
    rest = (decisionlog, loglink, oldlinks, coverage, diagram, mermaid, toolblocks, formulas)
    last = (values, freshness, sectionlink, trendchart, atlas, nodelinks, mermaidlinks, systems)
    for part in (*first, *rest, *last):
        part.setup(app)
    app.add_css_file("archdocs.css")
    app.connect("config-inited", settle, priority=100)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
