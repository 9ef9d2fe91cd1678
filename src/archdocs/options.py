"""How an option is declared: a typed field of a dataclass, with a default and a sentence."""

from __future__ import annotations

from dataclasses import field
from typing import Any

__all__ = ["option"]


def option(default: Any, text: str, *, inside: bool = False) -> Any:
    """Declare an option: its default value and the sentence that explains it.

    ``inside`` says that it names folders, which are inside the project.
    """
    metadata = {"doc": text, "inside": inside}
    if isinstance(default, list | tuple):
        return field(default_factory=lambda: tuple(default), metadata=metadata)
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)
