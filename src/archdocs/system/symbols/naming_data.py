"""What nodes of SQL, HCL and YAML define."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archdocs.system.symbols.nodes import Name, descend, parts, text_of, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["hcl_attribute", "hcl_block", "sql_object", "yaml_pair"]


def sql_object(node: Node) -> Iterator[Name]:
    """Read what a statement of SQL creates; the schema comes first where it is written."""
    found = descend(node, ("object_reference",))
    column = node.child_by_field_name("column")
    if column is not None and node.type == "create_index":
        yield (unquoted(text_of(column)),)
    elif found is not None and node.type != "create_schema":
        yield parts(text_of(found))
    else:
        named = descend(node, ("identifier",))
        yield (unquoted(text_of(named)),)


def hcl_block(node: Node) -> Iterator[Name]:
    """Read a block of HCL: its type and labels."""
    labels = [e for e in node.named_children if e.type in ("identifier", "string_lit")]
    yield tuple(unquoted(text_of(each)) for each in labels)


def hcl_attribute(node: Node) -> Iterator[Name]:
    """Read an attribute of HCL."""
    yield (text_of(descend(node, ("identifier",))),)


def yaml_pair(node: Node) -> Iterator[Name]:
    """Read a key of YAML."""
    key = node.child_by_field_name("key")
    if key is not None:
        yield (unquoted(text_of(key)),)
