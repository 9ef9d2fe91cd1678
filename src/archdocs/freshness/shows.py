"""``diagram shows``: which diagrams show a system, a path or a record."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archdocs.diagrams.render import Progress, render_all
from archdocs.finding import Finding
from archdocs.freshness.bound import Meant, Ties
from archdocs.freshness.mermaidnodes import in_pages
from archdocs.freshness.owners import code_owners
from archdocs.freshness.systems import Appearance, System, collect, matching, nearest
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.listing import joined, visible, width
from archdocs.records.trace import SHOWN
from archdocs.system.markup import decode, is_document

__all__ = ["FORMATS", "Answer", "shows"]

HEADERS = ("NAME", "KIND", "STANDS FOR", "OWNER", "SHOWN IN")
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """The systems that were asked about, and the pages that show each script.

    ``near`` is what was probably meant where there are none; ``findings`` are scripts that
    could not be drawn, of which nothing is known.
    """

    asked: str
    systems: tuple[System, ...]
    pages: dict[str, tuple[str, ...]]
    near: str
    findings: tuple[Finding, ...]


def shows(project: Project, asked: str = "", *, progress: Progress = lambda _: None) -> Answer:
    """Return the systems of the diagrams on disk: all, or those that ``asked`` is about.

    Raises what :func:`archdocs.diagrams.render.render_all` does.
    """
    report = render_all(project, progress=progress)
    ties = Ties(of_project(project), project.worktree.files())
    blocks = tuple(in_pages(project, ties))
    pictures = [*(item for result in report.results for item in result.shown), *blocks]
    everything = collect(ties, pictures, code_owners(project.worktree))
    found = matching(everything, ties, posixpath.normpath(asked)) if asked else everything
    drawn = {result.script for result in report.results}
    lost = tuple(item for item in report.findings if item.location.path not in drawn)
    near = "" if found or not asked else nearest(everything, asked)
    pages = pages_of(project) | {block.script: (block.script,) for block in blocks}
    return Answer(asked, found, pages, near, lost)


def pages_of(project: Project) -> dict[str, tuple[str, ...]]:
    """Return the documents that show each script."""
    folder = project.settings.diagrams.folder.strip("/")
    found: dict[str, set[str]] = {}
    for path in project.worktree.files():
        data = (project.worktree.read(path) or b"") if is_document(path) else b""
        if b"diagram" not in data:
            continue
        for one, other in SHOWN.findall(decode(data)):
            script = posixpath.normpath(posixpath.join(folder, one or other))
            found.setdefault(script, set()).add(path)
    return {script: tuple(sorted(pages)) for script, pages in found.items()}


def as_table(answer: Answer) -> str:
    """Return one line for each place of each system, aligned; names stand once."""
    if not answer.systems:
        near = f"; did you mean `{visible(answer.near)}`?" if answer.near else ""
        return (
            f"no diagram shows `{visible(answer.asked)}`{near}" if answer.asked else "no diagrams"
        )
    rows = []
    for item in answer.systems:
        first = (item.name, item.kind or "-", names(item.targets), item.owner or "-")
        for number, at in enumerate(item.shown):
            cells = first if number == 0 else ("", "", "", "")
            rows.append(tuple(visible(cell) for cell in (*cells, place(item, at))))
    wide = [max(width(line[n]) for line in (HEADERS, *rows)) for n in range(len(HEADERS))]
    return "\n".join(joined(cells, wide) for cells in (HEADERS, *rows))


def names(targets: tuple[Meant, ...]) -> str:
    """Return what a system stands for, what is gone marked as such."""
    shown = [f"{meant.raw} (gone)" if meant.kind == "gone" else meant.label for meant in targets]
    return ", ".join(shown) or "-"


def place(item: System, at: Appearance) -> str:
    """Return where a system is drawn, and under which name if it is another there."""
    other = f", as {at.label}" if at.label and at.label != item.name else ""
    return f"{at.script}:{at.line} ({at.title}{other})"


def as_json(answer: Answer) -> str:
    """Return JSON; the reference of files describes it."""
    data = {
        "schema_version": SCHEMA,
        "asked": answer.asked or None,
        "systems": [as_dict(item, answer.pages) for item in answer.systems],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def as_dict(item: System, pages: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return a system as plain values."""
    return {
        "name": item.name,
        "labels": list(item.labels),
        "kinds": list(item.kinds),
        "stands_for": [
            {
                "target": meant.raw,
                "kind": meant.kind,
                "record": meant.record.id if meant.record else None,
                "path": meant.path or None,
            }
            for meant in item.targets
        ],
        "owner": item.owner or None,
        "shown": [
            {
                "script": at.script,
                "line": at.line,
                "picture": at.picture,
                "title": at.title,
                "label": at.label,
                "pages": list(pages.get(at.script, ())),
            }
            for at in item.shown
        ],
    }


FORMATS: dict[str, Callable[[Answer], str]] = {"table": as_table, "json": as_json}
