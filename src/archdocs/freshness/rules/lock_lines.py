"""``stale.lock-unreadable``."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.codes import LOCK_UNREADABLE
from archdocs.freshness.lock import NAME
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report the lines of the lock that mean nothing."""
    for line, problem in view.lock.problems:
        yield LOCK_UNREADABLE.at(
            Location(NAME, line), problem, hint="remove the line, or the whole block"
        )
