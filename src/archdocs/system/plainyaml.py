"""Read the plain part of YAML fast: ``key: value`` lines, tables under keys, and lists of both.

Nearly every front matter is written in this part, and a full YAML parser in Python takes a
hundred times longer to start and to read it. What is accepted here means exactly what
:mod:`archdocs.system.fullyaml` reads (a property test holds the two together); everything
else is declined.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["mapping"]

Value = str | list[Any] | dict[str, Any] | None

# `\w` in ranges of our own would take the import of this module forty times as long.
PLAIN = r"[^\W_](?:[\w./()@+*&\-' ]*[\w./()@+*&\-'])?"
#: Outside of ``[…]`` a comma is a letter like any other, and a colon inside of a word: an address.
LOOSE = r"[^\W_](?:(?:[\w./()@+*&\-', ]|:(?=[\w/]))*[\w./()@+*&\-'])?"
DOUBLE = r'"[^"\\\n]*"'
SINGLE = r"'[^'\n]*'"
SCALAR = rf"(?:{PLAIN}|{DOUBLE}|{SINGLE})"
BLOCK = rf"(?:{LOOSE}|{DOUBLE}|{SINGLE})"
FLOW = rf"\[ *(?:{SCALAR}(?: *, *{SCALAR})*)? *\]"
END = r" *(?: #.*)?"
KEY = re.compile(rf"([A-Za-z][A-Za-z0-9_-]*):(?: +({BLOCK}|{FLOW}))?{END}\Z")
ITEM = re.compile(rf"- +({BLOCK}){END}\Z")
DASH = re.compile(r"- +")
SPLIT = re.compile(SCALAR)
#: Characters of a line, and levels of nesting; what has more is left to the full parser.
LONGEST = 1000
DEEPEST = 8


class NotPlain(Exception):
    """The text is not of the part of YAML that is read here."""


def mapping(block: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    """Return the values and the 1-based line of each key; ``None`` for anything not plain."""
    lines = block.split("\n")
    if not all(line.isprintable() and len(line) <= LONGEST for line in lines):
        return None
    reader = Reader(lines)
    try:
        values = reader.table(0, 0)
    except NotPlain:
        return None
    return (values, reader.places) if reader.here is None else None


class Reader:
    """Goes through the lines that say something: the indent of each, its text and number."""

    def __init__(self, lines: list[str]) -> None:
        self.rest = (
            (len(line) - len(text), text, number)
            for number, line in enumerate(lines, 1)
            if (text := line.lstrip(" ")) and not text.startswith("#")
        )
        self.here = next(self.rest, None)
        #: The line of each key of the outermost table.
        self.places: dict[str, int] = {}

    def table(self, indent: int, depth: int) -> dict[str, Value]:
        """Read the keys that stand at an indent, and what is under them."""
        if depth > DEEPEST:
            raise NotPlain
        values: dict[str, Value] = {}
        while self.here and self.here[0] == indent and self.here[1][0] != "-":
            found = KEY.match(self.here[1])
            if not found or found[1] in values:
                raise NotPlain
            if depth == 0:
                self.places[found[1]] = self.here[2]
            self.here = next(self.rest, None)
            values[found[1]] = self.under(indent, depth) if found[2] is None else value(found[2])
        if self.here and self.here[0] > indent:
            raise NotPlain
        return values

    def under(self, indent: int, depth: int) -> Value:
        """Read what is under a key that has no value beside it."""
        if not self.here or self.here[0] < indent:
            return None
        inner, text, _ = self.here
        if text[0] == "-":
            return self.items(inner, depth + 1)
        return self.table(inner, depth + 1) if inner > indent else None

    def items(self, indent: int, depth: int) -> list[Value]:
        """Read the items that stand at an indent."""
        if depth > DEEPEST:
            raise NotPlain
        items: list[Value] = []
        while self.here and self.here[0] == indent and (dash := DASH.match(self.here[1])):
            item = ITEM.match(self.here[1])
            if item:
                self.here = next(self.rest, None)
                items.append(scalar(item[1]))
            else:
                inner = indent + dash.end()
                self.here = (inner, self.here[1][dash.end() :], self.here[2])
                row = self.table(inner, depth + 1) if self.here[1] else None
                if not row:
                    raise NotPlain
                items.append(row)
        if not items or (self.here and self.here[0] > indent):
            raise NotPlain
        return items


def value(text: str) -> Value:
    """Return what stands after a key."""
    if text.startswith("["):
        return [scalar(part) for part in SPLIT.findall(text[1:-1])]
    return scalar(text)


def scalar(text: str) -> str | None:
    """Return one word or quoted text; ``None`` for YAML's null."""
    if text[0] in "\"'":
        return text[1:-1]
    return None if text == "null" else text
