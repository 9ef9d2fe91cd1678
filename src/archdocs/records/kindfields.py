"""The fields of a kind: those of every record, and those that the kind's own file declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from archdocs.errors import ConfigError
from archdocs.records.kind import Due, Field, nearest

__all__ = ["COMMON", "TYPES", "read_fields"]

TYPES = (
    "text",
    "list",
    "date",
    "time",
    "choice",
    "number",
    "boolean",
    "url",
    "records",
    "table-list",
)
#: Fields whose day can fall due.
DAYS = ("date",)
KEYS = (
    "type",
    "text",
    "choices",
    "required-in",
    "required",
    "columns",
    "complete",
    "complete-in",
    "due-in",
    "due-after",
    "due-before",
)

#: What the front matter of any record may say; a kind's own file may say more about each.
COMMON: Mapping[str, Field] = {
    "id": Field("text", "The record's id; the file's name says it, too."),
    "kind": Field("text", "The kind of record."),
    "title": Field("text", "The title, where the text has no heading of level 1."),
    "status": Field("text", "Where the record stands in its lifecycle."),
    "owner": Field("text", "Team or person who answers for it."),
    "date": Field("date", "Day of the last change of status, as YYYY-MM-DD."),
    "review-by": Field("date", "Day by which it is looked at again."),
    "tags": Field("list", "Words to find the record by."),
    "systems": Field("list", "Systems it is about."),
    "tracker": Field("list", "Issues and tickets that belong to it."),
    "relates": Field("records", "Records worth reading beside this one."),
    "depends": Field("records", "Records this one builds on."),
    "implements": Field("records", "Records this one carries out."),
}

Fail = Callable[[tuple[str, ...], str], ConfigError]


def read_fields(
    table: Mapping[str, Any], statuses: Mapping[str, Any], fail: Fail
) -> dict[str, Field]:
    """Read the ``[fields]`` of a kind's file; ``fail`` makes the error for a place in it.

    Raises :class:`ConfigError`.
    """
    reader = FieldReader(statuses, fail)
    return {name: reader.field(("fields", name), value) for name, value in table.items()}


class FieldReader:
    """Checks the declarations of fields."""

    def __init__(self, statuses: Mapping[str, Any], fail: Fail) -> None:
        self.known = statuses
        self.fail = fail

    def field(self, keys: tuple[str, ...], value: Any) -> Field:
        """Read one field, or one column of a field."""
        name = keys[-1]
        shape = value.get("type") if isinstance(value, dict) else None
        if shape not in TYPES:
            near = nearest(shape, TYPES) if isinstance(shape, str) else ""
            raise self.fail(keys, f"`{name}` is a table with a type: {', '.join(TYPES)}{near}")
        for key in value:
            if key not in KEYS:
                raise self.fail(keys, f"`{name}` has no key `{key}`{nearest(key, KEYS)}")
        text = value.get("text", "")
        if not isinstance(text, str):
            raise self.fail(keys, f"`text` of `{name}` is a text")
        columns = self.columns(keys, value)
        complete = value.get("complete", "")
        if complete and (not isinstance(complete, str) or complete not in columns):
            raise self.fail(keys, f"`complete` of `{name}` names {complete!r}, which is no column")
        return Field(
            type=value["type"],
            text=text,
            choices=self.choices(keys, value),
            required_in=self.statuses(keys, value, "required-in"),
            columns=columns,
            required=self.flag(keys, value, "required"),
            complete=complete,
            complete_in=self.statuses(keys, value, "complete-in"),
            due=self.due(keys, value),
        )

    def columns(self, keys: tuple[str, ...], value: Mapping[str, Any]) -> dict[str, Field]:
        """Return the columns, which a list of tables has and nothing else."""
        given = value.get("columns", {})
        if not isinstance(given, dict) or bool(given) != (value["type"] == "table-list"):
            raise self.fail(keys, f"`{keys[-1]}`: `columns` belong to the type table-list")
        found = {
            name: self.field((*keys, "columns", name), column) for name, column in given.items()
        }
        for name, column in found.items():
            if column.columns:
                raise self.fail(
                    (*keys, "columns", name), f"the column `{name}` is no list of tables"
                )
        return found

    def choices(self, keys: tuple[str, ...], value: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the choices, which the type ``choice`` has and nothing else."""
        given = value.get("choices", [])
        right = isinstance(given, list) and all(isinstance(item, str) and item for item in given)
        if not right or bool(given) != (value["type"] == "choice"):
            raise self.fail(keys, f"`{keys[-1]}`: `choices` is a list of texts, of the type choice")
        return tuple(given)

    def statuses(
        self, keys: tuple[str, ...], value: Mapping[str, Any], key: str
    ) -> tuple[str, ...]:
        """Return the statuses that a key names."""
        given = value.get(key, [])
        for item in given if isinstance(given, list) else [given]:
            known = isinstance(item, str) and item in self.known
            if not isinstance(given, list) or not known:
                raise self.fail(keys, f"`{key}` names {item!r}, which is no status of this kind")
        return tuple(given)

    def flag(self, keys: tuple[str, ...], value: Mapping[str, Any], key: str) -> bool:
        """Return a switch."""
        given = value.get(key, False)
        if not isinstance(given, bool):
            raise self.fail(keys, f"`{key}` is true or false")
        return given

    def due(self, keys: tuple[str, ...], value: Mapping[str, Any]) -> Due | None:
        """Return when the field's day has passed, if that is ever said."""
        statuses = self.statuses(keys, value, "due-in")
        days = [value.get(key, 0) for key in ("due-after", "due-before")]
        if not all(type(item) is int and 0 <= item <= 36500 for item in days):
            raise self.fail(keys, "`due-after` and `due-before` are numbers of days")
        if not statuses:
            if any(days):
                raise self.fail(keys, "`due-in` says in which statuses a day falls due")
            return None
        if value["type"] not in DAYS:
            raise self.fail(keys, f"`{keys[-1]}` is of the type date if it falls due")
        return Due(statuses, *days)
