"""What a record is, whatever format its file was written in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archdocs.linknames import BUILT_IN

__all__ = [
    "FOLDER_FILES",
    "INVERSES",
    "UNKNOWN",
    "Link",
    "Record",
    "link_kind",
]

#: The status of a record whose file does not say one that can be read.
UNKNOWN = "unknown"

#: Files that make their folder a record, the one with the metadata first.
FOLDER_FILES = ("kep.yaml", "readme.md", "readme.rst")

#: The kinds of links there always are, whatever a project adds: see :mod:`archdocs.linknames`.
INVERSES = BUILT_IN.inverses
link_kind = BUILT_IN.kind


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a record to something else.

    ``kind`` is normalised (``superseded-by``); ``target`` is what was written: an id, a
    number or a path relative to the record. ``line`` is 1-based, 0 when unknown.
    """

    kind: str
    target: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One decision, specification or other numbered document.

    ``id`` is the kind's prefix and the zero-padded number (``ADR-0003``), or the prefix and
    the file's stem where files are dated. ``status`` is normalised; ``raw_status`` is what
    was written. ``path`` is relative to the project's root, with ``/``. ``lines`` says on
    which 1-based line ``title``, ``status``, ``date`` and so on stand. ``fields`` holds the
    front matter's other values as plain data that JSON can carry (dates as text); links are in
    ``links`` alone. ``package`` is the package it belongs to, which its ``id`` begins with
    (``payments/ADR-0003``); empty for a record of the whole project.
    """

    kind: str
    id: str
    number: int | None
    title: str
    status: str
    raw_status: str
    date: datetime.date | None
    path: str
    dialect: str
    owner: str = ""
    deciders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    review_by: datetime.date | None = None
    links: tuple[Link, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    package: str = ""

    @property
    def stem(self) -> str:
        """The file's name without folder and extension; the folder's, of a record in one."""
        name = self.folder if self.is_folder else self.path.rpartition(".")[0]
        return name.rpartition("/")[2]

    @property
    def is_folder(self) -> bool:
        """Whether the record is a folder, and the file one of fixed name in it."""
        return self.path.rpartition("/")[2].lower() in FOLDER_FILES

    @property
    def folder(self) -> str:
        """The folder the file is in, relative to the project's root; empty for the root."""
        return self.path.rpartition("/")[0]

    @property
    def bare_id(self) -> str:
        """The id without the package, as records of the same package write it."""
        return self.id.removeprefix(f"{self.package}/")

    def id_from(self, package: str) -> str:
        """Return how a text of a package refers to this record: only as long as it must be.

        There ``ADR-0003`` is the package's own, so the project's is ``/ADR-0003``.
        """
        if package == self.package:
            return self.bare_id
        return self.id if self.package else f"/{self.id}"

    def line_of(self, *names: str) -> int:
        """Return the line of the first of ``names`` that is known, else 1."""
        return next((self.lines[name] for name in names if self.lines.get(name)), 1)
