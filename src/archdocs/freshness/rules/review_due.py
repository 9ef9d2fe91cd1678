"""``stale.review-due``."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding
from archdocs.freshness.codes import REVIEW_DUE
from archdocs.freshness.durations import after
from archdocs.freshness.view import View

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report units whose ``review-every`` has passed."""
    for unit in view.units:
        touch = view.touch(unit.path, unit.anchor)
        review = view.last_review(unit)
        days = [each.date for each in (touch, review) if each is not None]
        due = after(max(days), unit.every) if unit.every and days else None
        if due is None or view.today < due:
            continue
        late = (view.today - due).days
        yield REVIEW_DUE.at(
            unit.at("review-every"),
            f"the review was due on {due}",
            section=unit.anchor,
            hint=f"read it, then: archdocs mark-reviewed {unit.name} --why …",
            evidence=(
                ("every", unit.every),
                *((("changed", f"{touch.date} {touch.subject}"),) if touch else ()),
                *((("reviewed", f"{review.date} by {review.by}"),) if review else ()),
                ("late", f"{late} day{'' if late == 1 else 's'}"),
                *((("owner", unit.owner),) if unit.owner else ()),
            ),
        )
