"""Take a link out of a record's file, whatever format it is written in.

Several ways to shorten the line are tried; the first after which the file says everything
it said before, but for the link, is taken. So no dialect needs an edit of its own for this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archdocs.errors import UsageError
from archdocs.linknames import LinkNames
from archdocs.records.document import Document, NotText, Splice
from archdocs.records.kinds import Kind
from archdocs.records.model import UNKNOWN, Link, Record
from archdocs.records.reader import read_record

__all__ = ["remove_link"]

#: A line longer than this is not edited.
LONGEST = 2000
KEY = re.compile(r"([\w-]+ *: *)(.*?)(\s+#.*|\s*)\Z")
ITEM = re.compile(r" *- +\S")
SUPERSEDED = re.compile(r"(.*?\bsuper[sc]ee?ded)[ -]by\b.*", re.IGNORECASE)
#: One element of a list: quoted, a Markdown link, or plain.
ELEMENT = re.compile(
    r"""\s*("[^"]*"|'[^']*'|\[(?:\\.|[^\[\]\\]){0,400}\]\([^()]{0,500}\)|[^,]+?)\s*(?:,|\Z)"""
)


def remove_link(record: Record, data: bytes, kind: Kind, links: tuple[Link, ...]) -> bytes:
    """Return the file without these links.

    Raises :class:`UsageError` when that can't be done without touching more.
    """
    for link in links:
        data = remove_one(record, data, kind, link)
    return data


def remove_one(record: Record, data: bytes, kind: Kind, link: Link) -> bytes:
    """Return the file without one link; its line may have moved since it was read."""
    document = parsed(record.path, data, kind.links)
    before = reread(record, data, kind)
    line = next((known.line for known in before.links if same(known, link)), link.line)
    wanted = Counter((known.kind, known.target) for known in before.links)
    wanted -= Counter([(link.kind, link.target)])
    for splice in ways(document, line - 1, link):
        new = document.apply((splice,))
        after = reread(record, new, kind)
        links = Counter((known.kind, known.target) for known in after.links)
        if links == wanted and facts(after) == facts(before) and kept(before, after, kind):
            return new
    raise UsageError(
        f"{record.path}:{line}: the link {link.kind} {link.target} can't be removed without"
        " touching more of the file",
        hint="edit it by hand",
    )


def parsed(path: str, data: bytes, names: LinkNames) -> Document:
    """Return a file as a document.

    Raises :class:`UsageError` for one that is not text.
    """
    try:
        return Document.parse(path, data, names)
    except NotText as error:
        raise UsageError(f"{path}:{error.line}: not UTF-8 text", hint="save it as UTF-8") from error


def reread(record: Record, data: bytes, kind: Kind) -> Record:
    """Read a record again; the width of its number does not matter here."""
    found, _ = read_record(record.path, data, kind, 1)
    if found is None:
        raise UsageError(f"{record.path} can't be read")
    return found


def same(one: Link, other: Link) -> bool:
    """Say whether two links are the same, wherever they stand."""
    return (one.kind, one.target) == (other.kind, other.target)


def facts(record: Record) -> tuple[object, ...]:
    """Return what removing a link must leave alone."""
    return (record.title, record.date, record.owner, record.deciders, record.tags)


def kept(before: Record, after: Record, kind: Kind) -> bool:
    """Say whether the status stayed; that of a text that only named a link may stay superseded."""
    return after.status == before.status or (
        before.status == UNKNOWN and after.status in (UNKNOWN, kind.superseded)
    )


def ways(document: Document, number: int, link: Link) -> Iterator[Splice]:
    """Yield edits that may take the link out of a 0-based line, the smallest first."""
    if not 0 <= number < len(document.lines) or len(document.lines[number]) > LONGEST:
        return
    line = document.lines[number]
    found = SUPERSEDED.match(line)
    if found:
        quote = '"' if found[1].count('"') % 2 else "'" if found[1].count("'") % 2 else ""
        yield Splice(number, number + 1, (found[1] + quote,))
    if number < document.body:
        yield from front_ways(document, number, link)
        return
    yield from (Splice(number, number + 1, (text,)) for text in shorter(line, link))
    blank_before = number > 0 and not document.lines[number - 1].strip()
    blank_after = number + 1 < len(document.lines) and not document.lines[number + 1].strip()
    at_end = number + 1 == len(document.lines)
    if blank_before and (blank_after or at_end):
        yield Splice(number - 1, number + 1, ())
    yield Splice(number, number + 1, ())


def front_ways(document: Document, number: int, link: Link) -> Iterator[Splice]:
    """Yield edits of a line of front matter: an item of a list, or a part of a value."""
    line = document.lines[number]
    if ITEM.match(line):
        above, below = document.lines[number - 1], document.lines[number + 1]
        alone = not ITEM.match(above) and not ITEM.match(below)
        yield Splice(number - 1 if alone else number, number + 1, ())
        return
    found = KEY.match(line)
    if not found:
        return
    head, value, tail = found.groups()
    inside = value[1:-1] if value.startswith("[") and value.endswith("]") else ""
    if inside:
        for text in shorter(inside, link):
            yield Splice(number, number + 1, (f"{head}[{text.strip()}]{tail}",))
    elif value:
        for text in shorter(value, link):
            yield Splice(number, number + 1, (f"{head}{text.strip()}{tail}",))
    yield Splice(number, number + 1, ())


def shorter(text: str, link: Link) -> Iterator[str]:
    """Yield a list, separated by commas, without one of the elements that name the target."""
    start = 0
    colon = re.match(r"[^\[\],]*?:\s+|[^\[\],\d]*?(?=\[)", text)
    if colon:
        start = colon.end()
    elements = list(ELEMENT.finditer(text, start))
    if len(elements) < 2:
        return
    for element in elements:
        if link.target in element[1].replace(" ", "-") or link.target in element[1]:
            left = [other[1] for other in elements if other is not element]
            yield text[:start] + ", ".join(left)
