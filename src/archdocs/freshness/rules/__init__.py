"""One file per rule: a function from a view to findings. All of them are pure but for facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from archdocs.finding import Finding
from archdocs.freshness.rules import (
    broken_links,
    comments,
    covers_churn,
    covers_missing,
    lock_lines,
    no_parser,
    pointers,
    ref_gone,
    review_due,
    section_edited,
    snippet,
    tasks,
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
}
#: Rules that ask git's history.
WITH_HISTORY: Mapping[str, FreshnessRule] = {
    "covers-churn": covers_churn.find,
    "ref-gone": ref_gone.find,
    "review-due": review_due.find,
}
