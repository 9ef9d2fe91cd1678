"""``mark-reviewed``: record that sections were read and found true."""

from __future__ import annotations

import datetime
import difflib

from archdocs.errors import RepositoryError, UsageError
from archdocs.freshness.engine import opened_view
from archdocs.freshness.linked import link_digests
from archdocs.freshness.lock import NAME, Lock, Review, holds_of, parse_lock, render_lock
from archdocs.freshness.view import PAGE, Unit, View
from archdocs.project import Project
from archdocs.system import files
from archdocs.system.markup import decode

__all__ = ["mark_reviewed", "reviewer"]

ANONYMOUS = "unknown"


def mark_reviewed(
    project: Project, name: str, *, why: str, by: str, today: datetime.date
) -> tuple[Review, ...]:
    """Write a review of ``path#section`` into the lock; of all units of a page for ``path``.

    Raises :class:`UsageError` for a section or page that is not there, an empty reason, or
    a lock that has lines which can't be read.
    """
    if not why.strip():
        raise UsageError("a review without a reason proves nothing", hint='add --why "…"')
    with files.lock(project.root), opened_view(project, today=today) as (view, _):
        made = tuple(
            review_of(view, unit, why=" ".join(why.split()), by=by) for unit in units(view, name)
        )
        target = project.root / NAME
        lock = parse_lock(decode(view.snapshot.read(NAME) or b""))
        if lock.problems:
            line, problem = lock.problems[0]
            raise UsageError(f"{NAME}:{line}: {problem}", hint="repair the file first")
        files.write_atomic(target, render_lock(pruned(view, lock, made)).encode())
        return made


def pruned(view: View, lock: Lock, made: tuple[Review, ...]) -> Lock:
    """Add reviews, and drop those of the same text under a name that is gone."""
    texts = {text for review in made for text in review.text}
    gone = {review.section for review in view.orphans if texts & set(review.text)}
    kept = tuple(review for review in lock.reviews if review.section not in gone)
    return Lock(kept).with_reviews(made)


def units(view: View, name: str) -> tuple[Unit, ...]:
    """Return the units that a name means."""
    path, mark, anchor = name.partition("#")
    path = path.removeprefix("./")
    document = view.documents.get(path)
    if document is None:
        near = difflib.get_close_matches(path, list(view.documents), n=1)
        advice = f"did you mean `{near[0]}`?" if near else "name a document of the project"
        raise UsageError(f"there is no document `{path}`", hint=advice)
    own = tuple(unit for unit in view.units if unit.path == path)
    if not mark:
        if not own:
            raise UsageError(
                f"no section of `{path}` says what it covers or when it is due",
                hint="name a section: PATH#SECTION",
            )
        return own
    known = next((unit for unit in own if unit.anchor == anchor), None)
    if known:
        return (known,)
    section = next((s for s in document.sections if s.level and anchor in (s.anchor, s.slug)), None)
    if section is None:
        anchors = [s.anchor for s in document.sections if s.level]
        near = difflib.get_close_matches(anchor, anchors, n=1, cutoff=0.4)
        advice = f"did you mean `{path}#{near[0]}`?" if near else f"there are {', '.join(anchors)}"
        raise UsageError(f"`{path}` has no section `{anchor}`", hint=advice[:500])
    same = next((unit for unit in own if unit.anchor == section.anchor), None)
    return (same or Unit(path, section.anchor, section.title, section.start, (), "", "", {}),)


def review_of(view: View, unit: Unit, *, why: str, by: str) -> Review:
    """Make the review of one unit as it is now."""
    text, covers = view.text_digest(unit.path, unit.anchor), view.cover_digests(unit)
    name = unit.name if unit.anchor != PAGE else unit.path
    links = link_digests(view, unit.path, unit.anchor)
    return Review(name, view.today, by, why, (text,), covers, (holds_of(text, covers),), links)


def reviewer(project: Project) -> str:
    """Return who reviews: git's ``user.name``, or ``unknown``."""
    if project.git is None:
        return ANONYMOUS
    try:
        return project.git.output("config", "user.name").strip() or ANONYMOUS
    except RepositoryError:
        return ANONYMOUS
