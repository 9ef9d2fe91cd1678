"""Compare two versions by their facts; nothing is read and nothing drawn here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archdocs.records.matched import matched
from archdocs.site.changes.facts import DiagramFact, Facts, PageFact, RecordFact, SectionFact

if TYPE_CHECKING:
    from archdocs.diagrams.diff.verb import Changed
    from archdocs.diagrams.model import Graph

__all__ = ["Changes", "PageChange", "RecordChange", "SectionChange", "compare"]

ADDED, REMOVED, EDITED = "added", "removed", "edited"
SUPERSEDED, MOVED = "superseded", "moved"
RENAMED, RETITLED, CHANGED = "renamed", "retitled", "changed"
#: What became of records and pages, in the order in which it is told.
RECORD_OUTCOMES = (ADDED, SUPERSEDED, MOVED, EDITED, REMOVED)
PAGE_OUTCOMES = (ADDED, REMOVED, RENAMED, RETITLED, CHANGED)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of a record: ``moved`` is to another status, ``edited`` its text alone."""

    outcome: str
    now: RecordFact
    before: RecordFact | None = None


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What became of a section: ``added``, ``removed``, ``changed``, or ``renamed`` from ``was``.

    An empty path is the page's own beginning.
    """

    outcome: str
    path: tuple[str, ...]
    slug: str
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageChange:
    """What became of a page, under its address before and now, and of its sections."""

    outcome: str
    now: PageFact
    before: PageFact | None = None
    sections: tuple[SectionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed. ``unknown`` are scripts that fail in one of the versions."""

    records: tuple[RecordChange, ...] = ()
    pages: tuple[PageChange, ...] = ()
    diagrams: tuple[Changed, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return bool(self.records or self.pages or self.diagrams or self.unknown)


def compare(old: Facts, new: Facts, renamed: Mapping[str, str]) -> Changes:
    """Return what changed between two versions; ``renamed`` maps pages' old names to new ones.

    A page that leads to nothing there is gone, whatever else has its name now.
    """
    unknown = {*old.broken, *new.broken}
    return Changes(
        tuple(sorted(record_changes(old.records, new.records), key=record_order)),
        tuple(sorted(page_changes(old.pages, new.pages, renamed), key=page_order)),
        diagram_changes(old.diagrams, new.diagrams, unknown),
        tuple(sorted(unknown)),
    )


def record_changes(old: Iterable[RecordFact], new: Iterable[RecordFact]) -> Iterator[RecordChange]:
    """Yield what became of records: one is the same by its path, else its title, else its id."""
    names: tuple[Callable[[RecordFact], Hashable], ...] = (
        lambda each: each.path,
        # Before the id: a number that was given away may be another record's by now.
        lambda each: (each.kind, each.title, each.date) if each.title else each.path,
        lambda each: each.id,
    )
    for before, now in matched(old, new, names):
        if now is None or before is None:
            there = now or before
            if there is not None:
                yield RecordChange(REMOVED if now is None else ADDED, there, before)
        elif now.by and (before.status, before.by) != (now.status, now.by):
            yield RecordChange(SUPERSEDED, now, before)
        elif before.status != now.status:
            yield RecordChange(MOVED, now, before)
        elif (before.id, before.title, before.text) != (now.id, now.title, now.text):
            yield RecordChange(EDITED, now, before)


def page_changes(
    old: Iterable[PageFact], new: Iterable[PageFact], renamed: Mapping[str, str]
) -> Iterator[PageChange]:
    """Yield what became of pages."""
    left, right = {page.name: page for page in old}, {page.name: page for page in new}
    pairs = {was: now for was, now in renamed.items() if was in left and now in right}
    known = {*renamed, *pairs.values()}
    pairs |= {name: name for name in left.keys() & right.keys() - known}
    gone = [page for page in left.values() if page.name not in pairs]
    met = set(pairs.values())
    came = [page for page in right.values() if page.name not in met]
    for one, other in matched(gone, came, (lambda page: (page.title, page.sections),)):
        if one is not None and other is not None:
            pairs[one.name] = other.name
    for was, now in sorted(pairs.items()):
        before, after = left.pop(was), right.pop(now)
        sections = tuple(section_changes(before.sections, after.sections))
        if was != now:
            yield PageChange(RENAMED, after, before, sections)
        elif before.title != after.title:
            yield PageChange(RETITLED, after, before, sections)
        elif sections:
            yield PageChange(CHANGED, after, before, sections)
    yield from (PageChange(REMOVED, page, page) for page in left.values())
    yield from (PageChange(ADDED, page) for page in right.values())


def section_changes(
    old: Sequence[SectionFact], new: Sequence[SectionFact]
) -> Iterator[SectionChange]:
    """Yield what became of sections, in the order of the later page, then what is gone."""
    left, right = numbered(old), numbered(new)
    gone = {key: section for key, section in left.items() if key not in right}
    came = {key: section for key, section in right.items() if key not in left}
    same_text = {
        now: was
        for was, now in pairs_of(gone, came, lambda section: section.text)
        if gone[was].text
    }
    for key, section in right.items():
        if key in left:
            if left[key].text != section.text:
                yield SectionChange(CHANGED, section.path, section.slug)
        elif key in same_text:
            was = gone.pop(same_text[key])
            yield SectionChange(RENAMED, section.path, section.slug, was.path)
        else:
            yield SectionChange(ADDED, section.path, section.slug)
    yield from (SectionChange(REMOVED, section.path, "") for section in gone.values())


Key = tuple[tuple[str, ...], int]


def numbered(sections: Iterable[SectionFact]) -> dict[Key, SectionFact]:
    """Return sections by the headings that lead to them and their number among equals."""
    counts: Counter[tuple[str, ...]] = Counter()
    found = {}
    for section in sections:
        counts[section.path] += 1
        found[section.path, counts[section.path]] = section
    return found


def pairs_of(
    old: Mapping[Key, SectionFact],
    new: Mapping[Key, SectionFact],
    name: Callable[[SectionFact], str],
) -> Iterator[tuple[Key, Key]]:
    """Yield the keys of sections that have something in common that no others have."""
    here = {name(section): key for key, section in old.items()}
    there = {name(section): key for key, section in new.items()}
    counts = Counter(map(name, old.values())), Counter(map(name, new.values()))
    for text, key in here.items():
        if text in there and counts[0][text] == counts[1][text] == 1:
            yield key, there[text]


def diagram_changes(
    old: Sequence[DiagramFact], new: Sequence[DiagramFact], unknown: set[str]
) -> tuple[Changed, ...]:
    """Return what became of diagrams: one is the same by script and file, else by its title.

    Of a script that fails nothing is told, least of all that its diagram is gone.
    """
    if not old and not new:
        return ()
    # What compares diagrams is much, and most documentations have none.
    from archdocs.diagrams.diff.compare import compare as compare_graphs
    from archdocs.diagrams.diff.verb import Changed
    from archdocs.diagrams.kept import restore

    one = [(each, restore(each.graph)) for each in old if each.script not in unknown]
    two = [(each, restore(each.graph)) for each in new if each.script not in unknown]
    names: tuple[Callable[[tuple[DiagramFact, Graph]], Hashable], ...] = (
        lambda each: (each[0].script, each[0].file),
        lambda each: each[1].name,
    )
    found = []
    for before, now in matched(one, two, names):
        there = now or before
        if there is None:
            continue
        script, name = there[0].script, there[1].name or there[0].file
        if before is None or now is None:
            found.append(Changed(script, script, name, REMOVED if now is None else ADDED))
        elif before[0].graph != now[0].graph:
            comparison = compare_graphs(before[1], now[1])
            if not comparison.same:
                was = before[0].script
                found.append(Changed(script, was, name, CHANGED, comparison))
    return tuple(sorted(found, key=lambda each: (each.script, each.name, each.outcome)))


def record_order(change: RecordChange) -> tuple[str, int, str, str]:
    """Return what record changes are put in order by: kind, what became of it, id."""
    place = RECORD_OUTCOMES.index(change.outcome)
    return change.now.kind, place, change.now.id, change.now.path


def page_order(change: PageChange) -> tuple[int, str]:
    """Return what page changes are put in order by."""
    return PAGE_OUTCOMES.index(change.outcome), change.now.name
