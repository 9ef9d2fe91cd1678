"""Front matter into entries, each with the lines it was written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archdocs.linknames import LinkNames
from archdocs.records.convert.formats import FIELDS, FRONT_KEYS
from archdocs.records.convert.parts import Entry, Parts
from archdocs.records.dialects.madr import PEOPLE_KEYS, link_targets
from archdocs.records.dialects.reading import LINK, references
from archdocs.records.document import Document
from archdocs.records.kinds import Kind
from archdocs.records.model import Record

__all__ = ["entries", "extras", "items_of", "taken"]

DATES = ("last-updated", "creation-date")


def taken(document: Document, record: Record, kind: Kind) -> tuple[Parts, set[int]]:
    """Take a record with front matter apart."""
    del kind
    found = entries(document, record)
    return Parts(record, record.title, entries=found, style="front"), set(range(document.body))


def entries(document: Document, record: Record) -> tuple[Entry, ...]:
    """Return the entries of a block, under the names that all formats share."""
    values = document.front.values
    names = shared_names(values, record.dialect, document.names)
    links = document.names.inverses
    found = []
    for own in extras(document):
        entry, key = own, names.get(own.key, own.key)
        if key != entry.key or key in FIELDS or key in links:
            value = values.get(entry.key)
            entry = replace(
                entry, key=key, values=items_of(value) if key in links else texts_of(key, value)
            )
        found.append(entry)
    return tuple(found)


def shared_names(values: Mapping[str, Any], dialect: str, links: LinkNames) -> dict[str, str]:
    """Return what all formats call the keys of a block."""
    if dialect in FRONT_KEYS:
        names = {own: key for key, own in FRONT_KEYS[dialect].items()}
        if dialect == "kep":
            names.pop("last-updated")
            date = next((key for key in DATES if values.get(key)), DATES[0])
            names[date] = "date"
        return {own: names.get(own, f"own:{own}" if own in FIELDS else own) for own in values}
    people = next((key for key in PEOPLE_KEYS if values.get(key)), "")
    people = people or next((key for key in PEOPLE_KEYS[:2] if key in values), "")
    names = {own: links.kind(own) for own in values if links.known(own)}
    return {**names, **({people: "deciders"} if people else {})}


def extras(document: Document) -> tuple[Entry, ...]:
    """Return the block's keys under their own names, comments before the first one included."""
    front = document.front
    if not front.present:
        return ()
    start, end = (0, len(document.lines)) if document.is_yaml else (1, document.body - 1)
    places = sorted((line - 1, key) for key, line in front.lines.items())
    if any(not key or not document.lines[at].startswith(key) for at, key in places):
        # A key in quotes, or of several lines: the block stays whole.
        raw = tuple(document.lines[start:end])
        return (Entry("", ("…",), start + 1, raw),) if raw else ()
    found: list[Entry] = []
    before = document.lines[start : places[0][0] if places else end]
    if any(line.strip() for line in before):
        found.append(Entry("", ("…",), start + 1, tuple(before)))
    stops = [at for at, _ in places[1:]] + [end] * bool(places)
    for (at, key), stop in zip(places, stops, strict=True):
        raw = tuple(document.lines[at:stop])
        while raw and not raw[-1].strip():
            raw = raw[:-1]
        found.append(Entry(key, texts_of(key, front.values.get(key)), at + 1, raw))
    return tuple(found)


def texts_of(key: str, value: Any) -> tuple[str, ...]:
    """Return a value as texts; what has another shape stays as it is written: ``…``."""
    if value in (None, [], {}):
        return ()
    if isinstance(value, str):
        names = [part.strip() for part in value.replace(";", ",").split(",")]
        many = key in ("deciders", "tags", "consulted", "informed") and value[:1] not in ("{", "[")
        return tuple(filter(None, names)) if many else (value.strip(),)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(item.strip() for item in value if item.strip())
    return ("…",)


def items_of(value: Any) -> tuple[str, ...]:
    """Return the links of a value, each as it was written."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str) or not item.strip():
            continue
        linked = [part[0] for part in LINK.finditer(item)]
        found += linked or (references(item) and link_targets(item)) or (item.strip(),)
    return tuple(found)
