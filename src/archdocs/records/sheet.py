"""Rows as CSV (RFC 4180) that a spreadsheet shows as text, whatever somebody wrote.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is a formula, or the
start of one, to Excel and its kin; OWASP's advice ("CSV injection") is an apostrophe before
it. Full-width forms of the signs count as well. The apostrophe can be taken away again:
:func:`unguarded` is the exact inverse of :func:`guarded`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["guarded", "joined", "split", "to_csv", "unguarded"]

#: What a spreadsheet takes for a formula, behind as many apostrophes as there may be.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: What must stand in quotes: also every line end that any reader knows.
SPECIAL = re.compile(r'[",\n\v\f\r\x1c-\x1e\x85\u2028\u2029]')
QUOTE = '"'
PIECE = re.compile(r"((?:[^\\;]|\\.)*)(?:; ?|\Z)", re.DOTALL)


def to_csv(
    header: Sequence[str], rows: Iterable[Sequence[str | int | None]], *, end: str = "\r\n"
) -> str:
    """Return a table as CSV; ``None`` is an empty cell, and only text is guarded."""
    return "".join(line(row) + end for row in (header, *rows))


def line(row: Sequence[str | int | None]) -> str:
    """Return one row, without its end.

    Python's own writer quotes no line end but the one it writes, and a carriage return in a
    title would begin a new row, with a cell that nothing guards.
    """
    cells = [written(cell) for cell in row]
    return ",".join(cells) or QUOTE * 2


def written(cell: str | int | None) -> str:
    """Return one cell as it stands in a row."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = guarded(cell)
    return QUOTE + text.replace(QUOTE, QUOTE * 2) + QUOTE if SPECIAL.search(text) else text


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that was guarded."""
    return text[1:] if text[:1] == "'" and FORMULA.match(text) else text


def joined(values: Iterable[str]) -> str:
    """Return several values as one cell, with ``; `` between; those in a value are escaped."""
    return "; ".join(value.replace("\\", "\\\\").replace(";", "\\;") for value in values)


def split(cell: str) -> list[str]:
    """Return the values of one cell, as :func:`joined` put them together."""
    if not cell:
        return []
    found = [item[1] for item in PIECE.finditer(cell)]
    # The last match is the empty one at the end of the text.
    return [re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL) for item in found[:-1] or found]
