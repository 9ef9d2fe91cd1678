"""Add a row to a list of tables in front matter, and leave every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archdocs.errors import UsageError
from archdocs.records.document import Document, Splice

__all__ = ["add_row"]

ITEM = re.compile(r"( *)-( +)\S")
#: A list without rows, and what may follow it on its line.
EMPTY = re.compile(r"([\w-]+ *:)(?: *(?:\[ *\])?)( *(?: #.*)?)\Z")


def add_row(document: Document, key: str, row: Mapping[str, str]) -> bytes:
    """Return the file with one more row at the end of the list called ``key``.

    The values are plain words. A list that is not there is made at the end of the block.

    Raises :class:`UsageError` where the list is written on one line, or is none.
    """
    if not document.front.present or document.front.error:
        raise UsageError(
            f"{document.path}:{document.front.error_line or 1}: there is no front matter to add"
            f" `{key}` to"
        )
    line = document.front.lines.get(key)
    if line is None:
        end = document.body - 1
        return document.apply((Splice(end, end, (f"{key}:", *written(row, "  ", " "))),))
    head = EMPTY.match(document.lines[line - 1])
    if head is None:
        raise UsageError(
            f"{document.path}:{line}: `{key}` is written in a form that can't be edited safely",
            hint="write each row on lines of its own, and run the command again",
        )
    last, first = end_of(document, line)
    found = ITEM.match(document.lines[first]) if first is not None else None
    lines = written(row, found[1], found[2]) if found else written(row, "  ", " ")
    edits = [Splice(last, last, lines)]
    if found is None:
        edits = [Splice(line - 1, last, (head[1] + head[2].rstrip(), *lines))]
    return document.apply(edits)


def end_of(document: Document, line: int) -> tuple[int, int | None]:
    """Return the 0-based line after a list under the key at ``line``, and that of its first row."""
    first, last = None, line
    for number in range(line, document.body - 1):
        text = document.lines[number]
        if first is None and ITEM.match(text):
            first = number
        if text.startswith((" ", "-")) and text.strip():
            last = number + 1
        elif text.strip() and not text.startswith("#"):
            break
    return last, first


def written(row: Mapping[str, str], indent: str, gap: str) -> tuple[str, ...]:
    """Return a row as lines of YAML."""
    starts = [f"{indent}-{gap}"] + [" " * len(f"{indent}-{gap}")] * (len(row) - 1)
    return tuple(
        f"{start}{name}: {value}" for start, (name, value) in zip(starts, row.items(), strict=True)
    )
