"""``record.accepted-edited``: a change rewrites an accepted decision."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.change_codes import ACCEPTED_EDITED
from archdocs.freshness.gone import IN_FORCE
from archdocs.freshness.past import Past
from archdocs.freshness.view import View
from archdocs.records.model import Record
from archdocs.records.reader import read_record
from archdocs.system.markup import Section, decode
from archdocs.system.markup.scan import sections_of

__all__ = ["find"]

#: Sections that grow after the decision.
GROWING = re.compile(
    r"status|link|reference|more information|histor|change ?log|note|update|amend|confirmation"
    r"|see also|related",
    re.I,
)
TARGET = re.compile(
    r"^[ \t]*(?:```|~~~).*$|\]\([^()]*\)|<[^<>\s]*>|https?://\S+|\b[A-Z]{2,8}-\d+\b|\b\d{4}-[\w-]+\.md\b",
    re.M,
)
WORD = re.compile(r"[^\W_]+")
#: Words more or less that make a correction.
FEW = 2
#: Two words this alike are one, spelt in two ways.
SPELLING = 0.75
LONGEST = 20_000


def find(view: View) -> Iterator[Finding]:
    """Report each decision that was accepted before the change and reads otherwise after it."""
    past = view.past
    if past is None or not view.base:
        return
    for record in view.catalog.records:
        if record.kind != "adr" or record.status != IN_FORCE:
            continue
        old = text_before(view, past, record)
        if old is not None:
            new = decode(view.snapshot.read(record.path) or b"")
            yield from rewritten(record, old, new)


def text_before(view: View, past: Past, record: Record) -> str | None:
    """Return a decision's text before the change, if it was accepted and is another now."""
    blob = past.blobs_at(view.base, record.path).get(record.path, "")
    if not blob or blob == view.snapshot.blob(record.path):
        return None
    data = past.history.read(blob)
    kind = view.catalog.kinds[record.kind]
    before, _ = read_record(record.path, data, kind, view.settings.records.digits)
    return decode(data) if before is not None and before.status == IN_FORCE else None


def rewritten(record: Record, old: str, new: str) -> Iterator[Finding]:
    """Compare section by section; text under a heading of its own may be added."""
    before, after = words_by_section(old, record.path), words_by_section(new, record.path)
    pair_renamed(before, after)
    changed = {
        anchor: distance(words, after[anchor][1] if anchor in after else [])
        for anchor, (_, words) in before.items()
    }
    total = sum(changed.values())
    if total <= FEW:
        return
    worst = max(changed, key=lambda anchor: changed[anchor])
    section = after[worst][0] if worst in after else None
    title = section.title if section else before[worst][0].title
    yield ACCEPTED_EDITED.at(
        Location(record.path, section.start if section else 1),
        f"the change rewrites {total} words of {record.id}, which is accepted",
        section=worst,
        hint="write a new decision that supersedes or amends it",
        evidence=(("section", title), ("words", str(total))),
    )


Words = dict[str, tuple[Section, list[str]]]


def pair_renamed(before: Words, after: Words) -> None:
    """Give a section whose heading changed the name it had, where most of its words are there."""
    new = [anchor for anchor in after if anchor not in before]
    for anchor, (_, words) in before.items():
        if anchor in after or not new:
            continue
        near = min(new, key=lambda each: distance(words, after[each][1]))
        if distance(words, after[near][1]) <= len(words) // 2:
            after[anchor] = after[near]
            new.remove(near)


def words_by_section(text: str, path: str) -> Words:
    """Return the words of each section that is the decision itself."""
    lines, sections = sections_of(text, path)
    found = {}
    for section in sections:
        if section.level and not GROWING.search(section.title):
            body = TARGET.sub(" ", "\n".join(lines[section.start - 1 : section.end])[:LONGEST])
            found[section.anchor] = (section, WORD.findall(body.lower()))
    return found


def distance(old: list[str], new: list[str]) -> int:
    """Return how many words were taken away, put in or exchanged, but for their spelling."""
    count = 0
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if tag == "equal":
            continue
        pairs = list(zip(old[a:b], new[c:d], strict=False))
        alike = sum(
            difflib.SequenceMatcher(None, one, other).ratio() >= SPELLING for one, other in pairs
        )
        count += max(b - a, d - c) - alike
    return count
