"""Read the configuration: ``archdocs.toml``, or ``[tool.archdocs]`` of ``pyproject.toml``.

Everything wrong in it is one :class:`ConfigError` with ``file:line`` and, for a misspelt
name, the nearest valid one.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from archdocs import linknames, repositories, trackers
from archdocs.errors import ConfigError
from archdocs.settings import LinkOptions, Repository, Settings, SiteSettings, Tracker, toml_name
from archdocs.system.regular import read_regular
from archdocs.system.tomlkeys import locate
from archdocs.system.tomltext import spell, to_toml

__all__ = ["fault", "find_config", "json_schema", "load", "locate", "parse", "spell", "to_toml"]

NAME = "archdocs.toml"
PYPROJECT = "pyproject.toml"
#: What finds the first fault in the tables of a kind, option by option.
FAULTS: dict[Any, Any] = {
    Tracker: trackers.first_fault,
    LinkOptions: linknames.fault_of,
    Repository: repositories.first_fault,
}


def find_config(root: Path) -> Path | None:
    """Return the configuration file of a project root, or ``None`` when it has none."""
    own = root / NAME
    if own.is_file():
        return own
    shared = root / PYPROJECT
    if shared.is_file():
        try:
            tool = tomllib.loads(read_regular(shared).decode("utf-8")).get("tool", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError):
            return None
        if "archdocs" in tool:
            return shared
    return None


def load(root: Path) -> Settings:
    """Read the settings of a project root; without a file, every default holds.

    Raises :class:`ConfigError`.
    """
    path = find_config(root)
    if path is None:
        return Settings()
    try:
        text = read_regular(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", path=path.name) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path.name) from error
    return parse(text, path.name)


def fault(root: Path, keys: tuple[str, ...], message: str) -> ConfigError:
    """Make the error for an option whose value turned out wrong after it was read."""
    path = find_config(root)
    if path is None:
        return ConfigError(message, path=NAME)
    start = ("tool", "archdocs") if path.name == PYPROJECT else ()
    return Reader(path.read_text("utf-8-sig"), path.name, start).fail(keys, message)


def parse(text: str, path: str) -> Settings:
    """Read settings from the text of a configuration file called ``path``.

    Raises :class:`ConfigError`.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        reason = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ConfigError(
            f"not valid TOML: {reason}", path=path, line=int(found[1]) if found else 0
        ) from error
    start: tuple[str, ...] = ()
    if Path(path).name == PYPROJECT:
        start = ("tool", "archdocs")
        data = data.get("tool", {}).get("archdocs", {})
    return Reader(text, path, start).settings(data)


