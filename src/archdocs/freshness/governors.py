"""What an explanation consists of, and how it is written as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

from archdocs.records.listing import visible
from archdocs.records.model import Record

__all__ = ["Explanation", "Governor", "Why", "as_json", "as_text"]


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, in words, and where it is written.

    ``how`` is ``mark``, ``covers``, ``applies-to``, ``link``, ``section`` or ``supersedes``. A
    smaller ``rank`` is more specific.
    """

    how: str
    text: str
    path: str
    line: int
    rank: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Governor:
    """A record, or a section or page (then ``record`` is ``None``), and why it governs."""

    title: str
    path: str
    line: int
    anchor: str
    record: Record | None
    in_force: bool
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What governs a file, or a line of it (0: all); ``problems`` are marks of no record."""

    path: str
    line: int
    governors: tuple[Governor, ...]
    problems: tuple[str, ...]


def as_text(made: Explanation) -> str:
    """Return a paragraph for each: what it is, where it is, and why."""
    if not made.governors:
        return f"nothing governs {visible(made.path)}"
    parts = []
    for item in made.governors:
        name = (
            f"{item.record.id} {item.title} ({item.record.status})" if item.record else item.title
        )
        parts.append(visible(f"{name}  {item.path}:{item.line}"))
        parts += [visible(f"  {why.text}  ({why.path}:{why.line})") for why in item.why]
    return "\n".join(parts)


def as_json(made: Explanation) -> str:
    """Return JSON; the reference of files describes it."""
    data = {
        "schema_version": 1,
        "path": made.path,
        "line": made.line or None,
        "governed_by": [
            {
                "id": item.record.id if item.record else None,
                "kind": item.record.kind if item.record else None,
                "status": item.record.status if item.record else None,
                "in_force": item.in_force,
                "title": item.title,
                "path": item.path,
                "line": item.line,
                "section": item.anchor,
                "why": [
                    {"how": why.how, "text": why.text, "path": why.path, "line": why.line}
                    for why in item.why
                ],
            }
            for item in made.governors
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)
