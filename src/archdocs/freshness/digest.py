"""The digest for owners: what went stale in the last days, what is due, what was reviewed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from archdocs.errors import ShallowHistory, UsageError
from archdocs.finding import Finding
from archdocs.freshness import engine
from archdocs.freshness.durations import after, ago
from archdocs.freshness.lock import NAME, Review, parse_lock
from archdocs.freshness.overview import Item, Overview, is_stale
from archdocs.freshness.survey import survey
from archdocs.project import Project
from archdocs.system.markup import decode

__all__ = ["Digest", "digest"]


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened from ``since`` to ``today``, and what is due until ``until``.

    ``stale`` came up and still holds, ``solved`` was there and is gone, ``standing`` counts the
    sections that are stale now, whenever they became so.
    """

    since: datetime.date
    today: datetime.date
    until: datetime.date
    stale: tuple[Finding, ...]
    solved: tuple[Finding, ...]
    due: tuple[Item, ...]
    reviewed: tuple[Review, ...]
    standing: int
    overview: Overview


def digest(
    project: Project, *, since: str, ahead: str, today: datetime.date, owner: str = ""
) -> Digest:
    """Compare today with the day ``since`` (a duration such as ``7d``, or a date).

    ``ahead`` is how far to look for reviews that become due. With ``owner`` only what is
    theirs; several owners of one section are each.

    Raises :class:`UsageError` for what is no duration, :class:`ShallowHistory` where the
    clone does not reach back.
    """
    start, until = day_of(since, today), after(today, ahead)
    if until is None:
        raise UsageError(f"`{ahead}` is no duration", hint="write days, weeks or months: 14d, 2w")
    git = project.git
    if git is not None and git.is_shallow:
        raise ShallowHistory(
            "the clone is shallow: what went stale can't be told",
            hint="run: git fetch --unshallow (in CI, check out with the whole history)",
        )
    findings, now = survey(project, today=today)
    commit = commit_on(project, start)
    then = engine.examine(project, commit=commit, today=start).findings if commit else ()
    old = tuple(filter(is_stale, then))
    new = tuple(filter(is_stale, findings))
    return Digest(
        start,
        today,
        until,
        tuple(f for f in engine.introduced(old, new) if belongs(owner_in(f), owner)),
        tuple(f for f in engine.introduced(new, old) if belongs(owner_in(f), owner)),
        tuple(due_until(now.items, today, until, owner)),
        tuple(r for r in reviews_in(project, now, owner) if start <= r.date <= today),
        sum(belongs(item.owner, owner) for item in now.stale),
        now,
    )


def reviews_in(project: Project, now: Overview, owner: str) -> list[Review]:
    """Return the reviews of an owner's sections, oldest first."""
    owners = {(item.path, item.anchor): item.owner for item in now.items}
    lock = parse_lock(decode(project.worktree.read(NAME) or b""))
    theirs = [r for r in lock.reviews if belongs(owners.get(split(r.section), ""), owner)]
    return sorted(theirs, key=lambda review: (review.date, review.section))


def day_of(since: str, today: datetime.date) -> datetime.date:
    """Read a duration before today, or a day."""
    day = ago(today, since)
    if day is None:
        try:
            day = datetime.date.fromisoformat(since.strip())
        except ValueError:
            hint = "write a duration (7d, 2w, 1m) or a day (2027-01-31)"
            raise UsageError(f"`{since}` is no duration and no day", hint=hint) from None
    if day > today:
        raise UsageError(f"{day} is still to come")
    return day


def commit_on(project: Project, day: datetime.date) -> str:
    """Return the last commit of a day or before, in UTC; empty before the first."""
    git = project.git
    if git is None or git.head is None:
        return ""
    end = f"{day.isoformat()}T23:59:59Z"
    return git.output("rev-list", "-1", "--first-parent", f"--before={end}", git.head).strip()


def due_until(
    items: Iterable[Item], today: datetime.date, until: datetime.date, owner: str
) -> list[Item]:
    """Return the reviews that become due, the next first; those that are late are stale."""
    first, last = today.isoformat(), until.isoformat()
    found = [i for i in items if first < i.due <= last and belongs(i.owner, owner)]
    return sorted(found, key=lambda item: (item.due, item.path, item.anchor))


def owner_in(finding: Finding) -> str:
    """Return the owner a finding names."""
    return dict(finding.evidence).get("owner", "")


def belongs(owners: str, wanted: str) -> bool:
    """Say whether somebody is among the owners; everything is everybody's."""
    plain = wanted.strip().lstrip("@").casefold()
    return not plain or plain in {name.lstrip("@").casefold() for name in [*owners.split(), owners]}


def split(name: str) -> tuple[str, str]:
    """Split the name of a section into its path and anchor."""
    path, _, anchor = name.partition("#")
    return path, anchor
