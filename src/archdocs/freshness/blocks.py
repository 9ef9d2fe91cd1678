"""Which lines of a Python file a mark or a symbol speaks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from archdocs.freshness.anchors import flat, names_of, parse_python

__all__ = ["block_at", "symbol_span"]


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
