"""``stale.api-changed``: a section quotes what covered code has changed.

That covered code changed says next to nothing (see :mod:`..covers_churn`); so a change counts
only where the section states the very thing that changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from archdocs.finding import Finding, Location, Severity
from archdocs.freshness.anchors import Target, digest_of
from archdocs.freshness.change_codes import API_CHANGED
from archdocs.freshness.definitions import GrammarMissing
from archdocs.freshness.history import WORKTREE
from archdocs.freshness.interfaces import Changed, changes
from archdocs.freshness.past import Past
from archdocs.freshness.quotes import Statement, stated
from archdocs.freshness.rules.covers_churn import reviewed_state, stands
from archdocs.freshness.view import Unit, View
from archdocs.system.cache import digest

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report, per section, each statement that no longer holds."""
    past = view.past
    if past is None:
        return
    for unit in view.units:
        said: set[tuple[str, str]] = set()
        for target in unit.covers:
            then = written_at(view, past, unit, target)
            if not then:
                continue
            for change in changed_since(view, past, target, then):
                found = stated(view, unit, target, change)
                key = (change.owner, change.name)
                if found and key not in said:
                    said.add(key)
                    yield finding(view, unit, change, found, then)


def written_at(view: View, past: Past, unit: Unit, target: Target) -> str:
    """Return the commit at which the section was true of a target; "" where nobody can tell."""
    touch = view.touch(unit.path, unit.anchor)
    if touch is None:
        return ""
    review = view.last_review(unit)
    if review and target.raw in review.covers:
        if stands(view, target, review):
            return ""
        state = reviewed_state(view, past, target, review)
        if state:
            return state
    return "" if touch.commit == WORKTREE else touch.commit


def changed_since(view: View, past: Past, target: Target, then: str) -> tuple[Changed, ...]:
    """Return what changed of a target's interface since a commit; kept by what it is today."""
    today = digest_of(view.covered(target).items())
    key = digest(then, past.start, target.raw, today)
    stored = view.facts.get("interface", key)
    if stored is None:
        found = compared(view, past, target, then)
        stored = view.facts.put("interface", key, [list(astuple(change)) for change in found])
    return tuple(
        Changed(kind, path, owner, name, old, new, tuple(parameters))
        for kind, path, owner, name, old, new, parameters in stored
    )


def compared(view: View, past: Past, target: Target, then: str) -> Iterator[Changed]:
    """Compare every file of a target with what it was at a commit."""
    for path in view.matched(target):
        blob = view.snapshot.blob(path)
        was = past.blob_at(then, path, view.snapshot.blobs.get(path, ""))
        if not was or was == blob:
            continue
        try:
            old, new = view.source(path, was), view.source(path, blob)
        except GrammarMissing:
            continue
        if old is not None and new is not None and not old.faulty and not new.faulty:
            yield from changes(path, old, new, only=target.symbol.replace("::", "."))


def finding(view: View, unit: Unit, change: Changed, found: Statement, then: str) -> Finding:
    """Say what the section states and what the code says."""
    owner = f" of `{change.owner}`" if change.kind != "value" else ""
    if change.kind == "removed":
        what = f"`{change.owner}` has no parameter `{change.name}` any more"
    elif change.kind == "required":
        what = f"`{change.owner}` needs `{change.name}` now, which the quoted call lacks"
    else:
        what = f"`{change.name}`{owner} is `{change.new}` now, not `{change.old}`"
    return API_CHANGED.at(
        Location(unit.path, found.line),
        what,
        section=unit.anchor,
        hint=f"correct it; or: archdocs mark-reviewed {unit.name} --why …",
        evidence=(
            ("reference", f"{change.path}#{change.owner}.{change.name}"),
            ("quoted", view.quote(unit.path, found.line)),
            ("written", then[:10]),
            ("was", change.old or "no such parameter"),
            ("now", change.new or ", ".join(change.parameters) or "no parameters"),
        ),
        severity=Severity.ERROR if unit.strict else Severity.WARNING,
    )
