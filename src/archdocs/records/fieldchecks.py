"""What is wrong with the fields of one record, and what falls due in them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from archdocs.finding import Finding, Location
from archdocs.records import fieldcodes as codes
from archdocs.records.fields import number, read_day, read_time, rows_of, value_of
from archdocs.records.kind import Due, Field, Kind, nearest
from archdocs.records.model import Record

__all__ = ["due_findings", "field_findings", "needs", "value_fault"]

#: Days are read and judged with the record itself.
OWN_DAYS = ("date", "review-by")


def field_findings(record: Record, said: Mapping[str, Any], kind: Kind) -> Iterator[Finding]:
    """Yield what the kind's fields rule out; ``said`` are the values of the front matter."""
    # Others write `kind:` as well, and mean something else by it.
    named = said.get("kind") == kind.name or "kind" in kind.fields
    known = kind.all_fields if named else kind.fields
    for name, value in said.items():
        field = known.get(name)
        if field is None and kind.links.known(name):
            continue
        place = Location(record.path, record.line_of(name))
        if field is None:
            near = near_miss(name, tuple(known)) if named and name else ""
            if near:
                yield codes.FIELD.at(place, f"{kind.name} records have no field `{name}`{near}")
        elif value is not None and value != "" and name not in OWN_DAYS:
            yield from value_findings(record, name, value, field)
    for problem, name in lacking(record, kind, record.status):
        rule = codes.OPEN_ITEM if "." in name else codes.FIELD_MISSING
        place = Location(record.path, record.line_of(name, "status", "title"))
        yield rule.at(place, f"{record.id} is {record.status}, but {problem}")
    yield from order_findings(record, kind)
    yield from history_findings(record, kind)


@functools.lru_cache(maxsize=1024)
def near_miss(name: str, known: tuple[str, ...]) -> str:
    """Return ``; did you mean …`` for a slip of the pen, and nothing for another word."""
    return nearest(name, known, cutoff=0.8)


def value_findings(record: Record, name: str, value: Any, field: Field) -> Iterator[Finding]:
    """Yield what is wrong with one value, row by row in a list of tables."""
    place = Location(record.path, record.line_of(name))
    if field.type != "table-list":
        # A day of another shape is told already, as decisions' fields are.
        shaped = isinstance(value, str) or field.type != "date"
        fault = value_fault(value, field) if shaped else ""
        if fault:
            yield codes.FIELD.at(place, f"{record.id}: `{name}` {fault}")
        return
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        columns = ", ".join(f"`{column}`" for column in field.columns)
        yield codes.FIELD.at(place, f"{record.id}: `{name}` is a list of rows with {columns}")
        return
    for index, row in enumerate(value):
        at = Location(record.path, record.line_of(f"{name}.{index}", name))
        for fault in row_faults(row, field):
            yield codes.FIELD.at(at, f"{record.id}: `{name}`: {fault}")


def row_faults(row: dict[str, Any], field: Field) -> Iterator[str]:
    """Yield what is wrong with one row."""
    for name, value in row.items():
        column = field.columns.get(name)
        if column is None:
            near = near_miss(name, tuple(field.columns))
            if near:
                yield f"no column `{name}`{near}"
        elif value is not None and value != "":
            fault = value_fault(value, column)
            if fault:
                yield f"`{name}` {fault}"
    for name, column in field.columns.items():
        if column.required and row.get(name) in (None, ""):
            yield f"a row has no `{name}`"


def value_fault(value: Any, field: Field) -> str:
    """Return what keeps a value from being one of the field's type; nothing if it is.

    Texts, lists and the days of every record are judged as the shape of front matter.
    """
    if field.type in ("text", "list"):
        return ""
    if field.type == "records":
        items = value if isinstance(value, list) else [value]
        return "" if all(isinstance(item, str) for item in items) else "is a list of records"
    if not isinstance(value, str):
        return f"is {field.type}, not {'a list' if isinstance(value, list) else 'a mapping'}"
    return SCALARS[field.type](value, field)


def choice_fault(value: str, field: Field) -> str:
    """Judge one of several words."""
    if value in field.choices:
        return ""
    return f"is {value!r}, not one of {', '.join(field.choices)}{nearest(value, field.choices)}"


def number_fault(value: str, _: Field) -> str:
    """Judge a number."""
    return "" if not isinstance(number(value), str) else f"is {value!r}, which is no number"


def boolean_fault(value: str, _: Field) -> str:
    """Judge a yes or no."""
    return "" if value.lower() in ("true", "false") else f"is {value!r}, not true or false"


def date_fault(value: str, _: Field) -> str:
    """Judge a day."""
    return "" if read_day(value) else f"is {value!r}, which is no day; write YYYY-MM-DD"


