"""A record taken apart: its title, its metadata and its text, each with its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archdocs.records.model import Record

__all__ = ["Entry", "Item", "Line", "Parts", "closed", "ended", "joined", "numbered", "stripped"]

#: A 1-based line number (0 for one that is made up) and the line with its end.
Line = tuple[int, str]
ENDS = ("\n", "\r")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the report.

    ``level`` is ``loss`` for what the other format can't say, ``form`` for what it says in
    another form, and ``refused`` for what can't be converted. ``what`` was written at
    ``line`` of ``path``; ``why`` says what becomes of it.
    """

    path: str
    line: int
    level: str
    what: str
    why: str

    def as_dict(self) -> dict[str, str | int]:
        """Return the item as plain values."""
        return {
            "path": self.path,
            "line": self.line,
            "level": self.level,
            "what": self.what,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of metadata: what it says and where.

    ``key`` is the name all formats share (``deciders``, ``superseded-by``) or the format's own.
    ``raw`` are the YAML lines it was written in, empty for other formats. A ``said`` entry is
    read from the text, which goes on saying it.
    """

    key: str
    values: tuple[str, ...]
    line: int = 0
    raw: tuple[str, ...] = ()
    said: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """A record taken apart.

    ``title`` is as written, its number included; ``heading`` are the lines of its heading.
    ``intro`` is the text before the first section, ``body`` all sections. ``style`` is that
    of the format, empty where its metadata stays in the text. ``tight`` says that no empty
    line parts front matter from the text.
    """

    record: Record
    title: str
    heading: tuple[Line, ...] = ()
    entries: tuple[Entry, ...] = ()
    remarks: tuple[Line, ...] = ()
    intro: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()
    style: str = ""
    capital: bool = False
    numbered: bool = False
    rst: bool = False
    eol: str = "\n"
    bom: str = ""
    tight: bool = False
    items: tuple[Item, ...] = field(default=())

    def entry(self, key: str) -> Entry | None:
        """Return the first entry of a key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def first(self, key: str) -> str:
        """Return the first value of a key, or nothing."""
        found = self.entry(key)
        return found.values[0] if found and found.values else ""

    def all(self, key: str) -> Iterable[Entry]:
        """Return the entries of a key."""
        return (entry for entry in self.entries if entry.key == key)


def numbered(raw: list[str], span: Iterable[int]) -> tuple[Line, ...]:
    """Return some 0-based lines with their 1-based numbers."""
    return tuple((number + 1, raw[number]) for number in span)


def stripped(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines without the empty ones before and after them."""
    kept = list(lines)
    while kept and not kept[0][1].strip():
        kept.pop(0)
    while kept and not kept[-1][1].strip():
        kept.pop()
    return tuple(kept)


def ended(line: str, eol: str) -> str:
    """Return a line that ends with a line end."""
    return line if line.endswith(ENDS) else line + eol


def closed(lines: list[Line], eol: str) -> list[Line]:
    """Return lines that end with an empty one, if there are any."""
    if not lines:
        return []
    number, last = lines[-1]
    return [*lines[:-1], (number, ended(last, eol)), (0, eol)]


def joined(first: Sequence[Line], second: Sequence[Line], eol: str) -> list[Line]:
    """Return two texts with an empty line between them."""
    if not first or not second:
        return [*first, *second]
    return [*closed(list(first), eol), *second]


#: ``3. Title``, the way Nygard numbers.
NUMBERED = re.compile(r"0*(\d{1,9})\. +(?=\S)")


def width(text: str) -> int:
    """Return the columns a title takes, for the row under it."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
