"""What git says, as values: refs, tree entries, changes, commits."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "LOG_FORMAT",
    "NULL_ID",
    "Change",
    "Commit",
    "Hit",
    "Ref",
    "Rename",
    "TreeEntry",
    "moment",
    "parse_hits",
    "parse_log",
    "parse_refs",
    "parse_tree_list",
    "split_ref",
]

#: The id git gives to a file that isn't there.
NULL_ID = "0" * 40
#: In the year 6325: days can be added, and the calendar does not end.
LATEST = 1 << 37
#: What :func:`parse_log` reads of each commit.
LOG_FORMAT = "%H%x00%ct%x00%an%x00%s"


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


class Rename(NamedTuple):
    """A file that was renamed: how much is the same, in per cent, and its paths."""

    alike: int
    was: str
    now: str


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


def moment(text: str) -> int:
    """Read a time of git's, in seconds since the epoch, made one that a calendar has.

    A commit says what whoever made it likes: a year with seven digits, or nothing.
    """
    try:
        return min(max(int(text.strip()), 0), LATEST)
    except ValueError:
        return 0


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


def parse_refs(text: str) -> Iterator[Ref]:
    """Read the lines of ``for-each-ref``, each of seven fields with NUL between them.

    A name may hold every character that ends a line for Python but the line feed.
    """
    for line in text.split("\n"):
        if not line:
            continue
        name, kind, ident, peeled_kind, peeled, time, peeled_time = line.split("\0")
        if kind == "tag":
            kind, ident, time = peeled_kind, peeled, peeled_time
        if kind == "commit" and not name.endswith("/HEAD"):
            group, short = split_ref(name)
            yield Ref(short, group, ident, moment(time))


def parse_tree_list(text: str) -> Iterator[TreeEntry]:
    """Read the output of ``ls-tree -r -z``."""
    for item in text.split("\0"):
        if item:
            meta, path = item.split("\t", 1)
            mode, _kind, blob = meta.split(" ")
            yield TreeEntry(mode, blob, path)


def parse_log(text: str) -> Iterator[Commit]:
    """Read the output of ``log --raw -z`` with the format :data:`LOG_FORMAT`.

    Only NUL can't be in a name, a subject or a path, so it alone parts them: what begins with
    a colon where no path can stand is a change, and what is neither that nor empty a commit.
    """
    parts = iter(text.split("\0"))
    head: tuple[str, str, str, str] | None = None
    changes: list[Change] = []
    for part in parts:
        meta = part.lstrip("\n")
        if meta.startswith(":"):
            _old_mode, _new_mode, old, new, status = meta[1:].split(" ")
            changes.append(Change(old, new, status[:1], next(parts)))
        elif meta:
            if head is not None:
                yield made(head, changes)
            head, changes = (meta, next(parts), next(parts), next(parts)), []
    if head is not None:
        yield made(head, changes)


def made(head: tuple[str, str, str, str], changes: list[Change]) -> Commit:
    """Put a commit together."""
    ident, time, author, subject = head
    return Commit(ident, moment(time), subject, author, tuple(changes))


def parse_hits(text: str, commit: str) -> Iterator[Hit]:
    """Read the output of ``grep -H -z`` in a commit: a line of a file may hold no line feed."""
    for item in f"\n{text}".split(f"\n{commit}:")[1:]:
        path, nul, line = item.partition("\0")
        if nul:
            yield Hit(path, line.removesuffix("\n"))
