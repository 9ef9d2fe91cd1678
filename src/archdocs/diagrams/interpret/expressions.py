"""What expressions come to."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from archdocs.diagrams.interpret import calls, methods, texts
from archdocs.diagrams.interpret.building import Cluster, Diagram, Node
from archdocs.diagrams.interpret.comprehensions import comprehension, generator
from archdocs.diagrams.interpret.limits import Unsupported, kind_of
from archdocs.diagrams.interpret.operators import applied, compared
from archdocs.diagrams.interpret.ordering import hashed
from archdocs.diagrams.interpret.paths import PATH
from archdocs.diagrams.interpret.run import Handler, Method, Module, Run, Scope

__all__ = ["EXPRESSIONS"]

PARENTS = type(PurePath().parents)
ATTRIBUTES: dict[type, Mapping[str, str]] = {
    Node: {"label": "label", "nodeid": "identity"},
    Diagram: {"name": "name", "filename": "filename"},
    Cluster: {"label": "label"},
    PurePath: {name: name for name in PATH},
}


def constant(_: Run, node: ast.Constant, __: Scope) -> Any:
    """Return what is written out."""
    return node.value


def name(run: Run, node: ast.Name, scope: Scope) -> Any:
    """Return what a name stands for."""
    return scope.find(node.id, run.builtins)


def elements(run: Run, nodes: Sequence[ast.expr], scope: Scope) -> list[Any]:
    """Return the values of several expressions; those with a star are spread out."""
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            found += run.listed(run.value(node.value, scope))
        else:
            found.append(run.value(node, scope))
    run.budget.items(len(found))
    return found


def listing(run: Run, node: ast.List, scope: Scope) -> list[Any]:
    """Return a list."""
    return elements(run, node.elts, scope)


def pairing(run: Run, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
    """Return a tuple."""
    return tuple(elements(run, node.elts, scope))


def table(run: Run, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
    """Return a dict; another with two stars is merged into it."""
    found: dict[Any, Any] = {}
    for key, item in zip(node.keys, node.values, strict=True):
        if key is None:
            more = run.value(item, scope)
            if not isinstance(more, dict):
                raise Unsupported("it merges something that is no dict")
            found |= more
        else:
            made = hashed(run, run.value(key, scope))
            found[made] = run.value(item, scope)
    run.budget.items(len(found))
    return found


def joined_text(run: Run, node: ast.JoinedStr, scope: Scope) -> str:
    """Return an f-string."""
    parts = [
        str(part.value) if isinstance(part, ast.Constant) else run.value(part, scope)
        for part in node.values
    ]
    run.budget.text(sum(map(len, parts)))
    return "".join(parts)


def field(run: Run, node: ast.FormattedValue, scope: Scope) -> str:
    """Return one field of an f-string."""
    value = run.value(node.value, scope)
    spec = run.value(node.format_spec, scope) if node.format_spec else ""
    return texts.formatted(run, value, node.conversion, spec)


def binary(run: Run, node: ast.BinOp, scope: Scope) -> Any:
    """Return what operators between values do; a chain is gone through from its left end."""
    chain: list[ast.BinOp] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        chain.append(first)
        first = first.left
    left = run.value(first, scope)
    for link in reversed(chain):
        run.budget.step()
        right = run.value(link.right, scope)
        run.line = link.lineno
        left = applied(run, link.op, left, right)
    return left


def unary(run: Run, node: ast.UnaryOp, scope: Scope) -> Any:
    """Return the value behind a sign, or the opposite of one."""
    value = run.value(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return not value
    if not isinstance(value, int | float):
        raise Unsupported(f"it uses a sign before a {kind_of(value)}")
    return -value if isinstance(node.op, ast.USub) else +value


def either(run: Run, node: ast.BoolOp, scope: Scope) -> Any:
    """Return what ``and`` or ``or`` comes to; what needs no look is not looked at."""
    value: Any = None
    for item in node.values:
        value = run.value(item, scope)
        if bool(value) is isinstance(node.op, ast.Or):
            break
    return value


def comparison(run: Run, node: ast.Compare, scope: Scope) -> Any:
    """Return what a comparison, or a chain of them, comes to."""
    left = run.value(node.left, scope)
    made: Any = True
    for sign, item in zip(node.ops, node.comparators, strict=True):
        right = run.value(item, scope)
        made = compared(run, sign, left, right)
        if not made:
            return made
        left = right
    return made


def choice(run: Run, node: ast.IfExp, scope: Scope) -> Any:
    """Return one of two."""
    return run.value(node.body if run.value(node.test, scope) else node.orelse, scope)


def part(run: Run, node: ast.Subscript, scope: Scope) -> Any:
    """Return an element or a slice."""
    value = run.value(node.value, scope)
    if not isinstance(value, str | list | tuple | dict | range | PARENTS):
        raise Unsupported(f"it takes a part of a {kind_of(value)}")
    if isinstance(node.slice, ast.Slice):
        bounds = (node.slice.lower, node.slice.upper, node.slice.step)
        found = value[slice(*(run.value(item, scope) if item else None for item in bounds))]
        pay = run.budget.text if isinstance(found, str) else run.budget.items
        pay(len(found))
        return found
    return value[hashed(run, run.value(node.slice, scope))]


def attribute(run: Run, node: ast.Attribute, scope: Scope) -> Any:
    """Return what stands behind a dot: of a module, of a node, or a method."""
    value = run.value(node.value, scope)
    if isinstance(value, Module):
        if node.attr not in value.names:
            raise Unsupported(f"{value.name}.{node.attr} is not known")
        return value.names[node.attr]
    for kind, names in ATTRIBUTES.items():
        if isinstance(value, kind) and node.attr in names:
            return getattr(value, names[node.attr])
    if not methods.known(value, node.attr):
        raise Unsupported(f"it uses .{node.attr[:40]} of a {kind_of(value)}")
    return Method(value, node.attr)


EXPRESSIONS: Mapping[type, Handler] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.List: listing,
    ast.Tuple: pairing,
    ast.Dict: table,
    ast.JoinedStr: joined_text,
    ast.FormattedValue: field,
    ast.BinOp: binary,
    ast.UnaryOp: unary,
    ast.BoolOp: either,
    ast.Compare: comparison,
    ast.IfExp: choice,
    ast.Subscript: part,
    ast.Attribute: attribute,
    ast.ListComp: comprehension,
    ast.DictComp: comprehension,
    ast.GeneratorExp: generator,
    ast.Call: calls.call,
    ast.Lambda: calls.function,
}
