"""Folders that strangers' code may write, and their removal, whatever it left in them.

``tempfile`` and ``shutil`` are no match for that: before Python 3.11.8 the first follows links
when it changes modes to remove what it can't (CVE-2023-6597), and the second recurses once for
each level of a tree that may have thousands.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from archdocs.system import locks

__all__ = ["claimed", "fresh", "remove", "sweep"]

PREFIX = "archdocs-"
#: A file in a folder that is held as long as somebody works there, and its name before it is.
CLAIM, UNCLAIMED = ".in-use", ".in-use.new"
#: Seconds after which nobody is still about to claim a folder.
ABANDONED = 86400


@contextlib.contextmanager
def fresh(prefix: str = "archdocs-", *, within: Path | None = None) -> Iterator[Path]:
    """Give a new private folder, and remove it at the end."""
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=within)).resolve()
    try:
        yield made
    finally:
        remove(made)


@contextlib.contextmanager
def claimed(prefix: str = PREFIX) -> Iterator[Path]:
    """Give a new private folder as :func:`fresh` does, which :func:`sweep` removes if we can't.

    A lock in it is held meanwhile. It goes with the process, however that ends.
    """
    # By another name until it is held, so that nobody else takes it for one left behind.
    with fresh(prefix) as folder, locks.held(folder / UNCLAIMED, timeout=0):
        (folder / UNCLAIMED).rename(folder / CLAIM)
        yield folder


def sweep() -> int:
    """Remove the claimed folders of this user whose owners are gone; say how many went.

    Only folders that are no links, beside those that :func:`claimed` makes, and none in which
    somebody works.
    """
    return sum(swept(path) for path in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")))


def swept(folder: Path) -> bool:
    """Remove a folder if it is ours and its owner is gone; say whether it went."""
    try:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            return False
        names = {each.name for each in folder.iterdir()}
        if CLAIM not in names:
            # Whoever made it was killed before it could say so.
            old = status.st_mtime < time.time() - ABANDONED
            if old and names <= {UNCLAIMED}:
                remove(folder)
        elif stat.S_ISREG((folder / CLAIM).lstat().st_mode):
            with locks.held(folder / CLAIM, timeout=0):
                remove(folder)
    except (OSError, locks.LockTimeout):
        return False
    return not folder.exists()


def remove(folder: Path) -> None:
    """Remove a folder and all in it, following no link; what can't be removed stays.

    Nobody else may be writing in it any more. A folder within is first moved to the top, so
    that however deep the tree is, no path is long and only two folders are open.
    """
    with contextlib.suppress(OSError):
        top = opened(os.fspath(folder))
        try:
            found = emptied(top, top)
            while found:
                name = found.pop()
                with contextlib.suppress(OSError):
                    inner = opened(name, at=top)
                    try:
                        found += emptied(inner, top)
                    finally:
                        os.close(inner)
                    os.rmdir(name, dir_fd=top)
        finally:
            os.close(top)
        folder.rmdir()


def opened(name: str, *, at: int | None = None) -> int:
    """Open a folder, which is no link, for everything that its owner may do."""
    with contextlib.suppress(OSError):
        if not os.path.islink(name) or at is not None:  # noqa: PTH114 - `at` holds no links
            os.chmod(name, 0o700, dir_fd=at)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)


def emptied(folder: int, top: int) -> list[str]:
    """Unlink the files of a folder, move its folders to the top, and return their names there."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    moved = []
    for name, is_folder in found:
        with contextlib.suppress(OSError):
            if not is_folder:
                os.unlink(name, dir_fd=folder)
                continue
            # Moving a folder changes what is in it, its way up.
            os.chmod(name, 0o700, dir_fd=folder)
            new = secrets.token_hex(16)
            os.rename(name, new, src_dir_fd=folder, dst_dir_fd=top)
            moved.append(new)
    return moved
