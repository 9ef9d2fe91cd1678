"""Programs that draw blocks of pages where the user has them: PlantUML and D2.

They are looked for on ``PATH`` alone and run confined: no network, nothing to read but
themselves, nothing to write but a scratch folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from archdocs.diagrams.tools.call import Call
from archdocs.diagrams.tools.d2 import D2
from archdocs.diagrams.tools.plantuml import PlantUml
from archdocs.system.process import Completed

__all__ = ["TOOLS", "Call", "Tool"]


class Tool(Protocol):
    """A program that reads a diagram's source and prints SVG.

    ``name`` is its command, ``title`` what people call it, ``hint`` how to get it.
    """

    name: str
    title: str
    hint: str
    version_option: str

    def refused(self, text: str) -> tuple[int, str] | None:
        """Return the line of what a block may not have in it, counted from 1, and why."""

    def prepared(self, text: str) -> tuple[str, int]:
        """Return the source as the program wants it, and how many lines were put before it."""

    def call(self, program: Path, scratch: Path, root: Path) -> Call:
        """Return how the program is started for the project at ``root``."""

    def fault(self, done: Completed) -> tuple[int, str] | None:
        """Return the line that the program complains of (0: none) and what it says."""


TOOLS: dict[str, Tool] = {"plantuml": PlantUml(), "d2": D2()}
