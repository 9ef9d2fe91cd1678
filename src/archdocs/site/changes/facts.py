"""What a version holds, as far as two versions are compared by it: read without Sphinx.

Everything comes from the files of a tree, most often git's, so no page is built for it. What
was read is remembered by commit, and a file that two versions share is read once.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.project import Project
from archdocs.records.catalog import Catalog
from archdocs.records.model import Record
from archdocs.records.moments import catalog_of
from archdocs.site.source import find_docs
from archdocs.system.export import export_commit
from archdocs.system.markup import decode, is_document, normal_text
from archdocs.system.markup.model import Section
from archdocs.system.markup.scan import sections_of
from archdocs.system.scratch import claimed
from archdocs.system.tree import GitTree, Tree

__all__ = ["DiagramFact", "Facts", "PageFact", "Reader", "RecordFact", "SectionFact", "restore"]

#: Raised whenever the same files would be told otherwise.
FORMAT = 2
NAMESPACE = "site-facts"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A record: ``kind`` and ``group`` name its kind to programs and people.

    ``by`` are the ids of what superseded it, ``text`` is a digest of its file.
    """

    id: str
    kind: str
    group: str
    title: str
    status: str
    date: str
    path: str
    by: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SectionFact:
    """A section: the headings that lead to it, the fragment of its address, digest of its text."""

    path: tuple[str, ...]
    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class PageFact:
    """A page: its name as in its address, its title, and its sections.

    ``blob`` is git's id of its content.
    """

    name: str
    path: str
    title: str
    sections: tuple[SectionFact, ...]
    blob: str = ""


@dataclass(frozen=True, slots=True)
class DiagramFact:
    """A diagram: its script, its file's name, and the graph as JSON."""

    script: str
    file: str
    graph: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a version. ``broken`` are scripts of which nobody knows what they show."""

    records: tuple[RecordFact, ...] = ()
    pages: tuple[PageFact, ...] = ()
    diagrams: tuple[DiagramFact, ...] = ()
    broken: tuple[str, ...] = ()


class Reader:
    """Reads versions one after the other, remembering what they share."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._pages: dict[tuple[str, str], tuple[str, tuple[SectionFact, ...]]] = {}

    def facts(self, commit: str, key: str) -> Facts:
        """Return the facts of a commit, or of the files on disk where it is empty.

        ``key`` says what they depend on. Raises what reading git and the records does.
        """
        known = self.project.cache.get(NAMESPACE, key)
        if known is not None:
            found = restore(known["facts"])
            for page in found.pages:
                self._pages[suffix_of(page.path), page.blob] = page.title, page.sections
            return found
        tree = self.project.tree_at(commit) if commit else None
        try:
            found = self.read(tree or self.project.worktree, commit)
        finally:
            if tree is not None:
                tree.close()
        with contextlib.suppress(EnvironmentFault):
            # What can't be kept is read again.
            self.project.cache.put(NAMESPACE, key, {"facts": dump(found)})
        return found

    def read(self, tree: Tree, commit: str) -> Facts:
        """Read a tree."""
        catalog = catalog_of(self.project, tree)
        records = tuple(record_facts(catalog, tree))
        own = {record.path for record in records}
        pages = tuple(page for page in self.pages(tree) if page.path not in own)
        diagrams, broken = self.diagrams(tree, commit)
        return Facts(records, pages, diagrams, broken)

    def pages(self, tree: Tree) -> Iterator[PageFact]:
        """Yield the documents of the documentation's folder, in the order of their paths."""
        docs = find_docs(
            lambda path: tree.read(path) is not None, self.project.settings.project.docs
        )
        for path in tree.files(docs or "") if docs is not None else ():
            inside = PurePosixPath(path).relative_to(docs or ".")
            if is_document(path) and not any(part.startswith(("_", ".")) for part in inside.parts):
                name = inside.with_suffix("").as_posix()
                blob = tree.blobs[path] if isinstance(tree, GitTree) else ""
                yield PageFact(name, path, *self.sections(tree, path, blob), blob)

    def sections(self, tree: Tree, path: str, blob: str) -> tuple[str, tuple[SectionFact, ...]]:
        """Return a document's title and sections, as they were read before if git knows it."""
        key = (suffix_of(path), blob)
        if not blob or key not in self._pages:
            lines, found = sections_of(decode(tree.read(path) or b""), path)
            self._pages[key] = (title_of(found), tuple(section_facts(lines, found)))
        return self._pages[key]

    def diagrams(self, tree: Tree, commit: str) -> tuple[tuple[DiagramFact, ...], tuple[str, ...]]:
        """Return the diagrams of a tree, drawn already by the build of its pages, and the broken.

        Scripts run confined, and only where nobody has drawn them yet.
        """
        folder = self.project.settings.diagrams.folder
        if not any(name.endswith(".py") for name in tree.files(folder)):
            return (), ()
        if not commit or self.project.git is None:
            return drawn(self.project)
        with claimed("archdocs-facts-") as scratch:
            prefix = self.project.prefix
            root = scratch / "tree"
            export_commit(self.project.git, commit, root, paths=(prefix,) if prefix else ())
            return drawn(Project(root / prefix, self.project.settings, cache=self.project.cache))


