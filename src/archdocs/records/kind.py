"""What a kind of record is: its names, its lifecycle and its fields."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records.folders import package_of

__all__ = ["LIFECYCLES", "Due", "Field", "History", "Kind", "nearest"]

#: How records of a kind live, and the one status of those that have no lifecycle.
LIFECYCLES = {"statuses": "", "living": "current", "append-only": "written"}


@dataclass(frozen=True, slots=True)
class Due:
    """When the day in a field has passed for too long, and in which statuses that matters.

    ``after`` are days that may pass since the day; ``before`` those in which it is said ahead.
    """

    statuses: tuple[str, ...]
    after: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One front-matter field: its shape and its purpose.

    ``type`` is ``text``, ``list`` (of texts), ``date``, ``time``, ``choice`` (of ``choices``),
    ``number``, ``boolean``, ``url``, ``records`` (references to records) or ``table-list``:
    rows of ``columns``. ``required_in`` are the statuses that need it. A ``required`` column
    stands in every row. In the statuses ``complete_in`` each row has its column ``complete``.
    """

    type: str
    text: str
    choices: tuple[str, ...] = ()
    required_in: tuple[str, ...] = ()
    columns: Mapping[str, Field] = field(default_factory=dict)
    required: bool = False
    complete: str = ""
    complete_in: tuple[str, ...] = ()
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The field that keeps every status a record had: its rows, and their two columns."""

    field: str
    status: str
    date: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    ``file`` is the pattern of new file names, of ``{number}``, ``{date}`` and ``{slug}``.
    ``moves`` maps each status to those it may move to. ``superseded`` is the status of a
    record that another replaced, empty where the kind knows none. ``dated`` statuses need a
    date, ``pending`` ones wait for an answer, ``void`` ones never came into force.
    ``read_as`` maps words found in real files to statuses; ``words`` are these and the
    statuses' own, each with its status, the longest first. ``fields`` are those the kind's
    file declares, ``all_fields`` these and the ones of every kind.

    ``lifecycle`` is ``statuses``, or ``living`` or ``append-only`` for a kind whose records
    have no status. Of a ``marked`` kind only files that say ``kind:`` are records, until the
    configuration names a folder. ``generated`` records are written by a command.
    ``review_days`` after it was written a record is to be looked at again; 0 is never.
    ``order`` names fields whose times follow one another.
    """

    name: str
    title: str
    prefix: str
    folder: str
    file: str
    template: str
    initial: str
    moves: Mapping[str, tuple[str, ...]]
    superseded: str
    dated: tuple[str, ...]
    pending: tuple[str, ...]
    void: tuple[str, ...]
    read_as: Mapping[str, str]
    fields: Mapping[str, Field]
    words: tuple[tuple[str, str], ...]
    also: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    links: LinkNames = BUILT_IN
    all_fields: Mapping[str, Field] = field(default_factory=dict)
    lifecycle: str = "statuses"
    marked: bool = False
    generated: bool = False
    review_days: int = 0
    order: tuple[str, ...] = ()
    history: History | None = None

    @property
    def folders(self) -> tuple[str, ...]:
        """Every folder records are read from: where new ones go, then the patterns of others."""
        return (self.folder, *self.also, *self.packages)

    def package_of(self, path: str) -> str:
        """Return the package whose record a file is, empty for one of the whole project."""
        return package_of(path, self.packages)

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status of the lifecycle, in the order of its declaration."""
        return tuple(self.moves)

    @property
    def is_history(self) -> bool:
        """Whether records of this kind tell of a time that is over, and are left as they are."""
        return self.lifecycle == "append-only"

    @property
    def has_statuses(self) -> bool:
        """Whether records of this kind have a status that changes."""
        return self.lifecycle == "statuses"


def nearest(name: str, valid: Mapping[str, Any] | tuple[str, ...], *, cutoff: float = 0.5) -> str:
    """Return ``; did you mean `x`?`` for the nearest valid name, or nothing."""
    near = difflib.get_close_matches(name.lower(), list(valid), n=1, cutoff=cutoff)
    return f"; did you mean `{near[0]}`?" if near else ""
