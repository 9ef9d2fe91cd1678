"""Fill in fields of a new record's front matter, in the type that its kind gives each."""

from __future__ import annotations

from collections.abc import Mapping

from archdocs.errors import UsageError
from archdocs.records.document import Document, Splice
from archdocs.records.fieldchecks import value_fault
from archdocs.records.fields import typed
from archdocs.records.kind import Field, Kind, nearest
from archdocs.records.quoting import to_yaml

__all__ = ["check_given", "fill", "parse_given"]

#: Fields that other options say, or that follow from what a record is.
ELSEWHERE = {
    "status": "--status",
    "owner": "--owner",
    "date": "--date",
    "deciders": "--deciders",
    "decision-makers": "--deciders",
    "supersedes": "--supersedes",
}


def parse_given(texts: tuple[str, ...]) -> dict[str, str]:
    """Read ``field=value`` texts.

    Raises :class:`UsageError` for another form, and for a field given twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"`{text}` is not a field and its value", hint="write FIELD=VALUE")
        if name.strip() in found:
            raise UsageError(
                f"`{name.strip()}` is given twice", hint="write a list with commas: FIELD=A,B"
            )
        found[name.strip()] = value.strip()
    return found


def check_given(kind: Kind, given: Mapping[str, str]) -> None:
    """Refuse fields that a kind does not have, and values that its fields do not allow.

    Raises :class:`UsageError`.
    """
    known = {
        name: field
        for name, field in kind.all_fields.items()
        if name not in ("id", "kind", "title", *ELSEWHERE)
    }
    for name, value in given.items():
        if name in ELSEWHERE:
            raise UsageError(f"`{name}` has an option of its own: {ELSEWHERE[name]}")
        field = known.get(name)
        if field is None:
            raise UsageError(
                f"{kind.name} records have no field `{name}`{nearest(name, tuple(known))}",
                hint=f"there are: {', '.join(known)}",
            )
        if field.type == "table-list":
            raise UsageError(
                f"`{name}` is a list of rows, which no option can write",
                hint="write it in the file",
            )
        if not value.isprintable():
            raise UsageError(f"`{name}` is one line, without control characters")
        fault = value_fault(value, field) if value else ""
        if fault:
            raise UsageError(f"`{name}` {fault}")


def fill(path: str, text: str, kind: Kind, given: Mapping[str, str]) -> str:
    """Return the text of a record with these fields in its front matter.

    A key that the template has gets the value, any other is added at the block's end.

    Raises :class:`UsageError` where the template makes no front matter, or writes a key over
    several lines.
    """
    for name, value in given.items():
        document = Document(path, text, kind.links)
        if not document.front.present or document.front.error:
            raise UsageError(
                f"this template has no front matter to write `{name}` into",
                hint="choose another with --template",
            )
        line = f"{name}: {as_yaml(value, kind.all_fields[name])}"
        at = document.front.lines.get(name)
        end = document.body - 1
        if at is None:
            splice = Splice(end, end, (line,))
        elif at < end and document.lines[at].startswith((" ", "-")):
            raise UsageError(f"the template writes `{name}` over several lines")
        else:
            splice = Splice(at - 1, at, (line,))
        text = document.apply((splice,)).decode("utf-8")
    return text


def as_yaml(value: str, field: Field) -> str:
    """Return a value as YAML: a list where the field is one, a bare word where it is typed."""
    if field.type in ("list", "records"):
        return to_yaml([item.strip() for item in value.split(",") if item.strip()])
    if field.type in ("number", "boolean") and not isinstance(typed(value, field), str):
        return value.lower()
    return to_yaml(value) if field.type != "date" else value
