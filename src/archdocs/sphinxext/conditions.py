"""Conditions in pages (``ifconfig`` of Sphinx) that can do no more than compare.

Sphinx has Python evaluate them, with all that Python can do.
"""

from __future__ import annotations

import ast

__all__ = ["is_plain"]

#: What a condition may be made of.
PLAIN = (
    ast.Expression, ast.BoolOp, ast.boolop, ast.Compare, ast.cmpop, ast.UnaryOp, ast.Not,
    ast.USub, ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Call,
    ast.Attribute, ast.Subscript, ast.Slice,
)  # fmt: skip
#: Questions to texts, the only calls.
METHODS = frozenset({"startswith", "endswith", "lower", "upper", "strip", "split", "get"})
LONGEST = 1000


def is_plain(text: str) -> bool:
    """Say whether a condition compares options and constants and does nothing else."""
    if len(text) > LONGEST:
        return False
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    nodes = list(ast.walk(tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return all(isinstance(node, PLAIN) and is_fine(node, called) for node in nodes)


def is_fine(node: ast.AST, called: set[int]) -> bool:
    """Look at names and calls: only the methods of texts, and nothing of Python's own."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute)
    if isinstance(node, ast.Attribute):
        return id(node) in called and node.attr in METHODS
    return not (isinstance(node, ast.Name) and node.id.startswith("_"))
