"""How a drawing program is started: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Call"]


@dataclass(frozen=True, slots=True)
class Call:
    """The words after the program, what is added to its environment, and what it reads."""

    words: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    read: tuple[Path, ...] = ()
