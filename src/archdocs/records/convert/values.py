"""Single values of metadata as formats spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archdocs.linknames import LinkNames
from archdocs.records.convert.formats import Format
from archdocs.records.convert.parts import Entry
from archdocs.records.dialects.madr import PEOPLE_KEYS
from archdocs.records.dialects.reading import LINK, references
from archdocs.records.kinds import Kind
from archdocs.records.quoting import to_yaml

__all__ = ["LISTS", "as_yaml", "cased", "renamed_raw", "said_status", "short"]

LISTS = frozenset({"deciders", "tags", "consulted", "informed"})
SUPERSEDED = re.compile(
    r"(?P<word>super[sc]ee?ded)[ -]by:? +(?P<rest>\S.*)\Z", re.IGNORECASE | re.DOTALL
)
PLAIN = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+){0,2}\Z")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
OWN_NAME = re.compile(r"([\w-]+)(?= *:)")


def said_status(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the word of a status, and by what a record is superseded where it says only that."""
    found = SUPERSEDED.match(text)
    if not found:
        return text, ()
    rest = found["rest"]
    items = tuple(hit[0] for hit in LINK.finditer(rest))
    left = LINK.sub("", rest)
    if not items:
        items = references(rest)
        left = rest
        for item in items:
            left = left.replace(item, "", 1)
    if not items or re.sub(r"[\s,;.#]|\band\b", "", left):
        return text, ()
    return "superseded", items


def cased(status: str, kind: Kind, before: bool, after: bool) -> str:
    """Return a status that is a plain word as formats with or without a capital spell it."""
    if not PLAIN.match(status):
        return status
    if after and status.islower():
        words = status.replace("-", " ") if status in kind.moves else status
        return words[0].upper() + words[1:]
    if before and not after and status[1:].islower() and status[0].isupper():
        word = status.lower()
        hyphened = word.replace(" ", "-")
        return hyphened if hyphened in kind.moves else word
    return status


def as_yaml(key: str, values: Sequence[str], *, many: bool = False) -> str:
    """Return texts as the value of a key."""
    if many or key in LISTS or len(values) > 1:
        return to_yaml(list(values))
    text = values[0] if values else ""
    return text if DAY.match(text) else to_yaml(text)


def renamed_raw(entry: Entry, name: str, form: Format, links: LinkNames) -> tuple[str, ...]:
    """Return the lines of an entry under another name, where the format needs one."""
    found = OWN_NAME.match(entry.raw[0])
    own = found[1] if found else name
    fits = form.style == "front" and (
        (links.known(own) and links.kind(own) == entry.key)
        or (entry.key == "deciders" and form.name == "madr-4" and own in PEOPLE_KEYS[2:-1])
    )
    if own == name or fits or not found:
        return entry.raw
    return (name + entry.raw[0][found.end() :], *entry.raw[1:])


def short(text: str) -> str:
    """Cut a text to a length that a line of a report can carry."""
    return text if len(text) <= 70 else text[:69] + "…"
