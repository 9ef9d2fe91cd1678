"""Read what a repository names, whatever stands there: a device has no end, a tree is deep."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Container, Iterator

__all__ = ["paths_under", "read_regular"]

#: Bytes of the largest file of settings or templates.
LARGEST = 8 << 20


def read_regular(path: str | os.PathLike[str], most: int = LARGEST) -> bytes:
    """Return the bytes of a regular file, at most ``most`` of them.

    Raises ``OSError`` for anything else: a device, a pipe, a folder, a larger file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"larger than {most >> 20} MiB", os.fspath(path))
        return file.read()


def paths_under(
    top: str | os.PathLike[str],
    *,
    skipped: Container[str] = (),
    missed: Callable[[OSError], None] = lambda _: None,
) -> Iterator[str]:
    """Yield all that is no folder at and under ``top``, relative to it, links not followed.

    ``skipped`` are names of folders to leave out, ``missed`` is told what can't be read.
    Folders come sorted, and may be deeper than Python recurses, which ``os.walk`` and
    ``Path.rglob`` do before Python 3.12.
    """
    waiting = [""]
    while waiting:
        start = waiting.pop()
        try:
            with os.scandir(os.path.join(top, start)) as entries:  # noqa: PTH118
                found = sorted((e.name, e.is_dir(follow_symlinks=False)) for e in entries)
        except OSError as error:
            missed(error)
            continue
        yield from (start + name for name, is_folder in found if not is_folder)
        folders = [name for name, is_folder in found if is_folder and name not in skipped]
        waiting += [f"{start}{name}/" for name in reversed(folders)]
