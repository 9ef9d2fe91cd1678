"""``@adr ADR-0003, 7`` in code: which records a file says it follows, in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["MARK", "REFERENCE", "Mark", "marks"]

REFERENCE = re.compile(
    r"(?:(?!\w{0,10}[- ]?\d+/)(?:[A-Za-z][\w.-]{0,80})?/)?(?:[A-Za-z]{2,10}[- ]?)?\d+"
)
#: The mark and the references after it, which commas separate.
MARK = re.compile(
    rf"(?<![\w@])@adr\b[ \t:(]*({REFERENCE.pattern}(?:[ \t]*,[ \t]*{REFERENCE.pattern})*)"
)
#: A line longer than this is data, not code.
LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Mark:
    """One reference of a mark (``@adr ADR-0003, 7`` has two), and its 1-based line."""

    ref: str
    line: int


def marks(text: str) -> tuple[Mark, ...]:
    """Return the marks of a file in any language."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if "@adr" in line and len(line) <= LONGEST:
            for mark in MARK.finditer(line):
                found += [Mark(ref, number) for ref in REFERENCE.findall(mark[1])]
    return tuple(found)
