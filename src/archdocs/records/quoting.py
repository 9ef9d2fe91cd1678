"""The filters of record templates: a text as a YAML value, and at the end of a heading."""

from __future__ import annotations

import re

__all__ = ["to_heading", "to_yaml"]

#: A word that YAML reads as itself, in every version of it.
PLAIN = r"[A-Za-z][A-Za-z0-9._/@+-]*(?: [A-Za-z0-9._/@+-]+)*"  # compiled when first used
NOT_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def to_yaml(value: object) -> str:
    """Write a text, or a list of texts, as a YAML value on one line."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(to_yaml(item) for item in value) + "]"
    text = "" if value is None else str(value)
    if re.fullmatch(PLAIN, text) and text.lower() not in NOT_WORDS:
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(map(escaped, quoted)) + '"'


def escaped(char: str) -> str:
    """Write a character that can't be seen as YAML's escape for it."""
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def to_heading(value: object) -> str:
    """Keep a ``#`` at the end of a heading from being read as part of the mark."""
    text = str(value)
    return text[:-1] + "\\#" if text.endswith(" #") else text
