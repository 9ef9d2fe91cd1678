"""Let records follow their templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project, record_folders
from archdocs.records.document import Document, NotText
from archdocs.records.kinds import Kind, find_kind
from archdocs.records.model import Record
from archdocs.records.reader import read_record
from archdocs.records.upgrade.fit import Fitter
from archdocs.records.upgrade.merge import Clash, merged
from archdocs.records.upgrade.versions import history
from archdocs.system import files
from archdocs.system.patch import patch

__all__ = ["Conflict", "Upgrade", "summary", "upgrade"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record that was left alone: where, and why."""

    path: str
    line: int
    why: str


@dataclass
class Upgrade:
    """What an upgrade comes to.

    ``old`` and ``new`` are the texts of the records that follow, ``foreign`` the paths of
    those that no template made. ``current`` counts those that are up to date.
    """

    old: dict[str, bytes] = field(default_factory=dict)
    new: dict[str, bytes] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    current: int = 0

    def diff(self) -> str:
        """Return the edit as a unified diff."""
        return "".join(patch(path, path, self.old[path], self.new[path]) for path in self.new)


def upgrade(project: Project, kind: str = "", *, dry_run: bool = False) -> Upgrade:
    """Merge what templates have changed into the records made from them.

    ``kind`` is the only one to look at, if given; with ``dry_run`` nothing is written. A
    record where template and author changed the same lines is left alone and named. All the
    others change, or none.

    Raises :class:`archdocs.errors.UsageError` for an unknown kind, and
    :class:`archdocs.errors.ConfigError` for a template that can't be read.
    """
    if dry_run:
        return planned(project, of_project(project), kind)
    with files.lock(project.root, sweep=record_folders(project)):
        done = planned(project, of_project(project), kind)
        if done.new:
            edits: Mapping[str, bytes | None] = dict(done.new)
            files.edit_together(project.root, edits)
    return done


def planned(project: Project, catalog: Catalog, only: str) -> Upgrade:
    """Work out every edit."""
    done = Upgrade()
    kinds = catalog.kinds
    chosen = [find_kind(kinds, only)] if only else list(kinds.values())
    for kind in chosen:
        records = [record for record in catalog.records if record.kind == kind.name]
        if not records:
            continue
        folders = sorted({record.folder for record in records})
        fitter = Fitter(project, kind, history(project, kind.name, folders))
        for record in records:
            one(catalog, fitter, record, done)
    return done


def one(catalog: Catalog, fitter: Fitter, record: Record, done: Upgrade) -> None:
    """Add what becomes of one record."""
    data = catalog.tree.read(record.path)
    try:
        document = Document.parse(record.path, data or b"", catalog.names)
    except NotText as error:
        done.conflicts.append(Conflict(record.path, error.line, "not UTF-8 text"))
        return
    made = None
    if not document.is_rst and not document.is_yaml:
        made = fitter.made(record, document.lines)
    if made is None:
        done.foreign.append(record.path)
        return
    if made.base == made.theirs:
        done.current += 1
        return
    try:
        new = merged(made.base, document, made.theirs)
        unchanged(record, new, fitter.kind, fitter.project.settings.records.digits)
    except Clash as error:
        done.conflicts.append(Conflict(record.path, error.line, error.what))
        return
    if new == data:
        done.current += 1
    else:
        done.old[record.path], done.new[record.path] = data or b"", new


def unchanged(record: Record, data: bytes, kind: Kind, digits: int) -> None:
    """Refuse a text in which the record would say something else.

    Raises :class:`Clash`.
    """
    after, _ = read_record(record.path, data, kind, digits)
    names = ("title", "status", "raw_status", "date", "owner", "deciders", "dialect")
    for name in names:
        if after is None or getattr(after, name) != getattr(record, name):
            raise Clash(record.line_of(name, "title"), f"its {name} would change")
    before = {(link.kind, link.target) for link in record.links}
    if after is None or not before <= {(link.kind, link.target) for link in after.links}:
        raise Clash(record.line_of("title"), "a link would be lost")


def summary(done: Upgrade, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines of the report: conflicts, then what became of the rest."""
    for conflict in done.conflicts:
        yield f"{conflict.path}:{conflict.line}: left alone: {conflict.why}"
    if dry_run and done.new:
        yield f"would change {counted(len(done.new))}"
    elif not done.new and not done.conflicts:
        yield f"nothing to do: {counted(done.current)} as the templates have them"
    if done.foreign:
        yield f"{counted(len(done.foreign))} not made from a template here"


def counted(number: int) -> str:
    """Return a number of records."""
    return f"{number} record" if number == 1 else f"{number} records"
