"""What operators do between values."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from archdocs.diagrams.interpret import texts
from archdocs.diagrams.interpret.joining import join, joins
from archdocs.diagrams.interpret.limits import LARGEST_NUMBER, Unsupported, kind_of
from archdocs.diagrams.interpret.ordering import comparable
from archdocs.diagrams.interpret.paths import new_path
from archdocs.diagrams.interpret.run import Run

__all__ = ["applied", "compared"]

NUMBERS = (int, float)
JOINTS = {ast.RShift: ">>", ast.LShift: "<<", ast.Sub: "-"}
ARITHMETIC: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
COMPARISONS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


def applied(run: Run, sign: ast.operator, left: Any, right: Any) -> Any:
    """Return what one operator between two values does."""
    kind = type(sign)
    if kind in JOINTS and joins(left, right):
        return join(run.stage, JOINTS[kind], left, right)
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS) and kind in ARITHMETIC:
        return number(kind, left, right)
    if kind is ast.Mod and isinstance(left, str):
        return texts.percent(run, left, right)
    if kind is ast.Mult and isinstance(left, str | list | tuple) and isinstance(right, int):
        return texts.repeated(run, left, right)
    if kind is ast.Mult and isinstance(right, str | list | tuple) and isinstance(left, int):
        return texts.repeated(run, right, left)
    if kind is ast.Add and type(left) is type(right) and isinstance(left, str | list | tuple):
        size = len(left) + len(right)
        pay = run.budget.text if isinstance(left, str) else run.budget.items
        pay(size)
        return left + right
    if kind is ast.BitOr and isinstance(left, dict) and isinstance(right, dict):
        run.budget.items(len(left) + len(right))
        return left | right
    if kind is ast.Div and isinstance(left, PurePath) and isinstance(right, str | PurePath):
        return new_path(run, [left, right], {})
    names = f"{kind_of(left)} and {kind_of(right)}"
    raise Unsupported(f"it uses {kind.__name__} between {names}")


def number(kind: type, left: Any, right: Any) -> Any:
    """Return what comes of two numbers, within bounds."""
    if kind is ast.Pow and (abs(right) > 64 or abs(left) > 10**6):
        raise Unsupported("it uses a number larger than is interpreted")
    made = ARITHMETIC[kind](left, right)
    if not isinstance(made, NUMBERS) or (isinstance(made, int) and abs(made) > LARGEST_NUMBER):
        raise Unsupported("it uses a number larger than is interpreted")
    return made


def compared(run: Run, sign: ast.cmpop, left: Any, right: Any) -> Any:
    """Return what one comparison comes to."""
    if isinstance(sign, ast.Is | ast.IsNot):
        if not any(value is None or isinstance(value, bool) for value in (left, right)):
            raise Unsupported("it uses is for something other than None")
    else:
        comparable(run, left)
        comparable(run, right)
    searched = isinstance(sign, ast.In | ast.NotIn) and isinstance(right, range)
    # Anything but a whole number would be looked for at every place.
    if searched and not isinstance(left, int):
        raise Unsupported(f"it looks for a {kind_of(left)} in a range")
    return COMPARISONS[type(sign)](left, right)
