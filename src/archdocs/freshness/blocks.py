"""Which lines of a file a mark or a symbol speaks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from archdocs.freshness.anchors import flat, names_of, parse_python
from archdocs.freshness.definitions import GrammarMissing
from archdocs.system.symbols import Source, grammar_of, named, read_source

__all__ = ["block_at", "symbol_span"]


#: How a line of comment begins, in one language or another.
COMMENTS = ("#", "//", "/*", "*", "--")


def block_at(text: str, path: str, line: int) -> range | None:
    """Return the lines of the innermost function or class around a line.

    A block begins with the comments right above it. ``None`` outside of every block, and
    for a file that is not parsed.
    """
    lines = text.split("\n")
    inner: range | None = None
    for span in spans(text, path, lines):
        if line in span and (inner is None or len(span) < len(inner)):
            inner = span
    return inner


def spans(text: str, path: str, lines: list[str]) -> Iterator[range]:
    """Yield the lines of every function and class of a file."""
    if path.endswith((".py", ".pyi")):
        tree = parse_python(text)
        yield from (span_of(node, lines) for node in blocks(tree)) if tree else ()
        return
    source = source_of(text, path)
    for symbol in source.symbols if source else ():
        if symbol.kind in ("function", "type"):
            yield with_comments(symbol.start, symbol.end, lines)


def source_of(text: str, path: str) -> Source | None:
    """Parse a file of another language than Python; ``None`` where nobody can."""
    try:
        return read_source(text.encode("utf-8", "replace"), path)
    except GrammarMissing:
        return None


def symbol_span(text: str, path: str, symbol: str) -> range | None:
    """Return the lines of a dotted name, ``None`` where it can't be told."""
    if not path.endswith((".py", ".pyi")):
        source, grammar = source_of(text, path), grammar_of(path)
        found = named(source, symbol, grammar) if source and grammar else ()
        lines = text.split("\n")
        return with_comments(found[0].start, found[0].end, lines) if found else None
    tree = parse_python(text)
    if tree is None:
        return None
    body, node = tree.body, None
    for name in symbol.split("."):
        node = next((each for each in flat(body) if name in names_of(each)), None)
        if node is None:
            return None
        body = getattr(node, "body", [])
    return span_of(node, text.split("\n")) if node else None


def with_comments(first: int, last: int, lines: list[str]) -> range:
    """Return lines with the comments right above them."""
    while first > 1 and lines[first - 2].lstrip().startswith(COMMENTS):
        first -= 1
    return range(first, last + 1)


def blocks(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield every function and class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def span_of(node: ast.stmt, lines: list[str]) -> range:
    """Return the lines of a statement with its decorators and the comments right above."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return with_comments(first, node.end_lineno or node.lineno, lines)
