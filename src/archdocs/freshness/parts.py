"""A part of a file that a page repeats: lines, a region between marks, or a symbol."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from archdocs.freshness.anchors import flat, names_of, parse_python

__all__ = ["NoPart", "part_of"]

LINES = re.compile(r"L(\d{1,7})(?:-L?(\d{1,7}))?\Z")
COMMENT = re.compile(r"\s*(?:\{?/\*+|<!--|//+|#+|--|;+|%+|\*|\"\"\"|')")
START = r"(?:archdocs:\s*start\s+|\[start(?::|\s)\s*|tag::|ANCHOR:\s*|region:?\s+){name}(?![\w.-])"
END = (
    r"(?:archdocs:\s*end\s+{name}|\[end(?::|\s)\s*{name}|end::{name}|ANCHOR_END:\s*{name})"
    r"(?![\w.-])"
)
ANY_MARK = re.compile(
    r"archdocs:\s*(?:start|end)\s|\[(?:start|end)(?::|\s)\s*[\w.-]+\]|(?:tag|end)::[\w.-]+\[\]"
    r"|ANCHOR(?:_END)?:",
    re.I,
)
REGION = re.compile(r"#?region\b", re.I)
END_REGION = re.compile(r"#?endregion\b", re.I)
LONGEST_LINE = 2000


class NoPart(ValueError):
    """The file has no such part; the message says what is missing."""


def part_of(path: str, text: str, anchor: str) -> tuple[list[str], int]:
    """Return the lines of a part and the 1-based line it begins at.

    Raises :class:`NoPart`.
    """
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if not anchor:
        return lines, 1
    asked = LINES.match(anchor)
    if asked:
        return numbered(lines, int(asked[1]), int(asked[2] or asked[1]))
    return region(lines, anchor) or symbol(path, text, lines, anchor)


def numbered(lines: Sequence[str], first: int, last: int) -> tuple[list[str], int]:
    """Return lines by their numbers."""
    if not 1 <= first <= last <= len(lines):
        raise NoPart(f"has {len(lines)} lines, and no {first} to {last}")
    return list(lines[first - 1 : last]), first


def region(lines: Sequence[str], name: str) -> tuple[list[str], int] | None:
    """Return what stands between a region's marks, without marks of regions inside it."""
    start = re.compile(START.format(name=re.escape(name)), re.I)
    marked = [n for n, line in enumerate(lines) if is_comment(line) and start.search(line)]
    if not marked:
        return None
    first = marked[0] + 1
    editors = REGION.search(lines[marked[0]]) is not None
    end = re.compile(END.format(name=re.escape(name)), re.I)
    depth = 1
    for last in range(first, len(lines)):
        line = lines[last]
        if not is_comment(line):
            continue
        if editors:
            depth += (REGION.search(line) is not None) - (END_REGION.search(line) is not None)
        if depth == 0 or (not editors and end.search(line)):
            inner = [each for each in lines[first:last] if not is_mark(each)]
            return inner, first + 1
    raise NoPart(f"has the start of `{name}` and not its end")


def is_comment(line: str) -> bool:
    """Say whether a line can hold a mark."""
    return len(line) <= LONGEST_LINE and COMMENT.match(line) is not None


def is_mark(line: str) -> bool:
    """Say whether a line is only the mark of a region."""
    return is_comment(line) and ANY_MARK.search(line) is not None


def symbol(path: str, text: str, lines: Sequence[str], name: str) -> tuple[list[str], int]:
    """Return the source of a symbol, decorators included."""
    if not path.endswith((".py", ".pyi")):
        raise NoPart(f"has no region `{name}`, and symbols of such files can't be cut out")
    tree = parse_python(text)
    if tree is None:
        raise NoPart("is no Python that can be read")
    body: list[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for part in name.split("."):
        found = next((node for node in flat(body) if part in names_of(node)), None)
        if found is None:
            raise NoPart(f"defines no `{name}`, and has no region of that name")
        body = getattr(found, "body", [])
    if found is None:
        raise NoPart(f"defines no `{name}`")
    decorators = getattr(found, "decorator_list", [])
    first = min([found.lineno, *(each.lineno for each in decorators)])
    return list(lines[first - 1 : found.end_lineno]), first
