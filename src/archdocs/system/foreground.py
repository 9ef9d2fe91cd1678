"""Programs that get the user's terminal: an editor, a pager. They end as a shell would say.

This does what ``subprocess`` does, which takes longer to import than ``adr`` may run.
"""

from __future__ import annotations

import os

__all__ = ["feed", "run"]


def run(words: list[str]) -> int:
    """Run a program with our terminal and environment and wait for it.

    Returns its exit status as a shell gives it: 128 and the signal's number for one that a
    signal ended. Raises :class:`OSError` if it can't be started.
    """
    return wait(spawn(words))


def feed(words: list[str], data: bytes) -> int:
    """Run a program as :func:`run` does, with ``data`` on its standard input."""
    source, sink = os.pipe()
    try:
        child = spawn(words, (os.POSIX_SPAWN_DUP2, source, 0))
    except OSError:
        os.close(sink)
        raise
    finally:
        os.close(source)
    try:
        with os.fdopen(sink, "wb") as file:
            file.write(data)
    except BrokenPipeError:
        # Whoever quits a pager early has read enough: no failure. (`contextlib.suppress` would
        # say the same, but its import counts in a program that scripts call in loops.)
        pass
    return wait(child)


def spawn(words: list[str], *actions: tuple[int, int, int]) -> int:
    """Start a program and return its process id."""
    import signal

    # Python ignores a closed pipe's signal, and a child would inherit that.
    return os.posix_spawnp(
        words[0], words, os.environ, file_actions=actions, setsigdef=[signal.SIGPIPE]
    )


def wait(child: int) -> int:
    """Wait for a program to end, also when the user interrupts it."""
    while True:
        try:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except KeyboardInterrupt:
            continue  # the terminal has told the program too; it decides
        return status if status >= 0 else 128 - status
