"""Three texts into one: what the template was, what it is, and what the author made of it.

Whatever the author changed stays as it is. What only the template changed follows it. Where
both changed the same lines the answer is a conflict, with two exceptions in which the author's
lines stay and nothing is lost: placeholders that the author has replaced, and a section that
the author has taken out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from merge3 import Merge3

from archdocs.records.convert import front
from archdocs.records.convert.parts import Entry
from archdocs.records.document import Document

__all__ = ["Clash", "merged"]

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*\Z")
#: Keys that say where a record stands: only its author changes them.
FACTS = frozenset({"status", "date", "id", "number", "title"})


class Clash(Exception):
    """Template and author changed the same lines; ``line`` is the 1-based one in the record."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


class Matcher:
    """Compares long texts as it does short ones."""

    def __init__(
        self,
        isjunk: Callable[[str], bool] | None = None,
        a: Sequence[str] = (),
        b: Sequence[str] = (),
        autojunk: bool = False,
    ) -> None:
        self.matcher = difflib.SequenceMatcher(isjunk, a, b, autojunk=autojunk)

    def get_matching_blocks(self) -> list[tuple[int, int, int]]:
        """See :meth:`difflib.SequenceMatcher.get_matching_blocks`."""
        return [(m.a, m.b, m.size) for m in self.matcher.get_matching_blocks()]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the three texts; ``line`` is where it begins in the author's (0-based)."""

    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    line: int


def merged(base: Sequence[str], ours: Document, theirs: Sequence[str]) -> bytes:
    """Return a record's file with what its template has changed.

    Raises :class:`Clash`.
    """
    before, after = text_document(base), text_document(theirs)
    if before.front.present != after.front.present:
        raise Clash(1, "the template has become one of another format; see archdocs convert")
    if ours.front.error:
        raise Clash(ours.front.error_line, ours.front.error)
    eol = ending(ours)
    head = front_lines(before, ours, after)
    body = body_lines(before, ours, after)
    raw = ours.raw
    if head is None:
        lines = list(raw[: ours.body])
    else:
        lines = [raw[0], *(line if ended(line) else line + eol for line in head)]
        lines.append(raw[ours.body - 1])
    for line in body:
        if lines and not ended(lines[-1]):
            lines[-1] += eol
        lines.append(line)
    if body and raw and not ended(raw[-1]) and body[-1] != raw[-1]:
        lines[-1] = lines[-1].rstrip("\r\n")
    return (ours.bom + "".join(lines)).encode("utf-8")


def text_document(lines: Sequence[str]) -> Document:
    """Return rendered lines as a document."""
    return Document("x.md", "".join(f"{line}\n" for line in lines))


def ending(document: Document) -> str:
    """Return the line end of a file's first line."""
    first = document.raw[0] if document.raw else "\n"
    return first[len(first.rstrip("\r\n")) :] or "\n"


def ended(line: str) -> bool:
    """Say whether a line ends with a line end."""
    return line.endswith(("\n", "\r"))


def body_lines(before: Document, ours: Document, after: Document) -> list[str]:
    """Return the lines of the text: the author's with their own ends, new ones with the file's."""
    eol = ending(ours)
    known = {heading.text for heading in ours.headings}
    # A heading that only the template renames is no longer the record's.
    chunks = list(chunks_of(before.lines[before.body :], ours, after.lines[after.body :]))
    lines: list[str] = []
    for chunk in chunks:
        kept = ours.raw[chunk.line : chunk.line + len(chunk.ours)]
        if chunk.ours == chunk.base and chunk.theirs != chunk.base:
            new = chunk.theirs
            if not chunk.ours and there_already(new, known):
                continue
            lines += [line + eol for line in new]
        elif chunk.theirs in (chunk.ours, chunk.base):
            lines += kept
        else:
            lines += kept
            lines += [line + eol for line in settled(chunk, known)]
    return lines


