"""What is known of one source file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archdocs.system.symbols.grammars import Grammar

__all__ = ["Source", "Symbol", "named"]

#: What stands between the parts of a name, in some language or other.
SEPARATORS = re.compile(r"::|[#\\/.]")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition.

    ``name`` is dotted (``Cart.total``), of which the first ``scope`` parts may be left out:
    namespaces and modules. ``start`` to ``end`` are 1-based lines. ``digest`` is of the
    content without comments and white space, ``shape`` the same with the symbol's own name
    blanked, so that a renamed symbol keeps it. ``parameters`` are (name, default) pairs,
    ``None`` for what takes none; ``value`` is what a constant or option is set to.
    """

    name: str
    scope: int
    kind: str
    start: int
    end: int
    digest: str
    shape: str
    parameters: tuple[tuple[str, str], ...] | None = None
    value: str | None = None

    @property
    def last(self) -> str:
        """The name without what it is in."""
        return self.name.rpartition(".")[2]

    @property
    def short(self) -> str:
        """The name without the parts that may be left out."""
        return ".".join(self.name.split(".")[self.scope :])

    def answers(self, name: str, *, fold: bool = False) -> bool:
        """Say whether a dotted name means this symbol; ``fold`` ignores case, as SQL does."""
        own = self.name.casefold() if fold else self.name
        parts = own.split(".")
        return any(name == ".".join(parts[at:]) for at in range(self.scope + 1))

    def as_list(self) -> list[Any]:
        """Return plain values; :meth:`from_list` reads them back."""
        given = None if self.parameters is None else [list(pair) for pair in self.parameters]
        place = [self.name, self.scope, self.kind, self.start, self.end]
        return [*place, self.digest, self.shape, given, self.value]

    @classmethod
    def from_list(cls, data: Sequence[Any]) -> Symbol:
        """Make the symbol that :meth:`as_list` described."""
        given = None if data[7] is None else tuple((str(n), str(d)) for n, d in data[7])
        name, scope, kind, start, end, digest, shape = data[:7]
        return cls(name, scope, kind, start, end, digest, shape, given, data[8])


@dataclass(frozen=True, slots=True)
class Source:
    """The symbols of a file; ``faulty`` says that the parser did not understand all of it."""

    symbols: tuple[Symbol, ...]
    faulty: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return plain values; :meth:`from_dict` reads them back."""
        return {"symbols": [each.as_list() for each in self.symbols], "faulty": self.faulty}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Source:
        """Make the source that :meth:`as_dict` described."""
        return cls(tuple(Symbol.from_list(item) for item in data["symbols"]), bool(data["faulty"]))


def named(source: Source, name: str, grammar: Grammar) -> tuple[Symbol, ...]:
    """Return the symbols that a name means: several for overloads and conditional ones.

    ``::``, ``#``, ``/`` and a backslash separate parts as a dot does.
    """
    fold = grammar.fold
    plain = SEPARATORS.sub(".", name).strip(".")
    for short, long in grammar.aliases.items():
        if plain.startswith(short):
            plain = long + plain.removeprefix(short)
    plain = plain.casefold() if fold else plain
    return tuple(
        s for s in source.symbols if s.answers(plain, fold=fold) or s.answers(name, fold=fold)
    )
