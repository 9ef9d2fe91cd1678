"""TOML, YAML (compose files too) and JSON."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal, DecimalException
from typing import Any

from archdocs.freshness.sources import script
from archdocs.freshness.sources.model import Data, Unreadable
from archdocs.system import fullyaml

__all__ = ["read_json", "read_toml", "read_yaml"]


def read_toml(text: str) -> Data:
    """Read TOML; numbers keep the digits they are written with.

    Raises :class:`Unreadable`.
    """
    try:
        return plain(tomllib.loads(text, parse_float=decimal))
    except ValueError as error:
        raise Unreadable(f"not valid TOML: {first_line(error)}") from None


def read_json(text: str) -> Data:
    """Read JSON; comments and commas at the end, as many tools write them, are no fault.

    Raises :class:`Unreadable`.
    """
    try:
        return json.loads(text, parse_float=decimal, parse_constant=str)
    except ValueError as error:
        relaxed = script.read_literal(text)
        if isinstance(relaxed, dict | list):
            return relaxed
        raise Unreadable(f"not valid JSON: {first_line(error)}") from None


def read_yaml(text: str) -> Data:
    """Read the documents of a YAML file, of several the first that is a mapping.

    Scalars stay the text that was written.

    Raises :class:`Unreadable`, also for aliases that would unfold into too much.
    """
    loaded, error, line = fullyaml.documents(text)
    if error:
        raise Unreadable(f"{error} (line {line})")
    if len(loaded) <= 1:
        return loaded[0] if loaded else {}
    return merged(loaded)


def merged(documents: list[Data]) -> Data:
    """Put several documents under their numbers, and what only one of them has at the top."""
    made: dict[str, Data] = {}
    for document in documents:
        if isinstance(document, dict):
            for key, value in document.items():
                made.setdefault(key, value)
    made.update({str(number): document for number, document in enumerate(documents)})
    return made


def plain(value: Any) -> Data:
    """Turn TOML's dates into text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if isinstance(value, str | bool | int | Decimal) else str(value)


def decimal(text: str) -> Decimal | str:
    """Read a number with a point or an exponent."""
    try:
        return Decimal(text.replace("_", ""))
    except DecimalException:
        return text


def first_line(error: Exception) -> str:
    """Return the first line of an error."""
    return (str(error).splitlines() or ["unreadable"])[0][:200]
