"""What ``{value}`` roles state, and what their sources say.

A role reads ``{value}`30 <config/limits.toml#checkout.timeout>```: the fact as the page states
it, then the file and the key. Only files of the project that git does not ignore are read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from archdocs.freshness.sources import NoValue, load, same, value_of
from archdocs.freshness.sources.key import find
from archdocs.freshness.sources.model import Scalar, Unreadable
from archdocs.freshness.view import View
from archdocs.system.tree import WorkTree

__all__ = ["Fact", "Sources", "Stated", "parse_stated", "read_own"]

TARGET = re.compile(r"(.*?)\s*<([^<>]+)>\s*\Z", re.DOTALL)
#: Keys whose values no report or page repeats.
SECRET = re.compile(r"passw|secret|token|api_?key|private|credential|\bkey$", re.I)
#: Part of the key of kept answers: raise it when a reader reads more, or otherwise.
READING = 3
#: Versions of a source that are looked at for the one that said what is stated.
MOST_VERSIONS = 30

Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """The words of a role: what is stated, and where it comes from."""

    text: str
    path: str
    key: str

    @property
    def source(self) -> str:
        """The file and the key, as written."""
        return f"{self.path}#{self.key}" if self.key else self.path

    @property
    def secret(self) -> bool:
        """Whether the value is better not repeated."""
        return SECRET.search(self.key) is not None


@dataclass(frozen=True, slots=True)
class Fact:
    """The value a source holds, or why it holds none."""

    value: Value = None
    problem: str = ""


def parse_stated(text: str) -> Stated | None:
    """Read a role's content; ``None`` when it names no source or states nothing."""
    found = TARGET.match(text)
    if not found or not found[1].strip():
        return None
    path, _, key = found[2].strip().partition("#")
    clean = path.strip().removeprefix("./").strip("/")
    return Stated(found[1].strip(), clean, key.strip()) if clean else None


def read_own(view: View, path: str) -> bytes | None:
    """Return a file of the project; ``None`` for one that git ignores or a link leads to."""
    if path not in view.snapshot.known:
        return None
    tree = view.snapshot.tree
    if isinstance(tree, WorkTree):
        real = (tree.root / path).resolve()
        root = tree.root.resolve()
        if not real.is_relative_to(root):
            return None
        if real.relative_to(root).as_posix() not in view.snapshot.known:
            return None
    return view.snapshot.read(path)


class Sources:
    """Answers what keys say, parsing each file once and keeping answers by blob."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._loaded: dict[str, Any] = {}

    def now(self, stated: Stated) -> Fact:
        """Return what the source says at the moment of the view."""
        blob = self.view.snapshot.blob(stated.path)
        if stated.path not in self.view.snapshot.known or not blob:
            return Fact(problem=self.absent(stated.path))
        return self.at(stated, blob, lambda: read_own(self.view, stated.path))

    def absent(self, path: str) -> str:
        """Say why there is no such file."""
        if self.view.snapshot.tree.exists(path):
            return f"`{path}` is no file that git keeps"
        name = path.rpartition("/")[2]
        same_name = [p for p in self.view.snapshot.files if p.rpartition("/")[2] == name]
        near = f"; did it move to `{same_name[0]}`?" if same_name else ""
        return f"there is no `{path}`{near}"

    def at(self, stated: Stated, blob: str, read: Callable[[], bytes | None]) -> Fact:
        """Return what one version of the source says."""
        key = f"{READING}:{blob}:{stated.path.rpartition('/')[2].lower()}:{stated.key}"
        stored = self.view.facts.get("value", key)
        if stored is None:
            fact = self.ask(stated, blob, read)
            self.view.facts.put("value", key, dump(fact))
            return fact
        return restore(stored)

    def ask(self, stated: Stated, blob: str, read: Callable[[], bytes | None]) -> Fact:
        """Read and look up."""
        try:
            if not stated.key:
                data = read()
                return unreadable(stated) if data is None else Fact(value_of(stated.path, data, ""))
            if blob not in self._loaded:
                data = read()
                if data is None:
                    return unreadable(stated)
                self._loaded[blob] = load(stated.path, data)
            return Fact(find(self._loaded[blob], stated.key))
        except (NoValue, Unreadable) as error:
            return Fact(problem=f"`{stated.path}`: {error}")

    def changed(self, stated: Stated) -> str:
        """Return the commit that made the source say something else; empty if none is found."""
        past = self.view.past
        if past is None:
            return ""
        path = f"{past.start}{stated.path}"
        looked = 0
        for commit in past.history.log(past.commit):
            for change in commit.changes:
                if change.path != path or looked >= MOST_VERSIONS or not change.old.strip("0"):
                    continue
                looked += 1
                fact = self.at(stated, change.old, functools.partial(past.history.read, change.old))
                if not fact.problem and same(stated.text, fact.value):
                    return f"{commit.id[:10]} {commit.date} {commit.subject}"
        return ""


def unreadable(stated: Stated) -> Fact:
    """Return the fact of a file that is not to be read."""
    return Fact(problem=f"`{stated.path}` can't be read, or leads out of the project")


def dump(fact: Fact) -> dict[str, Any]:
    """Return a fact as JSON values that keep numbers with their digits."""
    many = isinstance(fact.value, tuple)
    items = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    kept = [["n", str(i)] if isinstance(i, Decimal) else ["v", i] for i in items]
    return {"many": many, "items": kept, "problem": fact.problem}


def restore(stored: dict[str, Any]) -> Fact:
    """Turn JSON values back into a fact."""
    items = tuple(Decimal(i) if kind == "n" else i for kind, i in stored["items"])
    return Fact(items if stored["many"] else items[0], stored["problem"])
