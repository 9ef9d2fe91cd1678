"""The next number of a kind: free in the working tree and on every branch git knows.

Two branches that each take 0042 merge without a conflict, so a number that is taken
anywhere in reach is taken.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from archdocs.project import Project
from archdocs.records.kinds import Kind
from archdocs.records.names import parse_path
from archdocs.system.gittrees import names_in_folder

__all__ = ["folders_on_disk", "next_number", "numbers_in_branches", "numbers_on_disk"]


def next_number(project: Project, kind: Kind, *, elsewhere: Iterable[int] = ()) -> int:
    """Return the number after the highest that is taken, 1 for the first record.

    ``elsewhere`` are numbers already known to be taken, so that the branches need not be
    read while the edit lock is held.
    """
    return max((*numbers_on_disk(project, kind), *elsewhere), default=0) + 1


def numbers_on_disk(project: Project, kind: Kind) -> frozenset[int]:
    """Return the numbers taken by files of the kind's folder, ignored ones included."""
    names = []
    for start in (project.root / kind.folder, *folders_on_disk(project.root, kind.also)):
        for folder, _, files in os.walk(start):
            names += [f"{Path(folder).name}/{name}" for name in files]
    return frozenset(numbers(names, kind))


def folders_on_disk(root: Path, patterns: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders of some patterns that are there and inside the project."""
    found = (path for pattern in patterns for path in sorted(root.glob(pattern)))
    real = root.resolve()
    return tuple(path for path in found if path.is_dir() and path.resolve().is_relative_to(real))


def numbers_in_branches(project: Project, kind: Kind) -> frozenset[int]:
    """Return the numbers taken on any local or remote-tracking branch."""
    git = project.git
    if git is None:
        return frozenset()
    commits = [ref.commit for ref in git.refs() if ref.kind in ("branch", "remote")]
    if not commits:
        return frozenset()
    others = (path.relative_to(project.root) for path in folders_on_disk(project.root, kind.also))
    names: set[str] = set()
    for own in (kind.folder, *(path.as_posix() for path in others)):
        folder = f"{project.prefix}/{own}" if project.prefix else own
        names |= names_in_folder(git.root, commits, folder)
    return frozenset(numbers(names, kind))


def numbers(names: Iterable[str], kind: Kind) -> Iterator[int]:
    """Yield the numbers that file names begin with; days are no numbers."""
    for name in names:
        found = parse_path(name, kind.prefix)
        if found is not None and found.number is not None:
            yield found.number
