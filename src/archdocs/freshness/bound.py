"""What the target of a diagram's node means in a tree: a record, files, an address, or nothing."""

from __future__ import annotations

import difflib
import functools
from dataclasses import dataclass
from typing import Literal

from archdocs.diagrams.urls import allowed_url
from archdocs.freshness.anchors import Target, matched
from archdocs.records.catalog import Catalog
from archdocs.records.model import Record

__all__ = ["Meant", "Ties", "out_of_force"]

#: Of a large tree, as many paths are looked through for one that is spelt alike.
MOST_COMPARED = 5000


@dataclass(frozen=True, slots=True)
class Meant:
    """One target as written, and what it is.

    ``path`` is its file, folder or glob, or the record's file; ``symbol`` what follows a ``#``.
    ``files`` are those it names, which for a record is its own.
    """

    raw: str
    kind: Literal["record", "code", "url", "gone"]
    path: str = ""
    symbol: str = ""
    record: Record | None = None
    files: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What readers see: a record's id, else as it is written."""
        return self.record.id if self.record is not None else self.raw

    @property
    def name(self) -> str:
        """What it is called however it was written: two targets of one name are the same."""
        if self.record is not None:
            return self.record.path
        path = self.path.removesuffix("/**")
        return f"{path}#{self.symbol}" if self.symbol else path or self.raw


class Ties:
    """Looks targets up in the records and files of one tree."""

    def __init__(self, catalog: Catalog, files: tuple[str, ...]) -> None:
        self.catalog = catalog
        self.files = files
        self._known: dict[tuple[str, str], Meant] = {}

    @functools.cached_property
    def records(self) -> dict[str, Record]:
        """The records by their files."""
        return {record.path: record for record in self.catalog.records}

    def meant(self, raw: str, script: str = "") -> Meant:
        """Return what a target means in a script; ids are looked for in its package first."""
        package = self.catalog.package_at(script) if script else ""
        if (raw, package) not in self._known:
            self._known[raw, package] = self._look_up(raw, package)
        return self._known[raw, package]

    def _look_up(self, raw: str, package: str) -> Meant:
        if "://" in raw or raw.startswith("mailto:"):
            return Meant(raw, "url" if allowed_url(raw) else "gone")
        target = Target.parse(raw)
        files = matched(target, self.files)
        if files == (target.path,) and target.path in self.records:
            record = self.records[target.path]
            return Meant(raw, "record", record.path, "", record, files)
        if files:
            return Meant(raw, "code", target.path, target.symbol, None, files)
        # A number alone could be any kind's.
        found = None if raw.isdigit() else self.catalog.resolve(raw, None, package)
        if found is not None:
            return Meant(raw, "record", found.path, "", found, (found.path,))
        return Meant(raw, "gone", target.path, target.symbol)

    def nearest(self, raw: str) -> str:
        """Return the id or path that a target was probably meant to be; empty without one."""
        record = self.catalog.suggest(raw)
        if record and "/" not in raw:
            return record.partition("`")[2].rstrip("`?")
        path = Target.parse(raw).path
        name = path.rpartition("/")[2]
        folders = {file.rpartition("/")[0] for file in self.files[:MOST_COMPARED]}
        places = sorted(folders - {""}) + list(self.files[:MOST_COMPARED])
        same = [place for place in places if place.rpartition("/")[2] == name]
        close = same[:1] or difflib.get_close_matches(path, places, n=1, cutoff=0.7)
        return close[0] if close and "*" not in path else ""

    def heirs(self, record: Record) -> tuple[Record, ...]:
        """Return the records that replaced one."""
        linked = self.catalog.both_ways(record)
        return tuple(other for kind, other in linked if kind == "superseded-by")


def out_of_force(catalog: Catalog, record: Record) -> bool:
    """Say whether a record was once decided and no longer holds."""
    return record.status in (
        catalog.kinds[record.kind].superseded,
        "deprecated",
        "retired",
        "sunset",
    )
