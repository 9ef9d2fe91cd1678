"""Folders of records as patterns, and the packages that some of them belong to."""

from __future__ import annotations

import fnmatch
import itertools
from collections.abc import Iterable
from pathlib import Path

from archdocs.system.tree import Tree

__all__ = ["WILD", "files_in", "folder_of", "folders_on_disk", "package_at", "package_of"]

WILD = frozenset("*?[")


def files_in(tree: Tree, pattern: str) -> tuple[str, ...]:
    """Return the files in the folders of a pattern, in which ``*`` is any one name."""
    pieces = pattern.split("/")
    fixed = list(itertools.takewhile(lambda piece: not set(piece) & WILD, pieces))
    files = tree.files("/".join(fixed))
    if len(fixed) == len(pieces):
        return files
    return tuple(path for path in files if folder_of(path, (pattern,)))


def folder_of(path: str, patterns: Iterable[str]) -> str:
    """Return the first folder of some patterns that a file is in, empty for none."""
    parts = path.split("/")
    for pattern in patterns:
        pieces = pattern.strip("/").split("/")
        if len(parts) > len(pieces) and all(map(fnmatch.fnmatchcase, parts, pieces)):
            return "/".join(parts[: len(pieces)])
    return ""


def folders_on_disk(root: Path, patterns: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders of some patterns that are there and inside the project."""
    found = (path for pattern in patterns for path in sorted(root.glob(pattern)))
    real = root.resolve()
    return tuple(path for path in found if path.is_dir() and path.resolve().is_relative_to(real))


def package_of(path: str, patterns: Iterable[str]) -> str:
    """Return the package whose folder of records a file is in, empty for none.

    Each pattern has one ``*``, where the package's name stands.
    """
    parts = path.split("/")
    for pattern in patterns:
        pieces = pattern.split("/")
        if folder_of(path, (pattern,)):
            return parts[pieces.index("*")]
    return ""


def package_at(path: str, patterns: Iterable[str]) -> str:
    """Return the package that any file belongs to: its code and pages, not only its records."""
    tops = (pattern[: pattern.index("*") + 1] for pattern in patterns)
    return package_of(path, tops)
