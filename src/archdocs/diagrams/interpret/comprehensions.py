"""Comprehensions, and giving values to names."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.ordering import hashed
from archdocs.diagrams.interpret.run import Run, Scope

__all__ = ["assign", "comprehension", "generator"]

#: Since then Python runs a comprehension in the frame around it.
INLINED = sys.version_info >= (3, 12)


def comprehension(run: Run, node: Any, scope: Scope) -> Any:
    """Return a list or dict that is made in one expression."""
    inner, first = begun(run, node, scope)
    framed = run.in_script and not INLINED
    if framed:
        run.at(node.lineno)
        run.frames.append(node.lineno)
    if isinstance(node, ast.DictComp):
        made: Any = {}
        for _ in rounds(run, node.generators, inner, first):
            key = hashed(run, run.value(node.key, inner))
            made[key] = run.value(node.value, inner)
            run.budget.items(1)
    else:
        made = []
        for _ in rounds(run, node.generators, inner, first):
            made.append(run.value(node.elt, inner))
            run.budget.items(1)
    if framed:
        run.frames.pop()
    return made


def generator(run: Run, node: ast.GeneratorExp, scope: Scope) -> Iterator[Any]:
    """Return what makes its elements only when asked for them, as Python does."""
    inner, first = begun(run, node, scope)
    return later(run, node, inner, run.through(first), run.file)


def later(run: Run, node: ast.GeneratorExp, inner: Scope, first: Any, file: str) -> Iterator[Any]:
    """Yield the elements; between them the code that asked is at hand again."""
    asked, depth = run.file, run.depth
    own = file == str(run.script)

    def enter() -> None:
        nonlocal asked, depth
        asked, depth, run.file = run.file, run.depth, file
        if own:
            run.frames.append(node.lineno)

    def leave() -> None:
        run.file, run.depth = asked, depth
        if own:
            run.frames.pop()

    enter()
    for _ in rounds(run, node.generators, inner, first):
        value = run.value(node.elt, inner)
        leave()
        yield value
        enter()
    leave()


def begun(run: Run, node: Any, scope: Scope) -> tuple[Scope, Any]:
    """Return the names of a comprehension and what its first loop goes through."""
    own = {
        name.id
        for loop in node.generators
        for name in ast.walk(loop.target)
        if isinstance(name, ast.Name)
    }
    run.budget.step(len(own))
    return Scope(scope, frozenset(own)), run.value(node.generators[0].iter, scope)


def rounds(
    run: Run, loops: Sequence[ast.comprehension], scope: Scope, first: Any
) -> Iterator[None]:
    """Yield once for each element that is made, with the names set."""
    loop = loops[0]
    for item in run.each(first):
        assign(run, loop.target, item, scope)
        if all(run.value(test, scope) for test in loop.ifs):
            if len(loops) == 1:
                yield
            else:
                yield from rounds(run, loops[1:], scope, run.value(loops[1].iter, scope))


def assign(run: Run, target: ast.expr, value: Any, scope: Scope) -> None:
    """Give a value to a name, to several, or to an element."""
    if isinstance(target, ast.Name):
        scope.names[target.id] = value
    elif isinstance(target, ast.Tuple | ast.List):
        spread(run, target.elts, run.listed(value), scope)
    elif isinstance(target, ast.Subscript):
        held = run.value(target.value, scope)
        if not isinstance(held, list | dict) or isinstance(target.slice, ast.Slice):
            raise Unsupported("it changes a part of something that is no list or dict")
        run.budget.items(1)
        held[hashed(run, run.value(target.slice, scope))] = value
    else:
        raise Unsupported("it changes an attribute")


def spread(run: Run, targets: Sequence[ast.expr], values: list[Any], scope: Scope) -> None:
    """Give each of several targets its value; one with a star takes what is left."""
    star = next((n for n, each in enumerate(targets) if isinstance(each, ast.Starred)), -1)
    rest = len(values) - len(targets) + 1
    if (star < 0 and rest != 1) or rest < 0:
        raise Unsupported(f"it gives {len(values)} values to {len(targets)} names")
    if star >= 0:
        values[star : star + rest] = [values[star : star + rest]]
    for target, value in zip(targets, values, strict=True):
        assign(run, target.value if isinstance(target, ast.Starred) else target, value, scope)
