"""``stale.upstream``: what a section builds on changed since it was reviewed or written."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.change_codes import UPSTREAM
from archdocs.freshness.gone import pages, speaks_of_past, tells_history
from archdocs.freshness.history import WORKTREE, Touch
from archdocs.freshness.linked import cited, links_of
from archdocs.freshness.lock import newest
from archdocs.freshness.past import Past
from archdocs.freshness.view import View, split_name
from archdocs.records.model import Record
from archdocs.records.reader import read_record
from archdocs.system.git import NULL_ID
from archdocs.system.markup import Document, Section

__all__ = ["find"]

#: A section that cites more decisions than this lists them.
LIST = 5


def find(view: View) -> Iterator[Finding]:
    """Report changed sections behind reviewed ones, and superseded decisions that are cited."""
    yield from changed(view)
    if view.past is not None:
        for _, document in pages(view):
            for section in document.sections:
                yield from outdated(view, view.past, document, section)


def changed(view: View) -> Iterator[Finding]:
    """Report, of reviewed sections, the linked ones that are not what the reviewer saw."""
    for name in sorted({review.section for review in view.lock.reviews}):
        path, anchor = split_name(name)
        text = view.text_digest(path, anchor)
        review = newest(r for r in view.lock.of(name) if text and text in r.text)
        if review is None or not review.links:
            continue
        for target, line in links_of(view, path, anchor).items():
            seen = review.links.get(target)
            today = view.text_digest(*split_name(target))
            if seen and today and today != seen:
                yield UPSTREAM.at(
                    Location(path, line),
                    f"`{target}` changed since this was reviewed on {review.date}",
                    section=anchor,
                    hint=f"read it, then: archdocs mark-reviewed {name} --why …",
                    evidence=(("target", target), ("quoted", view.quote(path, line))),
                )


def outdated(view: View, past: Past, document: Document, section: Section) -> Iterator[Finding]:
    """Report the decisions that a section cites and that were superseded after it was written."""
    mentions = {record.path: (record, line) for record, line in cited(view, document, section)}
    if not mentions or len(mentions) > LIST or tells_history(document, section):
        return
    touch = view.touch(document.path, section.anchor)
    for record, line in mentions.values():
        if record.status != view.catalog.kinds[record.kind].superseded:
            continue
        after = [o for kind, o in view.catalog.both_ways(record) if kind == "superseded-by"]
        if touch is None or any(other.path in mentions for other in after):
            continue
        if speaks_of_past(view, document.path, section, line):
            continue
        if not in_force_then(view, past, record, touch):
            continue
        by = f" by {' and '.join(other.id for other in after)}" if after else ""
        yield UPSTREAM.at(
            Location(document.path, line),
            f"cites {record.id}, which was superseded{by} since",
            section=section.anchor,
            hint=f"read {after[0].path if after else record.path}, and correct the section",
            evidence=(
                ("target", record.id),
                ("quoted", view.quote(document.path, line)),
                ("written", f"{touch.commit[:10]} {touch.date}"),
            ),
        )


def in_force_then(view: View, past: Past, record: Record, touch: Touch) -> bool:
    """Say whether a decision was not yet superseded when a section was last changed."""
    commit = (view.base or past.commit) if touch.commit == WORKTREE else touch.commit
    key = f"{commit}:{past.start}{record.path}"
    stored = view.facts.get("status", key)
    if stored is None:
        stored = view.facts.put("status", key, status_at(view, past, record, commit))
    return bool(stored) and stored != record.status


def status_at(view: View, past: Past, record: Record, commit: str) -> str:
    """Return the status a record had at a commit; "" where it was not there."""
    blob = past.blobs_at(commit, record.path).get(record.path, NULL_ID)
    if blob == NULL_ID:
        return ""
    kind = view.catalog.kinds[record.kind]
    found, _ = read_record(record.path, past.history.read(blob), kind, 4)
    return found.status if found else ""
