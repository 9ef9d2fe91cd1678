"""``explain``: the records and sections that govern a file, most specific first, with why."""

from __future__ import annotations

import contextlib
import datetime
import difflib
import posixpath
import re
import urllib.parse
from collections.abc import Iterator

from archdocs.errors import UsageError
from archdocs.freshness import facts
from archdocs.freshness.anchors import Target, matched
from archdocs.freshness.blocks import block_at, symbol_span
from archdocs.freshness.engine import load_catalog
from archdocs.freshness.governors import Explanation, Governor, Why
from archdocs.freshness.lock import Lock
from archdocs.freshness.snapshot import take
from archdocs.freshness.view import Unit, View
from archdocs.project import Project
from archdocs.records.marks import marks
from archdocs.records.model import Record
from archdocs.system import frontmatter
from archdocs.system.markup import decode

__all__ = ["explain"]

#: From the most specific: a mark or symbol around the line, the file, a folder or glob, a
#: link, and what only follows from one of these.
AROUND, FILE, WIDE, LINKED, FOLLOWS = range(5)


def explain(project: Project, path: str, line: int = 0) -> Explanation:
    """Return what governs the file at a project-relative ``path``.

    Raises :class:`UsageError` for a file or a line that is not there.
    """
    with opened(project) as view:
        data = view.snapshot.read(path) if path in view.snapshot.known else None
        if data is None:
            raise not_there(view, path)
        text = decode(data)
        count = len(text.splitlines())
        if line > count:
            raise UsageError(f"{path} has no line {line}", hint=f"it has {count}")
        return Asked(view, path, line, text).answer()


@contextlib.contextmanager
def opened(project: Project) -> Iterator[View]:
    """Give the view of the files on disk, without their history, which is not asked here."""
    folder = project.cache.folder if project.cache.enabled else None
    with facts.opened(folder) as known:
        snapshot = take(project)
        catalog = load_catalog(project, snapshot, project.settings)
        today = datetime.datetime.now(datetime.UTC).date()
        yield View(
            snapshot=snapshot,
            settings=project.settings,
            facts=known,
            today=today,
            catalog=catalog,
            lock=Lock(),
        )


def not_there(view: View, path: str) -> UsageError:
    """Make the error for a file that is not there, with the nearest."""
    near = difflib.get_close_matches(path, view.snapshot.files, n=1)
    advice = f"; did you mean `{near[0]}`?" if near else ""
    return UsageError(
        f"there is no file `{path}` in the project{advice}", hint="write PATH or PATH:LINE"
    )


