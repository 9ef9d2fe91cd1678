"""What an export is made from, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from archdocs.records.catalog import Catalog
from archdocs.records.kinds import Kind
from archdocs.records.model import Record
from archdocs.records.moments import Moment

__all__ = ["Format", "Made", "Source", "Stamp", "clean", "in_force"]


#: Statuses of the shipped kinds whose records bind no longer.
ENDED = ("deprecated", "retired", "sunset", "expired")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A commit: its full id, and its day (UTC) as ISO text."""

    commit: str
    date: str


@dataclass(frozen=True, slots=True)
class Source:
    """The records to export, all of the catalogue they are in, and whence they come.

    ``moment`` is the commit they are read from, ``None`` for the files on disk. ``history``
    maps paths to the first and the last commit that changed them; empty when not asked for.
    ``place`` is the folder of the project that the export is written to; ``None`` when it is
    outside, empty at the root. ``kind`` is the kind that was asked for.
    """

    project: str
    catalog: Catalog
    records: tuple[Record, ...]
    moment: Moment | None = None
    history: Mapping[str, tuple[Stamp, Stamp]] = field(default_factory=dict)
    place: str | None = ""
    kind: str = ""

    def kind_of(self, record: Record) -> Kind:
        """Return a record's kind."""
        return self.catalog.kinds[record.kind]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished export: its files by name, a single one called ``""``; and what to tell."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


class Format(Protocol):
    """One form of an export: ``shape`` is ``text``, ``binary`` (a file) or ``folder``."""

    @property
    def shape(self) -> str:
        """Say what comes out."""

    def make(self, source: Source) -> Made:
        """Make the export; the same source, the same bytes."""

    def ours(self, data: bytes) -> bool:
        """Say whether a file was written by this export, and may be replaced."""


def clean(text: str) -> str:
    """Return a text that is UTF-8: bytes of file names that are not become U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def in_force(kind: Kind, status: str) -> bool | None:
    """Say whether a record of a status binds; ``None`` where the status does not tell.

    Nothing is known of a status that the kind does not have. A status that needs no date, where
    later ones do, is a beginning.
    """
    if status not in kind.moves:
        return None
    begins = status == kind.initial and bool(kind.dated) and status not in kind.dated
    return not begins and status not in (kind.superseded, *ENDED, *kind.void, *kind.pending)
