"""Write what happened since the last log: the wrap-up of a day, the start of a stand-up."""

from __future__ import annotations

import dataclasses
import datetime
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdocs.errors import ProjectNotFound, ShallowHistory, UsageError
from archdocs.finding import Finding
from archdocs.journal.changes import REMOVED, Changed, Happened, day_of, happened
from archdocs.journal.releases import releases_before
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.changelog import ADDED, Entry
from archdocs.records.kinds import find_kind, load_kinds
from archdocs.records.model import Record
from archdocs.records.moments import Moment, moment
from archdocs.records.names import clean_title, slug
from archdocs.records.new import Draft, new_record
from archdocs.system.git import Git
from archdocs.system.markup import decode, scan
from archdocs.system.markup.escape import escaped, link_target

__all__ = ["KIND", "Written", "new_log"]

KIND = "log"
TITLE = "Wrap-up"
#: Lines of one section; of more, the number is told.
MOST = 30


@dataclass(frozen=True, slots=True)
class Written:
    """The log's record, or ``None`` when nothing happened; and since when, in words."""

    record: Record | None
    since: str
    happened: Happened


def new_log(project: Project, draft: Draft, *, since: str = "", force: bool = False) -> Written:
    """Write the log of what was committed since the last one, or since a ref or a day.

    Without a log before, it begins with the last release, or with the history. When nothing
    happened nothing is written, unless by ``force``.

    Raises :class:`UsageError` for a ``since`` that names nothing, :class:`ShallowHistory`
    where a shallow clone can't tell, :class:`ProjectNotFound` without git, and what
    :func:`archdocs.records.new.new_record` does.
    """
    git = project.git
    if git is None or git.head is None:
        raise ProjectNotFound("a log is made from git's history, and there is none here")
    start = moment(project, since) if since else last_told(project, git, git.head)
    found = happened(
        project, start.commit if start else None, git.head, draft.date, without=(KIND,)
    )
    name = start.name if start else "the beginning"
    if not found and not force:
        return Written(None, name, found)
    kind = find_kind(load_kinds(project.template_folders, project.settings), KIND)
    fields = {"since": start.commit if start else "", "until": git.head}
    page = Page(project, kind.folder, found)
    told = dataclasses.replace(
        draft,
        title=free_title(project, kind.folder, kind.file, draft),
        fields={key: value for key, value in fields.items() if value},
        summary=page.summary(start, git.head),
        sections=tuple(page.sections()),
    )
    return Written(new_record(project, KIND, told), name, found)


def free_title(project: Project, folder: str, pattern: str, draft: Draft) -> str:
    """Return the title, with a number after it where the day has such a log already."""
    title = clean_title(draft.title or TITLE)
    if "{number}" in pattern:
        return title
    for number in range(1, 1000):
        tried = title if number == 1 else f"{title} {number}"
        name = pattern.format(date=f"{draft.date:%Y%m%d}", slug=slug(tried))
        if not (project.root / folder / name).exists():
            return tried
    raise UsageError(f"there are a thousand logs called `{title}` of this day")


def last_told(project: Project, git: Git, head: str) -> Moment | None:
    """Return where the newest log ends, else the last release; ``None`` for the beginning."""
    logs = [record for record in of_project(project).records if record.kind == KIND]
    for record in sorted(logs, key=lambda r: (r.date or datetime.date.min, r.path), reverse=True):
        until = record.fields.get("until")
        commit = git.resolve(until) if isinstance(until, str) and until else None
        if commit:
            return Moment(f"the log of {record.date or 'before'}", commit)
        if record.date:
            return moment(project, record.date.isoformat())
    if git.is_shallow:
        raise ShallowHistory(
            "the clone is shallow, and there is no log to go on from",
            hint="run: git fetch --unshallow, or name a commit with --since",
        )
    before = releases_before(git, head, project.settings.site.tag_prefix)
    points = [point for point in before if point.commit != head]
    return Moment(points[-1].name, points[-1].commit) if points else None


