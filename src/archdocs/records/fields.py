"""The fields of a record: what front matter says beyond what every record has."""

from __future__ import annotations

from typing import Any

from archdocs.records.document import Document
from archdocs.records.kinds import Field, Kind
from archdocs.records.model import INVERSES, link_kind

__all__ = ["fields_of"]

#: What a record tells by attributes of its own.
TOLD = frozenset(
    {"id", "kind", "title", "status", "date", "owner", "tags", "review-by"}
    | {"decision-makers", "deciders", "decision-maker", "decider"}
)
BOOLEANS = {"true": True, "false": False}


def fields_of(document: Document, kind: Kind) -> dict[str, Any]:
    """Return the values of front matter that no attribute of a record tells.

    Links and empty values are left out. A scalar is text, as it was written (``0010`` is no
    eight), but where the kind declares a number or a boolean and the text is one.
    """
    return {
        key: typed(value, kind.fields.get(key))
        for key, value in document.front.values.items()
        if key and value is not None and key not in TOLD and link_kind(key) not in INVERSES
    }


def typed(value: Any, field: Field | None) -> Any:
    """Return a value in the type its field has; as it is where it has another shape."""
    if field is None or not isinstance(value, str):
        return value
    if field.type == "boolean":
        return BOOLEANS.get(value.lower(), value)
    return number(value) if field.type == "number" else value


def number(text: str) -> int | float | str:
    """Return the number a text is, or the text."""
    plain = text.strip()
    if len(plain) > 30 or not plain.isascii():
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
    if found - found != 0 or "_" in text:
        raise ValueError(text)
    return found
