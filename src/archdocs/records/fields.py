"""The fields of a record: what front matter says beyond what every record has."""

from __future__ import annotations

import datetime
import re
from typing import Any

from archdocs.records.dialects.madr import item_line, link_targets
from archdocs.records.document import Document
from archdocs.records.kind import Field, Kind
from archdocs.records.model import Link, Record

__all__ = [
    "field_lines",
    "field_links",
    "fields_of",
    "read_day",
    "read_time",
    "rows_of",
    "value_of",
]

#: What a record tells by attributes of its own.
TOLD = frozenset(
    {"id", "kind", "title", "status", "date", "owner", "tags", "review-by"}
    | {"decision-makers", "deciders", "decision-maker", "decider"}
)
BOOLEANS = {"true": True, "false": False}
#: Year first, so that day and month can't be confused; a time may follow.
DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=\Z|[T\s,;.)])")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)? ?(?:Z|[+-]\d\d:?\d\d|UTC)?")
ROW = re.compile(r"( *)-(?: |\Z)")


def fields_of(document: Document, kind: Kind) -> dict[str, Any]:
    """Return the values of front matter that no attribute of a record tells.

    Links and empty values are left out. A scalar is text, as it was written (``0010`` is no
    eight), but where the kind declares a number or a boolean and the text is one.
    """
    return {
        key: typed(value, kind.fields.get(key))
        for key, value in document.front.values.items()
        if key and value is not None and key not in TOLD and not kind.links.known(key)
    }


def typed(value: Any, field: Field | None) -> Any:
    """Return a value in the type its field has; as it is where it has another shape."""
    if field is None:
        return value
    if field.columns and isinstance(value, list):
        return [
            {key: typed(item, field.columns.get(key)) for key, item in row.items()}
            if isinstance(row, dict)
            else row
            for row in value
        ]
    if not isinstance(value, str):
        return value
    if field.type == "boolean":
        return BOOLEANS.get(value.lower(), value)
    return number(value) if field.type == "number" else value


def number(text: str) -> int | float | str:
    """Return the number a text is, or the text."""
    plain = text.strip()
    if len(plain) > 30 or not plain.isascii() or "_" in plain:
        return text
    try:
        return int(plain) if plain.lstrip("+-").isdigit() else finite(plain)
    except ValueError:
        return text


def finite(text: str) -> float:
    """Return a number with a fraction.

    Raises ``ValueError`` for what is none, infinity and NaN included: JSON has neither.
    """
    found = float(text)
    if found - found != 0:
        raise ValueError(text)
    return found


def field_links(document: Document, kind: Kind) -> tuple[Link, ...]:
    """Return the references of a kind's own fields, each a link called like its field."""
    found: list[Link] = []
    for name, field in kind.fields.items():
        value = document.front.values.get(name) if field.type == "records" else None
        if value is None or kind.links.known(name):
            continue
        line = document.front.lines.get(name, 1)
        for item in value if isinstance(value, list) else [value]:
            found += [
                Link(name, target, item_line(document, line, target))
                for target in link_targets(item)
            ]
    return tuple(found)


def field_lines(document: Document, kind: Kind) -> dict[str, int]:
    """Return the 1-based line of each row of a list of tables: ``actions.0`` is the first."""
    found = {}
    for name, field in kind.fields.items():
        start = document.front.lines.get(name) if field.columns else None
        if start is None:
            continue
        indent, count = "", 0
        for place in range(start, document.body - 1):
            row = ROW.match(document.lines[place])
            if row and (not count or row[1] == indent):
                indent = row[1]
                found[f"{name}.{count}"] = place + 1
                count += 1
            elif re.match(r"[^\s#-]", document.lines[place]):
                break
    return found


def value_of(record: Record, kind: Kind, name: str) -> Any:
    """Return what a record says for a field, wherever that is kept; nothing is ``None``."""
    if name == "owner":
        value: Any = record.owner
    elif name == "date":
        value = record.date
    elif name == "review-by":
        value = record.review_by
    elif name == "tags":
        value = record.tags
    elif kind.links.known(name):
        value = [link.target for link in record.links if link.kind == kind.links.kind(name)]
    else:
        value = record.fields.get(name)
    empty = value in ("", None) or (isinstance(value, list | tuple) and not value)
    return None if empty else value


def rows_of(record: Record, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows of a list of tables, each with its 1-based line."""
    value = record.fields.get(name)
    return [
        (record.line_of(f"{name}.{number}", name), row)
        for number, row in enumerate(value if isinstance(value, list) else [])
        if isinstance(row, dict)
    ]


def read_day(text: str) -> datetime.date | None:
    """Return the day a text begins with, year first; ``None`` when it is no such day."""
    found = DATE.match(text)
    if not found:
        return None
    try:
        return datetime.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def read_time(text: str) -> datetime.datetime | None:
    """Return the moment a text states, UTC where it names no zone; a day alone is its start."""
    day = read_day(text.strip())
    if not TIME.fullmatch(text.strip()):
        if day is None or len(text.strip()) > 10:
            return None
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    plain = text.strip().replace("UTC", "Z").replace(" Z", "Z")
    head, tail = plain[:11].replace(" ", "T"), plain[11:].replace(" ", "")
    try:
        found = datetime.datetime.fromisoformat(head + tail)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