class Page:
    """Puts what happened into words of Markdown, seen from the folder of the log."""

    def __init__(self, project: Project, folder: str, found: Happened) -> None:
        self.project = project
        self.folder = folder
        self.found = found
        self.tree = project.worktree

    def summary(self, start: Moment | None, end: str) -> str:
        """Return the first paragraph: the span, and how much happened in it."""
        last = f"{day_of(self.project, end)} (`{end[:12]}`)"
        first = "the beginning"
        if start:
            day = day_of(self.project, start.commit)
            first = f"{escaped(start.name)}, {day} (`{start.commit[:12]}`)"
        found = self.found
        counts = (
            number(found.commits, "commit"),
            number(len(found.entries) + len(found.edited), "record"),
            number(len(found.diagrams), "diagram"),
            number(len(found.pages), "page"),
        )
        return f"From {first} to {last}: {', '.join(counts)}."

    def sections(self) -> Iterator[dict[str, object]]:
        """Yield the sections that have anything to tell."""
        found = self.found
        kinds = dict.fromkeys(entry.record.kind for entry in found.entries)
        for name in kinds:
            lines = [self.entry(entry) for entry in found.entries if entry.record.kind == name]
            title = "Decisions" if name == "adr" else found.now.kinds[name].title
            yield section(escaped(title), lines)
        yield from filled("Edited", [f"- {self.record(record)}" for record in found.edited])
        yield from filled("Diagrams", [self.file(item) for item in found.diagrams])
        yield from filled("Pages", [self.file(item) for item in found.pages])
        yield from filled("Became stale", self.findings(found.stale))
        yield from filled("No longer stale", self.findings(found.fresh))
        if found.unknown:
            yield section("Freshness", [f"Not known: {escaped(found.unknown)}."])

    def entry(self, entry: Entry) -> str:
        """Return the line of one record that came, moved or went."""
        change = "new" if entry.change == ADDED else entry.change
        notes = [f"was {escaped(entry.before)}"] if entry.before and change != REMOVED else []
        if change == "new":
            notes = [escaped(entry.record.status)]
        elif entry.new:
            notes = ["new"]
        heirs = (self.found.now.get(ident) for ident in entry.by)
        by = ", ".join(self.record(heir, short=True) for heir in heirs if heir)
        words = f"**{escaped(change.replace('-', ' '))}**" + (f" by {by}" if by else "")
        return f"- {words}{f' ({notes[0]})' if notes else ''}: {self.record(entry.record)}"

    def record(self, record: Record, *, short: bool = False) -> str:
        """Return a link to a record, or its name when it is gone."""
        text = escaped(record.id if short else f"{record.id}: {record.title}")
        return self.link(text, record.path)

    def link(self, text: str, path: str, anchor: str = "") -> str:
        """Return a link to a file that is there, else the words alone."""
        if not self.tree.exists(path):
            return text
        target = link_target(posixpath.relpath(path, self.folder))
        return f"[{text}]({target}{'#' + link_target(anchor) if anchor else ''})"

    def file(self, item: Changed) -> str:
        """Return the line of one file."""
        path, what = item
        return f"- **{what}**: {self.link(escaped(path), path)}"

    def findings(self, findings: Iterable[Finding]) -> list[str]:
        """Return a line for each section, with what is wrong in it."""
        grouped: dict[tuple[str, str], list[str]] = {}
        for finding in findings:
            place = (finding.location.path, finding.section)
            grouped.setdefault(place, []).append(finding.message)
        lines = []
        for (path, anchor), messages in grouped.items():
            title, slug_ = self.heading(path, anchor)
            text = f"{escaped(path)}{', ' + title if title else ''}"
            more = f"; and {len(messages) - 3} more" if len(messages) > 3 else ""
            said = "; ".join(escaped(message) for message in messages[:3])
            lines.append(f"- {self.link(text, path, slug_)}: {said}{more}")
        return lines

    def heading(self, path: str, anchor: str) -> tuple[str, str]:
        """Return the title of a section and the fragment that leads to it."""
        data = self.tree.read(path) if anchor else None
        if data is None:
            return "", ""
        document = scan(decode(data), path)
        found = next((each for each in document.sections if each.anchor == anchor), None)
        return (escaped(found.title), found.label or found.slug) if found else ("", "")


def filled(title: str, lines: list[str]) -> Iterator[dict[str, object]]:
    """Yield a section if it has lines."""
    if lines:
        yield section(title, lines)


def section(title: str, lines: list[str]) -> dict[str, object]:
    """Return a section as templates get it; of too many lines the number of the rest."""
    rest = len(lines) - MOST
    shown = [*lines[:MOST], f"- and {rest} more"] if rest > 0 else lines
    return {"title": title, "lines": shown}


def number(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
