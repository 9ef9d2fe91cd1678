"""Sections that two formats have in common under different names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archdocs.records.convert.parts import Line
from archdocs.records.document import Document, Heading
from archdocs.system.markup.model import slug

__all__ = ["renamed"]

MADR = frozenset({"madr-2", "madr-3", "madr-4", "log4brains"})
NYGARD = frozenset({"nygard", "openedx"})
#: Nygard's sections and MADR's: https://adr.github.io/madr names them as each other's.
TO_MADR = {"Context": "Context and Problem Statement", "Decision": "Decision Outcome"}
TO_NYGARD = {new: old for old, new in TO_MADR.items()}
#: MADR 4 renamed this section of MADR 3.
VALIDATION = {"Validation": "Confirmation"}


def renamed(
    body: tuple[Line, ...], source: str, target: str, *, rst: bool
) -> tuple[tuple[Line, ...], Mapping[str, str]]:
    """Return the text with its sections named as ``target`` names them.

    The mapping tells the fragments of links that change with the names. A name that two
    sections have stays, and so does one that the text has already.
    """
    names = names_between(source, target)
    if not names:
        return body, {}
    document = Document("x.rst" if rst else "x.md", "".join(line for _, line in body))
    texts = [heading.text for heading in document.headings]
    lines = list(body)
    anchors: dict[str, str] = {}
    for heading in document.headings:
        new = names.get(heading.text)
        if new is None or texts.count(heading.text) > 1 or new in texts:
            continue
        rename(lines, document, heading, new)
        anchors[slug(heading.text)] = slug(new)
    return tuple(lines), anchors


def names_between(source: str, target: str) -> Mapping[str, str]:
    """Return the names that change between two formats."""
    if source in NYGARD and target in MADR:
        return TO_MADR
    if source in MADR and target in NYGARD:
        return TO_NYGARD
    if (source, target) == ("madr-3", "madr-4"):
        return VALIDATION
    if (source, target) == ("madr-4", "madr-3"):
        return {new: old for old, new in VALIDATION.items()}
    return {}


def rename(lines: list[Line], document: Document, heading: Heading, new: str) -> None:
    """Put another name into a heading's line; the row under it is made as long."""
    for at in range(heading.start, heading.end + 1):
        number, line = lines[at]
        if heading.text in line:
            lines[at] = (number, line.replace(heading.text, new, 1))
        elif re.fullmatch(r"([=\-~^\"'`#*+.:_])\1+", line.strip()):
            end = line[len(line.rstrip()) :]
            old = document.lines[at].rstrip()
            length = len(new) if len(old) == len(heading.text) else max(len(old), len(new))
            lines[at] = (number, old[0] * length + end)
