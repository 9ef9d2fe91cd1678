"""Read the plain part of YAML fast: ``key: value`` lines and short lists of plain words.

Nearly every front matter is written in this part, and a full YAML parser in Python takes a
hundred times longer to start and to read it. What is accepted here means exactly what
:mod:`archdocs.system.fullyaml` reads (a property test holds the two together); everything
else is declined.
"""

from __future__ import annotations

import re

__all__ = ["mapping"]

Value = str | list[str | None] | None

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
SPLIT = re.compile(SCALAR)
#: Characters of a line; a longer one is left to the full parser.
LONGEST = 1000


def mapping(block: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    """Return the values and the 1-based line of each key; ``None`` for anything not plain."""
    lines = block.split("\n")
    if not all(line.isprintable() and len(line) <= LONGEST for line in lines):
        return None
    values: dict[str, Value] = {}
    places: dict[str, int] = {}
    key, indent = "", ""
    for number, line in enumerate(lines, 1):
        if not line or line.isspace() or line.startswith("#"):
            continue
        item = ITEM.match(line)
        if item:
            if not key:
                return None
            known = values[key]
            if known is None:
                known, indent = [], item[1]
                values[key] = known
            if not isinstance(known, list) or item[1] != indent:
                return None
            known.append(scalar(item[2]))
            continue
        found = KEY.match(line)
        if not found or found[1] in values:
            return None
        places[found[1]] = number
        values[found[1]] = None if found[2] is None else value(found[2])
        # Only a key without a value may be followed by a list.
        key = found[1] if found[2] is None else ""
    return values, places


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
