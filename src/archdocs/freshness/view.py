"""What the rules look at: one moment of a project, with its documents dated."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archdocs.finding import Location
from archdocs.freshness.anchors import Target, digest_of, matched
from archdocs.freshness.definitions import SCHEME, source_of, target_digest
from archdocs.freshness.documents import document_paths, load_document
from archdocs.freshness.facts import Facts
from archdocs.freshness.history import Prints, Touch, fingerprints, short_digest
from archdocs.freshness.lock import Lock, Review, holds_of, newest
from archdocs.freshness.past import Past
from archdocs.freshness.snapshot import Snapshot
from archdocs.records.catalog import Catalog
from archdocs.settings import Settings
from archdocs.system.markup import Document, Section, decode
from archdocs.system.symbols import Source

__all__ = ["PAGE", "Unit", "View", "prints_of", "split_name"]

#: The anchor of a page as a whole (front matter, or a comment before the first heading).
PAGE = ""

Touches = Mapping[str, Mapping[str, Touch]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A section, or a page, that says what it covers or how often it is to be reviewed.

    ``lines`` says where each of its settings stands.
    """

    path: str
    anchor: str
    title: str
    line: int
    covers: tuple[Target, ...]
    owner: str
    every: str
    lines: Mapping[str, int]
    strict: bool = False

    @property
    def name(self) -> str:
        """How the lock and reports call it: ``path#anchor``, or the path for a page."""
        return f"{self.path}#{self.anchor}" if self.anchor else self.path

    def at(self, key: str) -> Location:
        """Return the place of one of its settings."""
        return Location(self.path, self.lines.get(key, self.line))


@dataclass(kw_only=True, eq=False)
class View:
    """The moment ``today`` of the files in ``snapshot``.

    ``touches`` and ``past`` are ``None`` where there is no history to ask. ``base`` is the
    commit a change under review starts from, empty without one. ``memo`` holds what rules
    worked out together.
    """

    snapshot: Snapshot
    settings: Settings
    facts: Facts
    today: datetime.date
    catalog: Catalog
    lock: Lock
    touches: Touches | None = None
    past: Past | None = None
    base: str = ""
    memo: dict[str, Any] = field(default_factory=dict)
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @functools.cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are checked, scanned, by path."""
        found = {}
        for path in document_paths(self.snapshot.files, self.settings):
            document = load_document(self.snapshot, self.facts, path)
            if document is not None:
                found[path] = document
        return found

    def lines(self, path: str) -> tuple[str, ...]:
        """Return the lines of a document."""
        if path not in self._lines:
            data = self.snapshot.read(path) or b""
            self._lines[path] = tuple(decode(data).split("\n"))
        return self._lines[path]

    def quote(self, path: str, line: int) -> str:
        """Return one line as evidence, shortened."""
        lines = self.lines(path)
        text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        return text if len(text) <= 160 else text[:157] + "…"

    def touch(self, path: str, anchor: str) -> Touch | None:
        """Return when a section last changed; for a page, its newest section."""
        known = (self.touches or {}).get(path, {})
        if anchor == PAGE:
            return max(known.values(), key=lambda each: each.time, default=None)
        return known.get(anchor)

    @functools.cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every section and page with settings."""
        return tuple(unit for doc in self.documents.values() for unit in units_of(doc))

    def text_digest(self, path: str, anchor: str) -> str:
        """Return the digest of a section's text, or a page's; empty when it is not there."""
        if path not in self.documents:
            return ""
        prints = prints_of(self.snapshot, self.facts, path)
        if anchor != PAGE:
            return prints[anchor][1] if anchor in prints else ""
        return short_digest("\n".join(print_[1] for print_ in prints.values()))

    def review(self, unit: Unit) -> Review | None:
        """Return the review that is true of a unit as it is now, also under a former name."""
        text = self.text_digest(unit.path, unit.anchor)
        for former in (False, True):
            covers = self.cover_digests(unit, former=former)
            found = self.lock.standing(unit.name, text, covers) or newest(
                review for review in self.orphans if holds_of(text, covers) in review.holds
            )
            if found or not any(target.symbol for target in unit.covers):
                return found
        return None

    def last_review(self, unit: Unit) -> Review | None:
        """Return the newest review whose text is still the unit's, whatever the code does."""
        text = self.text_digest(unit.path, unit.anchor)
        named = [*self.lock.of(unit.name), *self.orphans]
        return newest(review for review in named if text in review.text)

    @functools.cached_property
    def orphans(self) -> tuple[Review, ...]:
        """Reviews of sections that are not there under that name any more."""
        return tuple(r for r in self.lock.reviews if not self.text_digest(*split_name(r.section)))

    def cover_digests(self, unit: Unit, *, former: bool = False) -> dict[str, str]:
        """Return, for each target as written, the digest of the code it stands for."""
        return {target.raw: self.cover_digest(target, former=former) for target in unit.covers}

    def cover_digest(self, target: Target, *, former: bool = False) -> str:
        """Return the digest of a target, ``former`` as older releases wrote it to the lock."""
        mark = SCHEME if target.symbol and not former else ""
        return mark + digest_of(self.covered(target, former=former).items())

    def covered(self, target: Target, *, former: bool = False) -> dict[str, str]:
        """Return the files a target matches, each with the digest of what counts in it."""
        key = f"covered {former} {target.raw}"
        if key not in self.memo:
            found = {}
            for path in self.matched(target):
                blob = self.snapshot.blob(path)
                digest = self.part_digest(target, path, blob, former=former) if blob else ""
                if digest:
                    found[path] = digest
            self.memo[key] = found
        return dict(self.memo[key])

    def matched(self, target: Target) -> tuple[str, ...]:
        """Return the files that a target names."""
        if target.path in self.snapshot.known:
            return (target.path,)
        return matched(target, self.snapshot.files)

    def part_digest(self, target: Target, path: str, blob: str, *, former: bool = False) -> str:
        """Return the digest of a target's part of one version of a file; "" when not in it."""
        read = self.reader(path, blob)
        return target_digest(self.facts, target, path, blob, read, former=former)

    def source(self, path: str, blob: str = "") -> Source | None:
        """Return the symbols of a file, today's or those of one version.

        Raises as :func:`archdocs.freshness.definitions.source_of` does.
        """
        blob = blob or self.snapshot.blob(path)
        return source_of(self.facts, blob, path, self.reader(path, blob)) if blob else None

    def reader(self, path: str, blob: str) -> Callable[[], bytes | None]:
        """Return how to get the content of one version of a file."""
        if path in self.snapshot.known and self.snapshot.blob(path) == blob:
            return lambda: self.snapshot.read(path)
        past = self.past
        return (lambda: past.history.read(blob)) if past else (lambda: None)


