"""``pygraphviz``: the C library of Graphviz in a wheel, used in a child of its own.

The child keeps a crash of the C library, and the memory it doesn't give back, out of ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from archdocs.diagrams.engines.program import run_program
from archdocs.system.packages import installed_version

__all__ = ["PyGraphviz"]

CODE = (
    "import sys, pygraphviz;"
    "graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode());"
    "sys.stdout.buffer.write(graph.draw(format='svg', prog='dot'))"
)


class PyGraphviz:
    """See the module."""

    name = "pygraphviz"

    def outside(self, root: Path) -> PyGraphviz:
        """Return itself: it looks for no program."""
        del root
        return self

    def version(self) -> str | None:
        """Return the wheel's version, ``None`` when it is missing."""
        return installed_version(self.name)

    def draw(self, dot: str, *, cwd: Path, timeout: float) -> bytes:
        """Lay out and return SVG."""
        argv = [sys.executable, "-s", "-P", "-c", CODE]
        return run_program(argv, dot, cwd=cwd, timeout=timeout)
