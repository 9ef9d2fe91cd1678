"""Remember what records say, by the content of their files.

Reading two thousand records takes longer than all else that ``archdocs list`` does, and most
have not changed since it was last called. What was read is kept in the cache, one entry for a
project, under everything it depends on: this program, the settings, and every kind's file. A
record is taken from there only if its file has the digest that it was read with, and put there
only if it comes back equal.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import json
from pathlib import Path
from typing import Any

from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.records.kind import Kind
from archdocs.records.model import Link, Record
from archdocs.system.cache import Cache, digest
from archdocs.system.program import stamp
from archdocs.system.regular import read_regular

__all__ = ["Memory", "of_project"]

NAMESPACE = "records"
ENTRY = "records.json"

FIELDS = tuple(item.name for item in dataclasses.fields(Record))
DAYS = ("date", "review_by")
TUPLES = ("deciders", "tags")

Result = tuple[Record | None, list[Finding]]


class Memory:
    """What was read before, and what is read now.

    Use :meth:`read` for every record of a tree, then :meth:`keep`.
    """

    def __init__(self, cache: Cache, key: str, digits: int) -> None:
        self.cache = cache
        self.key = key
        self.digits = digits
        self.now: dict[str, list[Any]] = {}

    @functools.cached_property
    def before(self) -> dict[str, list[Any]]:
        """What the cache has of each path: the digest, the record and the findings."""
        found = self.cache.get(NAMESPACE, self.key)
        known: dict[str, list[Any]] = json.loads(found[ENTRY]) if found else {}
        return known

    def read(self, path: str, data: bytes | None, kind: Kind) -> Result:
        """Return what :func:`archdocs.records.reader.read_record` returns."""
        if data is None:
            return fresh(path, data, kind, self.digits)
        mark = digest(kind.name, data)
        known = self.before.get(path)
        if known is not None and known[0] == mark:
            self.now[path] = known
            return decoded(known)
        result = fresh(path, data, kind, self.digits)
        coded = [mark, *encoded(result)]
        if same(coded, result):
            self.now[path] = coded
        return result

    def keep(self) -> None:
        """Write what was read to the cache, if anything is new; no failure if that can't be."""
        if self.now != self.before:
            with contextlib.suppress(EnvironmentFault):
                self.cache.put(NAMESPACE, self.key, {ENTRY: json.dumps(self.now).encode()})


def fresh(path: str, data: bytes | None, kind: Kind, digits: int) -> Result:
    """Read a record's file."""
    # Late: the readers of all formats take as long to import as a list of records to print.
    from archdocs.records.reader import read_record

    return read_record(path, data, kind, digits)


def of_project(project: Project) -> Memory:
    """Return what is remembered of a project's records; nothing where the disk refuses."""
    digits = project.settings.records.digits
    try:
        return Memory(project.cache, key_of(project), digits)
    except OSError:
        return Memory(Cache(project.cache.folder, enabled=False), "", digits)


def key_of(project: Project) -> str:
    """Return the key for all that a project's records are read by."""
    parts: list[str | bytes] = [stamp(), str(project.root)]
    parts.append(json.dumps(project.settings.as_dict(), sort_keys=True))
    for folder in project.template_folders:
        for path in sorted(Path(folder, "kinds").glob("*.toml")):
            parts += [path.name, read_regular(path)]
        parts.append("")
    return digest(*parts)


def encoded(result: Result) -> list[Any]:
    """Return a record and its findings as JSON can carry them."""
    record, findings = result
    said = [finding.as_dict() for finding in findings]
    if record is None:
        return [None, said]
    values = {name: getattr(record, name) for name in FIELDS}
    for name in DAYS:
        values[name] = values[name] and values[name].isoformat()
    values["links"] = [(link.kind, link.target, link.line) for link in record.links]
    return [list(values.values()), said]


def decoded(known: list[Any]) -> Result:
    """Return the record and the findings that :func:`encoded` made values of."""
    _, row, said = known
    findings = [Finding.from_dict(item) for item in said]
    if row is None:
        return None, findings
    values = dict(zip(FIELDS, row, strict=True))
    for name in DAYS:
        values[name] = values[name] and datetime.date.fromisoformat(values[name])
    for name in TUPLES:
        values[name] = tuple(values[name])
    values["links"] = tuple(Link(*link) for link in values["links"])
    return Record(**values), findings


def same(coded: list[Any], result: Result) -> bool:
    """Say whether a result comes back from JSON as it is."""
    try:
        return decoded(json.loads(json.dumps(coded))) == result
    except (TypeError, ValueError):
        return False
