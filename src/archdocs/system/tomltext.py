"""Write settings as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["spell", "to_toml"]


def to_toml(settings: Mapping[str, Mapping[str, Any]]) -> str:
    """Return settings as TOML."""
    lines: list[str] = []
    for section, table in settings.items():
        plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
        nested = {key: value for key, value in table.items() if isinstance(value, Mapping)}
        if plain or not nested:
            lines += ["", f"[{section}]", *(f"{key} = {spell(v)}" for key, v in plain.items())]
        for key, inner in nested.items():
            lines += ["", f"[{section}.{key}]"]
            lines += [f"{spell_key(name)} = {spell(value)}" for name, value in inner.items()]
    return "\n".join(lines) + "\n"


def spell(value: Any) -> str:
    """Spell a value in TOML: as JSON does, but for characters only one of them escapes."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{spell_key(key)} = {spell(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def spell_key(name: str) -> str:
    """Spell a key in TOML: bare where it may be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else spell(name)
