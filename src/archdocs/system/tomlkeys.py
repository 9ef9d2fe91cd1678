"""Where the keys of a TOML text stand: tomllib keeps no positions."""

from __future__ import annotations

import re

__all__ = ["locate"]

KEY_PART = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
KEY = re.compile(rf"\s*({KEY_PART}(?:\s*\.\s*{KEY_PART})*)\s*=")


def locate(text: str, keys: tuple[str, ...]) -> int:
    """Return the 1-based line of a key in TOML text, or 0 when it can't be told.

    Works on the lines. A key may stand under a ``[table]`` header or be dotted.
    """
    table: tuple[str, ...] = ()
    best = 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$", line)
        if header:
            table = key_parts(header[1])
            if table == keys:
                return number
            continue
        item = KEY.match(line)
        if item:
            path = (*table, *key_parts(item[1]))
            if path == keys:
                return number
            if path == keys[: len(path)]:
                best = number
    return best


def key_parts(text: str) -> tuple[str, ...]:
    """Split a dotted key; a part in quotes may hold dots itself."""
    return tuple(part.strip("\"'") for part in re.findall(KEY_PART, text))
