"""``stale.bad-comment`` and ``stale.ignore-without-reason``."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.codes import BAD_COMMENT, IGNORE_WITHOUT_REASON
from archdocs.freshness.durations import is_duration
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report what in archdocs comments can't be read."""
    for document in view.documents.values():
        for comment in document.comments:
            for problem in comment.problems:
                yield BAD_COMMENT.at(
                    Location(document.path, comment.line),
                    problem,
                    section=anchor_at(view, document.path, comment.line),
                    hint="write: archdocs: covers=PATH owner=NAME review-every=180d",
                )
        for ignore in document.ignores:
            if not ignore.reason:
                what = f"`{ignore.code}` without saying why" if ignore.code else "no code"
                yield IGNORE_WITHOUT_REASON.at(
                    Location(document.path, ignore.line),
                    f"ignores {what}",
                    section=anchor_at(view, document.path, ignore.line),
                    hint="write: archdocs: ignore CODE and the reason",
                )
    for unit in view.units:
        if unit.every and not is_duration(unit.every):
            yield BAD_COMMENT.at(
                unit.at("review-every"),
                f"`review-every={unit.every}` is no duration",
                section=unit.anchor,
                hint="write days, weeks, months or years: 180d, 26w, 6m, 1y",
            )


def anchor_at(view: View, path: str, line: int) -> str:
    """Return the anchor of the section a line is in."""
    section = view.documents[path].section_at(line)
    return section.anchor if section else ""
