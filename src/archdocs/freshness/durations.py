"""Durations as people write them: ``180d``, ``6w``, ``6m``, ``1y``."""

from __future__ import annotations

import calendar
import datetime
import re

__all__ = ["after", "ago", "is_duration"]

PATTERN = re.compile(r"([1-9]\d{0,3})\s?(d|w|m|y)$", re.I)


def is_duration(text: str) -> bool:
    """Say whether a text is a duration."""
    return PATTERN.match(text.strip()) is not None


def after(start: datetime.date, text: str) -> datetime.date | None:
    """Return the day a duration after ``start``; months and years are the calendar's.

    ``None`` for what is no duration, or leads beyond the calendar.
    """
    found = PATTERN.match(text.strip())
    if not found:
        return None
    count, unit = int(found[1][:9]), found[2].lower()
    try:
        if unit in "dw":
            return start + datetime.timedelta(days=count * (7 if unit == "w" else 1))
        months = start.month - 1 + count * (12 if unit == "y" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, min(start.day, last))
    except (ValueError, OverflowError):
        return None


def ago(end: datetime.date, text: str) -> datetime.date | None:
    """Return the day a duration before ``end``, or ``None`` as :func:`after` does."""
    found = PATTERN.match(text.strip())
    if not found:
        return None
    count, unit = int(found[1][:9]), found[2].lower()
    try:
        if unit in "dw":
            return end - datetime.timedelta(days=count * (7 if unit == "w" else 1))
        months = end.year * 12 + end.month - 1 - count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(end.day, last))
    except (ValueError, OverflowError):
        return None
