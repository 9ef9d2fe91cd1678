"""Bring Mermaid's own script to the pages that need it, as a file of the site."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinxcontrib.mermaid import mermaid as mermaid_node

from archdocs.diagrams.mermaidscript import HOW, Script, find_script, script_at
from archdocs.errors import ArchdocsError
from archdocs.sphinxext.laterdocument import of_extensions
from archdocs.sphinxext.project import project_of
from archdocs.system.files import write_atomic

__all__ = ["HOW", "script_of", "setup"]

logger = logging.getLogger(__name__)
#: The option by which the build of a site says which script it found, if any.
OPTION = "archdocs_mermaid_script"
#: Ours, which has Mermaid's draw.
OWN = "archdocs-mermaid.js"
FOUND: weakref.WeakKeyDictionary[Config, Script | None] = weakref.WeakKeyDictionary()


def script_of(config: Config) -> Script | None:
    """Return the script of a build, ``None`` where there is none."""
    return FOUND.get(config)


def look(app: Sphinx) -> None:
    """Find the script before processes that read pages are forked.

    What a site's build was told counts: the tree of an old version, or of a stranger's change,
    brings no script along. Then comes what sphinxcontrib-mermaid was told.
    """
    try:
        if app.config.archdocs_site:
            told = str(app.config[OPTION])
            FOUND[app.config] = script_at(Path(told)) if told else None
        else:
            FOUND[app.config] = local(app) or find_script(project_of(app))
    except ArchdocsError as error:
        raise ExtensionError(f"archdocs: {error.message} ({error.hint})") from error


def local(app: Sphinx) -> Script | None:
    """Return the script that ``mermaid_use_local`` names, if it is one of the static files."""
    name = str(getattr(app.config, "mermaid_use_local", "") or "")
    if not name or "://" in name or name.startswith("/"):
        return None
    for folder in app.config.html_static_path:
        top = Path(app.confdir, folder).resolve()
        path = (top / name).resolve()
        if path.is_relative_to(top) and path.is_file():
            try:
                return script_at(path)
            except (OSError, ValueError) as error:
                logger.warning(
                    "mermaid_use_local: %s: %s", name, error, type="archdocs", subtype="diagram"
                )
    return None


def load(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page whose diagrams need it both scripts; no other page loads them."""
    del page, template, context
    script = FOUND.get(app.config)
    if script is None or doctree is None or not any(doctree.findall(needs)):
        return
    target = Path(app.outdir) / "_static" / script.name
    if not target.is_file() or target.stat().st_size != len(script.data):
        write_atomic(target, script.data)
    app.add_js_file(script.name, loading_method="defer", priority=700)
    app.add_js_file(OWN, loading_method="defer", priority=701)


@of_extensions
def needs(node: nodes.Node) -> bool:
    """Say whether a node is a block that the script draws."""
    return isinstance(node, mermaid_node) and bool(node.get("archdocs_script"))


def setup(app: Sphinx) -> None:
    """Find the script once, and give it to pages."""
    for name, default in (("archdocs_site", False), (OPTION, "")):
        if name not in app.config:
            app.add_config_value(name, default, "", types=frozenset({str, bool}))
    app.connect("builder-inited", look)
    app.connect("html-page-context", load)
