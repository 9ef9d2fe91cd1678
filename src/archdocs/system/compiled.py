"""Regular expressions that an earlier process compiled, for one that starts anew.

A program of many modules compiles a thousand of them before it does anything. What the compiler
makes of one is a list of numbers, which the interpreter takes back after checking it. The file
is written and read by processes that trust each other: what is in it, runs.
"""

from __future__ import annotations

import array
import contextlib
import hashlib
import marshal
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["Compiled", "of_this_process"]

#: What `_sre.compile` is given: pattern, flags, code, groups, names of groups, groups by number.
Given = tuple[str | bytes, int, Any, int, dict[str, int], tuple[Any, ...]]
#: Expressions with these are read again: what they mean or say depends on more than their text.
OTHERWISE = int(re.LOCALE | re.DEBUG)
#: So many new entries make it worth while to write the file again.
MANY = 25
#: Documents may have expressions made of them; that many are of no use to others.
MOST = 8000
#: Bytes of the digest before the rest of the file.
DIGEST = 32


class Compiled:
    """What is known in a process: expressions, and ``more`` that others compiled, by name."""

    def __init__(self) -> None:
        self.known: dict[tuple[str | bytes, int], Given] = {}
        self.more: dict[Any, bytes] = {}
        self.taken = 0
        self.given: list[Given] = []
        self.installed = False

    @property
    def stamp(self) -> tuple[str, int, int]:
        """What entries are good for: this interpreter only."""
        return sys.version, sys.maxunicode, int(getattr(compiler(), "MAGIC", 0))

    def install(self) -> None:
        """Take part in the compiling of expressions from here on; once is enough."""
        inner = compiler()
        if self.installed or not all(hasattr(inner, name) for name in ("_sre", "compile")):
            return
        self.installed = True
        original, machine = inner.compile, inner._sre

        class Machine:
            """Notes what it is given."""

            def __getattr__(self, name: str) -> Any:
                return getattr(machine, name)

            @staticmethod
            def compile(*given: Any) -> Any:
                self.given[:] = [given]
                return machine.compile(*given)

        def compile_(pattern: Any, flags: int = 0) -> Any:
            if type(pattern) not in (str, bytes) or flags & OTHERWISE:
                return original(pattern, flags)
            key = (pattern, int(flags))
            known = self.known.get(key)
            if known is not None:
                numbers = array.array("I", known[2]).tolist()
                return machine.compile(*known[:2], numbers, *known[3:])
            self.given.clear()
            made = original(pattern, flags)
            if self.given and self.given[0][0] == pattern:
                self.known[key] = packed(self.given[0])
            return made

        inner._sre, inner.compile = Machine(), compile_
        if hasattr(inner, "_optimize_charset"):
            inner._optimize_charset = once(inner._optimize_charset)

    def load(self, path: Path) -> None:
        """Take up what an earlier process left; nothing where there is nothing good."""
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                stated, data = file.read(DIGEST), file.read()
            # A bit that flipped on the disk would be another expression, or none at all.
            if hashlib.sha256(data).digest() != stated:
                return
            stamp, known, more = marshal.loads(data)  # noqa: S302 - see above
            if stamp == self.stamp:
                self.known.update(known)
                self.more.update(more)
                self.taken = self.size
        except (OSError, ValueError, TypeError, EOFError):
            return

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self.known) + len(self.more)

    def leave(self, path: Path) -> None:
        """Write what is known for the next process, where there is much that is new."""
        if self.size - self.taken < MANY or self.size > MOST:
            return
        aside = path.with_suffix(".new")
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            data = marshal.dumps((self.stamp, self.known, self.more))
            aside.write_bytes(hashlib.sha256(data).digest() + data)
            aside.replace(path)
            self.taken = self.size


def packed(given: Given) -> Given:
    """Return what was given with the numbers as bytes, a tenth of their size."""
    pattern, flags, code, groups, names, numbers = given
    return pattern, int(flags), array.array("I", code).tobytes(), groups, dict(names), numbers


def once(optimize: Callable[..., Any]) -> Callable[..., Any]:
    """Return what the compiler makes of a set of characters so that it does each once.

    Expressions that are put together of pieces have the same sets again and again, and one that
    ignores case takes milliseconds: all its characters are asked for their other case.
    """
    found: dict[Any, Any] = {}

    def optimized(charset: list[Any], *folding: Any) -> tuple[list[Any], bool]:
        # How cases are folded is told by functions and tables of the compiler's own, which stay.
        key = (tuple(charset), *map(id, folding))
        known = found.get(key)
        if known is None:
            known = optimize(charset, *folding)
            if len(found) < MOST:
                found[key] = known
        numbers, cased = known
        return [*numbers], cased

    return optimized


def compiler() -> Any:
    """Return the module of the standard library that compiles expressions."""
    return sys.modules.get("re._compiler")


#: There is one compiler in a process.
of_this_process = Compiled()
