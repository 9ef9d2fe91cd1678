"""Packages with records of their own: their names, and where the records go."""

from __future__ import annotations

from pathlib import Path

from archdocs.errors import UsageError
from archdocs.records.folders import folders_on_disk
from archdocs.records.kind import Kind, nearest

__all__ = ["package_folder", "packages"]


def packages(root: Path, kind: Kind) -> tuple[str, ...]:
    """Return the packages that records of a kind can be written for, sorted.

    A package is a folder where a pattern has its ``*``; it needs no records yet.
    """
    tops = (pattern[: pattern.index("*") + 1] for pattern in kind.packages)
    return tuple(sorted({path.name for path in folders_on_disk(root, tops)}))


def package_folder(root: Path, kind: Kind, package: str) -> str:
    """Return the folder that new records of a package go to.

    It is the first of its patterns' that is there, else the first whose package is.

    Raises :class:`UsageError` for a package that there is not, naming the nearest.
    """
    known = packages(root, kind)
    if not kind.packages:
        raise UsageError(
            f"{kind.name} records belong to no packages here",
            hint=f'set, under [records.packages]: {kind.name} = ["packages/*/docs/{kind.folder}"]',
        )
    if package not in known:
        raise UsageError(
            f"no package called `{package}`{nearest(package, known)}",
            hint=f"there are: {', '.join(known) or 'none'}",
        )
    patterns = [p for p in kind.packages if (root / p[: p.index("*")] / package).is_dir()]
    folders = [pattern.replace("*", package) for pattern in patterns]
    return next((folder for folder in folders if (root / folder).is_dir()), folders[0])