def chunks_of(base: Sequence[str], ours: Document, theirs: Sequence[str]) -> Iterator[Chunk]:
    """Yield the stretches of the three texts in order, those all have alike included."""
    mine = ours.lines[ours.body :]
    ends = (0, 0, 0)
    for zs, ze, os_, oe, ts, te in Merge3(base, mine, theirs, False, Matcher).find_sync_regions():
        if (zs, os_, ts) != ends:
            yield Chunk(
                tuple(base[ends[0] : zs]),
                tuple(mine[ends[1] : os_]),
                tuple(theirs[ends[2] : ts]),
                ours.body + ends[1],
            )
        if oe > os_:
            same = tuple(mine[os_:oe])
            yield Chunk(same, same, same, ours.body + os_)
        ends = (ze, oe, te)


def settled(chunk: Chunk, known: set[str]) -> tuple[str, ...]:
    """Return what the template adds after the author's lines, where both changed a stretch.

    Raises :class:`Clash`.
    """
    if not chunk.ours:
        # The author took it out, and it stays out.
        if headings(chunk.theirs) <= headings(chunk.base):
            return ()
    elif placeholders(chunk.base):
        rest = after_placeholders(chunk.theirs)
        if not rest or there_already(rest, known):
            return ()
        if HEADING.match(rest[0]):
            return ("", *rest)
    said = next((line.strip() for line in chunk.ours if line.strip()), "a section that is gone")
    raise Clash(chunk.line + 1, f"both the template and the author changed: {said[:60]}")


def headings(lines: Sequence[str]) -> set[str]:
    """Return the texts of the headings among some lines."""
    return {found[1] for line in lines if (found := HEADING.match(line))}


def there_already(lines: Sequence[str], known: set[str]) -> bool:
    """Say whether a record has every section that is to be added."""
    new = headings(lines)
    return bool(new) and new <= known


def placeholders(lines: Sequence[str]) -> bool:
    """Say whether lines of a template are only there to be replaced."""
    left = COMMENT.sub("", "\n".join(lines))
    return all(not line.strip() or "…" in line for line in left.split("\n"))


def after_placeholders(lines: Sequence[str]) -> tuple[str, ...]:
    """Return what follows the placeholders that lines of a template begin with."""
    for at in range(len(lines)):
        if HEADING.match(lines[at]) and "…" not in lines[at] and placeholders(lines[:at]):
            return tuple(lines[at:])
    return () if placeholders(lines) else tuple(lines)


def front_lines(before: Document, ours: Document, after: Document) -> list[str] | None:
    """Return the lines of the front matter, or ``None`` where it stays as it is."""
    old, new = keyed(before), keyed(after)
    mine = {entry.key: entry for entry in front.extras(ours) if entry.key}
    gone = {
        key
        for key, entry in old.items()
        if key in mine and key not in new and key not in FACTS and same(entry, mine[key])
    }
    changed = {
        key: entry.raw
        for key, entry in new.items()
        if key in mine and key in old and key not in FACTS
        and not same(entry, old[key]) and same(old[key], mine[key])
    }  # fmt: skip
    added = [key for key in new if key not in old and key not in mine]
    if not (gone or changed or added) or not ours.front.present:
        return None
    lines = ours.raw[1 : ours.body - 1]
    places = {key: (entry.line - 2, entry.line - 2 + len(entry.raw)) for key, entry in mine.items()}
    edits: list[tuple[int, int, tuple[str, ...]]] = [(*places[key], ()) for key in gone]
    edits += [(*places[key], raw) for key, raw in changed.items()]
    order = list(new)
    for key in added:
        earlier = [places[k][1] for k in order[: order.index(key)] if k in places]
        at = max(earlier, default=0) if earlier else len(lines)
        edits.append((at, at, new[key].raw))
    return applied(lines, edits)


def applied(lines: list[str], edits: list[tuple[int, int, tuple[str, ...]]]) -> list[str]:
    """Return lines with some replaced; several at one place come in the order given."""
    made: list[str] = []
    last = 0
    for start, stop, new in sorted(edits, key=lambda edit: edit[0]):
        made += [*lines[last:start], *new]
        last = max(stop, last)
    return [*made, *lines[last:]]


def keyed(document: Document) -> dict[str, Entry]:
    """Return the keys of front matter with their lines."""
    return {entry.key: entry for entry in front.extras(document) if entry.key}


def same(one: Entry, other: Entry) -> bool:
    """Say whether two entries are written alike."""
    return [line.rstrip() for line in one.raw] == [line.rstrip() for line in other.raw]
