"""Read a file that a repository names, whatever stands there: a device has no end."""

from __future__ import annotations

import errno
import os
import stat

__all__ = ["read_regular"]

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
