"""Programs on ``PATH`` that are the machine's: never one that a repository brought along.

A folder of a work tree gets on ``PATH`` easily (a tool of the shell that follows folders, an
empty entry, a dot), and whoever changes the repository then says what is run.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from archdocs.system.process import search_path

__all__ = ["find", "work_trees"]


def find(name: str, root: Path | None = None) -> Path | None:
    """Return where a program is, or ``None``; as it is named, links not followed.

    None by a relative folder counts. With the project's ``root``, none counts of the work tree
    that the project is in, nor one that only has a link elsewhere. What stands beside our own
    Python counts wherever that is: who can write there decides what we are.
    """
    trees = work_trees(root) if root is not None else ()
    ours = Path(sysconfig.get_path("scripts"))
    for folder in search_path().split(os.pathsep):
        place = Path(folder)
        if not folder or (place != ours and inside(place, trees)):
            continue
        found = shutil.which(name, path=folder)
        if found and (place == ours or not inside(Path(found), trees)):
            return Path(found)
    return None


def work_trees(root: Path) -> tuple[Path, ...]:
    """Return the project's folder and the top of the work tree that it is in.

    The work tree of a submodule is within another one, which counts then. Git isn't asked: the
    folder may be anything, and this has to be known before a program is run.
    """
    return (root.resolve(), *tops_above(root.resolve()))


def tops_above(folder: Path) -> Iterator[Path]:
    """Yield the tops of work trees around a folder, up to the first that has its own git folder."""
    for above in (folder, *folder.parents):
        entry = above / ".git"
        if os.path.lexists(entry):
            yield above
            if entry.is_dir():
                return


def inside(place: Path, trees: tuple[Path, ...]) -> bool:
    """Say whether something really is in one of the trees."""
    real = place.resolve()
    return any(real.is_relative_to(tree) for tree in trees)
