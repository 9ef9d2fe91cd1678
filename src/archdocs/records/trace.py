"""Which records lead to which: from each control to decisions, diagrams and runbooks.

A chain of kinds is followed from each record of the first kind. What is found for one kind
counts for the kinds after it, so a runbook that only the decision links to is found too.
Links count in both directions; so does a system that the first record and another both name.
What was superseded leads to what replaced it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archdocs.finding import Finding, Location
from archdocs.records.catalog import Catalog
from archdocs.records.kinds import find_kind
from archdocs.records.madecodes import UNCOVERED
from archdocs.records.marks import marks
from archdocs.records.model import Record
from archdocs.settings import Settings
from archdocs.system.scriptnotes import named

__all__ = ["DIAGRAM", "Cell", "Matrix", "Reached", "columns_of", "gaps", "trace"]

#: Stands among the kinds for the scripts of the diagrams folder.
DIAGRAM = "diagram"
#: The directive that shows a script's picture, in Markdown and in reStructuredText.
SHOWN = re.compile(
    r"^[ \t>]*(?:`{3,}|:{3,}|~{3,})\{diagram\}[ \t]+(\S+)|^[ \t]*\.\. diagram::[ \t]+(\S+)",
    re.MULTILINE,
)
LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Reached:
    """A record or diagram (by ``name``), and through what it was reached, if not directly.

    ``record`` is ``None`` for a diagram, whose name is its script's path.
    """

    name: str
    record: Record | None = None
    via: str = ""


Cell = tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The records of one kind, and for each the cells of the columns, in their order."""

    start: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Record, tuple[Cell, ...]], ...]

    def covered(self, column: int) -> int:
        """Return how many rows have something in a column."""
        return sum(1 for _, cells in self.rows if cells[column])


def columns_of(catalog: Catalog, settings: Settings, start: str) -> tuple[str, ...]:
    """Return the kinds that records of a kind are followed to: as configured, else as linked."""
    configured = settings.trace.columns.get(start, ())
    required = settings.trace.required.get(start, ())
    if configured or required:
        return tuple(dict.fromkeys((*configured, *required)))
    linked = {
        other.kind
        for record in catalog.records
        if record.kind == start
        for _, other in catalog.both_ways(record)
    }
    return tuple(
        name
        for name in catalog.kinds
        if name in linked and name != start and not catalog.kinds[name].generated
    )


def trace(catalog: Catalog, settings: Settings, start: str, columns: Iterable[str] = ()) -> Matrix:
    """Follow every record of the kind ``start`` to the kinds of the columns.

    Raises :class:`archdocs.errors.UsageError` for a kind that does not exist.
    """
    find_kind(catalog.kinds, start)
    wanted = tuple(dict.fromkeys(columns)) or columns_of(catalog, settings, start)
    for name in wanted:
        if name != DIAGRAM:
            find_kind(catalog.kinds, name)
    ties = Ties(catalog, settings)
    rows = [
        (record, ties.follow(record, wanted))
        for record in catalog.records
        if record.kind == start and holds(catalog, record)
    ]
    return Matrix(start, wanted, tuple(rows))


def gaps(catalog: Catalog, settings: Settings) -> Iterator[Finding]:
    """Yield each record that lacks what the settings require of its kind."""
    for start, required in settings.trace.required.items():
        known = [name for name in required if name in catalog.kinds or name == DIAGRAM]
        if start not in catalog.kinds or not known:
            continue
        made = trace(catalog, settings, start, columns_of(catalog, settings, start))
        for record, cells in made.rows:
            lacking = [n for n, cell in zip(made.columns, cells, strict=True) if not cell]
            for name in lacking:
                if name in known:
                    yield UNCOVERED.at(
                        Location(record.path, record.line_of("title")),
                        f"{record.id} leads to no {name}",
                        hint=f"link it: `relates`, `implements`, or the same `systems` as a {name}",
                        evidence=(("reference", f"{record.id} {name}"),),
                    )


def holds(catalog: Catalog, record: Record) -> bool:
    """Say whether a record is in force or may yet be: neither void nor superseded."""
    kind = catalog.kinds[record.kind]
    return record.status not in (*kind.void, kind.superseded)


