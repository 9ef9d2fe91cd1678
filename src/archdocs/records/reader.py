"""One file into one record, and what is wrong with the file by itself."""

from __future__ import annotations

import datetime
import re

from archdocs.finding import Finding, Location
from archdocs.records import codes
from archdocs.records.dialects import recognise
from archdocs.records.dialects.reading import Reading
from archdocs.records.document import Document, NotText
from archdocs.records.fieldchecks import field_findings
from archdocs.records.fields import field_lines, field_links, fields_of, read_day
from archdocs.records.kinds import Kind, nearest
from archdocs.records.lifecycle import plain_text, read_statuses
from archdocs.records.model import UNKNOWN, Record
from archdocs.records.names import FileName, parse_path, record_id

__all__ = ["read_date", "read_record"]

#: Types whose shape is that of a decision in another project's format, too.
SHAPES = ("text", "list", "date")
#: ``3. Title``, ``ADR-0003: Title``.
OWN_NUMBER = re.compile(r"(?:([A-Za-z]+)[- #]*)?(\d{1,9})\s*[.:–—-]\s+")


def read_record(
    path: str, data: bytes | None, kind: Kind, digits: int
) -> tuple[Record | None, list[Finding]]:
    """Read a file whose name is a record's; no record when it can't be read at all."""
    name = parse_path(path, kind.prefix)
    if name is None:
        return None, []
    if data is None:
        return None, [codes.UNREADABLE.at(Location(path), f"{path} can't be read")]
    try:
        document = Document.parse(path, data, kind.links)
    except NotText as error:
        place = Location(path, error.line)
        hint = "save it as UTF-8"
        return None, [codes.UNREADABLE.at(place, f"{path} is not UTF-8 text", hint=hint)]
    reading = recognise(document).read(document)
    record = record_of(document, name, reading, kind, digits)
    findings = metadata_findings(record, reading, kind)
    findings += shape_findings(record, document, kind)
    if document.front.present and not document.front.error:
        findings += field_findings(record, document.front.values, kind)
    return record, findings


def record_of(
    document: Document, name: FileName, reading: Reading, kind: Kind, digits: int
) -> Record:
    """Put a record together from what its name and its text say."""
    status, said = read_statuses(reading.stated, kind)
    raw, line = reading.statuses[said] if reading.statuses else ("", 0)
    if not kind.has_statuses and not raw:
        status = kind.initial
    lines = {**reading.lines, **field_lines(document, kind)}
    if line:
        lines["status"] = line
    return Record(
        kind=kind.name,
        id=record_id(kind, name, digits, kind.package_of(document.path)),
        number=name.number,
        title=own_title(reading.title, name, kind),
        status=status,
        raw_status=raw,
        date=read_date(reading.date) or name.date,
        path=document.path,
        dialect=reading.dialect,
        owner=reading.owner,
        deciders=reading.deciders,
        tags=reading.tags,
        review_by=read_date(reading.review_by),
        links=tuple(dict.fromkeys((*reading.links, *field_links(document, kind)))),
        lines=lines,
        fields=fields_of(document, kind),
        package=kind.package_of(document.path),
    )


def read_date(text: str) -> datetime.date | None:
    """Return the day a text begins with, year first; ``None`` when it is no such day."""
    return read_day(plain_text(text))


def own_title(title: str, name: FileName, kind: Kind) -> str:
    """Return a title without the record's own number before it."""
    if name.number is None:
        return title
    own = OWN_NUMBER.match(title)
    if not own or int(own[2][:18]) != name.number or (own[1] or kind.prefix).upper() != kind.prefix:
        return title
    return title[own.end() :].strip() or title


def metadata_findings(record: Record, reading: Reading, kind: Kind) -> list[Finding]:
    """Return what is wrong with title, status and dates."""
    place = record.path
    found = [
        codes.BAD_FRONT_MATTER.at(Location(place, problem.line), problem.message)
        for problem in reading.problems
    ]
    if not record.title:
        hint = "begin the text with a line `# Title`"
        found.append(codes.NO_TITLE.at(Location(place, 1), f"{record.id} has no title", hint=hint))
    if reading.problems:
        # The rest of the metadata can't be seen; one finding is enough.
        return found
    found += status_findings(record, reading, kind)
    for key, text in (("date", reading.date), ("review-by", reading.review_by)):
        if text and read_date(text) is None:
            found.append(
                codes.BAD_DATE.at(
                    Location(place, record.line_of(key)),
                    f"{record.id}: `{key}` is {short(text)}, which is no day",
                    hint="write it as YYYY-MM-DD",
                )
            )
    return found


def status_findings(record: Record, reading: Reading, kind: Kind) -> list[Finding]:
    """Return what is wrong with the status, and with the lack of a date for it."""
    found = []
    at_status = Location(record.path, record.line_of("status", "title"))
    if record.status == UNKNOWN:
        found.append(codes.UNKNOWN_STATUS.at(at_status, unknown_status(record, kind)))
    elif record.status not in kind.moves:
        found.append(
            codes.ILLEGAL_STATUS.at(
                at_status,
                f"{record.id} is {record.status!r}, {no_status(kind)}"
                # Only for a slip of the pen: `approved` is not a misspelt `proposed`.
                f"{nearest(record.status, kind.statuses, cutoff=0.85)}",
                hint=f"there are: {', '.join(kind.statuses)}" if kind.has_statuses else "",
            )
        )
    if record.status in kind.dated and record.date is None and not reading.date:
        found.append(
            codes.NO_DATE.at(
                at_status,
                f"{record.id} is {record.status} and does not say since when",
                hint="add its date, as YYYY-MM-DD",
            )
        )
    return found


def no_status(kind: Kind) -> str:
    """Return why a word is no status of a kind."""
    if kind.has_statuses:
        return f"which is no status of {kind.name} records"
    return f"but {kind.name} records have no status: they are {kind.lifecycle}"


def unknown_status(record: Record, kind: Kind) -> str:
    """Return the message for a status that can't be read."""
    if not record.raw_status:
        return f"{record.id} does not say its status"
    return (
        f"{record.id}: {short(record.raw_status)} does not state one status of"
        f" {', '.join(kind.statuses)}"
    )


def shape_findings(record: Record, document: Document, kind: Kind) -> list[Finding]:
    """Return the front-matter fields that have another shape than the kind declares."""
    found = []
    for key, value in document.front.values.items():
        field = kind.fields.get(key)
        if field is None or field.type not in SHAPES or value is None or isinstance(value, str):
            continue
        texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if field.type == "list" and texts:
            continue
        wanted = "a list of texts" if field.type == "list" else "a text on one line"
        place = Location(record.path, document.front.lines.get(key, 1))
        found.append(
            codes.BAD_FRONT_MATTER.at(
                place,
                f"`{key}` is {wanted}, not {'a list' if isinstance(value, list) else 'a mapping'}",
                hint='quote a value that begins with { or [: "{…}"',
            )
        )
    return found


def short(text: str) -> str:
    """Quote a text, cut to a length that a message can carry."""
    return repr(text if len(text) <= 60 else text[:59] + "…")