def time_fault(value: str, _: Field) -> str:
    """Judge a moment."""
    if read_time(value):
        return ""
    return f"is {value!r}, which is no time; write YYYY-MM-DDThh:mmZ"


def url_fault(value: str, _: Field) -> str:
    """Judge an address on the web."""
    right = value.lower().startswith(("https://", "http://")) and not any(map(str.isspace, value))
    return "" if right else f"is {value!r}, which is no address that begins with https://"


SCALARS: dict[str, Callable[[str, Field], str]] = {
    "choice": choice_fault,
    "number": number_fault,
    "boolean": boolean_fault,
    "date": date_fault,
    "time": time_fault,
    "url": url_fault,
}


def lacking(record: Record, kind: Kind, status: str) -> Iterator[tuple[str, str]]:
    """Yield what a record lacks for a status: the words, and the field or row (``actions.0``)."""
    for name, field in kind.fields.items():
        if status in field.required_in and value_of(record, kind, name) is None:
            yield f"does not say `{name}`", name
        if status not in field.complete_in:
            continue
        for index, (_, row) in enumerate(rows_of(record, name)):
            if row.get(field.complete) in (None, "", False):
                first = next((str(v) for v in row.values() if v), "a row")
                yield f"`{name}` has one that is not {field.complete}: {first}", f"{name}.{index}"


def needs(record: Record, kind: Kind, status: str) -> str:
    """Return all that a record lacks for a status in one phrase, empty when it lacks nothing."""
    found = list(lacking(record, kind, status))
    missing = ", ".join(f"`{name}`" for _, name in found if "." not in name)
    phrases = [f"does not say {missing}"] if missing else []
    phrases += [words for words, name in found if "." in name]
    return "; ".join(phrases)


def order_findings(record: Record, kind: Kind) -> Iterator[Finding]:
    """Yield the times that are before what they follow."""
    last, before = None, ""
    for name in kind.order:
        value = record.fields.get(name)
        moment = read_time(value) if isinstance(value, str) else None
        if moment is None:
            continue
        if last is not None and moment < last:
            place = Location(record.path, record.line_of(name))
            yield codes.FIELD.at(place, f"{record.id}: `{name}` is earlier than `{before}`")
        last, before = moment, name


def history_findings(record: Record, kind: Kind) -> Iterator[Finding]:
    """Yield where the rows of a record's history contradict it, or each other."""
    if kind.history is None:
        return
    rows = rows_of(record, kind.history.field)
    last = None
    for line, row in rows:
        day = read_day(str(row.get(kind.history.date) or ""))
        if day and last and day < last:
            yield codes.HISTORY.at(
                Location(record.path, line),
                f"{record.id}: {day} stands after {last} in `{kind.history.field}`",
                hint="put the rows in the order of their days",
            )
        last = day or last
    if rows and record.status in kind.moves:
        line, row = rows[-1]
        stated = str(row.get(kind.history.status) or "")
        if stated != record.status:
            yield codes.HISTORY.at(
                Location(record.path, line),
                f"{record.id} is {record.status}, but its last `{kind.history.status}` is"
                f" {stated or 'missing'}",
                hint=f"add the row that says since when it is {record.status}",
            )


def due_findings(record: Record, kind: Kind, today: datetime.date) -> Iterator[Finding]:
    """Yield the days in a record's fields that have passed, or are near."""
    for name, value, due, line in days_of(record, kind):
        day = value if isinstance(value, datetime.date) else read_day(str(value or ""))
        if day is None or record.status not in due.statuses:
            continue
        late = (today - day).days - due.after
        if late > 0 or (due.before and late >= -due.before):
            yield codes.DUE.at(
                Location(record.path, line),
                f"{record.id}: `{name}` {told(day, due, late)}",
                hint="do what is due, then write the new date",
            )


def days_of(record: Record, kind: Kind) -> Iterator[tuple[str, Any, Due, int]]:
    """Yield the days that can fall due: a name, the value, when it matters, and the line.

    A row that is complete waits for nobody.
    """
    for name, field in kind.fields.items():
        if field.due is not None:
            yield name, value_of(record, kind, name), field.due, record.line_of(name, "status")
        for line, row in rows_of(record, name) if field.columns else ():
            if field.complete and row.get(field.complete) not in (None, "", False):
                continue
            for column, inner in field.columns.items():
                if inner.due is not None:
                    yield f"{name}: {column}", row.get(column), inner.due, line


def told(day: datetime.date, due: Due, late: int) -> str:
    """Return how a day stands to today."""
    if due.after:
        return f"was {day}, which is more than {due.after} days ago"
    if late <= 0:
        return f"is {day}, {'today' if not late else f'in {-late} days'}"
    return f"was {day}, {late} {'day' if late == 1 else 'days'} ago"
