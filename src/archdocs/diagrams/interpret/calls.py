"""Calls: of the script's own functions, of what the library has, of methods of values."""

from __future__ import annotations

import ast
from typing import Any

from archdocs.diagrams.interpret import methods
from archdocs.diagrams.interpret.building import Node
from archdocs.diagrams.interpret.library import NodeClass
from archdocs.diagrams.interpret.limits import Unsupported, kind_of
from archdocs.diagrams.interpret.run import Function, Method, Native, Returned, Run, Scope
from archdocs.diagrams.interpret.syntax import stored
from archdocs.system.scriptnotes import call_line

__all__ = ["call", "function", "invoke"]


def call(run: Run, node: ast.Call, scope: Scope) -> Any:
    """Return what a call comes to."""
    target = run.value(node.func, scope)
    given: list[Any] = []
    named: dict[str, Any] = {}
    for item in node.args:
        if isinstance(item, ast.Starred):
            given += run.listed(run.value(item.value, scope))
        else:
            given.append(run.value(item, scope))
    for keyword in node.keywords:
        value = run.value(keyword.value, scope)
        more = value if keyword.arg is None else {keyword.arg: value}
        if not isinstance(more, dict) or not all(isinstance(name, str) for name in more):
            raise Unsupported("it spreads something that is no dict of names")
        if more.keys() & named.keys():
            raise Unsupported("it gives an argument twice")
        named |= more
    run.budget.spend(len(given) + len(named))
    run.at(call_line(node))
    return invoke(run, target, given, named)


def invoke(run: Run, target: Any, given: list[Any], named: dict[str, Any]) -> Any:
    """Call something with arguments that are already values."""
    if isinstance(target, Function):
        return enter(run, target, given, named)
    if isinstance(target, NodeClass):
        return node_of(run, target, given, named)
    if isinstance(target, Native):
        return target.call(run, given, named)
    if isinstance(target, Method):
        return methods.method(run, target, given, named)
    raise Unsupported(f"it calls a {kind_of(target)}")


def node_of(run: Run, kind: NodeClass, given: list[Any], named: dict[str, Any]) -> Node:
    """Place a node of a class of the library."""
    if len(given) > 1 or (given and "label" in named):
        raise Unsupported(f"it gives {kind.name} more than a label")
    label = given[0] if given else named.pop("label", "")
    return run.stage.new_node(kind, label, kind.icon, dict(named))


def function(run: Run, node: ast.FunctionDef | ast.Lambda, scope: Scope) -> Function:
    """Return a function; its defaults are worked out now."""
    arguments = node.args
    body = node.body if isinstance(node, ast.FunctionDef) else []
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {each.arg for each in (*parameters, arguments.vararg, arguments.kwarg) if each}
    run.budget.step(len(parameters))
    return Function(
        getattr(node, "name", "lambda"),
        arguments,
        node.body,
        scope,
        defaults_of(run, arguments, scope),
        stored(run.budget, body) | names,
        run.file,
    )


def defaults_of(run: Run, arguments: ast.arguments, scope: Scope) -> dict[str, Any]:
    """Return the defaults of parameters, by their names."""
    placed = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    with_default = placed[len(placed) - len(arguments.defaults) :]
    found = {
        name: run.value(each, scope)
        for name, each in zip(with_default, arguments.defaults, strict=True)
    }
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            found[parameter.arg] = run.value(default, scope)
    return found


def enter(run: Run, called: Function, given: list[Any], named: dict[str, Any]) -> Any:
    """Run a function of a script."""
    inner = Scope(called.scope, called.locals)
    run.budget.step(len(called.locals))
    inner.names.update(bound(called, given, named))
    before = run.file, run.line
    own = called.file == str(run.script)
    run.file = called.file
    if own:
        run.frames.append(run.line)
    if isinstance(called.body, ast.expr):
        result = run.value(called.body, inner)
    else:
        end = run.block(called.body, inner)
        result = end.value if isinstance(end, Returned) else None
    if own:
        run.frames.pop()
    run.file, run.line = before
    return result


def bound(called: Function, given: list[Any], named: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a function with their values."""
    arguments, rest = called.arguments, dict(named)
    placed = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    found: dict[str, Any] = dict(zip(placed, given, strict=False))
    if arguments.vararg is not None:
        found[arguments.vararg.arg] = tuple(given[len(placed) :])
    elif len(given) > len(placed):
        raise Unsupported(f"it gives {called.name} more arguments than it takes")
    only_placed = {each.arg for each in arguments.posonlyargs}
    defaults = called.defaults_by_name
    for name in (*placed, *(each.arg for each in arguments.kwonlyargs)):
        if name in rest and name not in only_placed:
            if name in found:
                raise Unsupported(f"it gives {called.name} an argument twice")
            found[name] = rest.pop(name)
        elif name not in found and name in defaults:
            found[name] = defaults[name]
        elif name not in found:
            raise Unsupported(f"it calls {called.name} without {name}")
    if arguments.kwarg is not None:
        found[arguments.kwarg.arg] = rest
    elif rest:
        raise Unsupported(f"{called.name} has no parameter {min(rest)[:40]}")
    return found
