"""What the readers return."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

__all__ = ["COMPUTED", "Data", "Scalar", "Unreadable", "text_of"]

Scalar = str | int | bool | Decimal | None
#: Nested dicts and lists of scalars.
Data = Any


class Computed:
    """Stands for what is there and is no literal."""

    def __repr__(self) -> str:
        return "COMPUTED"


COMPUTED = Computed()


class Unreadable(ValueError):
    """A file that is not what its name says, or too much of it; the message says why."""


def text_of(value: Scalar) -> str:
    """Return a scalar as a page would state it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