def split_name(name: str) -> tuple[str, str]:
    """Split ``path#anchor``."""
    path, _, anchor = name.partition("#")
    return path, anchor


def prints_of(snapshot: Snapshot, facts: Facts, path: str) -> Prints:
    """Return the fingerprints of a document as it is in a snapshot."""
    key = f"{snapshot.blob(path)}:{'rst' if path.lower().endswith('.rst') else 'md'}"
    stored = facts.get("prints", key)
    if stored is None:
        data = snapshot.read(path)
        stored = facts.put("prints", key, fingerprints(data or b"", path))
    return {anchor: (item[0], item[1], item[2]) for anchor, item in stored.items()}


def truthy(given: tuple[str, ...]) -> bool:
    """Say whether a setting that may stand alone is on."""
    return bool(given) and given[0].lower() not in ("no", "false", "off")


def units_of(document: Document) -> Iterator[Unit]:
    """Yield the units of one document: the page first, then its sections."""
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    lines: dict[str, dict[str, int]] = {}
    titles: dict[str, Section] = {s.anchor: s for s in document.sections if s.level}
    for key, value in document.front.values.items():
        texts = value if isinstance(value, list) else [value]
        given = tuple(str(text) for text in texts if isinstance(text, str))
        values.setdefault(PAGE, {})[key] = given
        lines.setdefault(PAGE, {})[key] = document.front.lines.get(key, 1)
    for comment in document.comments:
        section = document.section_at(comment.line)
        anchor = section.anchor if section and section.level else PAGE
        for key, given in comment.values.items():
            merged = values.setdefault(anchor, {})
            merged[key] = merged.get(key, ()) + given
            lines.setdefault(anchor, {}).setdefault(key, comment.line)
    page = values.get(PAGE, {})
    for anchor, found in values.items():
        if not found.get("covers") and not found.get("review-every"):
            continue
        yield Unit(
            document.path,
            anchor,
            titles[anchor].title if anchor in titles else "",
            titles[anchor].start if anchor in titles else 1,
            tuple(Target.parse(raw) for raw in dict.fromkeys(found.get("covers", ()))),
            (found.get("owner") or page.get("owner") or ("",))[0],
            (found.get("review-every") or ("",))[0],
            lines[anchor],
            truthy(found.get("strict") or page.get("strict") or ()),
        )
