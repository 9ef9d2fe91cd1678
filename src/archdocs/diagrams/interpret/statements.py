"""What statements do."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from archdocs.diagrams.interpret import calls
from archdocs.diagrams.interpret.building import Cluster, Diagram
from archdocs.diagrams.interpret.comprehensions import assign
from archdocs.diagrams.interpret.imports import import_from, import_names
from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.operators import applied
from archdocs.diagrams.interpret.ordering import hashed
from archdocs.diagrams.interpret.run import Handler, Jump, Returned, Run, Scope

__all__ = ["STATEMENTS"]

End = Jump | Returned | None
#: What may stand in an annotation, whose names must be there and which does nothing.
NOTED = (
    *(ast.Name, ast.Constant, ast.Subscript, ast.Tuple, ast.List, ast.Attribute),
    *(ast.BinOp, ast.BitOr, ast.Load),
)
TYPES = frozenset({"object", "set", "frozenset", "type", "bytes"})


def evaluate(run: Run, node: ast.Expr, scope: Scope) -> None:
    """Work out an expression for what it does."""
    run.value(node.value, scope)


def give(run: Run, node: ast.Assign, scope: Scope) -> None:
    """Give one value to names, from left to right."""
    value = run.value(node.value, scope)
    for target in node.targets:
        assign(run, target, value, scope)


def give_noted(run: Run, node: ast.AnnAssign, scope: Scope) -> None:
    """Give a value to a name with an annotation."""
    if node.value is not None:
        assign(run, node.target, run.value(node.value, scope), scope)
    noted(run, node.annotation, scope)


def noted(run: Run, node: ast.expr | None, scope: Scope) -> None:
    """Refuse an annotation that could do something."""
    for part in ast.walk(node) if node is not None else ():
        run.budget.step()
        if not isinstance(part, NOTED):
            raise Unsupported("it has an annotation that isn't interpreted")
        if isinstance(part, ast.Name) and part.id not in TYPES:
            scope.find(part.id, run.builtins)


def change(run: Run, node: ast.AugAssign, scope: Scope) -> None:
    """Change a value in place where Python does, else give the name another."""
    target = node.target
    held: Any = None
    place: Any = None
    if isinstance(target, ast.Name):
        old = scope.find(target.id, run.builtins)
    elif isinstance(target, ast.Subscript):
        held, place = run.value(target.value, scope), hashed(run, run.value(target.slice, scope))
        if not isinstance(held, list | dict):
            raise Unsupported("it changes a part of something that is no list or dict")
        old = held[place]
    else:
        raise Unsupported("it changes an attribute")
    value = run.value(node.value, scope)
    made = old
    if isinstance(old, list) and isinstance(node.op, ast.Add):
        old.extend(run.listed(value))
        run.budget.items(len(old))
    elif isinstance(old, dict) and isinstance(node.op, ast.BitOr) and isinstance(value, dict):
        old.update(value)
        run.budget.items(len(old))
    else:
        made = applied(run, node.op, old, value)
    if isinstance(target, ast.Name):
        scope.names[target.id] = made
    else:
        held[place] = made


def within(run: Run, node: ast.With, scope: Scope) -> End:
    """Open diagrams and clusters around a block."""
    opened: list[Diagram | Cluster] = []
    for item in node.items:
        value = run.value(item.context_expr, scope)
        run.stage.enter(value)
        opened.append(value)
        if item.optional_vars is not None:
            assign(run, item.optional_vars, value, scope)
    end = run.block(node.body, scope)
    for value in reversed(opened):
        run.stage.leave(value)
    return end


def loop(run: Run, node: ast.For, scope: Scope) -> End:
    """Do a block for each element."""
    value = run.value(node.iter, scope)
    run.line = node.iter.lineno
    for item in run.each(value):
        assign(run, node.target, item, scope)
        end: End = run.block(node.body, scope)
        if end is Jump.BREAK:
            return None
        if isinstance(end, Returned):
            return end
    return run.block(node.orelse, scope)


def repeat(run: Run, node: ast.While, scope: Scope) -> End:
    """Do a block as long as something holds."""
    while run.value(node.test, scope):
        end: End = run.block(node.body, scope)
        if end is Jump.BREAK:
            return None
        if isinstance(end, Returned):
            return end
    return run.block(node.orelse, scope)


def choose(run: Run, node: ast.If, scope: Scope) -> End:
    """Do one of two blocks."""
    return run.block(node.body if run.value(node.test, scope) else node.orelse, scope)


def define(run: Run, node: ast.FunctionDef, scope: Scope) -> None:
    """Give a name to a function."""
    arguments = node.args
    extra = [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra):
        noted(run, each.annotation, scope)
    noted(run, node.returns, scope)
    scope.names[node.name] = calls.function(run, node, scope)


def answer(run: Run, node: ast.Return, scope: Scope) -> Returned:
    """End a function."""
    return Returned(run.value(node.value, scope) if node.value is not None else None)


STATEMENTS: Mapping[type, Handler] = {
    ast.Expr: evaluate,
    ast.Assign: give,
    ast.AnnAssign: give_noted,
    ast.AugAssign: change,
    ast.With: within,
    ast.For: loop,
    ast.While: repeat,
    ast.If: choose,
    ast.FunctionDef: define,
    ast.Return: answer,
    ast.Import: import_names,
    ast.ImportFrom: import_from,
    ast.Pass: lambda *_: None,
    ast.Break: lambda *_: Jump.BREAK,
    ast.Continue: lambda *_: Jump.CONTINUE,
}
