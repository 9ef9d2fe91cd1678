"""One file per rule: a function from a view to findings. All of them are pure but for facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from archdocs.finding import Finding
from archdocs.freshness.rules import (
    accepted_edited,
    api_changed,
    broken_links,
    comments,
    covers_churn,
    covers_missing,
    diagram,
    example_ids,
    expired,
    lock_lines,
    mermaid_links,
    names_gone,
    no_parser,
    pointers,
    ref_gone,
    ref_moved,
    review_due,
    section_edited,
    snippet,
    tasks,
    upstream,
    value,
)
from archdocs.freshness.view import View

__all__ = ["ALWAYS", "WITH_HISTORY", "FreshnessRule"]


class FreshnessRule(Protocol):
    """Looks at a view and says what is wrong."""

    def __call__(self, view: View) -> Iterable[Finding]:
        """Return findings in any order."""


#: Rules that need nothing but the files.
ALWAYS: Mapping[str, FreshnessRule] = {
    "covers-missing": covers_missing.find,
    "comments": comments.find,
    "links": broken_links.find,
    "lock-lines": lock_lines.find,
    "section-edited": section_edited.find,
    "pointers": pointers.find,
    "no-parser": no_parser.find,
    "snippet": snippet.find,
    "value": value.find,
    "tasks": tasks.find,
    "expired": expired.find,
    "diagram": diagram.find,
    "mermaid-links": mermaid_links.find,
    "upstream": upstream.find,
}
#: Rules that ask git's history, by their codes.
WITH_HISTORY: Mapping[str, FreshnessRule] = {
    "stale.covers-churn": covers_churn.find,
    "stale.ref-gone": ref_gone.find,
    "stale.review-due": review_due.find,
    "stale.ref-moved": ref_moved.find,
    "record.names-gone": names_gone.find,
    "stale.example-ids": example_ids.find,
    "stale.api-changed": api_changed.find,
    "record.accepted-edited": accepted_edited.find,
}
