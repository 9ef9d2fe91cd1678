"""What nodes of JavaScript and TypeScript define."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archdocs.system.symbols.nodes import Name, text_of, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["constants", "member", "pair", "script_field", "variable"]

FUNCTIONS = ("function_expression", "arrow_function", "class", "generator_function", "function")


def variable(node: Node) -> Iterator[Name]:
    """Read one variable of JavaScript."""
    name = node.child_by_field_name("name")
    if name is not None and name.type == "identifier":
        yield (text_of(name),)


def pair(node: Node) -> Iterator[Name]:
    """Read a member of an object that has a name itself."""
    holder = node.parent.parent if node.parent is not None else None
    named = ("variable_declarator", "pair", "assignment_expression", "export_statement")
    key = node.child_by_field_name("key")
    if key is not None and holder is not None:
        wraps = ("as_expression", "satisfies_expression", "parenthesized_expression")
        while holder.type in wraps and holder.parent is not None:
            holder = holder.parent
        if holder.type in named and key.type in ("property_identifier", "string"):
            yield (unquoted(text_of(key)),)


def script_field(node: Node) -> Iterator[Name]:
    """Read a field of a class of JavaScript."""
    yield (text_of(node.child_by_field_name("property")),)


def member(node: Node) -> Iterator[Name]:
    """Read ``exports.x = …`` and ``A.prototype.x = function …``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "member_expression":
        return
    name = tuple(p for p in text_of(left).split(".") if p not in ("exports", "prototype", "module"))
    top = node.parent is not None and node.parent.parent is not None
    top = top and node.parent.parent.type == "program"  # type: ignore[union-attr]
    good = all(re.fullmatch(r"[\w$]+", part) for part in name)
    if name and good and name[0] != "this" and (top or right.type in FUNCTIONS):
        yield name


def constants(node: Node) -> Iterator[Name]:
    """Read the plain members of an enumeration of TypeScript."""
    yield from ((text_of(e),) for e in node.children if e.type == "property_identifier")
