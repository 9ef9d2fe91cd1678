"""Where the programs are that draw blocks, and what they are made of.

Each build asks, for what its sandbox may read; so nothing that draws is imported here.
"""

from __future__ import annotations

from pathlib import Path

from archdocs.diagrams.tools import TOOLS, Tool
from archdocs.system import programs

__all__ = ["belonging", "find", "readable"]


def find(tool: Tool, root: Path) -> Path | None:
    """Return the program on ``PATH``, unless the project brought it along."""
    found = programs.find(tool.name, root)
    return found.resolve() if found else None


def readable(root: Path) -> tuple[Path, ...]:
    """Return what the programs on this machine are made of, for a sandbox around a whole build."""
    found: list[Path] = []
    for tool in TOOLS.values():
        program = find(tool, root)
        if program is not None:
            found += [*belonging(program), *tool.call(program, root, root).read]
    return tuple(dict.fromkeys(found))


def belonging(program: Path) -> tuple[Path, ...]:
    """Return what a program is made of: itself, and the virtual environment that it is in.

    Not the folder above in general: of `~/bin` that would be everything a user has.
    """
    prefix = program.parent.parent
    return (program, prefix) if (prefix / "pyvenv.cfg").is_file() else (program,)
