"""Hold a lock on a file, with what the operating system has: ``flock``.

The same lock as the ``filelock`` package takes, which costs more to import than a short
command takes to run.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LockTimeout", "held"]

#: What a lock held by another is reported as, by one file system or another.
CONTENDED = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK})


class LockTimeout(Exception):
    """Another process kept the lock for as long as we waited."""


@contextlib.contextmanager
def held(
    path: str | os.PathLike[str],
    *,
    timeout: float = -1,
    poll: float = 0.005,
    shared: bool = False,
) -> Iterator[None]:
    """Hold the lock that is the file ``path``, which is made and stays.

    A ``shared`` one excludes only those that are not.

    Waits at most ``timeout`` seconds, for ever when that is negative, looking every ``poll``
    seconds. Threads of one process exclude each other as processes do. The lock goes with the
    process, however that ends.

    Raises :class:`LockTimeout`, and :class:`OSError` where the file can't be opened.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    end = time.monotonic() + timeout
    while True:
        handle = os.open(path, flags, 0o644)
        try:
            while not taken(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
                if timeout >= 0 and time.monotonic() >= end:
                    raise LockTimeout
                time.sleep(poll)
            # Who held it may have removed the file: others would lock a new one of that name.
            if os.fstat(handle).st_nlink:
                yield
                return
        finally:
            os.close(handle)


def taken(handle: int, kind: int) -> bool:
    """Take the lock if it is free; say whether it is ours now."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in CONTENDED:
            return False
        raise
    return True
