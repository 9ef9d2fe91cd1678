"""The one record that a reference which leads nowhere can have meant, where there is just one.

A number is a record's identity, and so is, with another number, what follows it in a file's
name. Nothing is guessed from titles, and a bare number that nobody has leads to nothing.
"""

from __future__ import annotations

import posixpath
import re
import urllib.parse
import weakref
from collections.abc import Iterable

from archdocs.records.catalog import Catalog
from archdocs.records.model import Record
from archdocs.records.names import parse_path

__all__ = ["near", "words_of"]

#: An id with anything between its parts: ``adr_0003``, ``ADR#3.``
IDENT = re.compile(r"\W*([a-z]{2,12})[\W_]{0,3}0*(\d{1,7})[\W_]*", re.IGNORECASE)
ENDING = re.compile(r"\.(?:md|markdown|rst|html?|txt|adoc)\Z", re.IGNORECASE)
#: What follows the number in a name must be this long to tell a record from others.
LONG_ENOUGH = 5
NUMBER = re.compile(r"\d{1,9}")
#: Each goes with its catalogue.
INDEXES: weakref.WeakKeyDictionary[Catalog, Index] = weakref.WeakKeyDictionary()


def near(catalog: Catalog, text: str, folder: str) -> Record | None:
    """Return the only record that a reference, seen from a folder, can have meant."""
    named = IDENT.fullmatch(text)
    if named:
        package = catalog.package_at(f"{folder}/x")
        return by_ident(catalog, named[1].upper(), int(named[2][:18]), package)
    ref = urllib.parse.unquote(text.partition("#")[0]).strip()
    base, name = posixpath.split(ref)
    if not name or "://" in ref:
        return None
    place = posixpath.normpath(posixpath.join("" if ref.startswith("/") else folder, base or "."))
    gone = bool(base) and not catalog.tree.exists(place)
    stem = ENDING.sub("", name).lower()
    index = index_of(catalog)
    found = only(index.stems.get(stem, ()))
    if found is not None:
        return found
    for there in (index.numbered(catalog, stem), index.words.get(words_of(stem), ())):
        found = only(record for record in there if gone or holder(record) == place)
        if found is not None:
            return found
    return None


class Index:
    """The records of a catalogue by their file's name, by number, and by the words after it."""

    def __init__(self, catalog: Catalog) -> None:
        self.stems: dict[str, list[Record]] = {}
        self.numbers: dict[int, list[Record]] = {}
        self.words: dict[str, list[Record]] = {}
        for record in catalog.records:
            stem = record.stem.lower()
            self.stems.setdefault(stem, []).append(record)
            if record.number is not None:
                self.numbers.setdefault(record.number, []).append(record)
            if len(words_of(stem)) >= LONG_ENOUGH:
                self.words.setdefault(words_of(stem), []).append(record)

    def numbered(self, catalog: Catalog, stem: str) -> list[Record]:
        """Return the records whose number a file's name begins with, if it says more."""
        number = NUMBER.search(stem)
        same = self.numbers.get(int(number[0][:18]), []) if number and words_of(stem) else []
        prefixes = {record.path: catalog.kinds[record.kind].prefix for record in same}
        return [record for record in same if begins(stem, prefixes[record.path], record.number)]


def index_of(catalog: Catalog) -> Index:
    """Return the index of a catalogue, made once."""
    if catalog not in INDEXES:
        INDEXES[catalog] = Index(catalog)
    return INDEXES[catalog]


def only(records: Iterable[Record]) -> Record | None:
    """Return the only one of some records, ``None`` where there are none or several."""
    found = {record.path: record for record in records}
    return next(iter(found.values())) if len(found) == 1 else None


def by_ident(catalog: Catalog, prefix: str, number: int, package: str) -> Record | None:
    """Return the package's record of a number, whose prefix has a slip of the pen."""
    near_by = [
        record
        for record in index_of(catalog).numbers.get(number, ())
        if record.package == package and slipped(prefix, catalog.kinds[record.kind].prefix.upper())
    ]
    return only(near_by)


def slipped(one: str, other: str) -> bool:
    """Say whether a word is another with two letters swapped, one more, less or different."""
    if one == other:
        return True
    if len(one) == len(other):
        differ = [at for at in range(len(one)) if one[at] != other[at]]
        swapped = len(differ) == 2 and one[differ[0]] == other[differ[1]]
        return len(differ) == 1 or (swapped and one[differ[1]] == other[differ[0]])
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:at] + long[at + 1 :] == short for at in range(len(long))
    )


def holder(record: Record) -> str:
    """Return the folder a record stands in, itself a folder or not."""
    return posixpath.dirname(record.folder) if record.is_folder else record.folder


def begins(stem: str, prefix: str, number: int | None) -> bool:
    """Say whether a file's name begins with a number, behind a prefix or not."""
    name = parse_path(f"{stem}.md", prefix)
    return name is not None and name.number == number


def words_of(stem: str) -> str:
    """Return what follows the number in a file's name, with one hyphen between words."""
    found = re.match(r"(?:[a-z]{1,12}[-_ ]?)?\d[\d-]*[-_. ]+(.*)\Z", stem)
    return "-".join(re.split(r"[\W_]+", found[1] if found else stem)).strip("-")
