"""Text that was written by anybody, made safe to stand in a Markdown document of ours."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["escaped", "link_target", "plain"]

#: What begins or ends something in Markdown, MyST, HTML or a table's cell, anywhere in a line.
ANYWHERE = re.compile(r"([\\`*_\[\]<>|~{}$^])|&(?=[#A-Za-z])|(?<!\w)([#@])|(://|www\.)")
#: What begins a block where it begins a line.
AT_START = re.compile(r"(?:[-+=%:]|\((?=.*\)=$)|\d{1,9}(?=[.)]))")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"


def plain(text: str) -> str:
    """Return a text on one line, without characters that can't be seen or that reorder it."""
    kept = (
        " " if unicodedata.category(char) in HIDDEN and char not in JOINERS else char
        for char in text
    )
    return " ".join("".join(kept).split())


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it as it is, on one line, as nothing but text."""
    words = ANYWHERE.sub(guarded, plain(text))
    start = AT_START.match(words)
    if start is None:
        return words
    if start[0].isdigit():
        return f"{start[0]}\\{words[start.end() :]}"
    return f"\\{words}"


def guarded(found: re.Match[str]) -> str:
    """Return one special piece with a backslash where it takes away its meaning."""
    text = found[0]
    if text == "://":
        return ":\\//"
    return "www\\." if text == "www." else f"\\{text}"


def link_target(path: str) -> str:
    """Return a relative path as the target of a link."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "/._-~#") else percent(char)
        for char in path
    )


def percent(char: str) -> str:
    """Return a character as URLs write it."""
    data = char.encode("utf-8", "surrogateescape")
    return "".join(f"%{byte:02X}" for byte in data)
