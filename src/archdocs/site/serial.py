"""What processes would share, for a build that is one process.

Extensions ask ``multiprocessing.Manager`` for a queue in case Sphinx builds in parallel. It
starts a server that is talked to through a socket, which a confined process has none of.
"""

from __future__ import annotations

import multiprocessing
import queue
import threading
import types
from typing import Any

__all__ = ["Manager", "share_nothing"]


class Manager:
    """Gives ordinary objects, as the real one gives those that are shared."""

    Queue = JoinableQueue = queue.Queue
    Namespace = types.SimpleNamespace
    list, dict = list, dict
    Lock, RLock = staticmethod(threading.Lock), staticmethod(threading.RLock)
    Event, Condition, Semaphore = threading.Event, threading.Condition, threading.Semaphore

    def __enter__(self) -> Manager:
        """Return it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was started."""

    def shutdown(self) -> None:
        """Nothing was started."""


def share_nothing() -> None:
    """Put the one here in the place of the real one, for this process."""
    module: Any = multiprocessing
    module.Manager = Manager
