"""The next number of a kind: free in the working tree and on every branch git knows.

Two branches that each take 0042 merge without a conflict, so a number that is taken
anywhere in reach is taken. A package counts its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from archdocs.project import Project
from archdocs.records.folders import folders_on_disk
from archdocs.records.kinds import Kind
from archdocs.records.taken import numbers, paths_under
from archdocs.system.gittrees import names_in_folder

__all__ = ["next_number", "numbers_in_branches", "numbers_on_disk"]


def next_number(
    project: Project, kind: Kind, *, package: str = "", elsewhere: Iterable[int] = ()
) -> int:
    """Return the number after the highest that is taken, 1 for the first record.

    ``elsewhere`` are numbers already known to be taken, so that the branches need not be
    read while the edit lock is held.
    """
    return max((*numbers_on_disk(project, kind, package), *elsewhere), default=0) + 1


def patterns(kind: Kind, package: str) -> tuple[str, ...]:
    """Return the patterns of the folders whose records share their numbers."""
    if not package:
        return (kind.folder, *kind.also)
    return tuple(pattern.replace("*", package) for pattern in kind.packages)


def numbers_on_disk(project: Project, kind: Kind, package: str = "") -> frozenset[int]:
    """Return the numbers taken by files of the folders, ignored ones included."""
    found: set[int] = set()
    own, *also = patterns(kind, package)
    for start in (project.root / own, *folders_on_disk(project.root, also)):
        found |= set(numbers(paths_under(os.fspath(start)), kind.prefix))
    return frozenset(found)


def numbers_in_branches(project: Project, kind: Kind, package: str = "") -> frozenset[int]:
    """Return the numbers taken on any local or remote-tracking branch."""
    git = project.git
    if git is None:
        return frozenset()
    commits = [ref.commit for ref in git.refs() if ref.kind in ("branch", "remote")]
    if not commits:
        return frozenset()
    found: set[int] = set()
    for own in patterns(kind, package):
        folder = f"{project.prefix}/{own}" if project.prefix else own
        found |= set(numbers(names_in_folder(git.root, commits, folder), kind.prefix))
    return frozenset(found)
