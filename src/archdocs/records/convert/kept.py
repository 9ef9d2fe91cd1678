"""What a format has no place for, kept at the end of the text, and found there again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archdocs.records.convert import front
from archdocs.records.convert.parts import Entry, Line, Parts, stripped
from archdocs.records.document import Document

__all__ = ["NOTES", "OPENING", "comment", "notes", "restored"]

#: The heading of what was said about a status, where a format has no section for it.
NOTES = "Notes on the status"
OPENING = re.compile(r"(?:<!--|\.\.) kept from [a-z0-9-]+:\s*\Z")
HEADING = re.compile(rf"(#+) {NOTES}\s*\Z")
INDENT = "   "


def comment(lines: Sequence[str], dialect: str, *, rst: bool) -> tuple[str, ...]:
    """Return lines of YAML as a comment that readers of the page don't see."""
    if rst:
        return (f".. kept from {dialect}:", "", *(f"{INDENT}{line}".rstrip() for line in lines))
    return (f"<!-- kept from {dialect}:", *lines, "-->")


def notes(remarks: Sequence[Line], *, level: int, rst: bool, eol: str) -> tuple[Line, ...]:
    """Return what is said about a status as a section of its own."""
    if rst:
        head = ((0, NOTES + eol), (0, "-" * len(NOTES) + eol))
        return (*head, (0, eol), *remarks)
    return ((0, "#" * level + f" {NOTES}{eol}"), (0, eol), *remarks)


def restored(parts: Parts) -> Parts:
    """Take what was kept out of the text again."""
    where = "body" if parts.body else "intro"
    lines = parts.body or parts.intro
    lines, block = without_comment(lines, rst=parts.rst)
    lines, remarks = without_notes(lines)
    if not block and not remarks:
        return parts
    entries = tuple(
        replace(entry, line=0)
        for entry in front.extras(Document("kept.md", "---\n" + "\n".join(block) + "\n---\n"))
    )
    known = {entry.key for entry in parts.entries}
    new = (entry for entry in entries if entry.key not in known or not entry.key)
    parts = replace(parts, entries=(*parts.entries, *unique(tuple(new))))
    parts = replace(parts, remarks=parts.remarks or remarks)
    return replace(parts, body=lines) if where == "body" else replace(parts, intro=lines)


def unique(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Leave out entries whose key was there before."""
    return tuple({entry.key or str(at): entry for at, entry in enumerate(entries)}.values())


def without_comment(
    lines: tuple[Line, ...], *, rst: bool
) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return the text without the comment at its end, and what the comment holds."""
    start = next(
        (at for at in range(len(lines) - 1, -1, -1) if OPENING.match(lines[at][1].rstrip())), None
    )
    if start is None:
        return lines, ()
    texts = [line.rstrip("\r\n") for _, line in lines[start + 1 :]]
    if not rst:
        if not texts or texts[-1] != "-->" or any("-->" in text for text in texts[:-1]):
            return lines, ()
        return stripped(lines[:start]), tuple(texts[:-1])
    if any(text and not text.startswith(INDENT) for text in texts):
        return lines, ()
    block = tuple(text.removeprefix(INDENT) for text in texts)
    return stripped(lines[:start]), block[1:] if block[:1] == ("",) else block


def without_notes(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return the text without the section of notes at its end, and the notes."""
    for at in range(len(lines) - 1, -1, -1):
        text = lines[at][1].rstrip()
        if HEADING.match(text):
            return stripped(lines[:at]), stripped(lines[at + 1 :])
        if text == NOTES and at + 1 < len(lines) and set(lines[at + 1][1].strip()) == {"-"}:
            return stripped(lines[:at]), stripped(lines[at + 2 :])
        if text.startswith("#"):
            break
    return lines, ()
