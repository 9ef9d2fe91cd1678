"""Lay the pages about what changed between versions into a site.

Versions are compared by what git has of them, so no page of any is built for it. Each
comparison is remembered by both versions; where none has changed, nothing is done.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.project import Project
from archdocs.site.changes.compare import Changes, compare
from archdocs.site.changes.facts import Facts, Reader
from archdocs.site.changes.order import newest_first
from archdocs.site.changes.page import Pair, Side, index_page, no_page, pair_page
from archdocs.site.changes.verb import facts_key
from archdocs.site.changes.words import counted
from archdocs.site.folder import SiteFolder
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry
from archdocs.site.plan import Planned
from archdocs.site.slugs import CHANGES
from archdocs.system.cache import digest
from archdocs.system.scratch import claimed

if TYPE_CHECKING:
    from archdocs.diagrams.diff.verb import Changed
    from archdocs.diagrams.engines import Engine

__all__ = ["lay", "pairs", "predecessor"]

NAMESPACE = "site-changes"
#: So many versions are all compared with each other; of more, neighbours and the current ones.
ALL = 12


@dataclass(frozen=True, slots=True)
class Known:
    """A version to compare: its commit, the key of its facts, and what readers see of it."""

    side: Side
    commit: str
    key: str

    @property
    def stamp(self) -> str:
        """A digest of all that pages about it depend on."""
        version, entry = self.side.entry.version, self.side.entry
        names = (version.title, version.slug, str(version.time), self.side.docs)
        return digest(self.key, *names, *entry.aliases, "", *entry.pages)


def lay(
    project: Project,
    folder: SiteFolder,
    shown: Sequence[tuple[Planned, Entry]],
    moved: Moved,
    *,
    records: bool,
) -> tuple[str, ...]:
    """Bring the pages up to date; return the versions' folders from the latest to the earliest.

    There are none where there is nothing to compare. Hidden versions are in no page. ``shown``
    are the versions as the switcher has them; ``records`` says that there is a page about all
    records.

    Raises :class:`EnvironmentFault` when the disk refuses.
    """
    listed = {both[1].version: both for both in shown if not both[1].version.hidden}
    if len(listed) < 2:
        return ()
    order = newest_first(project.git, tuple(listed))
    known = [known_of(project, *listed[version]) for version in order]
    names = tuple(version.slug for version in order)
    stamps = (each.stamp for each in known)
    key = digest(project.name, json.dumps([moved.trails, records]), *stamps)
    present = folder.intact(CHANGES)
    if present is not None and present.key == key:
        return names
    folder.claim()
    pages = Pages(project, known, moved, records=records)
    files = pages.files()
    # What could not be read is to be tried again by the next build.
    folder.lay(CHANGES, key if pages.whole else "", "", files, {})
    return names


def known_of(project: Project, planned: Planned, entry: Entry) -> Known:
    """Return what is to be known of a version before it is read."""
    key = facts_key(project, planned.version.commit, planned.parts.get("files", ""))
    return Known(Side(entry, planned.docs or ""), planned.version.commit, key)


class Pages:
    """Makes the pages of all comparisons."""

    def __init__(
        self,
        project: Project,
        known: Sequence[Known],
        moved: Moved,
        *,
        records: bool,
    ) -> None:
        self.project = project
        self.known = known
        self.moved = moved
        self.records = records
        self.reader = Reader(project)
        self.read: dict[str, Facts | None] = {}
        self.whole = True

    def files(self) -> dict[str, bytes]:
        """Return every file of the folder."""
        entries = [each.side.entry for each in self.known]
        made: dict[str, bytes] = {}
        steps: dict[str, tuple[Pair, str]] = {}
        others: dict[str, list[Pair]] = {}
        for new, old in pairs(entries):
            near = predecessor(entries, new) == old
            pictured = near or "stable" in (*entries[new].aliases, *entries[old].aliases)
            entry = self.compared(self.known[old], self.known[new], pictured=pictured)
            pair = Pair(self.known[old].side, self.known[new].side)
            slug = entries[new].version.slug
            if near:
                steps[slug] = pair, entry.pop("counts").decode()
            else:
                others.setdefault(slug, []).append(pair)
            made[pair.name] = entry.pop("page")
            made |= {name: data for name, data in entry.items() if name != "counts"}
        sides = [each.side for each in self.known]
        made["index.html"] = index_page(self.project.name, sides, steps, others).encode()
        return made

    def compared(self, old: Known, new: Known, *, pictured: bool) -> dict[str, bytes]:
        """Return the page about two versions, its pictures, and a line about it."""
        renamed = self.renamed(old, new)
        key = digest(
            old.stamp, new.stamp, self.project.name, json.dumps([renamed, self.records, pictured])
        )
        entry = self.project.cache.get(NAMESPACE, key)
        if entry is not None:
            return entry
        first, last = self.facts(old), self.facts(new)
        pair = Pair(old.side, new.side)
        if first is None or last is None:
            # Its build says why; a page that others lead to is there all the same.
            self.whole = False
            return {"page": no_page(pair).encode(), "counts": b"not compared"}
        changes = compare(first, last, renamed)
        drawn = dict(self.pictures(changes)) if pictured else {}
        names = {place: f"pictures/{name_of(svg)}" for place, svg in drawn.items()}
        text = pair_page(self.project.name, pair, changes, names, records=self.records)
        entry = {"page": text.encode(), "counts": counted(changes).encode()}
        entry |= {names[place]: svg for place, svg in drawn.items()}
        with contextlib.suppress(EnvironmentFault):
            self.project.cache.put(NAMESPACE, key, entry)
        return entry

    def renamed(self, old: Known, new: Known) -> dict[str, str]:
        """Return what pages of one version are called in the other; nothing if not there."""
        one, other = (each.side.entry.version.slug for each in (old, new))
        after = set(new.side.entry.pages)
        pages = old.side.entry.pages
        there = ((page, self.moved.there(one, page, other, after)) for page in pages)
        return {was: now or "" for was, now in there if was != now and (now or was in after)}

    def facts(self, known: Known) -> Facts | None:
        """Return the facts of a version, with the pages that were built of it."""
        if known.key not in self.read:
            try:
                found = self.reader.facts(known.commit, known.key)
            except ArchdocsError:
                self.read[known.key] = None
                return None
            built = frozenset(known.side.entry.pages)
            pages = tuple(page for page in found.pages if not built or page.name in built)
            self.read[known.key] = dataclasses.replace(found, pages=pages)
        return self.read[known.key]

    def pictures(self, changes: Changes) -> Iterator[tuple[int, bytes]]:
        """Yield pictures of both versions in one, by the place of the diagram."""
        for place, change in enumerate(changes.diagrams):
            svg = self.drawn(change)
            if svg:
                yield place, svg

    def drawn(self, change: Changed) -> bytes:
        """Draw both versions of a diagram; nothing where that can't be done.

        Icons come from the library alone: what else a diagram names, another version may mean.
        """
        if change.comparison is None:
            return b""
        from archdocs.diagrams.diff.union import union
        from archdocs.diagrams.drawing import drawing
        from archdocs.diagrams.sanitize import BadSvg

        try:
            with claimed("archdocs-changes-") as nowhere:
                bare = Project(nowhere, self.project.settings, cache=self.project.cache)
                graph = union(change.comparison)
                with drawing(bare, self.engine) as ready:
                    icons, _ = ready.find_icons(change.script, graph)
                    return ready.draw_graph(graph, icons, change.script)[0].svg
        except (ArchdocsError, BadSvg):
            return b""

    @functools.cached_property
    def engine(self) -> Engine:
        """What lays diagrams out; there is one where a diagram was drawn."""
        from archdocs.diagrams import engines

        return engines.choose(self.project.settings.diagrams.engine, self.project.root)


def name_of(svg: bytes) -> str:
    """Return a picture's file name, by content."""
    return f"{hashlib.sha256(svg).hexdigest()[:20]}.svg"


def pairs(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """Return the places of the versions that are compared: the later one, and the earlier."""
    places = range(len(entries))
    if len(entries) <= ALL:
        return [(new, old) for new in places for old in places[new + 1 :]]
    current = [place for place in places if entries[place].aliases]
    steps = ((new, predecessor(entries, new)) for new in places)
    return sorted(
        {(new, old) for new, old in steps if old is not None}
        | {
            (min(one, other), max(one, other))
            for one in current
            for other in places
            if one != other
        }
    )


def predecessor(entries: Sequence[Entry], place: int) -> int | None:
    """Return the place of the version that one follows: a release, where there is one before it.

    After a release that is another release, no candidate.
    """
    own = entries[place].version
    later = range(place + 1, len(entries))
    releases = [other for other in later if entries[other].version.release]
    if own.release and not own.prerelease:
        full = [other for other in releases if not entries[other].version.prerelease]
        releases = full or releases
    return next(iter([*releases, *later]), None)
