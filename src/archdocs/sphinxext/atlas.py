"""What a build knows of its diagrams together: what nodes stand for, and which pages show them.

Both depend on all documents and scripts, so links are made when a page is written. The digest
of what each page shows of this is kept in the environment; a page is written again when it
changes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from archdocs.diagrams.parts import Part, Shown, tooltip
from archdocs.diagrams.render import Result
from archdocs.diagrams.urls import source_address
from archdocs.freshness.bound import Meant, Ties
from archdocs.freshness.mermaidnodes import leading
from archdocs.freshness.owners import code_owners
from archdocs.freshness.systems import System, collect, owner_among, owner_by
from archdocs.sphinxext.covers import Cover, covers_in
from archdocs.sphinxext.diagram import DRAWN
from archdocs.sphinxext.facts import facts_of, pages_with
from archdocs.sphinxext.project import project_of
from archdocs.sphinxext.sectionlink import anchor_of
from archdocs.sphinxext.shownpictures import shown_in
from archdocs.system.cache import digest

__all__ = ["SYSTEMS", "Atlas", "Place", "atlas_of", "setup"]

DIGESTS = "archdocs_diagram_digests"
#: Stands for the table of systems among what a page shows.
SYSTEMS = "@systems"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to lead to: a page and the id on it, or with no page an address."""

    docname: str
    anchor: str = ""
    url: str = ""


class Bound(NamedTuple):
    """Files that nodes stand for; of each node its page, script, picture's title and element."""

    files: frozenset[str]
    nodes: list[tuple[str, str, str, str]]


