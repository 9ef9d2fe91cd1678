"""``stale.section-edited``: the text is not the one that was reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.codes import SECTION_EDITED
from archdocs.freshness.lock import NAME
from archdocs.freshness.view import View, prints_of, split_name

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report reviewed sections whose text changed or that are gone."""
    for name in sorted({review.section for review in view.lock.reviews}):
        path, anchor = split_name(name)
        review = view.lock.last(name)
        text = view.text_digest(path, anchor)
        if review is None or any(text in each.text for each in view.lock.of(name)):
            continue
        if not text:
            if not renamed(view, path, review.text):
                yield SECTION_EDITED.at(
                    Location(NAME),
                    f"`{name}` was reviewed on {review.date} and is gone",
                    hint="remove its block, or review the section under its new name",
                    evidence=(("section", name),),
                )
            continue
        section = next((s for s in view.documents[path].sections if s.anchor == anchor), None)
        yield SECTION_EDITED.at(
            Location(path, section.start if section else 1),
            f"the text changed since {review.by or 'somebody'} reviewed it on {review.date}",
            section=anchor,
            hint=f"read it, then: archdocs mark-reviewed {name} --why …",
            evidence=(("reviewed because", review.why), ("section", name)),
        )


def renamed(view: View, path: str, texts: tuple[str, ...]) -> bool:
    """Say whether a section has the text that was reviewed, there or in a page renamed."""
    places = [path] if path in view.documents else view.documents
    return any(
        print_[1] in texts
        for place in places
        for print_ in prints_of(view.snapshot, view.facts, place).values()
    )
