"""``stale.expired``: a text has passed the day its author named."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from archdocs.finding import Finding, Location, Severity
from archdocs.freshness.change_codes import EXPIRED
from archdocs.freshness.codes import BAD_COMMENT
from archdocs.freshness.view import View
from archdocs.system.markup import Document

__all__ = ["find"]

WARNED = datetime.timedelta(days=14)
KEY = "expires"


def find(view: View) -> Iterator[Finding]:
    """Report what is over, what is soon, and days that are none."""
    for path, document in view.documents.items():
        for line, text in stated(document):
            section = document.section_at(line)
            anchor = section.anchor if section and section.level else ""
            day = read_day(text)
            if day is None:
                yield BAD_COMMENT.at(
                    Location(path, line),
                    f"`expires={text}` is no day",
                    section=anchor,
                    hint="write year, month and day: expires=2027-01-31",
                )
            elif view.today >= day - WARNED:
                yield finding(view, Location(path, line), anchor, day)


def stated(document: Document) -> Iterator[tuple[int, str]]:
    """Yield each day that a page names, with its line."""
    front = document.front.values.get(KEY)
    if front:
        yield document.front.lines.get(KEY, 1), str(front)
    for comment in document.comments:
        for text in comment.values.get(KEY, ()):
            yield comment.line, text


def read_day(text: str) -> datetime.date | None:
    """Read a day."""
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        return None


def finding(view: View, place: Location, anchor: str, day: datetime.date) -> Finding:
    """Say that a text is over, or will be."""
    over = view.today >= day
    return EXPIRED.at(
        place,
        f"this text was to hold until {day}" if over else f"this text expires on {day}",
        section=anchor,
        hint="remove what is over, or move the day if it still holds",
        evidence=(("until", day.isoformat()), ("quoted", first_words(view, place))),
        severity=Severity.ERROR if over else Severity.WARNING,
    )


def first_words(view: View, place: Location) -> str:
    """Return the first line after a comment that says something."""
    lines = view.lines(place.path)
    for number in range(place.line + 1, min(place.line + 8, len(lines)) + 1):
        text = view.quote(place.path, number)
        if text and not text.startswith(("<!--", "..", "---")):
            return text
    return view.quote(place.path, place.line)
