"""One file per rule: a function from a view to findings. All of them are pure but for facts.

A rule is imported when a view has something that it looks at. Most documentations say nothing of
most things, and what knows every way to write a record or a diagram is half of all that a check
would import.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from archdocs.finding import Finding
from archdocs.freshness.names import VALUES
from archdocs.freshness.view import View

__all__ = ["ALWAYS", "WITH_HISTORY", "FreshnessRule"]


class FreshnessRule(Protocol):
    """Looks at a view and says what is wrong."""

    def __call__(self, view: View) -> Iterable[Finding]:
        """Return findings in any order."""


def units(view: View) -> bool:
    """Say whether a section has settings."""
    return bool(view.units)


def reviews(view: View) -> bool:
    """Say whether the lock has something in it."""
    return bool(view.lock.reviews or view.lock.problems)


def records(view: View) -> bool:
    """Say whether there are records."""
    return bool(view.catalog.records)


def reviews_or_records(view: View) -> bool:
    """Say whether something was reviewed, or can be cited."""
    return reviews(view) or records(view)


def records_changed(view: View) -> bool:
    """Say whether there are records, and a change under review."""
    return bool(view.base) and records(view)


def scripts(view: View) -> bool:
    """Say whether the folder of diagrams has a script."""
    folder = view.settings.diagrams.folder.strip("/") + "/"
    return any(path.startswith(folder) and path.endswith(".py") for path in view.snapshot.files)


def snippets(view: View) -> bool:
    """Say whether a comment anchors a block of code."""
    documents = view.documents.values()
    return any("snippet" in comment.values for each in documents for comment in each.comments)


def values(view: View) -> bool:
    """Say whether a page states a value with its source."""
    documents = view.documents.values()
    return any(quoted.role in VALUES for each in documents for quoted in each.quoted)


@dataclass(frozen=True, slots=True)
class Late:
    """A rule by its module here, and what there must be for it to find anything, if known."""

    module: str
    given: Callable[[View], bool] | None = None

    def __call__(self, view: View) -> Iterable[Finding]:
        """Apply the rule."""
        if self.given is not None and not self.given(view):
            return ()
        rule: FreshnessRule = importlib.import_module(f"{__name__}.{self.module}").find
        return rule(view)


#: Rules that need nothing but the files.
ALWAYS: Mapping[str, FreshnessRule] = {
    "covers-missing": Late("covers_missing", units),
    "comments": Late("comments"),
    "links": Late("broken_links"),
    "lock-lines": Late("lock_lines", reviews),
    "section-edited": Late("section_edited", reviews),
    "pointers": Late("pointers"),
    "no-parser": Late("no_parser", units),
    "snippet": Late("snippet", snippets),
    "value": Late("value", values),
    "tasks": Late("tasks"),
    "expired": Late("expired"),
    "diagram": Late("diagram", scripts),
    "mermaid-links": Late("mermaid_links"),
    "upstream": Late("upstream", reviews_or_records),
}
#: Rules that ask git's history, by their codes.
WITH_HISTORY: Mapping[str, FreshnessRule] = {
    "stale.covers-churn": Late("covers_churn", units),
    "stale.ref-gone": Late("ref_gone"),
    "stale.review-due": Late("review_due", units),
    "stale.ref-moved": Late("ref_moved"),
    "record.names-gone": Late("names_gone", records),
    "stale.example-ids": Late("example_ids"),
    "stale.api-changed": Late("api_changed", units),
    "record.accepted-edited": Late("accepted_edited", records_changed),
}
