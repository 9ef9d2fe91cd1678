"""``graphviz-pure``: Graphviz ported to Rust, a wheel of 6 MB for every platform.

Its program is used, not a binding: an own process bounds what a hostile graph can cost.
"""

from __future__ import annotations

import functools
import os
import shutil
import sysconfig
from pathlib import Path

from archdocs.diagrams.engines.program import run_program
from archdocs.system.packages import installed_version

__all__ = ["GraphvizPure"]

PROGRAM = "graphviz-pure"


@functools.cache
def find_program() -> str | None:
    """Return where the wheel put its program: beside this Python, or on the path."""
    beside = sysconfig.get_path("scripts")
    return shutil.which(PROGRAM, path=beside) or shutil.which(PROGRAM, path=os.environ.get("PATH"))


class GraphvizPure:
    """See the module."""

    name = PROGRAM

    def version(self) -> str | None:
        """Return the wheel's version, ``None`` when wheel or program is missing."""
        return installed_version(PROGRAM) if find_program() else None

    def draw(self, dot: str, *, cwd: Path, timeout: float) -> bytes:
        """Lay out and return SVG."""
        return run_program([find_program() or PROGRAM, "-Tsvg"], dot, cwd=cwd, timeout=timeout)