class Ties:
    """What each record and diagram is tied to, by record path or script path."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self.catalog = catalog
        self.records: Mapping[str, Record] = {record.path: record for record in catalog.records}
        self.folder = settings.diagrams.folder.strip("/")
        self.ties: dict[str, set[str]] = {}
        self.systems: dict[tuple[str, str], list[str]] = {}
        for record in catalog.records:
            for _, other in catalog.both_ways(record):
                self.tie(record.path, other.path)
        self.add_systems()
        self.add_diagrams()

    def tie(self, one: str, other: str) -> None:
        """Tie two things to each other."""
        if one != other:
            self.ties.setdefault(one, set()).add(other)
            self.ties.setdefault(other, set()).add(one)

    def add_systems(self) -> None:
        """Note which records of each kind name a system."""
        for record in self.catalog.records:
            for system in systems_of(record):
                self.systems.setdefault((system, record.kind), []).append(record.path)

    def tied(self, path: str, column: str, start: Record) -> Iterator[tuple[str, str]]:
        """Yield the things of a kind that one is tied to, and through what the row's record is.

        Systems tie only the row's own record to others: what is on the way to a thing often
        belongs to systems that the row has nothing to do with.
        """
        via = "" if path == start.path else self.name(path)
        for other in sorted(self.ties.get(path, ())):
            if self.kind_of(other) == column:
                yield other, via
        for system in systems_of(start) if not via and start.kind != column else ():
            for other in self.systems.get((system, column), ()):
                yield other, f"system {system}"

    def add_diagrams(self) -> None:
        """Tie records to scripts: those they show or name, and those that mark or draw them."""
        tree = self.catalog.tree
        scripts = frozenset(p for p in tree.files(self.folder) if p.endswith(".py"))
        if not scripts:
            return
        for record in self.catalog.records:
            for script in self.shown(record) & scripts:
                self.tie(record.path, script)
        for script in scripts:
            text = (tree.read(script) or b"").decode("utf-8", "replace")
            for mark in marks(text):
                found = self.catalog.resolve(mark.ref, None, self.catalog.package_at(script))
                if found is not None:
                    self.tie(found.path, script)
            for item in named(tree.read(script) or b""):
                found = self.bound(item.target, script)
                if found is not None:
                    self.tie(found.path, script)

    def bound(self, target: str, script: str) -> Record | None:
        """Return the record that a node of a script stands for, by its id or its file."""
        if target.isdigit():
            return None
        package = self.catalog.package_at(script)
        return self.records.get(target) or self.catalog.resolve(target, None, package)

    def shown(self, record: Record) -> set[str]:
        """Return the paths of the scripts that a record shows or names."""
        text = (self.catalog.tree.read(record.path) or b"").decode("utf-8", "replace")
        names = [one or other for one, other in SHOWN.findall(text)]
        names += texts(record.fields.get(DIAGRAM))
        names += texts(record.fields.get("diagrams"))
        beside = (posixpath.join(record.folder, name) for name in names)
        inside = (posixpath.join(self.folder, name) for name in names)
        return {posixpath.normpath(path) for path in (*names, *beside, *inside)}

    def follow(self, record: Record, columns: tuple[str, ...]) -> tuple[Cell, ...]:
        """Return the cells of one row."""
        known: dict[str, str] = {record.path: ""}
        return tuple(self.cell(known, record, column) for column in columns)

    def cell(self, known: dict[str, str], start: Record, column: str) -> Cell:
        """Return what of a kind is tied to anything known, and take it into what is known."""
        found: dict[str, str] = {}
        passed: dict[str, str] = {}
        for path in known:
            for other, via in self.tied(path, column, start):
                passed[other] = ""
                for heir in self.heirs(other) - known.keys():
                    through = via if heir == other else self.name(other)
                    # Nothing in between is the shortest way; else the same one every time.
                    found[heir] = min(found.get(heir, through), through)
        known.update(passed)
        known.update(found)
        return tuple(
            Reached(self.name(path), self.records.get(path), found[path]) for path in sorted(found)
        )

    def kind_of(self, path: str) -> str:
        """Return the kind of a thing."""
        return self.records[path].kind if path in self.records else DIAGRAM

    def heirs(self, path: str) -> set[str]:
        """Return a thing if it holds, else what replaced it and holds, if anything did."""
        found: set[str] = set()
        waiting, seen = [path], {path}
        while waiting:
            record = self.records.get(waiting.pop())
            if record is None or holds(self.catalog, record):
                found.add(record.path if record else path)
                continue
            for kind, other in self.catalog.both_ways(record):
                if kind == "superseded-by" and other.path not in seen:
                    seen.add(other.path)
                    waiting.append(other.path)
        return found

    def name(self, path: str) -> str:
        """Return how a thing is called: a record's id, a script's path."""
        return self.records[path].id if path in self.records else path


def systems_of(record: Record) -> tuple[str, ...]:
    """Return the systems that a record names, in lower case, each once."""
    return tuple(dict.fromkeys(name.lower() for name in texts(record.fields.get("systems"))))


def texts(value: object) -> list[str]:
    """Return a text, or the texts of a list."""
    items = value if isinstance(value, list) else [value]
    return [item.strip() for item in items if isinstance(item, str) and item.strip()]
