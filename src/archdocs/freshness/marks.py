"""``@adr`` marks in code, and which lines of a Python file a mark or a symbol speaks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archdocs.freshness.anchors import flat, names_of, parse_python

__all__ = ["Mark", "block_at", "marks", "symbol_span"]

MARK = re.compile(r"(?<![\w@])@adr\b[ \t:(]*((?:(?:[A-Za-z]{2,10}[- ]?)?\d+[ \t,]*)+)")
REFERENCE = re.compile(r"(?:[A-Za-z]{2,10}[- ]?)?\d+")
#: A line longer than this is data, not code.
LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Mark:
    """One reference of a mark (``@adr ADR-0003, 7`` has two), and its 1-based line."""

    ref: str
    line: int


def marks(text: str) -> tuple[Mark, ...]:
    """Return the marks of a file in any language."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if "@adr" in line and len(line) <= LONGEST:
            for mark in MARK.finditer(line):
                found += [Mark(ref, number) for ref in REFERENCE.findall(mark[1])]
    return tuple(found)


def block_at(text: str, path: str, line: int) -> range | None:
    """Return the lines of the innermost function or class around a line of Python.

    A block begins with the comments right above it. ``None`` outside of every block, and
    for a file that is not Python.
    """
    tree = parse_python(text) if path.endswith((".py", ".pyi")) else None
    if tree is None:
        return None
    lines = text.split("\n")
    inner: range | None = None
    for node in blocks(tree):
        span = span_of(node, lines)
        if line in span and (inner is None or len(span) < len(inner)):
            inner = span
    return inner


def symbol_span(text: str, path: str, symbol: str) -> range | None:
    """Return the lines of a dotted name of a Python file, ``None`` where it can't be told."""
    tree = parse_python(text) if path.endswith((".py", ".pyi")) else None
    if tree is None:
        return None
    body, found = tree.body, None
    for name in symbol.split("."):
        found = next((node for node in flat(body) if name in names_of(node)), None)
        if found is None:
            return None
        body = getattr(found, "body", [])
    return span_of(found, text.split("\n")) if found else None


def blocks(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield every function and class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def span_of(node: ast.stmt, lines: list[str]) -> range:
    """Return the lines of a statement with its decorators and the comments right above."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return range(first, (node.end_lineno or node.lineno) + 1)
