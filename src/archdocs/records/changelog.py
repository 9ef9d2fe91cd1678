"""What was decided between two moments: records that came, changed their status, or went."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog
from archdocs.records.kinds import find_kind
from archdocs.records.listing import visible
from archdocs.records.matched import matched
from archdocs.records.model import UNKNOWN, Record
from archdocs.records.moments import Moment, catalog_at, moment

__all__ = ["FORMATS", "Changelog", "Entry", "changelog", "compare"]

ADDED, REMOVED = "added", "removed"
MARKED = re.compile(r"([\\`*_\[\]<>#|&~])")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change.

    ``change`` is ``added`` (a new record that waits for an answer), ``removed``, or the status
    a record has now; ``new`` says that it was not there before. ``before`` is its former
    status, empty where there was none; ``by`` are the ids of what superseded it.
    """

    change: str
    record: Record
    new: bool = False
    before: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changelog:
    """The changes between two moments, in the order of their kinds, changes and ids."""

    start: Moment
    end: Moment
    entries: tuple[Entry, ...]


def changelog(project: Project, span: str, kind: str = "") -> Changelog:
    """Compare the records of two moments, written ``FROM..TO``; ``FROM..`` ends at HEAD.

    Raises :class:`UsageError` for another form, a kind that does not exist, and what
    :func:`archdocs.records.moments.moment` refuses.
    """
    start, dots, end = span.partition("..")
    if not dots or not start or end.startswith("."):
        raise UsageError(
            f"`{span}` does not name two moments", hint="write FROM..TO, such as v1.0..v1.1"
        )
    first, last = moment(project, start), moment(project, end or "HEAD")
    old, new = catalog_at(project, first.commit), catalog_at(project, last.commit)
    if kind:
        find_kind(new.kinds, kind)
    found = (entry for entry in compare(old, new) if kind in ("", entry.record.kind))
    return Changelog(first, last, tuple(found))


def compare(old: Catalog, new: Catalog) -> tuple[Entry, ...]:
    """Return what changed from one catalogue to another.

    A record is the same if its path is, else its id, else its kind, title and date (a
    renumbered one); no name that several records have counts.
    """
    entries = []
    for before, after in matched(old.records, new.records, NAMES):
        if after is None and before is not None:
            entries.append(Entry(REMOVED, before, before=before.status))
        elif after is not None:
            entries += changed(new, before, after)
    kinds = list(new.kinds)

    def order(entry: Entry) -> tuple[int, int, str, str]:
        record = entry.record
        words = (ADDED, *new.kinds[record.kind].statuses, UNKNOWN)
        place = words.index(entry.change) if entry.change in words else len(words)
        return kinds.index(record.kind), place, record.id, record.path

    return tuple(sorted(entries, key=order))


def changed(new: Catalog, before: Record | None, after: Record) -> Iterator[Entry]:
    """Yield the change of one record, if there is one."""
    kind = new.kinds[after.kind]
    by: tuple[str, ...] = ()
    if after.status == kind.superseded:
        by = tuple(other.id for name, other in new.both_ways(after) if name == "superseded-by")
    if before is None:
        waits = after.status in (*kind.pending, kind.initial, UNKNOWN)
        yield Entry(ADDED if waits else after.status, after, True, by=by)
    elif before.status != after.status:
        yield Entry(after.status, after, before=before.status, by=by)


Name = Callable[[Record], Hashable]
NAMES: tuple[Name, ...] = (
    lambda record: record.path,
    lambda record: record.id,
    lambda record: (record.kind, record.title, record.date),
)


def as_text(made: Changelog) -> str:
    """Return one line for each change."""
    if not made.entries:
        return "no changes"
    width = max(len(entry.change) for entry in made.entries)
    wide = max(len(entry.record.id) for entry in made.entries)
    return "\n".join(
        visible(f"{entry.change:<{width}}  {entry.record.id:<{wide}}  {told(entry)}")
        for entry in made.entries
    )


def as_markdown(made: Changelog) -> str:
    """Return a section for release notes, with a list for each change."""
    lines = [f"## Decisions from {escaped(made.start.name)} to {escaped(made.end.name)}"]
    for change in dict.fromkeys(entry.change for entry in made.entries):
        lines += ["", f"### {escaped(change.replace('-', ' ').capitalize())}", ""]
        lines += [
            f"- **{escaped(entry.record.id)}** {escaped(told(entry))}"
            for entry in made.entries
            if entry.change == change
        ]
    return "\n".join(lines if made.entries else [*lines, "", "No changes."])


def as_json(made: Changelog) -> str:
    """Return JSON; the reference of files describes it."""
    data = {
        "schema_version": 1,
        "from": {"ref": made.start.name, "commit": made.start.commit},
        "to": {"ref": made.end.name, "commit": made.end.commit},
        "changes": [
            {
                "change": entry.change,
                "new": entry.new,
                "id": entry.record.id,
                "kind": entry.record.kind,
                "title": entry.record.title,
                "status": None if entry.change == REMOVED else entry.record.status,
                "before": entry.before or None,
                "by": list(entry.by),
                "date": entry.record.date.isoformat() if entry.record.date else None,
                "path": entry.record.path,
            }
            for entry in made.entries
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def told(entry: Entry) -> str:
    """Return a record's title with what else there is to say of its change."""
    notes = []
    if entry.by:
        notes.append(f"by {', '.join(entry.by)}")
    if entry.new and entry.change != ADDED:
        notes.append("new")
    elif entry.before:
        notes.append(f"was {entry.before}")
    return f"{entry.record.title} ({'; '.join(notes)})" if notes else entry.record.title


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    return MARKED.sub(r"\\\1", " ".join(visible(text).split()))


FORMATS: dict[str, Callable[[Changelog], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
