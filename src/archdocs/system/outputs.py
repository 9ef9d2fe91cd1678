"""Where a user asks for output: not on a way that the repository has laid elsewhere."""

from __future__ import annotations

from pathlib import Path

from archdocs.errors import UsageError

__all__ = ["straight"]


def straight(root: Path, target: Path) -> Path:
    """Return ``target`` if the way to it is what it looks like.

    Whoever can commit can put a link in the place of a folder, and git's own folder runs what
    is written into it.

    Raises :class:`UsageError` for a way through a symbolic link of the project, and into
    ``.git``.
    """
    top = root.resolve()
    place = Path(target.absolute().anchor)
    for part in target.absolute().parts[1:]:
        within = place.resolve().is_relative_to(top)
        place /= part
        if within and place.is_symlink():
            raise UsageError(
                f"{place} is a symbolic link", hint="name the folder that it leads to instead"
            )
    real = place.resolve()
    if real.is_relative_to(top) and ".git" in real.relative_to(top).parts:
        raise UsageError(f"{target} is git's own", hint="choose another folder")
    return target
