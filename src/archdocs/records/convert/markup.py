"""Text of one markup in the other: a clear part of each, and a refusal for the rest.

Headings, paragraphs, lists, code, quotations, comments, single pictures, emphasis and links
mean the same in Markdown and in reStructuredText. Whatever else stands in a text is named
with its line rather than put into something that looks like it.
"""

from __future__ import annotations

from dataclasses import replace

from archdocs.errors import UsageError
from archdocs.records.convert import to_markdown, to_rst
from archdocs.records.convert.inline import Foreign
from archdocs.records.convert.moves import text_path
from archdocs.records.convert.parts import Line, Parts, joined

__all__ = ["translated"]


def translated(parts: Parts, *, rst: bool) -> Parts:
    """Return the parts with their text in the other markup.

    Raises :class:`UsageError` with the line of the first thing that has no counterpart.
    """
    path = text_path(parts.record.path)
    into = "reStructuredText" if rst else "Markdown"
    module = to_rst if rst else to_markdown
    try:
        whole = joined(parts.intro, parts.body, parts.eol)
        lines = module.blocks(tuple(whole), parts.eol)
        title = module.title(parts.title, parts.heading[0][0] if parts.heading else 1)
        remarks = module.blocks(parts.remarks, parts.eol)
    except Foreign as error:
        raise UsageError(
            f"{path}:{error.line}: {error.what} can't be put into {into}",
            hint="write it in another way, or leave this record as it is",
        ) from None
    first = parts.body[0][0] if parts.body else 0
    at = next((n for n, (number, _) in enumerate(lines) if number >= first > 0), len(lines))
    return replace(
        parts,
        title=title,
        heading=(),
        intro=trimmed(lines[:at]),
        body=lines[at:],
        remarks=remarks,
        rst=rst,
    )


def trimmed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return lines without the empty ones at their end."""
    kept = list(lines)
    while kept and not kept[-1][1].strip():
        kept.pop()
    return tuple(kept)
