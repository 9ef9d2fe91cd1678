"""Replace one record by another, and say so on both sides or on neither."""

from __future__ import annotations

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project, record_folders
from archdocs.records.circles import edges, path_between
from archdocs.records.edit import add_link, set_status, target_for
from archdocs.records.force import decided
from archdocs.records.lifecycle import check_move
from archdocs.records.model import Record
from archdocs.system import files

__all__ = ["old_side", "read", "refuse_circle", "said", "supersede"]


def supersede(
    project: Project, old: str, by: str, *, kind: str | None = None, force: bool = False
) -> tuple[Record, Record]:
    """Mark the record ``old`` as superseded by the record ``by``; return both as they are now.

    A record that is only proposed supersedes nothing yet: its own side is written, and the
    old record moves when the new one is accepted. What is written already is left alone, so
    that a half that somebody wrote by hand is completed. With ``force`` the old record may
    have any status.

    Raises :class:`UsageError` for an unknown record, a status from which there is no such
    move, or a circle; then nothing has changed.
    """
    with files.lock(project.root, sweep=record_folders(project)):
        catalog = of_project(project)
        first = catalog.find(old, kind)
        second = catalog.find(by, first.kind, first.package)
        refuse_circle(catalog, first, second)
        edits: dict[str, bytes | None] = {}
        new_old = old_side(catalog, first, second, force=force)
        if decided(catalog, second) and new_old != read(catalog, first):
            edits[first.path] = new_old
        if ("supersedes", first.path) not in said(catalog, second):
            data = read(catalog, second)
            target = target_for(first, second.path, second.package)
            edits[second.path] = add_link(
                second.path, data, "supersedes", target, names=catalog.names
            )
        if edits:
            files.edit_together(project.root, edits)
        after = of_project(project)
    return after.find(first.path), after.find(second.path)


def old_side(catalog: Catalog, old: Record, new: Record, *, force: bool = False) -> bytes:
    """Return the text of a record that ``new`` supersedes.

    Raises :class:`UsageError` where its kind or status does not allow that.
    """
    kind = catalog.kinds[old.kind]
    if not kind.superseded:
        raise UsageError(f"{kind.name} records can't be superseded: no status says so")
    data = read(catalog, old)
    if old.status != kind.superseded:
        if not force:
            check_move(kind, old.id, old.status, kind.superseded)
        data = set_status(old.path, data, kind, kind.superseded)
    if ("superseded-by", new.path) not in said(catalog, old):
        data = add_link(
            old.path,
            data,
            "superseded-by",
            target_for(new, old.path, old.package),
            names=kind.links,
        )
    return data


def said(catalog: Catalog, record: Record) -> set[tuple[str, str]]:
    """Return the kind and the other end's path of each link written in a record."""
    return {(kind, other.path) for kind, other in catalog.forward(record)}


def read(catalog: Catalog, record: Record) -> bytes:
    """Return a record's file as it is now.

    Raises :class:`UsageError` when it is gone.
    """
    data = catalog.tree.read(record.path)
    if data is None:
        raise UsageError(f"{record.path} can't be read")
    return data


def refuse_circle(catalog: Catalog, old: Record, new: Record) -> None:
    """Refuse to let a record supersede what supersedes it, directly or through others.

    Raises :class:`UsageError` that names the circle.
    """
    if old.path == new.path:
        raise UsageError(f"{old.id} can't supersede itself")
    way = path_between(edges(catalog), old.path, new.path)
    if way:
        ids = {record.path: record.id for record in catalog.records}
        chain = " → ".join(ids[path] for path in (new.path, *way))
        raise UsageError(f"records would supersede each other in a circle: {chain}")
