"""Edits that rules propose: a part of a file's own text, and what it is to become."""

from __future__ import annotations

import re

from archdocs.finding import Edit
from archdocs.freshness.view import View

__all__ = ["edit_at", "line_starts", "own_text"]

LINE_END = re.compile(r"\r\n|\n|\r")


def own_text(view: View, path: str) -> str | None:
    """Return a document's text with its own line ends; ``None`` where it can't be edited."""
    try:
        return (view.snapshot.read(path) or b"").decode("utf-8")
    except UnicodeDecodeError:
        return None


def line_starts(text: str) -> list[int]:
    """Return where each line begins; the place of the 1-based line n is at n - 1."""
    return [0, *(found.end() for found in LINE_END.finditer(text))]


def edit_at(path: str, text: str, span: tuple[int, int], new: str) -> Edit:
    """Return the edit of a span of a text.

    What it replaces grows, to the left and then to the right, until it is the only one of its
    line: the same words may stand there twice.
    """
    start, end = span
    starts = line_starts(text)
    line = sum(at <= start for at in starts)
    first = starts[line - 1]
    last = starts[line] - 1 if line < len(starts) else len(text)
    at = start
    while at > first and again(text, text[at:end], first, last):
        at -= 1
    stop = end
    while stop < last and again(text, text[at:stop], first, last):
        stop += 1
    return Edit(path, text[at:stop], text[at:start] + new + text[end:stop], line)


def again(text: str, old: str, first: int, last: int) -> bool:
    """Say whether a text begins more than once in a line."""
    found = text.find(old, first)
    return first <= text.find(old, found + 1) <= last