class Asked:
    """One question: collects reasons, then groups them by what governs."""

    def __init__(self, view: View, path: str, line: int, text: str) -> None:
        self.view = view
        self.path = path
        self.line = line
        self.text = text
        self.records = {record.path: record for record in view.catalog.records}
        self.found: dict[tuple[str, str], list[Why]] = {}
        self.problems: list[str] = []

    def answer(self) -> Explanation:
        """Collect every reason."""
        self.marked()
        for unit in self.view.units:
            self.covering(unit)
        for record in self.view.catalog.records:
            self.applying(record)
        self.linking()
        self.succeeding()
        made = [self.governor(*key) for key in self.found]
        made.sort(key=lambda item: (not item.in_force, item.why[0].rank, item.path, item.line))
        return Explanation(self.path, self.line, tuple(made), tuple(self.problems))

    def add(self, path: str, anchor: str, why: Why) -> None:
        """Keep a reason; all sections of a record are the record."""
        key = (path, "" if path in self.records else anchor)
        if why not in self.found.setdefault(key, []):
            self.found[key].append(why)

    def marked(self) -> None:
        """Follow the marks in the file; one inside another block does not speak for the line."""
        for mark in marks(self.text):
            block = block_at(self.text, self.path, mark.line)
            if self.line and block is not None and self.line not in block:
                continue
            catalog = self.view.catalog
            own = catalog.package_at(self.path)
            record = catalog.resolve(mark.ref, "adr", own) or catalog.resolve(mark.ref, None, own)
            if record is None:
                self.problems.append(
                    f"{self.path}:{mark.line}: @adr {mark.ref} names no record"
                    f"{catalog.suggest(mark.ref)}"
                )
                continue
            around = self.line and (block is not None or mark.line == self.line)
            size = len(block) if block is not None else len(self.text)
            rank = (AROUND if around else FILE, size if around else -1)
            text = f"marked @adr {mark.ref}"
            self.add(record.path, "", Why("mark", text, self.path, mark.line, rank))

    def covering(self, unit: Unit) -> None:
        """Follow what a section says it covers, and the records that this section names."""
        for target in unit.covers:
            rank = self.rank(target)
            if rank is None:
                continue
            place = unit.at("covers")
            why = Why("covers", f"covers {target.raw}", place.path, place.line, rank)
            self.add(unit.path, unit.anchor, why)
            for record, line in self.named_in(unit):
                text = f"named by {unit.name}, which covers {target.raw}"
                self.add(record.path, "", Why("section", text, unit.path, line, (FOLLOWS, rank[0])))

    def rank(self, target: Target) -> tuple[int, int] | None:
        """Return how specific a target is to the question, ``None`` when it is about others."""
        if not matched(target, (self.path,)):
            return None
        if target.symbol:
            span = symbol_span(self.text, self.path, target.symbol)
            if span is not None and self.line:
                return (AROUND, len(span)) if self.line in span else None
        if target.path == self.path:
            return (FILE, 0)
        plain = [part for part in target.path.split("/") if not set(part) & set("*?")]
        return (WIDE, -len([part for part in plain if part != "."]))

    def named_in(self, unit: Unit) -> Iterator[tuple[Record, int]]:
        """Yield the records that a section refers to, by role or by link."""
        document = self.view.documents[unit.path]
        section = next((s for s in document.sections if s.level and s.anchor == unit.anchor), None)
        inside = range(section.start, section.end + 1) if section else range(1, 1 << 40)
        for link in document.links:
            if link.line not in inside:
                continue
            record = None
            if link.role in ("adr", "record"):
                ref = re.sub(r"^.*<([^<>]*)>$", r"\1", link.target)
                kind = "adr" if link.role == "adr" else None
                catalog = self.view.catalog
                record = catalog.resolve(ref, kind, catalog.package_at(unit.path))
            elif link.kind == "link":
                record = self.records.get(place_of(unit.path, link.target))
            if record is not None and record.path != unit.path:
                yield record, link.line

    def applying(self, record: Record) -> None:
        """Follow the ``applies-to`` of a record's front matter."""
        data = self.view.snapshot.read(record.path) or b""
        if b"applies-to" not in data:
            return
        front = frontmatter.split(decode(data))
        value = front.values.get("applies-to")
        for raw in value if isinstance(value, list) else [value]:
            target = Target.parse(raw) if isinstance(raw, str) else None
            rank = self.rank(target) if target else None
            if target and rank is not None:
                line = front.lines.get("applies-to", 1)
                why = Why("applies-to", f"applies to {target.raw}", record.path, line, rank)
                self.add(record.path, "", why)

    def linking(self) -> None:
        """Follow the links of documents that lead to the file."""
        for path, document in self.view.documents.items():
            for link in document.links:
                if path != self.path and place_of(path, link.target) == self.path:
                    section = document.section_at(link.line)
                    anchor = section.anchor if section and section.level else ""
                    text = f"links to {self.path}"
                    self.add(path, anchor, Why("link", text, path, link.line, (LINKED, 0)))

    def succeeding(self) -> None:
        """Follow what superseded the records found so far."""
        waiting = [self.records[path] for path, _ in self.found if path in self.records]
        seen = {record.path for record in waiting}
        while waiting:
            record = waiting.pop(0)
            for kind, other in self.view.catalog.both_ways(record):
                if kind != "superseded-by":
                    continue
                line = other.line_of("supersedes", "status", "title")
                text = f"supersedes {record.id}"
                why = Why("supersedes", text, other.path, line, (FOLLOWS, 0))
                self.add(other.path, "", why)
                if other.path not in seen:
                    seen.add(other.path)
                    waiting.append(other)

    def governor(self, path: str, anchor: str) -> Governor:
        """Put together what is known of one record, section or page."""
        why = tuple(sorted(self.found[path, anchor], key=lambda each: (each.rank, each.line)))
        record = self.records.get(path)
        if record is not None:
            kind = self.view.catalog.kinds[record.kind]
            out = (kind.superseded, *kind.void, "deprecated")
            line = record.line_of("title")
            return Governor(record.title, path, line, "", record, record.status not in out, why)
        sections = self.view.documents[path].sections
        section = next((s for s in sections if s.level and s.anchor == anchor), None)
        first = section or next((s for s in sections if s.level), None)
        title = first.title if first else path
        line = section.start if section else 1
        return Governor(title, path, line, anchor, None, True, why)


def place_of(path: str, target: str) -> str:
    """Return the project path that a link in the document at ``path`` spells, if it does."""
    name = urllib.parse.unquote(re.split(r"[#?]", target, maxsplit=1)[0])
    if not name or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", name):
        return ""
    if name.startswith("/"):
        return posixpath.normpath(name.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
