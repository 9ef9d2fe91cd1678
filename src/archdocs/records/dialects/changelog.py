"""The section called Change Log, which some formats keep their dates or their status in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from archdocs.records.document import Document

__all__ = ["entries", "has_changelog", "last_day"]

#: ``- 26/05/2023: …`` and ``* 2020-05-18: …``.
ENTRY = re.compile(r" {0,3}[*+-] +(?P<text>\S.*)\Z")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
#: Of an entry, no more characters than this are looked at.
LONGEST = 500


def has_changelog(document: Document) -> bool:
    """Say whether there is such a section, of whatever level."""
    return any(is_changelog(heading.text) for heading in document.headings)


def is_changelog(text: str) -> bool:
    """Say whether a heading is the section's."""
    return text.lower().replace(" ", "").strip(":") == "changelog"


def entries(document: Document) -> Iterator[tuple[str, int]]:
    """Yield the text and the 1-based line of each entry."""
    for heading in document.headings:
        if is_changelog(heading.text):
            inside = document.section(heading)
            for number in document.prose():
                found = ENTRY.match(document.lines[number]) if number in inside else None
                if found:
                    yield found["text"][:LONGEST], number + 1
            return


def last_day(document: Document) -> tuple[str, int]:
    """Return the latest day of the entries, as YYYY-MM-DD, and its line.

    ``05-04-2023`` may be in April or in May: it is read, day first, only where another entry
    of the file (``26-05-2023``) shows that order. What can't be read is returned as written.
    """
    found = [(YEAR_FIRST.match(t), YEAR_LAST.match(t), t, line) for t, line in entries(document)]
    day_first = any(last and int(last[1]) > 12 for _, last, _, _ in found)
    month_first = any(last and int(last[2]) > 12 for _, last, _, _ in found)
    days: list[tuple[datetime.date, int]] = []
    for first, last, _, line in found:
        day = None
        if first:
            day = made(first[1], first[2], first[3])
        elif last and day_first and not month_first:
            day = made(last[3], last[2], last[1])
        if day:
            days.append((day, line))
    if days:
        newest = max(days)
        return newest[0].isoformat(), newest[1]
    text, line = next(((t.partition(":")[0], n) for _, _, t, n in found), ("", 0))
    return (text, line) if any(char.isdigit() for char in text) else ("", 0)


def made(year: str, month: str, day: str) -> datetime.date | None:
    """Return a day, or ``None`` where the calendar has none such."""
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
