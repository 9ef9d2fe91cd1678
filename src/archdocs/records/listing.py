"""Records as rows: for programs (JSON, CSV) and for a terminal (a table, a page)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

from archdocs.errors import UsageError
from archdocs.records import sheet
from archdocs.records.catalog import Catalog
from archdocs.records.force import phrase
from archdocs.records.kinds import find_kind, nearest
from archdocs.records.lifecycle import known_status
from archdocs.records.model import UNKNOWN, Record

__all__ = [
    "FORMATS",
    "as_csv",
    "as_json",
    "as_table",
    "details",
    "page",
    "row",
    "selected",
    "width",
]

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Needed to write Persian, Hindi and others; they join letters and reorder nothing.
JOINERS = "\u200c\u200d"
HEADERS = ("ID", "STATUS", "DATE", "TITLE", "PATH")


def selected(
    catalog: Catalog, kind: str = "", status: str = "", package: str = ""
) -> tuple[Record, ...]:
    """Return the records of a kind, of a status and of a package, where these are given.

    A status may be one of any kind's, ``unknown``, or any that a record has.

    Raises :class:`archdocs.errors.UsageError` for a kind, status or package that does not
    exist.
    """
    if kind:
        find_kind(catalog.kinds, kind)
    wanted = "-".join(status.lower().split())
    found = [record for record in catalog.records if not kind or record.kind == kind]
    if package:
        found = [record for record in found if record.package == package]
        there = sorted({record.package for record in catalog.records} - {""})
        if package not in there:
            raise UsageError(
                f"no record is of a package called `{package}`{nearest(package, tuple(there))}",
                hint=f"there are: {', '.join(there) or 'none'}",
            )
    if not status:
        return tuple(found)
    known = {UNKNOWN, *(name for item in catalog.kinds.values() for name in item.statuses)}
    known |= {"-".join(record.status.split()) for record in found}
    if wanted not in known:
        known_status(find_kind(catalog.kinds, kind or next(iter(catalog.kinds))), status)
    return tuple(record for record in found if "-".join(record.status.split()) == wanted)


def row(catalog: Catalog, record: Record) -> dict[str, Any]:
    """Return a record as plain values, for JSON."""
    ends = {(link.kind, link.target): other.id for link, other in catalog.links(record)}
    return {
        "id": record.id,
        "kind": record.kind,
        "number": record.number,
        "title": record.title,
        "status": record.status,
        "raw_status": record.raw_status,
        "date": record.date.isoformat() if record.date else None,
        "owner": record.owner,
        "deciders": list(record.deciders),
        "tags": list(record.tags),
        "review_by": record.review_by.isoformat() if record.review_by else None,
        "dialect": record.dialect,
        "path": record.path,
        "package": record.package,
        "links": [
            {"kind": link.kind, "target": link.target, "id": ends.get((link.kind, link.target))}
            for link in record.links
        ],
        "fields": dict(record.fields),
    }


def details(catalog: Catalog, record: Record, text: str) -> dict[str, Any]:
    """Return everything about one record: its row, what links to it, and its text."""
    back = [{"kind": kind, "id": other.id} for kind, other in catalog.backlinks(record)]
    return {**row(catalog, record), "backlinks": back, "text": text}


def as_json(catalog: Catalog, records: tuple[Record, ...]) -> str:
    """Return a JSON array of objects."""
    return json.dumps([row(catalog, record) for record in records], indent=2, ensure_ascii=False)


def as_csv(catalog: Catalog, records: tuple[Record, ...]) -> str:
    """Return CSV with a header; links as ``supersedes ADR-0001; …``."""
    names = ("id", "kind", "number", "title", "status", "date", "owner", "path", "links")
    rows = []
    for record in records:
        values = row(catalog, record)
        values["links"] = sheet.joined(
            f"{catalog.names.shown(link['kind'])} {link['id'] or link['target']}"
            for link in values["links"]
        )
        rows.append([values[name] for name in names])
    return sheet.to_csv(names, rows, end="\n").rstrip("\n")


def as_table(records: tuple[Record, ...]) -> str:
    """Return aligned columns, also where characters are two cells wide."""
    rows = [
        (
            visible(record.id),
            visible(record.status),
            record.date.isoformat() if record.date else "-",
            visible(record.title) or "-",
            visible(record.path),
        )
        for record in records
    ]
    if not rows:
        return "no records"
    widths = [max(width(line[n]) for line in (HEADERS, *rows)) for n in range(len(HEADERS))]
    return "\n".join(joined(cells, widths) for cells in (HEADERS, *rows))


def joined(cells: tuple[str, ...], widths: list[int]) -> str:
    """Return one line of a table; the last column is not padded."""
    padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True)]
    return "  ".join([*padded[:-1], cells[-1]]).rstrip()


def page(catalog: Catalog, record: Record, text: str) -> str:
    """Return a record for reading in a terminal: its facts, its links both ways, its text."""
    facts = [
        ("Status", record.status),
        ("Date", record.date.isoformat() if record.date else ""),
        ("Owner", record.owner),
        ("Deciders", ", ".join(record.deciders)),
        ("Review by", record.review_by.isoformat() if record.review_by else ""),
        ("File", record.path),
    ]
    facts += [
        (phrase(catalog, kind, other), f"{other.id} {other.title} ({other.status})")
        for kind, other in catalog.both_ways(record)
    ]
    head = [visible(f"{record.id} {record.title}")]
    head += [visible(f"{name + ':':<14} {value}") for name, value in facts if value]
    body = "\n".join(visible(line.expandtabs(4)) for line in text.splitlines())
    return "\n".join(head) + "\n\n" + body.strip("\n")


def visible(text: str) -> str:
    """Return a text without characters that steer a terminal or reorder what it shows."""
    if text.isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(char) in HIDDEN and char not in JOINERS else char
        for char in text
    )


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


FORMATS: dict[str, Callable[[Catalog, tuple[Record, ...]], str]] = {
    "table": lambda _, records: as_table(records),
    "json": as_json,
    "csv": as_csv,
}
