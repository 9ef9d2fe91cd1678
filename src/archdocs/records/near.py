"""The one record that a reference which leads nowhere can have meant, where there is just one.

A number is a record's identity, and so is, with another number, what follows it in a file's
name. Nothing is guessed from titles, and a bare number that nobody has leads to nothing.
"""

from __future__ import annotations

import functools
import posixpath
import re
import urllib.parse
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


def near(catalog: Catalog, text: str, folder: str) -> Record | None:
    """Return the only record that a reference, seen from a folder, can have meant."""
    named = IDENT.fullmatch(text)
    if named:
        return by_ident(catalog, named[1].upper(), int(named[2]), catalog.package_at(f"{folder}/x"))
    ref = urllib.parse.unquote(text.partition("#")[0]).strip()
    base, name = posixpath.split(ref)
    if not name or "://" in ref:
        return None
    place = posixpath.normpath(posixpath.join("" if ref.startswith("/") else folder, base or "."))
    gone = bool(base) and not catalog.tree.exists(place)
    there = [record for record in catalog.records if gone or holder(record) == place]
    stem = ENDING.sub("", name).lower()
    for same in (
        (record for record in catalog.records if record.stem.lower() == stem),
        (
            record
            for record in there
            if same_number(record, catalog.kinds[record.kind].prefix, stem)
        ),
        (record for record in there if same_words(record, stem)),
    ):
        found = only(same)
        if found is not None:
            return found
    return None


def only(records: Iterable[Record]) -> Record | None:
    """Return the only one of some records, ``None`` where there are none or several."""
    found = {record.path: record for record in records}
    return next(iter(found.values())) if len(found) == 1 else None


def by_ident(catalog: Catalog, prefix: str, number: int, package: str) -> Record | None:
    """Return the package's record of a number, whose prefix has a slip of the pen."""
    near_by = [
        record
        for record in catalog.records
        if (record.number, record.package) == (number, package)
        and slipped(prefix, catalog.kinds[record.kind].prefix.upper())
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


def same_number(record: Record, prefix: str, stem: str) -> bool:
    """Say whether a file's name begins with a record's number and says more."""
    return record.number is not None and number_of(stem, prefix) == record.number


@functools.lru_cache(maxsize=256)
def number_of(stem: str, prefix: str) -> int | None:
    """Return the number that a file's name begins with, ``None`` where it says no more."""
    name = parse_path(f"{stem}.md", prefix)
    return name.number if name is not None and words_of(stem) else None


def same_words(record: Record, stem: str) -> bool:
    """Say whether a file is called as a record is, but for the number."""
    words = words_of(stem)
    return len(words) >= LONG_ENOUGH and words == words_of(record.stem.lower())


@functools.lru_cache(maxsize=65536)
def words_of(stem: str) -> str:
    """Return what follows the number in a file's name, with one hyphen between words."""
    found = re.match(r"(?:[a-z]{1,12}[-_ ]?)?\d[\d-]*[-_. ]+(.*)\Z", stem)
    return "-".join(re.split(r"[\W_]+", found[1] if found else stem)).strip("-")
