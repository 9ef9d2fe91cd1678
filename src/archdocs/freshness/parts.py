"""A part of a file that a page repeats: lines, a region between marks, or a symbol."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from archdocs.system.symbols import grammar_of, named, read_source

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
REGION = re.compile(r"(?<!\w)region\b", re.I)
END_REGION = re.compile(r"(?<!\w)endregion\b", re.I)
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
        return numbered(lines, int(asked[1][:9]), int((asked[2] or asked[1])[:9]))
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
    """Return the source of a symbol, with its decorators in Python."""
    if path.endswith((".py", ".pyi")):
        span = python_span(text, name)
    else:
        grammar, source = grammar_of(path), read_source(text.encode("utf-8", "replace"), path)
        if grammar is None or source is None:
            raise NoPart(f"has no region `{name}`, and no symbols that can be read")
        found = named(source, name, grammar)
        span = (found[0].start, found[0].end) if found else None
    if span is None:
        raise NoPart(f"defines no `{name}`, and has no region of that name")
    return list(lines[span[0] - 1 : span[1]]), span[0]


def python_span(text: str, name: str) -> tuple[int, int] | None:
    """Return the first and last line of a dotted name; ``None`` when it is not defined.

    Raises :class:`NoPart` for what is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            body = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise NoPart("is no Python that can be read") from None
    span: tuple[int, int] | None = None
    for part in name.split("."):
        found = next((node for node in statements(body) if part in defined(node)), None)
        if found is None:
            return None
        above = [each.lineno for each in getattr(found, "decorator_list", [])]
        span = min([found.lineno, *above]), found.end_lineno or found.lineno
        body = getattr(found, "body", [])
    return span


def statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, also those inside ``if``, ``try`` and ``with`` at the same level."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            for part in ("body", "orelse", "finalbody"):
                yield from statements(getattr(node, part, []))


def defined(node: ast.stmt) -> tuple[str, ...]:
    """Return the names a statement gives a value."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return tuple(target.id for target in targets if isinstance(target, ast.Name))
