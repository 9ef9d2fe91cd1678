"""What a node of a syntax tree defines: the names, for nodes that need more than a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from archdocs.system.symbols.naming_data import hcl_attribute, hcl_block, sql_object, yaml_pair
from archdocs.system.symbols.naming_script import constants, member, pair, script_field, variable
from archdocs.system.symbols.nodes import Name, descend, parts, plain, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["names_of"]

IDENTIFIERS = (
    *("identifier", "type_identifier", "field_identifier", "property_identifier", "constant"),
    *("private_property_identifier", "namespace_identifier", "name", "namespace_name"),
)
LONGEST = 200


def names_of(node: Node) -> list[Name]:
    """Return the names that a node of a known type defines; none where it only uses them."""
    special = SPECIAL.get(node.type)
    found = special(node) if special else plain(node)
    return [name for name in found if all(part and len(part) <= LONGEST for part in name)]


def assigned(node: Node) -> Iterator[Name]:
    """Read the left side of an assignment of Python or Ruby."""
    left = node.child_by_field_name("left")
    if left is None:
        return
    if node.parent is not None and node.parent.type == "assignment":
        return
    if left.type in ("identifier", "constant"):
        if left.type == "constant" or is_python(node):
            yield (text_of(left),)
    elif left.type in ("pattern_list", "tuple_pattern"):
        yield from ((text_of(each),) for each in left.named_children if each.type == "identifier")


def is_python(node: Node) -> bool:
    """Say whether an assignment is a statement of Python (Ruby's variables are local)."""
    return node.parent is not None and node.parent.type == "expression_statement"


def type_alias(node: Node) -> Iterator[Name]:
    """Read ``type X = …`` of Python and ``typealias X = …`` of Kotlin."""
    left = node.child_by_field_name("left") or node.child_by_field_name("name")
    left = left or node.child_by_field_name("type")
    if left is not None:
        yield (re.split(r"[\[<]", text_of(left))[0].strip(),)


def called(node: Node) -> Iterator[Name]:
    """Read options of a command line in Python, and accessors in Ruby."""
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        return
    method = node.child_by_field_name("method")
    if method is not None:
        if text_of(method).startswith("attr_"):
            symbols = [each for each in arguments.named_children if each.type == "simple_symbol"]
            yield from ((text_of(each).lstrip(":"),) for each in symbols)
        return
    for each in arguments.named_children[:12]:
        if each.type == "string":
            text = text_of(each).strip("\"'")
            if re.fullmatch(r"--[a-z][\w/-]*", text):
                yield from ((part,) for part in text.split("/") if part.startswith("--"))


def declarator(node: Node) -> Iterator[Name]:
    """Read declarations of C and C++."""
    if node.type == "declaration" and node.parent and node.parent.type == "compound_statement":
        return
    for each in node.children_by_field_name("declarator"):
        inner: Node | None = each
        for _ in range(20):
            if inner is None or inner.type in ("qualified_identifier", "destructor_name"):
                break
            if inner.type in IDENTIFIERS or inner.type == "operator_name":
                break
            below = inner.child_by_field_name("declarator")
            named = inner.named_children
            inner = below or (named[0] if named and "declarator" in inner.type else None)
        if inner is not None:
            yield parts(re.sub(r"<[^<>]*>", "", text_of(inner)))


def with_body(node: Node) -> Iterator[Name]:
    """Read a structure where it is defined, not where it is only named."""
    if node.child_by_field_name("body") is not None:
        yield from plain(node)


def java_field(node: Node) -> Iterator[Name]:
    """Read each variable of a field of Java."""
    for each in node.children_by_field_name("declarator"):
        yield from plain(each)


def csharp_field(node: Node) -> Iterator[Name]:
    """Read each variable of a field or event of C#."""
    for declared in node.named_children:
        if declared.type == "variable_declaration":
            for each in declared.named_children:
                if each.type == "variable_declarator":
                    yield from plain(each)


def any_field(node: Node) -> Iterator[Name]:
    """Read a field: C and C++ have declarators, Java too, C# variables, Go and Rust names."""
    if node.child_by_field_name("declarator") is None:
        yield from plain(node)
        yield from csharp_field(node)
        return
    if any(each.type == "variable_declarator" for each in node.named_children):
        yield from java_field(node)
    else:
        yield from declarator(node)


def method(node: Node) -> Iterator[Name]:
    """Read a method; in Go its type is the receiver's."""
    receiver = node.child_by_field_name("receiver")
    owner = descend(receiver, ("type_identifier",)) if receiver is not None else None
    for name in plain(node):
        yield (text_of(owner), *name) if owner is not None else name


def implemented(node: Node) -> Iterator[Name]:
    """Read the type that an ``impl`` of Rust is for."""
    target = node.child_by_field_name("type")
    found = descend(target, ("type_identifier",)) if target is not None else None
    if found is not None:
        yield (text_of(found),)


def kotlin_property(node: Node) -> Iterator[Name]:
    """Read the variables of a property, or an entry of an enumeration."""
    for each in node.named_children:
        if each.type == "variable_declaration":
            found = descend(each, ("identifier",))
            if found is not None:
                yield (text_of(found),)
        elif each.type == "identifier" and node.type == "enum_entry":
            yield (text_of(each),)


def defined(node: Node) -> Iterator[Name]:
    """Read ``define('X', …)`` of PHP."""
    if text_of(node.child_by_field_name("function")) == "define":
        arguments = node.child_by_field_name("arguments")
        first = descend(arguments, ("string_content",)) if arguments is not None else None
        yield (text_of(first),)


def php_element(node: Node) -> Iterator[Name]:
    """Read one constant or property of PHP."""
    found = descend(node, ("name",))
    if found is not None:
        yield (text_of(found),)


SPECIAL: Mapping[str, Callable[[Node], Iterator[Name]]] = {
    "assignment": assigned,
    "call": called,
    "type_alias_statement": type_alias,
    "type_alias": type_alias,
    "declaration": declarator,
    "function_definition": lambda node: (
        declarator(node) if node.child_by_field_name("declarator") else plain(node)
    ),
    "type_definition": declarator,
    "struct_specifier": with_body,
    "union_specifier": with_body,
    "enum_specifier": with_body,
    "class_specifier": with_body,
    "field_declaration": any_field,
    "field_definition": script_field,
    "constant_declaration": java_field,
    "event_field_declaration": csharp_field,
    "method_declaration": method,
    "impl_item": implemented,
    "property_declaration": lambda node: (
        plain(node) if node.child_by_field_name("name") else kotlin_property(node)
    ),
    "enum_entry": kotlin_property,
    "secondary_constructor": lambda _: iter((("constructor",),)),
    "variable_declarator": variable,
    "pair": pair,
    "assignment_expression": member,
    "enum_body": constants,
    "function_call_expression": defined,
    "const_element": php_element,
    "property_element": php_element,
    "create_table": sql_object,
    "create_view": sql_object,
    "create_materialized_view": sql_object,
    "create_type": sql_object,
    "create_schema": sql_object,
    "create_function": sql_object,
    "create_procedure": sql_object,
    "create_trigger": sql_object,
    "create_sequence": sql_object,
    "create_index": sql_object,
    "block": hcl_block,
    "attribute": hcl_attribute,
    "block_mapping_pair": yaml_pair,
    "flow_pair": yaml_pair,
}
