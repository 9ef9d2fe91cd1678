"""``stale.lock-unreadable`` and ``stale.lock-edited``."""

from __future__ import annotations

import datetime
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
    for review in view.lock.reviews:
        late = review.date > view.today + datetime.timedelta(days=1)
        if review.seal is False or late:
            what = f"is from {review.date}, which is to come" if late else "was edited by hand"
            yield LOCK_EDITED.at(
                Location(NAME),
                f"the review of `{review.section}` {what}",
                hint=f"review it again: archdocs mark-reviewed {review.section} --why …",
                evidence=(("section", review.section),),
            )
