"""What of the interface of code changed between two versions of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archdocs.system.symbols import Source, Symbol

__all__ = ["Changed", "changes"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One change that somebody who uses the code notices.

    ``kind`` is ``removed`` (a parameter ``name`` of ``owner``), ``default`` (a parameter's),
    ``value`` (a constant's, an option's), or ``required`` (a parameter that is new and has no
    default). ``old`` and ``new`` are as written in the code. ``parameters`` are those of the
    function today.
    """

    kind: str
    path: str
    owner: str
    name: str
    old: str
    new: str
    parameters: tuple[str, ...] = ()


def changes(path: str, old: Source, new: Source, *, only: str = "") -> Iterator[Changed]:
    """Yield what changed of symbols that are defined once before and once after.

    ``only`` is a symbol (and all in it); empty for the whole file.
    """
    before, after = single(old, only), single(new, only)
    for name, was in before.items():
        now = after.get(name)
        if now is None or was.digest == now.digest:
            continue
        if was.parameters is not None and now.parameters is not None:
            yield from parameter_changes(path, was, now)
        elif was.value and now.value and not same(was.value, now.value):
            yield Changed("value", path, was.name, was.last, was.value, now.value)


def single(source: Source, only: str) -> dict[str, Symbol]:
    """Return the symbols that are defined once, by name."""
    found: dict[str, list[Symbol]] = {}
    for symbol in source.symbols:
        if not only or symbol.short == only or symbol.short.startswith(only + "."):
            found.setdefault(symbol.name, []).append(symbol)
    return {name: symbols[0] for name, symbols in found.items() if len(symbols) == 1}


def parameter_changes(path: str, was: Symbol, now: Symbol) -> Iterator[Changed]:
    """Yield what changed of the parameters of a function."""
    before, after = dict(was.parameters or ()), dict(now.parameters or ())
    names = tuple(after)
    takes_more = any(name.startswith("*") for name in names)
    for name, default in before.items():
        if name.startswith("*"):
            continue
        if name not in after:
            if not takes_more:
                yield Changed("removed", path, was.name, name, default, "", names)
        elif default and after[name] and not same(default, after[name]):
            yield Changed("default", path, was.name, name, default, after[name], names)
    for name, default in after.items():
        if name not in before and not default and not name.startswith("*"):
            yield Changed("required", path, was.name, name, "", "", names)


def same(one: str, other: str) -> bool:
    """Say whether two values differ in white space and the style of quotes at most."""
    plain = [text.replace("'", '"') for text in (one, other)]
    if not plain[0].startswith('"'):
        plain = ["".join(text.split()) for text in plain]
    return plain[0] == plain[1]
