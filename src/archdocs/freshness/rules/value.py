"""``stale.value``: a stated fact is not what its source says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archdocs.finding import Edit, Finding, Location
from archdocs.freshness.edits import edit_at, line_starts, own_text
from archdocs.freshness.names import VALUES
from archdocs.freshness.quote_codes import VALUE
from archdocs.freshness.sources import renewed, same
from archdocs.freshness.sources.model import text_of
from archdocs.freshness.stated import Fact, Sources, Stated, parse_stated
from archdocs.freshness.view import View
from archdocs.system.markup import Quoted

__all__ = ["find"]

MD_ROLE = re.compile(r"\{(?:archdocs:)?value\}(`+)(?P<words>.{1,2000}?)\1(?!`)", re.DOTALL)
RST_ROLE = re.compile(r":(?:archdocs:)?value:`(?P<words>[^`]{1,2000})`")
#: Characters that would end a role, or its target, before its time.
UNSAFE = re.compile(r"[`<>\\\x00-\x1f\x7f]")
LONGEST_VALUE = 200
HIDDEN = "something else, not shown here"


def find(view: View) -> Iterator[Finding]:
    """Report each role whose source says something else, or can't be asked."""
    sources = Sources(view)
    for path, document in view.documents.items():
        seen: Counter[tuple[int, str]] = Counter()
        for quoted in document.quoted:
            if quoted.role in VALUES:
                place = (quoted.line, quoted.text)
                finding = problem(view, sources, path, quoted, seen[place])
                seen[place] += 1
                if finding is not None:
                    yield finding


def problem(view: View, sources: Sources, path: str, quoted: Quoted, nth: int) -> Finding | None:
    """Return what is wrong with the ``nth`` role of these words in its line, or ``None``."""
    section = view.documents[path].section_at(quoted.line)
    anchor = section.anchor if section else ""
    place = Location(path, quoted.line)
    stated = parse_stated(quoted.text)
    if stated is None:
        return VALUE.at(
            place,
            f"`{shortened(quoted.text)}` does not say where it comes from",
            section=anchor,
            hint="write: {value}`30 <path/to/file#key>`",
            evidence=(("source", quoted.text),),
        )
    fact = sources.now(stated)
    if not fact.problem and same(stated.text, fact.value):
        return None
    if fact.problem:
        return VALUE.at(
            place,
            fact.problem,
            section=anchor,
            hint="name the file and the key that say it now",
            evidence=(
                ("source", stated.source),
                ("quoted", view.quote(path, quoted.line)),
                ("was", stated.text),
            ),
        )
    return differing(view, sources, (path, quoted, nth), stated, fact)


def differing(
    view: View, sources: Sources, where: tuple[str, Quoted, int], stated: Stated, fact: Fact
) -> Finding:
    """Say what the source says instead, since when, and how to write it."""
    path, quoted, nth = where
    section = view.documents[path].section_at(quoted.line)
    new = renewed(stated.text, fact.value)
    edit = None if stated.secret else renewal(view, path, (quoted, nth), new)
    changed = sources.changed(stated)
    shown = HIDDEN if stated.secret else shortened(new)
    said = "a secret" if stated.secret else f"`{shortened(stated.text)}`"
    return VALUE.at(
        Location(path, quoted.line),
        f"says {said}, and `{stated.source}` says {shown if stated.secret else f'`{shown}`'}",
        section=section.anchor if section else "",
        hint="run: archdocs check --fix" if edit else "state what holds now",
        evidence=(
            ("source", stated.source),
            *((("quoted", view.quote(path, quoted.line)),) if not stated.secret else ()),
            *((("was", stated.text),) if not stated.secret else ()),
            ("now", shown),
            *((("changed", changed),) if changed else ()),
        ),
        fix=(edit,) if edit else (),
    )


def renewal(view: View, path: str, role: tuple[Quoted, int], new: str) -> Edit | None:
    """Return the edit that states the new value; ``None`` where the role could not hold it."""
    text = own_text(view, path)
    if text is None or not new.strip() or len(new) > LONGEST_VALUE or UNSAFE.search(new):
        return None
    quoted, nth = role
    starts = line_starts(text)
    first = starts[quoted.line - 1] if quoted.line <= len(starts) else len(text)
    last = starts[quoted.line] if quoted.line < len(starts) else len(text)
    pattern = RST_ROLE if path.lower().endswith(".rst") else MD_ROLE
    found = [
        match
        for match in pattern.finditer(text, first)
        if match.start() < last and " ".join(match["words"].split()) == quoted.text
    ]
    if nth >= len(found):
        return None
    words = found[nth]["words"]
    start, end = found[nth].span("words")
    old = words[: words.rindex("<")].strip()
    at = start + words.index(old)
    return edit_at(path, text, (at, min(end, at + len(old))), new) if old else None


def shortened(text: str) -> str:
    """Return a text that fits into a message."""
    plain = " ".join(text_of(text).split()).replace("`", "'")
    return plain if len(plain) <= 80 else plain[:77] + "…"
