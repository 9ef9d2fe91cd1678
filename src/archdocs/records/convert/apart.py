"""Take a record apart, whatever format it is written in.

Only what the record's own format reads as metadata is taken out of the text. A format that
can't be written here keeps its metadata in the text, where it stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from archdocs.errors import UsageError
from archdocs.records.convert import front, kept, listed, section
from archdocs.records.convert.parts import NUMBERED, Entry, Line, Parts, numbered, stripped
from archdocs.records.dialects import DIALECTS
from archdocs.records.document import Document
from archdocs.records.kinds import Kind
from archdocs.records.model import Record

__all__ = ["take_apart"]

#: ``KEP-0752: Title``, as the text of a proposal begins.
OWN_NAME = re.compile(r"(?:KEP|ADR|RFC|PEP)[- ]?\d+\s*[:.–—-]?\s*", re.IGNORECASE)

Taker = Callable[[Document, Record, Kind], tuple[Parts, set[int]]]


def take_apart(
    record: Record, document: Document, kind: Kind, beside: Document | None = None
) -> Parts:
    """Return the parts of a record; ``beside`` is the text next to metadata in a YAML file.

    Raises :class:`UsageError` with ``file:line`` for front matter that can't be read.
    """
    if document.front.error:
        raise UsageError(
            f"{document.path}:{document.front.error_line}: {document.front.error}",
            hint="repair the front matter and run the command again",
        )
    if document.is_yaml:
        return yaml_record(record, document, beside)
    taker = TAKERS.get(record.dialect, carried)
    parts, taken = taker(document, record, kind)
    return texts(parts, document, taken)


def carried(document: Document, record: Record, kind: Kind) -> tuple[Parts, set[int]]:
    """Leave the metadata in the text; what it says is said again in the other format."""
    del kind
    reading = DIALECTS[record.dialect].read(document)
    found = {
        "status": (record.raw_status if record.status == "unknown" else record.status,),
        "date": (record.date.isoformat() if record.date and record.lines.get("date") else "",),
        "owner": (record.owner,),
        "deciders": record.deciders,
        "tags": record.tags,
        "review-by": (reading.review_by,),
    }
    entries = [
        Entry(key, values, record.lines.get(key, 0), said=True)
        for key, values in found.items()
        if any(values)
    ]
    entries += [
        Entry(item.kind, (item.target,), item.line, said=True)
        for item in record.links
        if item.kind in document.names.inverses
    ]
    parts = Parts(record, reading.title, entries=(*entries, *front.extras(document)))
    return parts, set(range(document.body))


def texts(parts: Parts, document: Document, taken: set[int]) -> Parts:
    """Add the title, and the text without the lines that were ``taken``."""
    title = document.title
    inside: range = range(0)
    if title is not None and parts.style not in ("list", "header"):
        inside = range(title.start, title.end + 1)
        if title.text:
            parts = replace(parts, title=title.text)
    rest = [n for n in range(document.body, len(document.raw)) if n not in inside]
    # Empty lines around what is taken out go with it: one of them remains.
    lines = [(n + 1, document.raw[n]) for n in rest if n not in taken]
    starts = {heading.start + 1 for heading in document.headings}
    first = next((at for at, (number, _) in enumerate(lines) if number in starts), len(lines))
    parts = replace(
        parts,
        heading=numbered(document.raw, inside),
        intro=squeezed(lines[:first], taken),
        body=stripped(lines[first:]),
        rst=document.is_rst,
        eol=line_end(document),
        bom=document.bom,
        tight=document.front.present
        and bool(document.lines[document.body : document.body + 1])
        and bool(document.lines[document.body].strip()),
        numbered=parts.numbered and own_number(parts.title, parts.record),
    )
    return kept.restored(parts)


def own_number(title: str, record: Record) -> bool:
    """Say whether a title begins with the record's number, as Nygard writes it."""
    found = NUMBERED.match(title)
    return found is not None and int(found[1][:18]) == record.number


def squeezed(lines: Iterable[Line], taken: set[int]) -> tuple[Line, ...]:
    """Leave out the second of two empty lines that stand together because others were taken."""
    found: list[Line] = []
    for number, line in lines:
        gap = bool(found) and any(n in taken for n in range(found[-1][0], number - 1))
        if not line.strip() and gap and not found[-1][1].strip():
            continue
        found.append((number, line))
    return stripped(found)


def line_end(document: Document) -> str:
    """Return the line end of a file's first line."""
    first = document.raw[0] if document.raw else ""
    return first[len(first.rstrip("\r\n")) :] or "\n"


def yaml_record(record: Record, document: Document, beside: Document | None) -> Parts:
    """Take a KEP apart: metadata from one file, text from the other."""
    entries = front.entries(document, record)
    parts = Parts(record, record.title, entries=entries, style="yaml")
    if beside is None:
        return replace(parts, eol=line_end(document), bom=document.bom)
    inside = beside.title
    if inside is not None and OWN_NAME.sub("", inside.text, count=1).strip() == record.title:
        made = texts(parts, beside, set())
        return replace(
            made, title=record.title, heading=(), entries=(*entries, *extra_front(beside))
        )
    lines = numbered(beside.raw, range(beside.body, len(beside.raw)))
    starts = {heading.start + 1 for heading in beside.headings}
    first = next((at for at, (number, _) in enumerate(lines) if number in starts), len(lines))
    return kept.restored(
        replace(
            parts,
            entries=(*entries, *extra_front(beside)),
            intro=stripped(lines[:first]),
            body=stripped(lines[first:]),
            eol=line_end(beside),
            bom=beside.bom,
        )
    )


def extra_front(document: Document) -> tuple[Entry, ...]:
    """Return what front matter of a text beside a YAML file says."""
    return front.extras(document)


TAKERS: Mapping[str, Taker] = {
    "nygard": section.taken,
    "openedx": section.taken,
    "madr-2": listed.bullets_taken,
    "log4brains": listed.bullets_taken,
    "rust-rfc": listed.list_taken,
    "pep": listed.header_taken,
    "madr-3": front.taken,
    "madr-4": front.taken,
    "plain": front.taken,
    "eip": front.taken,
    "kep": front.taken,
}
