"""``stale.lock-unreadable`` and ``stale.lock-edited``."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.change_codes import LOCK_EDITED
from archdocs.freshness.codes import LOCK_UNREADABLE
from archdocs.freshness.lock import NAME
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report the lines of the lock that mean nothing, and reviews that were changed by hand."""
    for line, problem in view.lock.problems:
        yield LOCK_UNREADABLE.at(
            Location(NAME, line), problem, hint="remove the line, or the whole block"
        )
    lines = [line.strip() for line in view.lines(NAME)]
    for review in view.lock.reviews:
        late = review.date > view.today + datetime.timedelta(days=1)
        if review.seal is False or late:
            what = f"is from {review.date}, which is to come" if late else "was edited by hand"
            yield LOCK_EDITED.at(
                Location(NAME, line_of(lines, review.section)),
                f"the review of `{review.section}` {what}",
                hint=f"review it again: archdocs mark-reviewed {review.section} --why …",
                evidence=(("section", review.section),),
            )


def line_of(lines: list[str], section: str) -> int:
    """Return the line that names a section, 0 where none reads so."""
    said = f"section = {json.dumps(section, ensure_ascii=False)}"
    return lines.index(said) + 1 if said in lines else 0
