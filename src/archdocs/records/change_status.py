"""Move a record to another status of its lifecycle."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project, record_folders
from archdocs.records.edit import parsed, set_date, set_status
from archdocs.records.fieldchecks import needs
from archdocs.records.force import decided
from archdocs.records.kind import Kind
from archdocs.records.lifecycle import check_move, known_status
from archdocs.records.model import UNKNOWN, Record
from archdocs.records.reader import read_record
from archdocs.records.rows import add_row
from archdocs.records.supersede import old_side, read
from archdocs.system import files
from archdocs.system.tree import require_all

__all__ = ["Moved", "change_status"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A record as it is now, the status it had before, and what it superseded by the move."""

    record: Record
    before: str
    superseded: tuple[Record, ...] = ()


def change_status(
    project: Project,
    ref: str,
    status: str,
    *,
    today: datetime.date,
    force: bool = False,
) -> Moved:
    """Set a record's status; a status that needs a date gets ``today`` where there is none.

    A kind that keeps a history gets a row of it. A record that comes into force supersedes
    what it was to supersede, in the same edit.

    Raises :class:`UsageError` for an unknown record or status, and, unless ``force`` is
    given, for a move that the lifecycle does not have, or to a status for which the record
    lacks something.
    """
    with files.lock(project.root, sweep=record_folders(project)):
        catalog = of_project(project)
        record = catalog.find(ref)
        kind = catalog.kinds[record.kind]
        wanted = known_status(kind, status)
        if wanted == record.status:
            return Moved(record, record.status)
        if not force:
            check_move(kind, record.id, record.status, wanted)
            check_needs(kind, record, wanted)
        data = told(record, kind, read(catalog, record), wanted, today)
        after, _ = read_record(record.path, data, kind, project.settings.records.digits)
        moved = replace(record, status=wanted)
        old = replaced(catalog, record, moved)
        edits: dict[str, bytes | None] = {record.path: data}
        edits |= {each.path: old_side(catalog, each, moved, force=force) for each in old}
        files.edit_together(project.root, edits)
    return Moved(after or moved, record.status, old)


def told(record: Record, kind: Kind, data: bytes, wanted: str, today: datetime.date) -> bytes:
    """Return a record's file with its new status, and the date and history that go with it."""
    data = set_status(record.path, data, kind, wanted)
    if wanted in kind.dated and record.date is None and "date" not in record.lines:
        data = set_date(record.path, data, today)
    if kind.history is not None:
        row = {kind.history.status: wanted, kind.history.date: today.isoformat()}
        data = add_row(parsed(record.path, data, kind.links), kind.history.field, row)
    return data


def replaced(catalog: Catalog, before: Record, after: Record) -> tuple[Record, ...]:
    """Return the records that a record supersedes by coming into force."""
    if decided(catalog, before) and before.status != UNKNOWN:
        return ()
    if not decided(catalog, after) or after.status == catalog.kinds[after.kind].superseded:
        return ()
    meant = [link for link in before.links if link.kind == "supersedes"]
    if any(catalog.target_of(before, link) is None for link in meant):
        require_all(catalog.tree)  # it may be there and not be seen
    return tuple(
        other
        for kind, other in catalog.forward(before)
        if kind == "supersedes" and other.path != before.path
    )


def check_needs(kind: Kind, record: Record, wanted: str) -> None:
    """Refuse a status for which a record lacks something.

    Raises :class:`UsageError` that says what.
    """
    linked = any(link.kind == "superseded-by" for link in record.links)
    if wanted == kind.superseded and not linked:
        raise UsageError(
            f"{record.id} can't be {wanted} without saying by what",
            hint=f"run: archdocs supersede {record.id} --by ID",
        )
    lacks = needs(record, kind, wanted)
    if lacks:
        raise UsageError(
            f"{record.id} can't be {wanted} yet: it {lacks}",
            hint=f"fill it in: {record.path}:{record.line_of('status', 'title')}",
        )
