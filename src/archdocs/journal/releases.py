"""The releases on the way to a commit: the points between which decisions are told."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from packaging.version import InvalidVersion
from packaging.version import Version as Release

from archdocs.system.git import Git, Ref

__all__ = ["Point", "belonging", "called", "parse_release", "releases_before"]

#: Releases that are told apart; what came before the first of them is told as one.
MOST = 100


@dataclass(frozen=True, slots=True)
class Point:
    """A commit of a branch's own history, by the release that it became."""

    name: str
    commit: str
    time: int

    @property
    def day(self) -> datetime.date:
        """The day of the commit, in UTC."""
        return datetime.datetime.fromtimestamp(self.time, datetime.UTC).date()


@functools.lru_cache(maxsize=10_000)
def parse_release(tag: str) -> Release | None:
    """Read a tag as a version: ``v1.2``, ``1.2.3rc1``, ``release-1.2``; else ``None``."""
    text = re.sub(r"^(?:release|rel|version|ver)[-_/]?(?=v?\d)", "", tag, flags=re.IGNORECASE)
    if len(text) > 100:
        return None
    try:
        return Release(text)
    except InvalidVersion:
        return None


def belonging(refs: Iterable[Ref], prefix: str) -> list[Ref]:
    """Return the refs without the tags that don't begin with a prefix: those of other projects."""
    return [
        ref
        for ref in refs
        if ref.kind != "tag" or (ref.name.startswith(prefix) and len(ref.name) > len(prefix))
    ]


def called(ref: Ref, prefix: str) -> str:
    """Return what a ref is called where tags have a prefix: a tag without it."""
    return ref.name.removeprefix(prefix) if ref.kind == "tag" else ref.name


def releases_before(git: Git, commit: str, prefix: str = "") -> tuple[Point, ...]:
    """Return the releases that a commit's history has, oldest first; candidates don't count.

    What counts is the first-parent history; of several releases at one commit, the highest. A
    release that was tagged beside it, on a branch of its own, stands where that branch left,
    if no other does. Of tags only those with the prefix count, and are called without it.
    """
    found = {}
    for ref in belonging(git.refs(), prefix):
        release = parse_release(called(ref, prefix)) if ref.kind == "tag" else None
        if release is not None and not release.is_prerelease:
            found[ref] = release
    if not found:
        return ()
    newest = sorted(found, key=lambda ref: (ref.time, found[ref]), reverse=True)[:MOST]
    chain = git.chain(commit)
    places = {each: number for number, each in enumerate(chain)}
    points: dict[int, Ref] = {}
    beside: dict[int, Ref] = {}
    moment = git.commit_time(commit) if any(ref.commit not in places for ref in newest) else 0
    for ref in sorted(newest, key=lambda ref: found[ref]):
        if ref.commit in places:
            points[places[ref.commit]] = ref
        elif ref.time <= moment:
            later = ref.time == moment and commit in git.chain(ref.commit)
            base = commit if later else git.merge_base(ref.commit, commit)
            if base in places:
                beside.setdefault(places[base], ref)
    points = {**beside, **points}
    return tuple(
        Point(called(points[place], prefix), chain[place], points[place].time)
        for place in sorted(points, reverse=True)
    )
