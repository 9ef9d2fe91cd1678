"""The version switcher and banners, on every page of any theme.

Pages carry no version of their own: they are equal in ``v1.0/``, ``stable/`` and
``latest/``, and a later release changes none of them. What differs is read in the browser
from ``versions.js`` at the top of the site.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__

__all__ = ["setup"]

STATIC = Path(__file__).parent / "static"
OPTION = "archdocs_site"


def add_assets(app: Sphinx, config: Config) -> None:
    """Add the script and style, only where a site of versions is being built.

    A plain ``sphinx-build`` has no ``versions.js`` above it, so its pages ask for none.
    """
    if not config[OPTION]:
        return
    folders = [str(folder) for folder in config.html_static_path]
    if str(STATIC) not in folders:
        config.html_static_path = [*folders, str(STATIC)]
    app.add_css_file("versions-switcher.css")
    app.add_js_file("versions-switcher.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    # Others that ask for the option may have declared it.
    if OPTION not in app.config:
        app.add_config_value(OPTION, default=False, rebuild="html", types=frozenset({bool}))
    app.connect("config-inited", add_assets, priority=900)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
