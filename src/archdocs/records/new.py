"""Write the next record of a kind."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, of_project
from archdocs.records.edit import add_link, target_for
from archdocs.records.fieldchecks import needs
from archdocs.records.fill import check_given, fill
from archdocs.records.force import decided
from archdocs.records.kinds import Kind, find_kind, load_kinds
from archdocs.records.lifecycle import known_status
from archdocs.records.model import Record
from archdocs.records.names import clean_title, slug
from archdocs.records.numbering import next_number, numbers_in_branches
from archdocs.records.packages import package_folder
from archdocs.records.reader import read_record
from archdocs.records.recipe import remember
from archdocs.records.scaffold import choose_template, environment, render
from archdocs.records.supersede import old_side
from archdocs.system import files

__all__ = ["Draft", "new_record"]

#: Files of one number that others may create before our own, while we try.
TRIES = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new record is to say.

    An empty ``status`` or ``template`` means the kind's own. ``supersedes`` names records,
    by number, id or file name, that this one replaces. ``fields`` are values of front matter.
    ``summary`` and ``sections`` (each with its ``title`` and ``lines``) are Markdown for the
    templates of generated kinds. ``package`` is the one it is for, of those that the settings
    tell of.
    """

    title: str
    date: datetime.date
    status: str = ""
    template: str = ""
    owner: str = ""
    deciders: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    sections: tuple[Mapping[str, Any], ...] = ()
    package: str = ""


def new_record(project: Project, kind_name: str, draft: Draft) -> Record:
    """Write a record with the next number, and the other side of what it supersedes.

    A record that is only proposed supersedes nothing until it is accepted; then the others
    are as they were. All files change, or none. Raises :class:`UsageError` for a title, status,
    template or superseded record that will not do, :class:`archdocs.errors.ConfigError` for a
    mistake in the template, and :class:`EnvironmentFault` when the disk refuses.
    """
    kinds = load_kinds(project.template_folders, project.settings)
    kind = find_kind(kinds, kind_name)
    if draft.package:
        kind = replace(kind, folder=package_folder(project.root, kind, draft.package))
    writer = Writer(project, kind, draft)
    # Before the lock is taken: branches are many and do not change by what we do.
    taken = numbers_in_branches(project, kind, draft.package)
    folder = files.inside(project.root, f"{kind.folder}/x").parent
    with files.lock(project.root, sweep=[folder]):
        if draft.supersedes:
            return writer.replace(of_project(project), taken)
        for again in range(TRIES):
            path, data = writer.compose(writer.next(taken), again)
            if files.create_exclusive(project.root / path, data):
                record = writer.record(path, data)
                remember(project, writer, lambda other: Writer(project, kind, other))
                return record
    raise EnvironmentFault(f"no free number in {kind.folder}: others keep taking them")


class Writer:
    """Composes one record from a draft; whatever is wrong with the draft is found first."""

    def __init__(self, project: Project, kind: Kind, draft: Draft) -> None:
        self.project = project
        self.kind = kind
        self.draft = draft
        self.title = clean_title(draft.title)
        self.slug = slug(self.title)
        self.status = known_status(kind, draft.status) if draft.status else kind.initial
        check_given(kind, draft.fields)
        self.env = environment(project.template_folders)
        self.template = choose_template(self.env, kind.name, draft.template or kind.template)

    def next(self, taken: frozenset[int]) -> int:
        """Return the number the record gets."""
        package = self.draft.package
        return next_number(self.project, self.kind, package=package, elsewhere=taken)

    def compose(self, number: int, again: int = 0) -> tuple[str, bytes]:
        """Return the path and the text of the record, were this its number.

        One that is named by its day and is not the first of its name there gets a number
        behind it: ``again`` says how many names were taken.
        """
        name = self.name(number)
        if again and "{number}" not in self.kind.file:
            name = f"{name.removesuffix('.md')}-{again + 1}.md"
        path = f"{self.kind.folder}/{name}"
        text = render(self.env, self.template, self.values(number, name))
        data = fill(path, text, self.kind, self.draft.fields).encode("utf-8")
        if self.draft.status:
            self.check_needs(path, data)
        return path, data

    def check_needs(self, path: str, data: bytes) -> None:
        """Refuse to begin in a status for which the record lacks something."""
        lacks = needs(self.record(path, data), self.kind, self.status)
        if lacks:
            raise UsageError(
                f"{self.kind.name} records can't begin as {self.status}: this one {lacks}",
                hint="say it with --set FIELD=VALUE, or begin earlier",
            )

    def padded(self, number: int) -> str:
        """Return a number as it is written in file names and ids."""
        return f"{number:0{self.project.settings.records.digits}d}"

    def name(self, number: int) -> str:
        """Return the name of the record's file, were this its number."""
        date = f"{self.draft.date:%Y%m%d}"
        return self.kind.file.format(number=self.padded(number), date=date, slug=self.slug)

    def values(self, number: int, name: str) -> dict[str, Any]:
        """Return what a template may use, were this the record's number and file name."""
        dated = "{number}" not in self.kind.file
        return {
            "kind": self.kind.name,
            "id": f"{self.kind.prefix}-{Path(name).stem if dated else self.padded(number)}",
            "number": number,
            "title": self.title,
            "status": self.status,
            "date": self.draft.date.isoformat(),
            "review_by": self.review_by(),
            "owner": self.draft.owner,
            "deciders": list(self.draft.deciders),
            "project": self.project.name,
            "summary": self.draft.summary,
            "sections": list(self.draft.sections),
        }

    def review_by(self) -> str:
        """Return the day of the first review, empty for a kind without."""
        days, date = self.kind.review_days, self.draft.date
        if not days or (datetime.date.max - date).days < days:
            return ""
        return (date + datetime.timedelta(days)).isoformat()

    def record(self, path: str, data: bytes) -> Record:
        """Read back what was written."""
        record, _ = read_record(path, data, self.kind, self.project.settings.records.digits)
        if record is None:
            raise UsageError(f"{path}: the template makes no record of it")
        return record

    def replace(self, catalog: Catalog, taken: frozenset[int]) -> Record:
        """Write the record and its counterparts in one edit."""
        refs = self.draft.supersedes
        package = self.draft.package
        named = (catalog.find(ref, self.kind.name, package) for ref in refs)
        old = {record.path: record for record in named}
        number = self.next(taken)
        path, data = self.compose(number)
        for again in range(1, TRIES):
            if not os.path.lexists(self.project.root / path):
                break
            path, data = self.compose(number, again)
        made = self.record(path, data)
        edits: dict[str, bytes | None] = {}
        for record in old.values():
            side = old_side(catalog, record, made)  # refuses now what could not be done later
            if decided(catalog, made):
                edits[record.path] = side
            target = target_for(record, path, package)
            data = add_link(path, data, "supersedes", target, names=self.kind.links)
        files.edit_together(self.project.root, {path: data, **edits}, new=(path,))
        return self.record(path, data)
