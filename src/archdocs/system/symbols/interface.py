"""What whoever uses a symbol relies on: its parameters with defaults, or its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["parameters_of", "value_of"]

LISTS = ("parameters", "function_value_parameters", "function_arguments")
NAMES = ("identifier", "field_identifier", "variable_name", "name", "shorthand_property_identifier")
LITERALS = (
    *("integer", "float", "string", "true", "false", "none", "null", "number", "nil", "literal"),
    *("number_literal", "string_literal", "integer_literal", "boolean_literal", "char_literal"),
    *("decimal_integer_literal", "decimal_floating_point_literal", "float_literal", "None"),
    *("int_literal", "interpreted_string_literal", "raw_string_literal", "imaginary_literal"),
    *("real_literal", "encapsed_string", "concatenated_string", "unary_operator", "tuple"),
    *("unary_expression", "list", "binary_operator", "nil_literal", "bool_lit", "numeric_lit"),
)
DECLARED = ("variable_declaration", "variable_declarator", "init_declarator")
SELF = ("self", "cls")
LONGEST = 200


def parameters_of(node: Node) -> tuple[tuple[str, str], ...] | None:
    """Return (name, default) of each parameter; ``None`` for what takes none.

    The name of one that takes any number begins with ``*``. Without a default it is "".
    """
    listed = parameter_list(node)
    if listed is None:
        return None
    found: list[tuple[str, str]] = []
    for child in listed.named_children[:100]:
        if child.type in LITERALS and found and not found[-1][1]:
            found[-1] = (found[-1][0], text_of(child))  # Kotlin and SQL put it beside the name
            continue
        default = default_of(child)
        found += [(name, default) for name in parameter_names(child) if name not in SELF]
    return tuple(found)


def parameter_list(node: Node) -> Node | None:
    """Return the node that lists the parameters of a definition."""
    holder: Node | None = node
    for _ in range(6):
        if holder is None:
            return None
        listed = holder.child_by_field_name("parameters")
        if listed is not None:
            return listed
        beside = next((each for each in holder.named_children if each.type in LISTS), None)
        if beside is not None:
            return beside
        holder = holder.child_by_field_name("declarator") or inner_function(holder)
    return None


def inner_function(node: Node) -> Node | None:
    """Return the function that a variable is set to, if it is one."""
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    return value if value is not None and "function" in value.type else None


def parameter_names(node: Node) -> list[str]:
    """Return the names that one parameter declares."""
    mark = "*" if "splat" in node.type or "variadic" in node.type or "spread" in node.type else ""
    mark += "*" if "dictionary_splat" in node.type or "hash_splat" in node.type else ""
    if node.type in NAMES:
        return [text_of(node)]
    fields = node.children_by_field_name("name") or node.children_by_field_name("pattern")
    fields = fields or node.children_by_field_name("declarator")
    given = [each for each in fields if each.is_named]
    if not given and node.type != "type":
        below = [each for each in node.named_children if each.type == "variable_declarator"]
        given = below or node.named_children[:1]
    names = []
    for each in given:
        found = innermost(each)
        if found is not None:
            more = "*" if each.type in ("rest_pattern", "list_splat_pattern") else ""
            more = "**" if each.type == "dictionary_splat_pattern" else more
            names.append((mark or more) + text_of(found).lstrip("$"))
    return names


def innermost(node: Node) -> Node | None:
    """Return the name inside a pattern or declarator."""
    for _ in range(8):
        if node.type in NAMES and not (node.type == "variable_name" and node.named_children):
            return node
        below = node.child_by_field_name("declarator") or node.child_by_field_name("name")
        below = below or next(iter(node.named_children), None)
        if below is None:
            return None
        node = below
    return None


def default_of(node: Node) -> str:
    """Return what a parameter is set to when it is not given."""
    for field in ("value", "default_value"):
        given = node.child_by_field_name(field)
        if given is not None:
            return text_of(given)
    children = node.children
    for at, child in enumerate(children[:-1]):
        if child.type in ("=", "keyword_default"):
            return text_of(children[at + 1])
    return ""


def value_of(node: Node) -> str | None:
    """Return what a constant, an attribute or an option of a command line is set to."""
    if node.type == "call":
        return option_default(node)
    for field in ("value", "right", "default_value"):
        given = node.child_by_field_name(field)
        if given is not None:
            return literal(given)
    for each in node.named_children:
        if each.type in DECLARED:
            return value_of(each)
        if each.type in (*LITERALS, "expression", "preproc_arg"):
            return literal(each)
    return None


def literal(node: Node) -> str | None:
    """Return the text of a value that says all by itself, not by what it calls."""
    while node.type in (
        "expression_list",
        "expression",
        "literal_value",
        "flow_node",
        "plain_scalar",
    ):
        if node.named_child_count != 1:
            return None
        node = node.named_children[0]
    scalar = node.type in (*LITERALS, "preproc_arg") or node.type.endswith(
        ("_scalar", "_lit", "_literal")
    )
    return text_of(node) if scalar else None


def option_default(node: Node) -> str | None:
    """Return the ``default=`` of a call of Python that declares an option."""
    arguments = node.child_by_field_name("arguments")
    for each in arguments.named_children if arguments is not None else ():
        if each.type == "keyword_argument":
            name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
            if name is not None and value is not None and text_of(name) == "default":
                return literal(value)
    return None


def text_of(node: Node) -> str:
    """Return the text of a node on one line, shortened."""
    data = node.text or b""
    return " ".join(data[: LONGEST * 4].decode("utf-8", "replace").split())[:LONGEST]
