"""Equality, order, and what may be a key: looked at in bounds, whatever is nested in what."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from archdocs.diagrams.interpret.building import Cluster, Diagram, Edge, Node
from archdocs.diagrams.interpret.library import NodeClass
from archdocs.diagrams.interpret.limits import Unsupported, kind_of
from archdocs.diagrams.interpret.run import Function, Module, Native, Opaque, Run
from archdocs.diagrams.interpret.texts import PLAIN

__all__ = ["comparable", "hashed", "ordered", "sortable"]

#: What is equal only to itself.
THINGS = (Node, Edge, Cluster, Diagram, NodeClass, Function, Native, Module, Opaque)
VIEWS: tuple[Any, ...] = (type({}.keys()), type({}.values()))


def hashed(run: Run, value: Any) -> Any:
    """Return a value that may be a key or an index."""
    if isinstance(value, tuple):
        run.budget.step(len(value) // 10)
        for item in value:
            if not isinstance(item, PLAIN):
                raise Unsupported("it uses a nested tuple as a key")
    elif not isinstance(value, (*PLAIN, *THINGS)):
        raise Unsupported(f"it uses a {kind_of(value)} as a key")
    return value


def comparable(run: Run, value: Any, depth: int = 4) -> None:
    """Pay for looking at a value with all its elements; refuse one that is too deep."""
    if isinstance(value, str):
        run.budget.spend(len(value))
    elif isinstance(value, list | tuple | dict) or type(value) in VIEWS:
        if not depth:
            raise Unsupported("it compares what is nested too deeply")
        inside: list[Any] = list(value)
        inside += value.values() if isinstance(value, dict) else ()
        for item in inside:
            run.budget.step()
            comparable(run, item, depth - 1)
    elif not isinstance(value, (*PLAIN, *THINGS, PurePath, range)):
        raise Unsupported(f"it compares a {kind_of(value)}")


def sortable(run: Run, values: list[Any]) -> list[Any]:
    """Return values that may be put in order: plain ones, or tuples and lists of these."""
    for value in values:
        if not isinstance(value, (*PLAIN, tuple, list)):
            raise Unsupported(f"it puts a {kind_of(value)} in order")
        comparable(run, value, 1)
    return values


def ordered(run: Run, values: list[Any], given: list[Any], named: dict[str, Any]) -> list[Any]:
    """Return values in order, by a key if one is given."""
    if given or not named.keys() <= {"key", "reverse"}:
        raise Unsupported("it sorts with other arguments than key and reverse")
    key, backwards = named.get("key"), bool(named.get("reverse"))
    keys = values if key is None else [run.invoke(run, key, [value], {}) for value in values]
    sortable(run, keys)
    run.budget.step(4 * len(values))
    places = sorted(range(len(values)), key=keys.__getitem__, reverse=backwards)
    return [values[place] for place in places]