class Atlas:
    """The diagrams of one build, once every page was read."""

    def __init__(self, app: Sphinx) -> None:
        self.env = app.env
        self.facts = facts_of(app)
        self.project = project_of(app)
        self.ties = Ties(self.facts.catalog, self.project.worktree.files())
        self.owner_of = code_owners(self.project.worktree)
        found = DRAWN[app.config].found if app.config in DRAWN else {}
        self._owners: dict[str, str] = {}
        self._covering: dict[str, list[Place]] = {}
        self.results = [item for item in found.values() if isinstance(item, Result)]

    @functools.cached_property
    def pages(self) -> dict[str, str]:
        """The documents by their paths in the project."""
        root, found = self.project.root, {}
        for docname in sorted(self.env.found_docs):
            path = Path(self.env.doc2path(docname)).resolve()
            if path.is_relative_to(root):
                found[path.relative_to(root).as_posix()] = docname
        return found

    @functools.cached_property
    def paths(self) -> dict[str, str]:
        """The paths of documents in the project by their names."""
        return {docname: path for path, docname in self.pages.items()}

    @functools.cached_property
    def covers(self) -> tuple[Cover, ...]:
        """What sections and pages say they cover, the narrowest first."""
        return covers_in(self.pages, self.project.worktree, self.ties)

    @functools.cached_property
    def covers_by_page(self) -> dict[str, list[Cover]]:
        """The same by the page."""
        found: dict[str, list[Cover]] = {}
        for cover in self.covers:
            found.setdefault(cover.docname, []).append(cover)
        return found

    @functools.cached_property
    def systems(self) -> tuple[System, ...]:
        """The systems of all scripts of the diagrams folder, and of Mermaid blocks in pages."""
        scripts = [item for result in self.results for item in result.shown]
        blocks = [
            leading(self.ties, item)
            for docname in sorted(self.shown)
            for item in self.shown[docname]
            if item.script == self.paths.get(docname)
        ]
        return collect(self.ties, [*scripts, *blocks], self.owner_of)

    @functools.cached_property
    def shown(self) -> dict[str, tuple[Shown, ...]]:
        """The pictures of each page."""
        return shown_in(self.env)

    @functools.cached_property
    def bound(self) -> dict[str, Bound]:
        """What nodes on pages stand for, by its name: the files, and each node that does."""
        found: dict[str, Bound] = {}
        for docname in sorted(self.shown):
            for item in self.shown[docname]:
                for part in item.parts:
                    for target in part.targets:
                        meant = self.ties.meant(target, item.script)
                        known = found.setdefault(meant.name, Bound(frozenset(meant.files), []))
                        known.nodes.append((docname, item.script, item.title, part.element))
        return {name: known for name, known in found.items() if known.files}

    @functools.cached_property
    def _pages_of(self) -> dict[tuple[str, str], list[str]]:
        """The pages of each picture."""
        found: dict[tuple[str, str], list[str]] = {}
        for docname in sorted(self.shown):
            for item in self.shown[docname]:
                found.setdefault((item.script, item.picture), []).append(docname)
        return found

    def pages_of(self, script: str, picture: str) -> list[str]:
        """Return the pages that show a picture."""
        return self._pages_of.get((script, picture), [])

    def destination(self, targets: Iterable[Meant], here: str) -> Place | None:
        """Return where a node leads to from a page: to a page if it can, else to the code."""
        known = list(targets)
        places = (place for meant in known for place in self.page_for(meant, here))
        codes = (place for meant in known for place in self.address_of(meant))
        return next(places, None) or next(codes, None)

    def page_for(self, meant: Meant, here: str) -> Iterator[Place]:
        """Yield the pages about a target: its own, then those that cover it, narrowest first."""
        if meant.record is not None or meant.files == (meant.path,):
            docname = self.pages.get(meant.path)
            if docname and docname != here:
                yield Place(docname)
        if meant.record is None and meant.files:
            for place in self.covering(meant):
                if place.anchor or place.docname != here:
                    yield place

    def covering(self, meant: Meant) -> list[Place]:
        """Return the sections and pages that cover what a target means, the narrowest first."""
        if meant.name not in self._covering:
            files = frozenset(meant.files)
            self._covering[meant.name] = [
                Place(cover.docname, self.anchor(cover))
                for cover in self.covers
                if cover.includes(meant.name, files)
            ]
        return self._covering[meant.name]

    def anchor(self, cover: Cover) -> str:
        """Return the id of a section on its page; empty for a page."""
        title = cover.title
        return anchor_of(self.env, cover.docname, title).removeprefix("#") if title else ""

    def address_of(self, meant: Meant) -> Iterator[Place]:
        """Yield the address of what has no page: on the web, or of code as it is configured."""
        if meant.kind == "url":
            yield Place("", url=meant.raw)
        if meant.kind == "code":
            address = source_address(self.project.settings.diagrams.source, meant.path)
            if address:
                yield Place("", url=address)

    def tooltip(self, script: str, part: Part) -> str:
        """Return what is to be said of a node: its name, kind, what it stands for, whose it is."""
        meant = [self.ties.meant(target, script) for target in part.targets]
        owner = part.owner or owner_among(meant, self.owner)
        return tooltip(part, map(described, meant), owner)

    def owner(self, meant: Meant) -> str:
        """Return who owns what a target means."""
        if meant.name not in self._owners:
            self._owners[meant.name] = owner_by(meant, self.owner_of)
        return self._owners[meant.name]

    def shown_by(self, docname: str) -> dict[int, tuple[tuple[str, Place], ...]]:
        """Return the diagrams that show what a page is about, by the line of the section.

        Line 0 is the page as a whole. A place is the first element of its picture that does.
        """
        path = self.paths.get(docname, "")
        found: dict[int, tuple[tuple[str, Place], ...]] = {}
        itself = Cover(docname, frozenset({path}), frozenset({path}))
        for cover in (itself, *self.covers_by_page.get(docname, ())) if path else ():
            line = 0 if path in self.ties.records else cover.line
            known = found.get(line, ())
            found[line] = tuple(dict.fromkeys((*known, *self.showing(cover))))
        return {line: places for line, places in found.items() if places}

    def showing(self, cover: Cover) -> Iterator[tuple[str, Place]]:
        """Yield the title and place of each picture on another page that shows what is covered."""
        found: dict[tuple[str, str, str], str] = {}
        for name, known in self.bound.items():
            if cover.includes(name, known.files):
                for docname, script, title, element in known.nodes:
                    if docname != cover.docname:
                        found.setdefault((docname, script, title), element)
        for (docname, _, title), element in sorted(found.items()):
            yield title, Place(docname, element)

    def digest(self, docname: str) -> str:
        """Return a digest of what a page shows of all this."""
        ties = [
            (
                part.element,
                self.tooltip(item.script, part),
                *(self.destination_of(item, part, here) for here in (docname, "")),
            )
            for item in self.shown.get(docname, ())
            for part in item.parts
        ]
        told = [
            (line, [(title, place, self.title(place.docname)) for title, place in places])
            for line, places in self.shown_by(docname).items()
        ]
        table = self.systems_digest if docname in pages_with(self.env, SYSTEMS) else ""
        return digest(repr(ties), repr(told), table)

    def destination_of(self, item: Shown, part: Part, here: str) -> Place | None:
        """Return where one node of a picture on a page leads to."""
        meant = (self.ties.meant(target, item.script) for target in part.targets)
        return self.destination(meant, here)

    def title(self, docname: str) -> str:
        """Return a page's title."""
        title = self.env.titles.get(docname)
        return title.astext() if title is not None else docname

    @functools.cached_property
    def systems_digest(self) -> str:
        """A digest of what tables of systems show."""
        places = [
            [self.pages_of(at.script, at.picture) for at in item.shown] for item in self.systems
        ]
        ends = [
            [(described(meant), self.destination([meant], "")) for meant in item.targets]
            for item in self.systems
        ]
        titles = {page: self.title(page) for page in sorted(self.pages.values())}
        return digest(repr(self.systems), repr(places), repr(ends), repr(titles))


def described(meant: Meant) -> str:
    """Return a target in words: a record with its title and status."""
    record = meant.record
    return f"{record.id} {record.title} ({record.status})" if record is not None else meant.raw


#: The atlas of each build in this process, by the folder of its doctrees.
KNOWN: dict[str, Atlas] = {}


def atlas_of(app: Sphinx) -> Atlas:
    """Return the atlas of a build; call it when all pages were read."""
    key = str(app.doctreedir)
    if key not in KNOWN:
        KNOWN[key] = Atlas(app)
    return KNOWN[key]


def renew(app: Sphinx) -> None:
    """Forget the atlas of the build before."""
    KNOWN.pop(str(app.doctreedir), None)


def updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again because of other pages, scripts or records."""
    renew(app)
    atlas = atlas_of(app)
    before: dict[str, str] = vars(env).get(DIGESTS, {})
    now = {docname: atlas.digest(docname) for docname in sorted(env.found_docs)}
    vars(env)[DIGESTS] = now
    return [name for name, value in now.items() if before.get(name, value) != value]


def setup(app: Sphinx) -> None:
    """Keep pages true to the diagrams of other pages."""
    app.connect("builder-inited", renew)
    app.connect("env-get-updated", updated)
