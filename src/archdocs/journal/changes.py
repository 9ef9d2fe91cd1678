"""What happened between two commits: to records, diagrams, pages, and to their freshness."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archdocs.finding import Finding, Severity
from archdocs.freshness import codes, engine
from archdocs.project import Project
from archdocs.records.catalog import Catalog
from archdocs.records.changelog import Entry, compare
from archdocs.records.model import Record
from archdocs.records.moments import catalog_of
from archdocs.system.markup import is_document

__all__ = ["Changed", "Happened", "happened"]

#: A file, and what became of it.
Changed = tuple[str, str]
NEW, EDITED, REMOVED = "new", "changed", "removed"


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything between two commits.

    ``entries`` are records that came, moved or went, ``edited`` those whose text alone
    changed. ``stale`` and ``fresh`` are findings that came and that went; ``unknown`` says
    why there is no telling. ``now`` are the records afterwards.
    """

    commits: int
    entries: tuple[Entry, ...]
    edited: tuple[Record, ...]
    diagrams: tuple[Changed, ...]
    pages: tuple[Changed, ...]
    stale: tuple[Finding, ...]
    fresh: tuple[Finding, ...]
    unknown: str
    now: Catalog

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        told = (self.entries, self.edited, self.diagrams, self.pages, self.stale, self.fresh)
        return any(told)


@contextlib.contextmanager
def opened(project: Project, commit: str) -> Iterator[tuple[Mapping[str, str], Catalog]]:
    """Give the blobs of a commit by path, and its records."""
    tree = project.tree_at(commit)
    try:
        yield tree.blobs, catalog_of(project, tree)
    finally:
        tree.close()


def happened(
    project: Project,
    start: str | None,
    end: str,
    today: datetime.date,
    *,
    without: Collection[str] = (),
) -> Happened:
    """Compare two commits, the first ``None`` for the beginning, on the day of the second.

    Records of the kinds ``without`` don't count. Raises what reading records and checking do.
    """
    with contextlib.ExitStack() as stack:
        after, new = stack.enter_context(opened(project, end))
        before: Mapping[str, str] = {}
        old = Catalog(new.kinds, (), new.tree)
        if start:
            before, old = stack.enter_context(opened(project, start))
        entries = [entry for entry in compare(old, new) if entry.record.kind not in without]
        files = tuple(changed_files(before, after))
        told = {entry.record.path for entry in entries}
        stale, fresh, unknown = freshness(project, start, end, today)
        return Happened(
            count(project, start, end),
            tuple(entries),
            tuple(
                record
                for record in edited(old, new, files)
                if record.path not in told and record.kind not in without
            ),
            tuple(item for item in files if is_diagram(project, item[0])),
            tuple(item for item in files if is_page(project, item[0], old, new)),
            stale,
            fresh,
            unknown,
            new,
        )


def count(project: Project, start: str | None, end: str) -> int:
    """Return the number of commits on the way, along first parents."""
    if project.git is None:
        return 0
    span = f"{start}..{end}" if start else end
    return int(project.git.output("rev-list", "--count", "--first-parent", span).strip() or 0)


def changed_files(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Changed]:
    """Yield the files that came, changed and went, in the order of their paths."""
    for path in sorted(before.keys() | after.keys()):
        if path not in before:
            yield path, NEW
        elif path not in after:
            yield path, REMOVED
        elif before[path] != after[path]:
            yield path, EDITED


def edited(old: Catalog, new: Catalog, files: Iterable[Changed]) -> Iterator[Record]:
    """Yield the records that were there and whose files changed."""
    there = {record.path for record in old.records}
    changed = there & {path for path, what in files if what == EDITED}
    yield from (record for record in new.records if record.path in changed)


def is_diagram(project: Project, path: str) -> bool:
    """Say whether a path is that of a diagram's script."""
    folder = project.settings.diagrams.folder.strip("/")
    return path.startswith(f"{folder}/") and path.endswith(".py")


def is_page(project: Project, path: str, *catalogs: Catalog) -> bool:
    """Say whether a path is a page of the documentation, and no record."""
    docs = project.settings.project.docs.strip("/")
    if not is_document(path) or not path.startswith(f"{docs}/"):
        return False
    return not any(record.path == path for each in catalogs for record in each.records)


def freshness(
    project: Project, start: str | None, end: str, today: datetime.date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], str]:
    """Return what became stale, what is so no longer, and why that can't be told if so.

    Each commit is looked at with the eyes of its day.
    """
    then = day_of(project, start) if start else today
    before = engine.check(project, commit=start, today=min(then, today)) if start else ()
    after = engine.check(project, commit=end, today=today)
    holes = (codes.SHALLOW.code, codes.INCOMPLETE.code)
    unknown = next((f.message for f in (*before, *after) if f.code in holes), "")
    if unknown:
        return (), (), unknown
    came = engine.introduced(before, after)
    went = engine.introduced(after, before)
    return tuple(filter(is_stale, came)), tuple(filter(is_stale, went)), ""


def day_of(project: Project, commit: str) -> datetime.date:
    """Return the day of a commit, in UTC."""
    time: Any = project.git.commit_time(commit) if project.git else 0
    return datetime.datetime.fromtimestamp(time, datetime.UTC).date()


def is_stale(finding: Finding) -> bool:
    """Say whether a finding is about what a reader would be told wrongly."""
    known = finding.code.startswith("stale.") and finding.code not in codes.FOR_AUTHORS
    return known and finding.severity >= Severity.WARNING
