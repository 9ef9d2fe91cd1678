"""Records for other programs: a catalogue, a table, a database, and what others' tools read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from archdocs.errors import EnvironmentFault, ProjectNotFound, ShallowHistory, UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project
from archdocs.records.export.backstage import BACKSTAGE, annotated, entity_name, folders, notes_on
from archdocs.records.export.catalogue import CATALOGUE
from archdocs.records.export.database import DATABASE
from archdocs.records.export.model import Format, Made, Source, Stamp
from archdocs.records.export.needs import NEEDS
from archdocs.records.export.place import project_folder
from archdocs.records.export.structurizr import STRUCTURIZR
from archdocs.records.export.table import TABLE
from archdocs.records.listing import selected
from archdocs.records.model import Record
from archdocs.records.moments import Moment, catalog_of, moment
from archdocs.system.files import write_atomic

__all__ = ["FORMATS", "export", "opened", "update_backstage"]

FORMATS: Mapping[str, Format] = {
    "json": CATALOGUE,
    "csv": TABLE,
    "sqlite": DATABASE,
    "needs": NEEDS,
    "backstage": BACKSTAGE,
    "structurizr": STRUCTURIZR,
}


def export(
    project: Project,
    form: str,
    *,
    kind: str = "",
    as_of: str = "",
    history: bool = False,
    place: str | None = "",
) -> Made:
    """Return the records of a project in one of :data:`FORMATS`; nothing is written.

    ``kind`` and ``as_of`` (a ref or a day) choose the records. ``history`` adds the first and
    the last commit of each; ``place`` is the folder of the project that the export is meant
    for, ``None`` for one outside.

    Raises :class:`UsageError` for a kind or a moment that does not exist, what
    :func:`archdocs.records.catalog.load` raises, and :class:`ShallowHistory` for a history
    that is cut off.
    """
    with opened(project, as_of) as (catalog, when):
        records = selected(catalog, kind)
        stamps = stamps_of(project, when, records) if history else {}
        source = Source(project.name, catalog, records, when, stamps, place, kind)
        made = FORMATS[form].make(source)
    notes = (when.note,) if when and when.note else ()
    missing = (f"not exported: {finding.message}" for finding in catalog.unreadable)
    return Made(made.files, (*notes, *made.notes, *missing))


@contextlib.contextmanager
def opened(project: Project, as_of: str) -> Iterator[tuple[Catalog, Moment | None]]:
    """Give the records of a moment, or of the files on disk, while their texts can be read."""
    if not as_of:
        yield of_project(project), None
        return
    when = moment(project, as_of)
    tree = project.tree_at(when.commit)
    try:
        yield catalog_of(project, tree), when
    finally:
        tree.close()


def update_backstage(
    project: Project, target: Path, *, kind: str = "", as_of: str = "", history: bool = False
) -> tuple[bool, tuple[str, ...]]:
    """Set Backstage's annotations in a user's own file; say whether that changed it.

    The notes that come back are for the user.

    Raises :class:`UsageError` for a file that is not there or can't be edited with certainty.
    """
    from archdocs.records.export.annotate import annotate

    if as_of or history:
        raise UsageError("--update points at folders as they are now, without a history")
    if target.is_symlink() or not target.is_file():
        hint = "run: archdocs export backstage --output catalog-info.yaml"
        raise UsageError(f"there is no file {target}", hint=hint)
    try:
        before = target.read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"cannot read {target}: {error.strerror or error}") from error
    catalog = of_project(project)
    records = selected(catalog, kind)
    place = project_folder(project.root, target, is_folder=False)
    source = Source(project.name, catalog, records, None, {}, place, kind)
    main, others = folders(source)
    after = annotate(before, str(target), entity_name(project.name), annotated(source, main))
    if after != before:
        write_atomic(target, after)
    more = (f"not annotated, for another entity: {folder}" for folder in others)
    return after != before, (*notes_on(source), *more)


def stamps_of(
    project: Project, when: Moment | None, records: tuple[Record, ...]
) -> dict[str, tuple[Stamp, Stamp]]:
    """Return the first and the last commit of each record, along first parents, by path.

    A file that was renamed begins with its new name.
    """
    git = project.git
    if git is None or git.head is None:
        raise ProjectNotFound("there is no git history here to read the dates of records from")
    if git.is_shallow:
        raise ShallowHistory(
            "the clone is shallow, so nobody can tell when a record was first written",
            hint="run: git fetch --unshallow",
        )
    start = f"{project.prefix}/" if project.prefix else ""
    found: dict[str, tuple[Stamp, Stamp]] = {}
    folders = {start + record.folder for record in records}
    paths = () if "" in folders else sorted(folder.rstrip("/") for folder in folders)
    for commit in git.log(when.commit if when else git.head, paths=paths):
        stamp = Stamp(commit.id, commit.date.isoformat())
        for change in commit.changes:
            path = change.path.removeprefix(start)
            _, last = found.get(path, (stamp, stamp))
            found[path] = (stamp, last)
    return found
