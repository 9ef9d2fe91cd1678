"""Words for links that nobody can have meant: ``Superceded by``, ``supersede:``, ``relate:``."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator

from archdocs.finding import Edit, Finding, Location, Severity
from archdocs.linknames import LinkNames
from archdocs.records import codes
from archdocs.records.catalog import Catalog
from archdocs.records.dialects.reading import references
from archdocs.records.document import LINE
from archdocs.records.model import Record
from archdocs.records.repair import right_word

__all__ = ["misspelt"]

#: ``Superceded by`` is what adr-tools writes: it is read, and is not English.
SLIP = re.compile(r"\b(super)(?:ce{1,2}d|seed)(e|ed|e?s|ing)\b", re.IGNORECASE)
#: How near a word must be to a kind of link to be one, misspelt.
NEAR = 0.82
KEY = re.compile(r"([A-Za-z][A-Za-z_-]*)( *:)")


def misspelt(catalog: Catalog, record: Record) -> Iterator[Finding]:
    """Yield the words of a record's metadata that are a kind of link, misspelt."""
    near_keys = [key for key in record.fields if nearest_kind(catalog.names, key)]
    if not record.links and not near_keys and not SLIP.search(record.raw_status):
        return
    data = catalog.tree.read(record.path) or b""
    lines = LINE.findall(data.decode("utf-8", "replace"))
    places = {link.line for link in record.links} | {record.lines.get("status", 0)}
    for number in sorted(places & set(range(1, len(lines) + 1))):
        for found in SLIP.finditer(lines[number - 1]):
            ending = "es" if found[2].lower() == "s" else found[2]
            edit = Edit(record.path, found[0], f"{found[1]}sed{ending}", number)
            yield about(catalog, record, edit, read=True)
    for link in record.links:
        if link.kind not in catalog.names.inverses and 0 < link.line <= len(lines):
            yield from phrase(catalog, record, link.kind, link.line, lines[link.line - 1])
    for key in near_keys:
        yield from field(catalog, record, key, lines)


def phrase(
    catalog: Catalog, record: Record, kind: str, number: int, line: str
) -> Iterator[Finding]:
    """Yield a link whose words are nearly those of a kind of link."""
    right = nearest_kind(catalog.names, kind)
    words = re.search(kind.replace("-", "[ _-]+"), line, re.IGNORECASE)
    if right and words:
        new = right.replace("-", " ")
        new = new.capitalize() if words[0][0].isupper() else new
        yield about(catalog, record, Edit(record.path, words[0], new, number))


def field(catalog: Catalog, record: Record, key: str, lines: list[str]) -> Iterator[Finding]:
    """Yield a key of front matter that is nearly a kind of link and names records."""
    number, value = record.lines.get(key, 0), record.fields[key]
    found = KEY.match(lines[number - 1]) if 0 < number <= len(lines) else None
    texts = [item for item in (value if isinstance(value, list) else [value]) if item]
    named = all(isinstance(item, str) and is_reference(catalog, item) for item in texts)
    if texts and named and found and found[1] == key:
        right = nearest_kind(catalog.names, key)
        edit = Edit(record.path, found[0], right + found[2], number)
        yield about(catalog, record, edit, gained=len(texts))


def is_reference(catalog: Catalog, text: str) -> bool:
    """Say whether a text names records and nothing else."""
    named = references(text) or (text,)
    return all(catalog.resolve(item.rpartition("/")[2]) is not None for item in named)


@functools.lru_cache(maxsize=4096)
def nearest_kind(names: LinkNames, phrase: str) -> str:
    """Return how the one kind of link is written that words are near to and are not, or nothing."""
    word = names.kind(phrase)
    if word in names.inverses:
        return ""
    near = difflib.get_close_matches(word, sorted({*names.inverses, *names.spellings}), 1, NEAR)
    return names.shown(names.kind(near[0])) if near else ""


def about(
    catalog: Catalog, record: Record, edit: Edit, *, read: bool = False, gained: int = 0
) -> Finding:
    """Make the finding about one word; what is read all the same is only mentioned."""
    wrong, right = edit.old.rstrip(": "), edit.new.rstrip(": ")
    why = "is misspelt" if read else "is no kind of link"
    return codes.MISSPELT_LINK.at(
        Location(record.path, edit.line),
        f"{record.id}: `{wrong}` {why}; did you mean `{right}`?",
        severity=Severity.INFO if read else None,
        fix=right_word(catalog, record, edit, gained),
    )