def suffix_of(path: str) -> str:
    """Return the end of a file's name that says how it is written."""
    return PurePosixPath(path).suffix


def drawn(project: Project) -> tuple[tuple[DiagramFact, ...], tuple[str, ...]]:
    """Return what the scripts of a project on disk show; nothing where nothing can be drawn."""
    try:
        from archdocs.diagrams.render import render_all

        report = render_all(project, jobs=1)
    except ArchdocsError:
        return (), ()
    found = tuple(
        DiagramFact(result.script, picture.name, picture.graph.decode())
        for result in report.results
        for picture in result.pictures
    )
    shown = {each.script for each in found}
    gone = {each.location.path for each in report.findings} - shown
    return found, tuple(sorted(gone))


def record_facts(catalog: Catalog, tree: Tree) -> Iterator[RecordFact]:
    """Yield the records of a catalogue."""
    for record in catalog.records:
        kind = catalog.kinds[record.kind]
        yield RecordFact(
            short(record.id),
            record.kind,
            short(kind.title),
            short(record.title),
            short(record.status),
            record.date.isoformat() if record.date else "",
            record.path,
            superseding(catalog, record),
            hashlib.sha256(tree.read(record.path) or b"").hexdigest()[:16],
        )


def superseding(catalog: Catalog, record: Record) -> tuple[str, ...]:
    """Return the ids of what took a record's place, where something did."""
    if not record.status or record.status != catalog.kinds[record.kind].superseded:
        return ()
    links = catalog.both_ways(record)
    return tuple(short(other.id) for name, other in links if name == "superseded-by")


def title_of(sections: Iterable[Section]) -> str:
    """Return the title of a document: its first heading."""
    return next((short(each.title) for each in sections if each.level), "")


def section_facts(lines: tuple[str, ...], sections: Iterable[Section]) -> Iterator[SectionFact]:
    """Yield the sections with the headings above each; the document's title is none of these.

    So a page that has another title keeps its sections.
    """
    above: list[tuple[int, str]] = []
    for each in sections:
        while above and above[-1][0] >= each.level:
            above.pop()
        if each.level:
            above.append((each.level, short(each.title)))
        text = normal_text(lines[each.body - 1 : each.end])
        yield SectionFact(
            tuple(title for _, title in above[1:]),
            each.slug[:LONGEST],
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        )


def short(text: str) -> str:
    """Return a text as one line of bounded length."""
    return " ".join(text.split())[:LONGEST]


def dump(facts: Facts) -> bytes:
    """Return facts as JSON."""
    told = {"format": FORMAT, **plain(facts)}
    return json.dumps(told, separators=(",", ":"), default=plain).encode()


def plain(value: Any) -> dict[str, Any]:
    """Return what a fact holds, by name; `dataclasses.asdict` takes several times as long."""
    return {name: getattr(value, name) for name in value.__slots__}


def restore(data: bytes) -> Facts:
    """Return the facts that :func:`dump` wrote."""
    found: dict[str, Any] = json.loads(data)
    page: Callable[[dict[str, Any]], PageFact] = lambda each: PageFact(  # noqa: E731 - used once
        **{
            **each,
            "sections": tuple(
                SectionFact(tuple(part["path"]), part["slug"], part["text"])
                for part in each["sections"]
            ),
        }
    )
    return Facts(
        tuple(RecordFact(**{**each, "by": tuple(each["by"])}) for each in found["records"]),
        tuple(page(each) for each in found["pages"]),
        tuple(DiagramFact(**each) for each in found["diagrams"]),
        tuple(found["broken"]),
    )