class Reader:
    """Turns parsed TOML into :class:`Settings`, knowing where each key stands."""

    def __init__(self, text: str, path: str, start: tuple[str, ...]) -> None:
        self.text = text
        self.path = path
        self.start = start

    def fail(self, keys: tuple[str, ...], message: str) -> ConfigError:
        """Make the error for the key at ``keys``."""
        return ConfigError(message, path=self.path, line=locate(self.text, (*self.start, *keys)))

    def settings(self, data: Mapping[str, Any]) -> Settings:
        """Check every table and build the settings."""
        hints = typing.get_type_hints(Settings)
        self.known(tuple(data), tuple(hints), (), "table")
        sections: dict[str, Any] = {}
        for name, kind in hints.items():
            table = data.get(name, {})
            if not isinstance(table, dict):
                raise self.fail((name,), f"`{name}` is a table, not {describe(table)}")
            named = typing.get_args(kind)
            read: Any = self.tables if named else self.section
            sections[name] = read(named[1] if named else kind, (name,), table)
        return Settings(**sections)

    def tables(
        self, kind: type[Any], keys: tuple[str, ...], tables: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Check a table of tables that the user names."""
        found = {}
        for key, table in tables.items():
            here = (*keys, key)
            if not isinstance(table, dict):
                raise self.fail(here, f"`{key}` is a table, not {describe(table)}")
            found[key] = self.section(kind, here, table)
        wrong = FAULTS[kind](found)
        if wrong:
            key, name, why = wrong
            where = (*keys, key, name) if name in tables[key] else (*keys, key)
            raise self.fail(where, f"`{name or key}` {why}")
        return types.MappingProxyType(found)

    def section(self, kind: type[Any], keys: tuple[str, ...], table: Mapping[str, Any]) -> Any:
        """Check one table and build its dataclass."""
        hints = typing.get_type_hints(kind)
        valid = {toml_name(option): option for option in hints}
        self.known(tuple(table), tuple(valid), keys, "option")
        values = {
            valid[key]: self.value(hints[valid[key]], value, (*keys, key))
            for key, value in table.items()
        }
        for item in dataclasses.fields(kind):
            if item.metadata["inside"] and item.name in values:
                self.inside(values[item.name], (*keys, toml_name(item.name)))
        if kind is SiteSettings:
            for name in {"refs", "hidden", "notes"} & values.keys():
                self.versions(values[name], (*keys, name))
            for name, pattern in values.get("aliases", {}).items():
                self.versions((pattern,), (*keys, "aliases", name))
        return kind(**values)

    def versions(
        self, patterns: tuple[str, ...] | Mapping[str, str], keys: tuple[str, ...]
    ) -> None:
        """Raise for a phrase about releases that can't be read, or a note there isn't."""
        from archdocs import selectors  # what reads versions is costly to import

        wrong = selectors.fault_of(tuple(patterns))
        if wrong:
            raise self.fail(keys, wrong)
        for name, note in patterns.items() if isinstance(patterns, Mapping) else ():
            if note not in selectors.NOTES:
                wrong = f"`{name}` is one of {listed(selectors.NOTES)}, not {describe(note)}"
                raise self.fail((*keys, name), wrong)

    def inside(self, value: str | Mapping[str, str], keys: tuple[str, ...]) -> None:
        """Raise for a folder that is not inside the project."""
        if isinstance(value, Mapping):
            for key, item in value.items():
                self.inside(item, (*keys, key))
        elif value.startswith("/") or ".." in value.split("/"):
            raise self.fail(keys, f"`{keys[-1]}` is a folder inside the project, not `{value}`")

    def known(
        self, given: tuple[str, ...], valid: tuple[str, ...], keys: tuple[str, ...], noun: str
    ) -> None:
        """Raise for the first name that is not valid, with the nearest that is."""
        for name in given:
            if name not in valid:
                near = difflib.get_close_matches(name.replace("_", "-"), valid, n=1, cutoff=0.5)
                advice = (
                    f"; did you mean `{near[0]}`?"
                    if near
                    else f"; there are {listed(valid, 'and')}"
                )
                raise self.fail((*keys, name), f"no {noun} called `{name}`{advice}")

    def value(self, kind: Any, value: Any, keys: tuple[str, ...]) -> Any:
        """Check one value against its declared type."""
        name = keys[-1]
        origin = typing.get_origin(kind)
        if origin is Literal:
            choices = typing.get_args(kind)
            if value not in choices:
                near = difflib.get_close_matches(str(value).lower(), choices, n=1)
                advice = f"; did you mean `{near[0]}`?" if near else ""
                wrong = f"`{name}` is one of {listed(choices)}, not {describe(value)}"
                raise self.fail(keys, wrong + advice)
            return value
        if origin is tuple:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise self.fail(keys, f"`{name}` is a list of strings, not {describe(value)}")
            return tuple(value)
        if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
            inner = typing.get_args(kind)[1]
            if inner is not str:
                return self.nested(inner, value, keys)
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                raise self.fail(keys, f"`{name}` is a table of strings, not {describe(value)}")
            return self.merged(value, keys)
        wanted = {str: "a string", int: "a whole number", bool: "true or false"}[kind]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(keys, f"`{name}` is {wanted}, not {describe(value)}")
        if kind is int and value < 0:
            raise self.fail(keys, f"`{name}` is 0 or more, not {value}")
        return value

    def nested(self, kind: Any, value: Any, keys: tuple[str, ...]) -> Mapping[str, Any]:
        """Check a table of lists, or of tables, of strings."""
        if not isinstance(value, dict):
            raise self.fail(keys, f"`{keys[-1]}` is a table, not {describe(value)}")
        found = {key: self.value(kind, item, (*keys, key)) for key, item in value.items()}
        return types.MappingProxyType(found)

    def merged(self, value: Mapping[str, str], keys: tuple[str, ...]) -> Mapping[str, str]:
        """Lay a table of strings over its default, so that one entry can be changed alone."""
        section, name = keys[:2]
        default = getattr(getattr(Settings(), section), name.replace("-", "_"))
        return types.MappingProxyType({**(default if len(keys) == 2 else {}), **value})


def listed(names: tuple[Any, ...], last: str = "or") -> str:
    """Return names for a sentence: ``a``, ``b`` or ``c``."""
    words = [f"`{name}`" for name in names] or ["none"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def describe(value: Any) -> str:
    """Say what was found in place of what was wanted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the string "{value}"'
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else type(value).__name__


def json_schema() -> dict[str, Any]:
    """Return a JSON Schema of ``archdocs.toml``, for editors."""
    hints = typing.get_type_hints(Settings)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "archdocs.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: section_schema(kind) for name, kind in hints.items()},
    }


def section_schema(kind: type[Any]) -> dict[str, Any]:
    """Return the schema of one table, or of a table of tables."""
    named = typing.get_args(kind)
    if named:
        return {"type": "object", "additionalProperties": section_schema(named[1])}
    hints = typing.get_type_hints(kind)
    properties = {}
    for item in dataclasses.fields(kind):
        properties[toml_name(item.name)] = {
            **type_schema(hints[item.name]),
            "description": item.metadata["doc"],
        }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def type_schema(kind: Any) -> dict[str, Any]:
    """Return the schema of one option's type."""
    origin = typing.get_origin(kind)
    if origin is Literal:
        return {"enum": list(typing.get_args(kind))}
    if origin is tuple:
        return {"type": "array", "items": {"type": "string"}}
    if origin is not None:
        return {"type": "object", "additionalProperties": type_schema(typing.get_args(kind)[1])}
    if kind is int:
        return {"type": "integer", "minimum": 0}
    return {"type": {str: "string", bool: "boolean"}[kind]}
