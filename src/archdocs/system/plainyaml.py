"""Read the plain part of YAML fast: ``key: value`` lines, and lists of plain words or rows.

Nearly every front matter is written in this part, and a full YAML parser in Python takes a
hundred times longer to start and to read it. What is accepted here means exactly what
:mod:`archdocs.system.fullyaml` reads (a property test holds the two together); everything
else is declined.
"""

from __future__ import annotations

import re

__all__ = ["mapping"]

Item = str | dict[str, str | None] | None
Value = str | list[Item] | None

# `\w` in ranges of our own would take the import of this module forty times as long.
PLAIN = r"[^\W_](?:[\w./()@+*&\- ]*[\w./()@+*&\-])?"
#: Outside of ``[…]`` a comma is a letter like any other, and a colon inside of a word: an address.
LOOSE = r"[^\W_](?:(?:[\w./()@+*&\-, ]|:(?=[\w/]))*[\w./()@+*&\-])?"
DOUBLE = r'"[^"\\\n]*"'
SINGLE = r"'[^'\n]*'"
SCALAR = rf"(?:{PLAIN}|{DOUBLE}|{SINGLE})"
BLOCK = rf"(?:{LOOSE}|{DOUBLE}|{SINGLE})"
FLOW = rf"\[ *(?:{SCALAR}(?: *, *{SCALAR})*)? *\]"
END = r" *(?: #.*)?"
KEY = re.compile(rf"([A-Za-z][A-Za-z0-9_-]*):(?: +({BLOCK}|{FLOW}))?{END}\Z")
ITEM = re.compile(rf"( *)- +({BLOCK}){END}\Z")
#: A row of a list of tables: its first key on the line of the dash, the others under it.
CELL = rf"([A-Za-z][A-Za-z0-9_-]*):(?: +({BLOCK}))?{END}\Z"
ROW = re.compile(rf"(( *)- +){CELL}")
MORE = re.compile(rf"( +){CELL}")
SPLIT = re.compile(SCALAR)
#: Characters of a line; a longer one is left to the full parser.
LONGEST = 1000


def mapping(block: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    """Return the values and the 1-based line of each key; ``None`` for anything not plain."""
    lines = block.split("\n")
    if not all(line.isprintable() and len(line) <= LONGEST for line in lines):
        return None
    reader = Reader()
    for number, line in enumerate(lines, 1):
        if not line or line.isspace() or line.startswith("#"):
            continue
        if not reader.take(line, number):
            return None
    return reader.values, reader.places


class Reader:
    """What the lines said so far, and where they are in a list."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.places: dict[str, int] = {}
        #: The key that a list may follow, the list's indent, and that of the row's other keys.
        self.key = ""
        self.indent = ""
        self.inside = 0

    def take(self, line: str, number: int) -> bool:
        """Read one line; ``False`` if it is not plain."""
        if line[0] not in " -":
            found = KEY.match(line)
            if not found or found[1] in self.values:
                return False
            self.places[found[1]] = number
            self.values[found[1]] = None if found[2] is None else value(found[2])
            # Only a key without a value may be followed by a list.
            self.key = found[1] if found[2] is None else ""
            self.inside = 0
            return True
        item = ITEM.match(line)
        if item:
            self.inside = 0
            return self.add(item[1], scalar(item[2]))
        row = ROW.match(line)
        if row:
            self.inside = len(row[1])
            return self.add(row[2], {row[3]: None if row[4] is None else scalar(row[4])})
        return self.more(line)

    def add(self, indent: str, item: Item) -> bool:
        """Add an item to the list under the last key."""
        if not self.key:
            return False
        known = self.values[self.key]
        if known is None:
            known, self.indent = [], indent
            self.values[self.key] = known
        if not isinstance(known, list) or indent != self.indent:
            return False
        known.append(item)
        return True

    def more(self, line: str) -> bool:
        """Add a key to the last row."""
        cell = MORE.match(line)
        known = self.values.get(self.key)
        if not cell or len(cell[1]) != self.inside or not isinstance(known, list):
            return False
        row = known[-1]
        if not isinstance(row, dict) or cell[2] in row:
            return False
        row[cell[2]] = None if cell[3] is None else scalar(cell[3])
        return True


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
