"""Rows as CSV (RFC 4180) that a spreadsheet shows as text, whatever somebody wrote.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is a formula, or the
start of one, to Excel and its kin; OWASP's advice ("CSV injection") is an apostrophe before
it. Full-width forms of the signs count as well. The apostrophe can be taken away again:
:func:`unguarded` is the exact inverse of :func:`guarded`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

__all__ = ["guarded", "joined", "split", "to_csv", "unguarded"]

#: What a spreadsheet takes for a formula, behind as many apostrophes as there may be.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
PIECE = re.compile(r"((?:[^\\;]|\\.)*)(?:; ?|\Z)", re.DOTALL)


def to_csv(
    header: Sequence[str], rows: Iterable[Sequence[str | int | None]], *, end: str = "\r\n"
) -> str:
    """Return a table as CSV; ``None`` is an empty cell, and only text is guarded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(header)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


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
