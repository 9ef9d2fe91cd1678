"""``graphviz-pure``: Graphviz ported to Rust, a wheel of 6 MB for every platform.

Its program is used, not a binding: an own process bounds what a hostile graph can cost.
"""

from __future__ import annotations

import functools
import shutil
import sysconfig
from pathlib import Path

from archdocs.diagrams.engines.program import run_program
from archdocs.system import programs
from archdocs.system.packages import installed_version

__all__ = ["GraphvizPure"]

PROGRAM = "graphviz-pure"


@functools.cache
def find_program(root: Path | None = None) -> Path | None:
    """Return where the wheel put its program: beside this Python, or on the path."""
    beside = shutil.which(PROGRAM, path=sysconfig.get_path("scripts"))
    return Path(beside) if beside else programs.find(PROGRAM, root)


class GraphvizPure:
    """See the module."""

    name = PROGRAM

    def __init__(self, root: Path | None = None) -> None:
        self.root = root

    def outside(self, root: Path) -> GraphvizPure:
        """Return it for a project, with no program of the project's."""
        return GraphvizPure(root)

    def version(self) -> str | None:
        """Return the wheel's version, ``None`` when wheel or program is missing."""
        return installed_version(PROGRAM) if find_program(self.root) else None

    def draw(self, dot: str, *, cwd: Path, timeout: float) -> bytes:
        """Lay out and return SVG."""
        program = find_program(self.root) or PROGRAM
        return run_program([program, "-Tsvg"], dot, cwd=cwd, timeout=timeout)
