"""``stale.covers-churn``: how much covered code moved on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archdocs.finding import Finding
from archdocs.freshness.anchors import Target, matched
from archdocs.freshness.codes import COVERS_CHURN
from archdocs.freshness.definitions import SCHEME
from archdocs.freshness.history import WORKTREE, Touch
from archdocs.freshness.lock import Review
from archdocs.freshness.past import Churn, Past, churn_key
from archdocs.freshness.view import Unit, View
from archdocs.system.git import NULL_ID

__all__ = ["find"]


def find(view: View) -> Iterator[Finding]:
    """Report units whose covered code changed in many commits."""
    if view.past is None:
        return
    for unit in view.units:
        touch = view.touch(unit.path, unit.anchor)
        if not unit.covers or touch is None or touch.commit == WORKTREE or view.review(unit):
            continue
        churn = counted(view, view.past, unit, touch)
        if churn.count >= max(1, view.settings.freshness.churn):
            yield finding(view, unit, touch, churn)


def finding(view: View, unit: Unit, touch: Touch, churn: Churn) -> Finding:
    """Say how often, since when, and what to do."""
    review = view.last_review(unit)
    since = max([touch.date, *([review.date] if review else [])])
    commits = "commit" if churn.count == 1 else "commits"
    return COVERS_CHURN.at(
        unit.at("covers"),
        f"{churn.count} {commits} changed the covered code since {since}",
        section=unit.anchor,
        hint=f"read it, then: archdocs mark-reviewed {unit.name} --why …",
        evidence=(
            ("covers", " ".join(target.raw for target in unit.covers)),
            ("written", f"{touch.commit[:10]} {touch.date} {touch.subject}"),
            ("newest change", f"{churn.commit[:10]} {churn.subject}"),
            *((("owner", unit.owner),) if unit.owner else ()),
        ),
    )


def counted(view: View, past: Past, unit: Unit, touch: Touch) -> Churn:
    """Count, or recall the count."""
    review = view.last_review(unit)
    holds = review.holds[0] if review else ""
    targets = "\n".join(target.raw for target in unit.covers)
    key = churn_key(past.commit, past.start, touch.commit, holds, targets)
    stored = view.facts.get("churn", key)
    if stored is None:
        churn = count(view, past, unit, touch)
        stored = view.facts.put("churn", key, [churn.count, churn.commit, churn.subject])
    return Churn(*stored)


def count(view: View, past: Past, unit: Unit, touch: Touch) -> Churn:
    """Count the commits since the text changed, or since the state that was reviewed."""
    stops = {touch.commit}
    review = view.last_review(unit)
    reviewed = ""
    if review:
        changed = [each for each in unit.covers if not stands(view, each, review)]
        states = [reviewed_state(view, past, each, review) for each in changed]
        stops.update(state for state in states if state)
        reviewed = "" if all(states) else review.date.isoformat()

    return past.churn(unit.covers, differs(view, unit), stops, reviewed)


def differs(view: View, unit: Unit) -> Callable[[str, str, str], bool]:
    """Return a test of whether two versions of a file differ in a covered part."""

    def test(path: str, old: str, new: str) -> bool:
        for target in unit.covers:
            if matched(target, (path,)):
                parts = [
                    "" if blob == NULL_ID else view.part_digest(target, path, blob)
                    for blob in (old, new)
                ]
                if parts[0] != parts[1]:
                    return True
        return False

    return test


def stands(view: View, target: Target, review: Review) -> bool:
    """Say whether a target is still what a review saw."""
    wanted = review.covers.get(target.raw, "")
    former = not wanted.startswith(SCHEME)
    return wanted == view.cover_digest(target, former=former and bool(target.symbol))


def reviewed_state(view: View, past: Past, target: Target, review: Review) -> str | None:
    """Return the commit at which a target was what the review saw."""
    wanted = review.covers.get(target.raw)
    if not wanted:
        return None

    former = bool(target.symbol) and not wanted.startswith(SCHEME)

    def digest(path: str, blob: str) -> str:
        if not matched(target, (path,)):
            return ""
        return view.part_digest(target, path, blob, former=former)

    today = view.covered(target, former=former)
    return past.reviewed_at(wanted.removeprefix(SCHEME), today, digest)
