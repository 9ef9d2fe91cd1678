"""JSON Schemas of front matter, made from the kinds, for editors and other checkers.

An editor reads YAML's numbers and empty values as such, where archdocs reads text; the schemas
allow both. They say no more than archdocs checks: fields of your own are welcome.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from archdocs.errors import EnvironmentFault
from archdocs.project import Project
from archdocs.records.kind import Field, Kind
from archdocs.records.kinds import find_kind, load_kinds
from archdocs.system import files

__all__ = [
    "DIALECT",
    "KIND_FILE",
    "kind_file_schema",
    "schema_for",
    "schema_of",
    "schema_text",
    "write_schemas",
]

#: The name under which the schema of the kinds' own files is asked for.
KIND_FILE = "kind-file"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = r"\d{4}-\d{1,2}-\d{1,2}"
#: A day, with a time after it or without.
DATE = rf"^({DAY}([T ].*)?)?$"
TIME = rf"^({DAY}([T ]\d{{2}}:\d{{2}}(:\d{{2}})? ?(Z|[+-]\d{{2}}:?\d{{2}}|UTC)?)?)?$"
URL = r"^([Hh][Tt][Tt][Pp][Ss]?://\S+)?$"
WORD = {"type": ["string", "number"]}
NOTHING: dict[str, Any] = {"enum": [None, "", []]}

SHAPES: Mapping[str, Callable[[Field], dict[str, Any]]] = {
    "text": lambda _: {"type": ["string", "number", "null"]},
    "list": lambda _: {"type": ["array", "string", "number", "null"], "items": WORD},
    "records": lambda _: {"type": ["array", "string", "number", "null"], "items": WORD},
    "date": lambda _: {"type": ["string", "null"], "pattern": DATE},
    "time": lambda _: {"type": ["string", "null"], "pattern": TIME},
    "url": lambda _: {"type": ["string", "null"], "pattern": URL},
    "number": lambda _: {"anyOf": [{"type": ["number", "null"]}, {"const": ""}]},
    "boolean": lambda _: {"anyOf": [{"type": ["boolean", "null"]}, {"const": ""}]},
    "choice": lambda field: {"enum": [*field.choices, "", None]},
    "table-list": lambda field: {"type": ["array", "null"], "items": row_schema(field)},
}


def schema_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as it is written to a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schema_for(project: Project, name: str) -> dict[str, Any]:
    """Return the schema of a kind's front matter, or that of the files that declare kinds.

    Raises :class:`archdocs.errors.UsageError` for a kind that there is not.
    """
    if name == KIND_FILE:
        return kind_file_schema()
    return schema_of(find_kind(load_kinds(project.template_folders, project.settings), name))


def write_schemas(project: Project, folder: Path) -> list[Path]:
    """Write the schema of every kind, and of their files, into a folder; return the paths."""
    names = (*load_kinds(project.template_folders, project.settings), KIND_FILE)
    texts = {name: schema_text(schema_for(project, name)) for name in names}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"{folder} can't be made: {error.strerror}") from error
    for name, text in texts.items():
        files.write_atomic(folder / f"{name}.schema.json", text.encode("utf-8"))
    return [folder / f"{name}.schema.json" for name in texts]


def kind_file_schema() -> dict[str, Any]:
    """Return the schema of the TOML files that declare kinds."""
    file = importlib.resources.files(__package__).joinpath("kindfile.schema.json")
    loaded = json.loads(file.read_text("utf-8"))
    return dict(loaded)


def schema_of(kind: Kind) -> dict[str, Any]:
    """Return the schema of the front matter of a kind's records."""
    properties = {name: field_schema(field) for name, field in kind.all_fields.items()}
    status = kind.all_fields["status"].text
    properties["status"] = {"description": status, "enum": [*kind.statuses]}
    if "kind" in kind.fields:
        properties["kind"] = {"description": f"{kind.title}.", "const": kind.name}
    for name in kind.links.inverses:
        shown = kind.links.shown(name)
        if shown not in properties:
            about = f"Records that stand to this one as `{shown}`."
            properties[shown] = {"description": about, **SHAPES["records"](Field("records", ""))}
    made: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:archdocs:kind:{kind.name}",
        "title": kind.title,
        "description": f"Front matter of {kind.name} records.",
        "type": "object",
        "properties": properties,
    }
    demands = list(demanded(kind))
    if demands:
        made["allOf"] = demands
    return made


def field_schema(field: Field) -> dict[str, Any]:
    """Return the schema of one field."""
    about = {"description": field.text} if field.text else {}
    return {**about, **SHAPES[field.type](field)}


def row_schema(field: Field) -> dict[str, Any]:
    """Return the schema of one row of a list of tables."""
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: field_schema(column) for name, column in field.columns.items()},
    }
    required = [name for name, column in field.columns.items() if column.required]
    if required:
        made["required"] = required
    return made


def demanded(kind: Kind) -> Iterator[dict[str, Any]]:
    """Yield what each status demands; a kind without statuses demands it always."""
    for status in kind.statuses:
        names = [name for name, field in kind.fields.items() if status in field.required_in]
        rows = {
            name: {
                "items": {"required": [field.complete], "properties": {field.complete: filled()}}
            }
            for name, field in kind.fields.items()
            if status in field.complete_in
        }
        if not names and not rows:
            continue
        then: dict[str, Any] = {"properties": {**{name: filled() for name in names}, **rows}}
        if names:
            then["required"] = names
        if not kind.has_statuses:
            yield then
            continue
        said = {"properties": {"status": {"const": status}}, "required": ["status"]}
        yield {"if": said, "then": then}


def filled() -> dict[str, Any]:
    """Return the schema of a value that says something."""
    return {"not": NOTHING}
