"""``dot`` of a system-wide Graphviz."""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path

from archdocs.diagrams.engines.program import run_program
from archdocs.errors import EnvironmentFault
from archdocs.system import process

__all__ = ["SystemDot"]


@functools.cache
def installed_version() -> str | None:
    """Ask the program for its version."""
    program = shutil.which("dot")
    if program is None:
        return None
    try:
        done = process.run([program, "-V"], cwd=Path("/"), timeout=10)
    except EnvironmentFault:
        return None
    found = re.search(r"version (\d[\w.]*)", done.text + done.error_text)
    return found[1] if found else None


class SystemDot:
    """See the module."""

    name = "dot"

    def version(self) -> str | None:
        """Return Graphviz' version, ``None`` when there is no ``dot``."""
        return installed_version()

    def draw(self, dot: str, *, cwd: Path, timeout: float) -> bytes:
        """Lay out and return SVG."""
        return run_program([shutil.which("dot") or "dot", "-Tsvg"], dot, cwd=cwd, timeout=timeout)
