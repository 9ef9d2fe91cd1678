"""Read nodes of a syntax tree: their text, and the names in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Name", "descend", "parts", "plain", "text_of", "unquoted"]

#: One defined name: its parts, outermost first.
Name = tuple[str, ...]


def text_of(node: Node | None) -> str:
    """Return the text of a node; empty for none."""
    data = node.text if node is not None else None
    return data.decode("utf-8", "replace") if data else ""


def unquoted(text: str) -> str:
    """Remove quotes, brackets and sigils around a name."""
    return text.strip().strip("\"'`[]").lstrip("$")


def parts(text: str) -> Name:
    """Split a name that is written qualified."""
    return tuple(part.strip() for part in re.split(r"::|\.|\\", unquoted(text)) if part.strip())


def descend(node: Node, types: tuple[str, ...]) -> Node | None:
    """Return the first node of one of the types, outermost first; not deep."""
    level = [node]
    for _ in range(6):
        for each in level:
            if each.type in types:
                return each
        level = [child for each in level for child in each.named_children[:20]]
    return None


def plain(node: Node) -> Iterator[Name]:
    """Read the field ``name``, once or several times."""
    for each in node.children_by_field_name("name"):
        if each.is_named:
            yield parts(text_of(each))
