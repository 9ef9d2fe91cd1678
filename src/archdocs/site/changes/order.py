"""Which of two versions is the later one, so that what changed is told forwards.

The switcher lists the default branch first, whatever it is; a branch may be ahead of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from archdocs.site.versions import WORKTREE, Version
from archdocs.system.git import Git

__all__ = ["newest_first", "rank"]

#: Releases that are looked for in the history of a branch; beyond, its date has to do.
MOST = 20
Contains = Callable[[Version, Version], bool]


def newest_first(git: Git | None, versions: Sequence[Version]) -> list[Version]:
    """Order versions from the latest to the earliest.

    ``versions`` are in the order of the switcher. What contains another comes later; releases
    have the order of their numbers; what is left is told apart by the commits' dates, and the
    default version comes after what has only a later date.
    """

    def contains(one: Version, other: Version) -> bool:
        if git is None or when(one) < when(other):
            return False
        mine, its = one.commit or git.head or "", other.commit or git.head or ""
        if mine == its:
            return one.kind == WORKTREE
        return git.merge_base(mine, its) == its

    return rank(versions, contains)


def rank(versions: Sequence[Version], contains: Contains) -> list[Version]:
    """Order versions by what contains what: a pure twin of :func:`newest_first`."""
    releases = [each for each in versions if each.release and not each.is_default]
    between: list[list[Version]] = [[] for _ in range(len(releases) + 1)]
    for each in sorted(versions, key=when, reverse=True):
        if each.release is None and not each.is_default:
            group = between[follows(each, releases, contains)]
            later = (n for n, other in enumerate(group) if contains(each, other))
            group.insert(next(later, len(group)), each)
    ordered = list(between[0])
    for release, group in zip(releases, between[1:], strict=True):
        ordered += [release, *group]
    for default in (each for each in versions if each.is_default):
        ahead = [each for each in ordered if contains(each, default)]
        ordered = [*ahead, default, *(each for each in ordered if each not in ahead)]
    return ordered


def follows(version: Version, releases: Sequence[Version], contains: Contains) -> int:
    """Return the place of the newest release that a branch contains, else of the next older."""
    found = (n for n, each in enumerate(releases[:MOST]) if contains(version, each))
    older = (n for n, each in enumerate(releases) if when(each) <= when(version))
    place = next(found, None)
    return next(older, len(releases)) if place is None else place


def when(version: Version) -> float:
    """Return the time of a version's commit; of the files on disk, after all others."""
    return math.inf if version.kind == WORKTREE else version.time
