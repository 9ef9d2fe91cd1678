"""Stop work in this very process that takes too long, or too much memory.

For code that is safe in what it can reach but not in how much it does: a template's loops, and
its filters that make long texts.
"""

from __future__ import annotations

import contextlib
import re
import resource
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["TookTooLong", "at_most"]


class TookTooLong(BaseException):
    """The block did not end within its seconds; nothing in it that catches errors catches this."""


@contextlib.contextmanager
def at_most(seconds: float, mebi: int = 0) -> Iterator[None]:
    """Raise :class:`TookTooLong` in the block when it runs longer than ``seconds`` (wall).

    With ``mebi``, an allocation that would take the process more MiB beyond what it has fails
    with ``MemoryError``; so no single step is a long one either. Works where signals do: in
    the main thread of a POSIX process. Elsewhere the block runs without a limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with memory(mebi):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def memory(mebi: int) -> Iterator[None]:
    """Let this process have ``mebi`` MiB more than it has; where that can't be known, any."""
    used = private_bytes() if mebi else 0
    if not used:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = used + (mebi << 20)
    for limit in (soft, hard):
        bound = bound if limit == resource.RLIM_INFINITY else min(bound, limit)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def private_bytes() -> int:
    """Return how much private memory this process has, 0 where the kernel doesn't tell."""
    try:
        with open("/proc/self/status", "rb") as file:  # noqa: PTH123 - imported by every `new`
            found = re.search(rb"^VmData:\s*(\d+) kB", file.read(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) << 10 if found else 0
