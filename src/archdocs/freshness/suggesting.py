"""``suggest-covers``: show proposals, and write them into the documents."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence

from archdocs.errors import UsageError
from archdocs.freshness.engine import opened_view
from archdocs.freshness.suggest import Proposal, proposals
from archdocs.project import Project
from archdocs.system import files

__all__ = ["as_json", "as_text", "suggest", "write_all"]


def suggest(project: Project, paths: tuple[str, ...] = ()) -> tuple[Proposal, ...]:
    """Return a proposal for each section that quotes code and does not say what it covers.

    ``paths`` are project-relative documents or folders; none means all.

    Raises :class:`UsageError` for a path that is not there.
    """
    for path in paths:
        if path != "." and not project.worktree.exists(path):
            raise UsageError(f"there is no `{path}` in {project.root}")
    today = datetime.datetime.now(datetime.UTC).date()
    with opened_view(project, today=today) as (view, _):
        return tuple(proposals(view, paths))


def as_text(made: Sequence[Proposal]) -> str:
    """Return a paragraph per section: the comment, and a line for each reason."""
    if not made:
        return "no section quotes code that could be found\n"
    parts = []
    for item in made:
        parts.append(f"{item.path}:{item.section.start}  {item.section.title}")
        parts.append(f"  {comment(item)}")
        parts += [f"    {r.target}: `{r.quoted}` on line {r.line}" for r in item.reasons]
    return "\n".join(parts) + "\n"


def as_json(made: Sequence[Proposal]) -> str:
    """Return the same as JSON."""
    data = [
        {
            "path": item.path,
            "section": item.section.anchor,
            "line": item.section.start,
            "covers": list(item.targets),
            "reasons": [
                {"target": r.target, "quoted": r.quoted, "line": r.line} for r in item.reasons
            ],
        }
        for item in made
    ]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def comment(item: Proposal) -> str:
    """Return the comment to write, in the document's language."""
    text = f"archdocs: covers={','.join(item.targets)}"
    return f".. {text}" if is_rst(item) else f"<!-- {text} -->"


def is_rst(item: Proposal) -> bool:
    """Say whether a proposal is for reStructuredText."""
    return item.path.lower().endswith(".rst")


def write_all(project: Project, made: Sequence[Proposal]) -> tuple[str, ...]:
    """Write a comment under each heading, of all documents or of none; return their paths.

    Raises :class:`UsageError` for a document that changed since, and
    :class:`archdocs.errors.EnvironmentFault` when the disk refuses.
    """
    by_path: dict[str, list[Proposal]] = {}
    for item in made:
        by_path.setdefault(item.path, []).append(item)
    with files.lock(project.root):
        edited = {}
        for path, items in by_path.items():
            data = (project.root / path).read_bytes()
            edited[path] = with_comments(data, items, path)
        files.edit_together(project.root, edited)
    return tuple(edited)


def with_comments(data: bytes, items: Sequence[Proposal], path: str) -> bytes:
    """Return a document with its comments; every other byte stays."""
    lines = data.splitlines(keepends=True)
    end = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
    for item in sorted(items, key=lambda each: -each.section.body):
        at = item.section.body - 1
        if at > len(lines):
            raise UsageError(f"{path} changed while it was read", hint="run the command again")
        above = [] if at and lines[at - 1].endswith((b"\n", b"\r")) else [end]
        after = at < len(lines) and lines[at].strip() != b""
        made = [*above, end, comment(item).encode() + end, *([end] if after else [])]
        lines[at:at] = made
    return b"".join(lines)
