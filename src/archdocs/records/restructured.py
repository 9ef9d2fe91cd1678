"""What is code, comment and heading in reStructuredText, told from the lines alone.

Enough to find titles and sections; docutils takes longer to import than most commands run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["headings", "prose", "underline"]

#: A line of one punctuation mark, which underlines (and may overline) a title.
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*\s*\Z")
EXPLICIT = re.compile(r"\.\.(?:\s|\Z)")
#: Characters of a line of punctuation before it counts without being as long as its title.
LONG = 4


def prose(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines outside of directives, comments and literal blocks."""
    hidden = False
    literal = False
    for number, line in enumerate(lines):
        if not line.strip():
            if not hidden:
                yield number
            continue
        inside = line[:1] in (" ", "\t")
        if hidden and inside:
            continue
        hidden = bool(EXPLICIT.match(line)) or (literal and inside)
        literal = line.rstrip().endswith("::")
        if not hidden:
            yield number


def headings(lines: Sequence[str]) -> Iterator[tuple[int, str, int, int]]:
    """Yield level, text, first and last 0-based line of each heading.

    The level is the order in which the file first uses an underline, as docutils has it.
    """
    styles: list[str] = []
    shown = frozenset(prose(lines))
    last = -1
    for number in range(1, len(lines)):
        if number not in shown or number - 1 <= last:
            continue
        under, text = lines[number].rstrip(), lines[number - 1]
        found = ADORNMENT.match(under)
        if not found or not text.strip() or ADORNMENT.match(text.rstrip()):
            continue
        if number - 1 not in shown or len(under) < min(len(text.rstrip()), LONG):
            continue
        above = lines[number - 2].rstrip() if number >= 2 else ""
        over = above[:1] == found[1] and bool(ADORNMENT.match(above))
        if text[:1] in (" ", "\t") and not over:
            continue
        style = found[1] * (2 if over else 1)
        if style not in styles:
            styles.append(style)
        last = number
        yield styles.index(style) + 1, text.strip(), number - (2 if over else 1), number


def underline(old: list[str], new: list[str]) -> None:
    """Lengthen the rows of punctuation around reStructuredText titles that became longer."""
    for at, line in enumerate(new):
        if line == old[at]:
            continue
        width = len(line.rstrip("\r\n"))
        for near in (at - 1, at + 1):
            row = new[near] if 0 <= near < len(new) else ""
            bare = row.rstrip()
            if ADORNMENT.match(row) and max(len(old[at].rstrip()), 2) <= len(bare) < width:
                new[near] = bare[0] * width + row[len(row.rstrip("\r\n")) :]
