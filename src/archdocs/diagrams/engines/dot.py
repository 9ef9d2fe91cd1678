"""``dot`` of a system-wide Graphviz."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from archdocs.diagrams.engines.program import run_program
from archdocs.errors import EnvironmentFault
from archdocs.system import process, programs

__all__ = ["SystemDot"]


@functools.cache
def version_of(program: Path) -> str | None:
    """Ask the program for its version."""
    try:
        done = process.run([program, "-V"], cwd=Path("/"), timeout=10)
    except EnvironmentFault:
        return None
    found = re.search(r"version (\d[\w.]*)", done.text + done.error_text)
    return found[1] if found else None


class SystemDot:
    """See the module."""

    name = "dot"

    def __init__(self, root: Path | None = None) -> None:
        self.root = root

    def outside(self, root: Path) -> SystemDot:
        """Return it for a project, with no program of the project's."""
        return SystemDot(root)

    def version(self) -> str | None:
        """Return Graphviz' version, ``None`` when there is no ``dot``."""
        program = programs.find("dot", self.root)
        return version_of(program) if program else None

    def draw(self, dot: str, *, cwd: Path, timeout: float) -> bytes:
        """Lay out and return SVG."""
        program = programs.find("dot", self.root) or "dot"
        return run_program([program, "-Tsvg"], dot, cwd=cwd, timeout=timeout)
