"""A digest of whatever an extension keeps, which depends on what it holds and not on its history.

Objects are followed wherever they lead, each once, also where they lead back to themselves, as
trees with a way to the parent do. Where that has no end in sight, no two digests are equal.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
import types
from collections.abc import Mapping
from enum import Enum
from pathlib import PurePath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

__all__ = ["digest_of"]

#: Of the build itself, which is compared in other ways.
BUILD = (Sphinx, Builder, BuildEnvironment, Config)
#: What is of a module's text, and is called by where it stands there.
CODE = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)
PLAIN = (str, int, float, complex, bytes, type(None), type(...))
#: Objects that one digest is made of, and steps from one into the next, at most.
MOST, DEEPEST = 1_000_000, 120


def digest_of(value: Any) -> str:
    """Return a digest that depends on what a value holds and not on how it came about."""
    return Walk().digest(value, 0)


class Walk:
    """One digest in the making: the objects that were met, with the digest of each."""

    def __init__(self) -> None:
        # With the objects themselves, so that no other gets the number of one of them.
        self.known: dict[int, tuple[Any, str]] = {}
        self.within: dict[int, int] = {}

    def digest(self, value: Any, depth: int) -> str:
        """Return the digest of a value, or a plain one as it is written."""
        if isinstance(value, PLAIN):
            return repr(value)
        number = id(value)
        if number in self.known:
            return self.known[number][1]
        if number in self.within:
            return f"up {depth - self.within[number]}"
        if depth > DEEPEST or len(self.known) > MOST:
            return secrets.token_hex()
        self.within[number] = depth
        text = self.canonical(value, depth)
        del self.within[number]
        made = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self.known[number] = value, made
        return made

    def canonical(self, value: Any, depth: int) -> str:
        """Write a value so that equal ones are written alike."""
        if isinstance(value, nodes.Node):
            return repr(value.pformat() if isinstance(value, nodes.Element) else value.astext())
        if isinstance(value, Enum | PurePath):
            return f"{type(value).__name__}:{value}"
        if isinstance(value, CODE):
            return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value)}"
        if isinstance(value, BUILD):
            return type(value).__name__
        told = functools.partial(self.digest, depth=depth + 1)
        if isinstance(value, Mapping):
            pairs = (f"{told(key)}:{told(item)}" for key, item in value.items())
            return "{" + ",".join(sorted(pairs)) + "}"
        if isinstance(value, list | tuple):
            return "[" + ",".join(map(told, value)) + "]"
        if isinstance(value, set | frozenset):
            return "<" + ",".join(sorted(map(told, value))) + ">"
        held = sorted(f"{name}:{told(item)}" for name, item in attributes(value).items())
        return f"{type(value).__qualname__}({','.join(held)})"


def attributes(value: Any) -> dict[str, Any]:
    """Return what an object holds, whether in a dict or in slots."""
    slots = (name for kind in type(value).__mro__ for name in slots_of(kind))
    held = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return {**held, **getattr(value, "__dict__", {})}


def slots_of(kind: type) -> tuple[str, ...]:
    """Return the names in a class's slots, which may be given as one."""
    slots = vars(kind).get("__slots__", ())
    listed = (slots,) if isinstance(slots, str) else tuple(slots)
    return tuple(name for name in listed if name not in ("__dict__", "__weakref__"))
