"""What changed between two versions as text, Markdown and JSON: for release notes and programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from archdocs.diagrams.diff import told as diagrams
from archdocs.diagrams.diff.verb import Changed
from archdocs.records.listing import visible
from archdocs.site.changes.compare import Changes, PageChange, RecordChange
from archdocs.site.changes.words import (
    groups,
    heading,
    page_note,
    record_note,
    record_title,
    section_words,
)
from archdocs.system.markup.escape import escaped

__all__ = ["FORMATS", "Told"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Told:
    """A comparison with what the user called both versions, and their commits.

    An empty commit is the files on disk.
    """

    before: str
    after: str
    commits: tuple[str, str]
    changes: Changes


def to_text(told: Told) -> str:
    """Return a line for each change, under what it is a change of."""
    made = told.changes
    lines: list[str] = []
    for name, records in groups(made.records):
        lines.append(name)
        lines += [f"  {each.outcome:10}  {with_note(record_title(each), record_note(each))}"
                  for each in records]  # fmt: skip
    if made.pages:
        lines.append("Pages")
    for page in made.pages:
        lines.append(f"  {page.outcome:10}  {with_note(page_title(page), page_note(page))}")
        lines += [f"    {' '.join(section_words(each))}" for each in page.sections]
    if made.diagrams:
        lines.append("Diagrams")
    for each in made.diagrams:
        lines.append(f"  {each.outcome:10}  {each.name} ({each.script})")
        lines += [f"    {sign} {role}  {text}" for sign, role, text in diagrams.rows(each)]
    lines += [f"not compared: {script} fails in one of the versions" for script in made.unknown]
    shown = "\n".join(visible(line) for line in lines)
    return shown or f"nothing changed from {visible(told.before)} to {visible(told.after)}"


def to_markdown(told: Told) -> str:
    """Return a section for release notes, with lists."""
    parts = [f"## Changes from {escaped(told.before)} to {escaped(told.after)}"]
    for name, records in groups(told.changes.records):
        parts.append(f"### {escaped(name)}")
        parts.append("\n".join(record_item(each) for each in records))
    if told.changes.pages:
        parts.append("### Pages")
        parts.append("\n".join(line for each in told.changes.pages for line in page_items(each)))
    if told.changes.diagrams:
        parts.append("### Diagrams")
        parts += ["\n".join(line for each in told.changes.diagrams for line in drawn_items(each))]
    for script in told.changes.unknown:
        parts.append(f"{escaped(script)} could not be compared: it fails in one of the versions.")
    return "\n\n".join(parts if told.changes else [*parts, "No changes."])


def record_item(change: RecordChange) -> str:
    """Return an item of a list about a record."""
    said = with_note(escaped(change.now.title), escaped(record_note(change)))
    return f"- {heading(change.outcome)}: **{escaped(change.now.id)}** {said}"


def page_items(change: PageChange) -> Iterator[str]:
    """Yield an item of a list about a page, and those about its sections."""
    said = with_note(escaped(page_title(change)), escaped(page_note(change)))
    yield f"- {heading(change.outcome)}: {said}"
    for section in change.sections:
        sign, name = section_words(section)
        yield f"  - `{sign}` {escaped(name)}"


def drawn_items(change: Changed) -> Iterator[str]:
    """Yield an item of a list about a diagram, and those about what it shows."""
    yield f"- {heading(change.outcome)}: {escaped(change.name)}"
    for sign, role, text in diagrams.rows(change):
        yield f"  - `{sign}` {role} {escaped(text)}"


def page_title(change: PageChange) -> str:
    """Return a page's title and address."""
    title = change.now.title
    return f"{title} ({change.now.name})" if title else change.now.name


def with_note(text: str, note: str) -> str:
    """Return a text with a note in brackets, where there is one."""
    return f"{text} ({note})" if note else text


def to_json(told: Told) -> str:
    """Return JSON; the reference of files describes it."""
    made = told.changes
    data = {
        "schema_version": SCHEMA,
        "from": {"ref": told.before, "commit": told.commits[0] or None},
        "to": {"ref": told.after, "commit": told.commits[1] or None},
        "records": [record_data(each) for each in made.records],
        "pages": [page_data(each) for each in made.pages],
        "diagrams": [diagrams.data(each) for each in made.diagrams],
        "not_compared": list(made.unknown),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def record_data(change: RecordChange) -> dict[str, Any]:
    """Return a record's change as plain data."""
    now, before = change.now, change.before
    gone = change.outcome == "removed"
    return {
        "change": change.outcome,
        "id": now.id,
        "kind": now.kind,
        "title": now.title,
        "status": None if gone else now.status or None,
        "before": before.status or None if before else None,
        "by": list(now.by),
        "path": now.path,
    }


def page_data(change: PageChange) -> dict[str, Any]:
    """Return a page's change as plain data."""
    before = change.before
    return {
        "change": change.outcome,
        "page": change.now.name,
        "title": change.now.title,
        "before": {"page": before.name, "title": before.title} if before else None,
        "sections": [
            {"change": each.outcome, "heading": list(each.path), "before": list(each.was) or None}
            for each in change.sections
        ],
    }


FORMATS: dict[str, Callable[[Told], str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "json": to_json,
}
