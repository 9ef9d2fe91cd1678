"""Link two records, or take a link away: on both sides where both must know, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from archdocs import linknames
from archdocs.errors import UsageError
from archdocs.linknames import LinkNames
from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project, record_folders
from archdocs.records.edit import add_link, target_for
from archdocs.records.kinds import nearest
from archdocs.records.model import Link, Record
from archdocs.records.supersede import read, said, supersede
from archdocs.records.unlink import remove_link
from archdocs.system import files

__all__ = ["Linked", "link", "unlink"]


@dataclass(frozen=True, slots=True)
class Linked:
    """Both ends of a link as they are now, its kind, and whether any file changed."""

    first: Record
    kind: str
    second: Record
    changed: bool


def link(project: Project, first: str, kind: str, second: str, *, force: bool = False) -> Linked:
    """Write that the record ``first`` ``kind`` (``supersedes``) the record ``second``.

    ``supersedes`` and ``amends``, and other kinds where the settings say so, are written in
    both files, the rest in the first. What is written already is left alone. Superseding also
    moves the status, as :func:`archdocs.records.supersede.supersede` does; ``force`` is for that.

    Raises :class:`UsageError` for an unknown kind or record, a record linked to itself, and
    what superseding refuses; then nothing has changed.
    """
    names = linknames.named(project.settings.links)
    name = known_kind(names, kind)
    if name in ("supersedes", "superseded-by"):
        return superseding(project, first, name, second, force=force)
    with files.lock(project.root, sweep=record_folders(project)):
        catalog = of_project(project)
        one, other = ends(catalog, first, name, second)
        edits = added(catalog, one, name, other)
        if edits:
            files.edit_together(project.root, edits)
        after = of_project(project)
    return Linked(after.find(one.path), name, after.find(other.path), bool(edits))


def unlink(project: Project, first: str, kind: str, second: str) -> Linked:
    """Take a link away, from every file that says it.

    The status of a record that was superseded stays: what it was before is not known.

    Raises :class:`UsageError` for an unknown kind or record, a link that is not there, and
    one that can't be removed without touching more; then nothing has changed.
    """
    names = linknames.named(project.settings.links)
    name = known_kind(names, kind)
    with files.lock(project.root, sweep=record_folders(project)):
        catalog = of_project(project)
        one, other = ends(catalog, first, name, second)
        edits: dict[str, bytes | None] = {}
        for record, said_as, end in ((one, name, other), (other, names.inverse(name), one)):
            data = without(catalog, record, said_as, end)
            if data is not None:
                edits[record.path] = data
        if not edits:
            raise not_linked(catalog, one, name, other)
        files.edit_together(project.root, edits)
        after = of_project(project)
    return Linked(after.find(one.path), name, after.find(other.path), changed=True)


def known_kind(names: LinkNames, kind: str) -> str:
    """Return a kind of link in its own spelling.

    Raises :class:`UsageError` that names the nearest and all there are.
    """
    name = names.kind(kind)
    if name in names.inverses:
        return name
    words = tuple(names.shown(known) for known in names.inverses)
    raise UsageError(
        f"no kind of link called `{kind}`{nearest(name, words)}",
        hint=f"there are: {', '.join(words)}",
    )


def superseding(project: Project, first: str, kind: str, second: str, *, force: bool) -> Linked:
    """Link by superseding, which has a verb of its own."""
    catalog = of_project(project)
    one, other = ends(catalog, first, kind, second)
    new, old = (one, other) if kind == "supersedes" else (other, one)
    before = read(catalog, one), read(catalog, other)
    old, new = supersede(project, old.path, new.path, force=force)
    after = of_project(project)
    one, other = (new, old) if kind == "supersedes" else (old, new)
    return Linked(one, kind, other, before != (read(after, one), read(after, other)))


def ends(catalog: Catalog, first: str, kind: str, second: str) -> tuple[Record, Record]:
    """Return the records at both ends; a bare number is first looked for in the other's kind.

    Raises :class:`UsageError`.
    """
    one = catalog.find(first)
    same = one.kind if catalog.matching(second, one.kind, one.package) else None
    other = catalog.find(second, same, one.package)
    if one.path == other.path:
        raise UsageError(f"{one.id} can't be linked to itself ({catalog.names.shown(kind)})")
    return one, other


def added(catalog: Catalog, one: Record, kind: str, other: Record) -> dict[str, bytes | None]:
    """Return the files in which a link is missing, with it."""
    sides = [(one, kind, other)]
    names = catalog.names
    if kind in names.two_way:
        sides.append((other, names.inverse(kind), one))
    edits: dict[str, bytes | None] = {}
    for record, said_as, end in sides:
        if (said_as, end.path) not in said(catalog, record):
            target = target_for(end, record.path, record.package)
            data = read(catalog, record)
            edits[record.path] = add_link(record.path, data, said_as, target, names=names)
    return edits


def without(catalog: Catalog, record: Record, kind: str, end: Record) -> bytes | None:
    """Return a record's file without its links of a kind to ``end``, or ``None``."""
    gone: list[Link] = [
        link
        for link, other in catalog.links(record)
        if link.kind == kind and other.path == end.path
    ]
    if not gone:
        return None
    return remove_link(record, read(catalog, record), catalog.kinds[record.kind], tuple(gone))


def not_linked(catalog: Catalog, one: Record, kind: str, other: Record) -> UsageError:
    """Make the error for a link that is not there, naming those that are."""
    shown = catalog.names.shown
    between = [f"{shown(said_as)} {end.id}" for said_as, end in catalog.both_ways(one)]
    return UsageError(
        f"{one.id} has no link {shown(kind)} {other.id}",
        hint=f"its links: {', '.join(between) or 'none'}",
    )
