"""Try an engine out: a picture with an icon must come out with the icon in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from archdocs.diagrams.engines import Engine
from archdocs.errors import ArchdocsError

__all__ = ["trial"]


def trial(engine: Engine) -> str:
    """Draw two nodes, one with an icon; return what is wrong, empty when nothing is."""
    with tempfile.TemporaryDirectory(prefix="archdocs-") as name:
        folder = Path(name)
        icon = folder / "icon.png"
        Image.new("RGB", (64, 64), "white").save(icon)
        dot = f'digraph t {{ a [label="" image="{icon}"]; b [label="second"]; a -> b }}'
        try:
            svg = engine.draw(dot, cwd=folder, timeout=30)
        except ArchdocsError as error:
            return error.message
    missing = [part for part in (b"<image", b"icon.png", b"second") if part not in svg]
    return "its pictures lack icons or labels" if missing else ""
