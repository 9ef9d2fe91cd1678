"""The methods that values have."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from archdocs.diagrams.interpret import ordering, texts
from archdocs.diagrams.interpret.building import Edge, Node
from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.paths import path_method
from archdocs.diagrams.interpret.run import Method, Run
from archdocs.diagrams.received import names

__all__ = ["known", "method"]

LISTS = names("append extend insert pop remove reverse copy index count clear sort")
TABLES = names("items keys values get update setdefault pop copy clear")
PATHS = names("joinpath with_name with_suffix with_stem as_posix is_absolute resolve absolute")
METHODS: dict[type, frozenset[str]] = {
    str: texts.QUIET | texts.SAME | texts.PADDED | {"format", "join", "replace"},
    list: LISTS,
    tuple: frozenset({"index", "count"}),
    dict: TABLES,
    Node: frozenset({"connect"}),
    PurePath: PATHS,
}


def known(value: Any, name: str) -> bool:
    """Say whether a value has a method that is interpreted."""
    return any(isinstance(value, kind) and name in own for kind, own in METHODS.items())


def method(run: Run, called: Method, given: list[Any], named: dict[str, Any]) -> Any:
    """Call a method."""
    value, name = called.value, called.name
    if isinstance(value, str):
        return texts.method(run, value, name, given, named)
    if isinstance(value, PurePath):
        return path_method(run, value, name, given, named)
    if isinstance(value, dict):
        return of_table(run, value, name, given, named)
    if isinstance(value, Node):
        return connected(run, value, given, named)
    return of_list(run, value, name, given, named)


def of_list(run: Run, value: Any, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    """Call a method of a list or tuple."""
    if name == "sort":
        ordered = ordering.ordered(run, list(value), given, named)
        value[:] = ordered
        return None
    if name == "extend" and len(given) == 1:
        value.extend(run.listed(given[0]))
        run.budget.items(len(value))
        return None
    if name in ("remove", "index", "count"):
        ordering.comparable(run, [value, *given])
    elif name in ("append", "insert"):
        run.budget.items(1)
    elif name == "copy":
        run.budget.items(len(value))
    return getattr(value, name)(*given, **named)


def of_table(
    run: Run, value: dict[Any, Any], name: str, given: list[Any], named: dict[str, Any]
) -> Any:
    """Call a method of a dict."""
    if name == "update":
        if len(given) > 1 or not all(isinstance(each, dict) for each in given):
            raise Unsupported("it updates a dict with something that is none")
        for more in (*given, named):
            value |= more
        run.budget.items(len(value))
        return None
    if name in ("get", "setdefault", "pop") and given:
        ordering.hashed(run, given[0])
    run.budget.items(len(value) if name == "copy" else 1)
    return getattr(value, name)(*given, **named)


def connected(run: Run, first: Node, given: list[Any], named: dict[str, Any]) -> Node:
    """Draw an edge by the library's method."""
    if len(given) != 2 or named or not isinstance(given[1], Edge):
        raise Unsupported("it uses .connect() other than with a node and an edge")
    return run.stage.connect(first, given[0], given[1])
