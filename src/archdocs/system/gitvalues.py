"""What git says, as values: refs, tree entries, changes, commits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

__all__ = [
    "NULL_ID",
    "Change",
    "Commit",
    "Hit",
    "Ref",
    "TreeEntry",
    "parse_commit",
    "split_ref",
]

#: The id git gives to a file that isn't there.
NULL_ID = "0" * 40


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch or tag and the commit it leads to (tags are peeled).

    ``kind`` is ``branch``, ``tag`` or ``remote``; ``name`` is short (``v1.0``, ``main``,
    ``origin/main``); ``time`` is the commit's, in seconds since the epoch.
    """

    name: str
    kind: str
    commit: str
    time: int


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a tree: mode (``100644``, ``100755``, ``120000``, ``160000``), id, path."""

    mode: str
    blob: str
    path: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a file that a search found; ``path`` is relative to the repository."""

    path: str
    line: str


@dataclass(frozen=True, slots=True)
class Change:
    """One path that a commit changed: both blob ids (all zeros where absent) and a status."""

    old: str
    new: str
    status: str
    path: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the first-parent history with the paths it changed; newest come first.

    ``time`` is the commit time in seconds since the epoch.
    """

    id: str
    time: int
    subject: str
    author: str
    changes: tuple[Change, ...]

    @property
    def date(self) -> datetime.date:
        """The day of the commit, in UTC."""
        return datetime.datetime.fromtimestamp(self.time, datetime.UTC).date()


def split_ref(name: str) -> tuple[str, str]:
    """Split ``refs/tags/v1`` into its kind and short name."""
    for prefix, kind in (
        ("refs/heads/", "branch"),
        ("refs/tags/", "tag"),
        ("refs/remotes/", "remote"),
    ):
        if name.startswith(prefix):
            return kind, name.removeprefix(prefix)
    return "other", name


def parse_commit(chunk: str) -> Commit:
    """Read one commit of ``log --raw -z`` output."""
    parts = chunk.split("\0")
    ident, time, author, subject = parts[0].split("\x02", 3)
    changes = []
    index = 1
    while index + 1 < len(parts):
        meta = parts[index].lstrip("\n")
        if meta.startswith(":"):
            _old_mode, _new_mode, old, new, status = meta[1:].split(" ")
            changes.append(Change(old, new, status[:1], parts[index + 1]))
            index += 2
        else:
            index += 1
    return Commit(ident, int(time), subject.rstrip("\n"), author, tuple(changes))
