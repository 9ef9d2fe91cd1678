"""Python constants: of modules, classes and enumerations, and the defaults of parameters.

Read from the syntax tree; nothing is imported or run.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from archdocs.freshness.sources.model import COMPUTED, Data, Unreadable

__all__ = ["read"]

#: Calls whose argument is the value: the first, the second, or the one called `default`.
CONVERSIONS = frozenset({"int", "float", "str", "bool", "Decimal", "Path", "frozenset", "set"})
CONTAINERS = frozenset({"tuple", "list", "MappingProxyType", "dict"})
SECOND = frozenset({"getenv", "get", "env", "getattr", "pop", "setdefault"})
DEFAULTED = frozenset(
    {"Field", "field", "mapped_column", "Column", "Option", "option", "Argument", "Setting"}
)
OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
#: Digits of a number; more is nobody's setting.
MOST_DIGITS = 60

Scope = dict[str, Data]


def read(text: str) -> Data:
    """Return the module's names: constants, classes as their own names, functions' defaults.

    Raises :class:`Unreadable` for what is not Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, MemoryError) as error:
            reason = (str(error).splitlines() or ["unreadable"])[0]
            raise Unreadable(f"not valid Python: {reason}") from None
    return names_in(tree.body, {})


def names_in(body: Iterable[ast.stmt], outer: Scope) -> Scope:
    """Return what the statements of a module or class name."""
    found: Scope = {}
    for node in body:
        known = {**outer, **found} if outer else found
        if isinstance(node, ast.ClassDef):
            found[node.name] = names_in(node.body, known)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = defaults_of(node.args, known)
        elif isinstance(node, ast.Assign):
            value = value_of(node.value, known)
            for name in (t.id for t in node.targets if isinstance(t, ast.Name)):
                found[name] = value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = value_of(node.value, known)
        elif isinstance(node, ast.If | ast.Try | ast.With):
            parts = (getattr(node, part, []) for part in ("orelse", "finalbody", "body"))
            for part in parts:
                found.update(names_in(part, known))
    return found


def defaults_of(arguments: ast.arguments, known: Scope) -> Scope:
    """Return the defaults of a function's parameters."""
    named = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(reversed(named), reversed(arguments.defaults), strict=False))
    pairs += [
        (argument, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    ]
    return {argument.arg: value_of(default, known) for argument, default in pairs}


def value_of(node: ast.expr, known: Scope) -> Data:
    """Return what an expression written out stands for, ``COMPUTED`` for any other."""
    if isinstance(node, ast.Constant):
        return constant(node.value)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [value_of(item, known) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {
            str(value_of(key, known)): value_of(value, known)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.Name | ast.Attribute):
        return named(node, known)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = value_of(node.operand, known)
        return -number if is_number(number) else COMPUTED
    if isinstance(node, ast.BinOp):
        return arithmetic(node, known)
    return called(node, known) if isinstance(node, ast.Call) else COMPUTED


def constant(value: object) -> Data:
    """Return a literal: numbers as decimals or whole, what Python calls True as it spells it."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, int):
        return value if abs(value) < 10**MOST_DIGITS else COMPUTED
    return value if isinstance(value, str) else COMPUTED


def named(node: ast.Name | ast.Attribute, known: Scope) -> Data:
    """Return the value of a name that was given one above."""
    if isinstance(node, ast.Name):
        return known.get(node.id, COMPUTED)
    inner = value_of(node.value, known)
    return inner.get(node.attr, COMPUTED) if isinstance(inner, dict) else COMPUTED


def is_number(value: Data) -> bool:
    """Say whether a value can be counted with."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def arithmetic(node: ast.BinOp, known: Scope) -> Data:
    """Work out ``60 * 60``, and texts put together."""
    left, right = value_of(node.left, known), value_of(node.right, known)
    if isinstance(node.op, ast.Add) and isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) < 10_000 else COMPUTED
    work = OPERATORS.get(type(node.op))
    if work is None or not (is_number(left) and is_number(right)):
        return COMPUTED
    try:
        made = work(Decimal(left), Decimal(right))
    except ArithmeticError:
        return COMPUTED
    if not made.is_finite() or abs(made.adjusted()) > MOST_DIGITS:
        return COMPUTED
    return int(made) if made == made.to_integral_value() else made


def called(node: ast.Call, known: Scope) -> Data:
    """Return the value inside of a conversion or a declaration, or arguments by their names."""
    place = node.func
    name = place.attr if isinstance(place, ast.Attribute) else getattr(place, "id", "")
    given = {word.arg: word.value for word in node.keywords if word.arg}
    index = 1 if name in SECOND else 0
    if name in CONVERSIONS | CONTAINERS | SECOND | DEFAULTED:
        if "default" in given:
            return value_of(given["default"], known)
        if len(node.args) > index:
            return value_of(node.args[index], known)
    if given:
        return {word: value_of(value, known) for word, value in given.items()}
    return COMPUTED
