"""Programs that get the user's terminal: an editor, a pager. They end as a shell would say.

This does what ``subprocess`` does, which takes longer to import than ``adr`` may run.
"""

from __future__ import annotations

import os

__all__ = ["feed", "run"]


def run(words: list[str]) -> int:
    """Run a program with our terminal and environment and wait for it.

    An interrupt from the keyboard reaches the program, which decides what it means, and not us.
    Returns its exit status as a shell gives it: 128 and the signal's number for one that a
    signal ended. Raises :class:`OSError` if it can't be started.
    """
    with Uninterrupted() as defaults:
        return wait(spawn(words, defaults))


def feed(words: list[str], data: bytes) -> int:
    """Run a program as :func:`run` does, with ``data`` on its standard input."""
    with Uninterrupted() as defaults:
        source, sink = os.pipe()
        try:
            child = spawn(words, defaults, (os.POSIX_SPAWN_DUP2, source, 0))
        except OSError:
            os.close(sink)
            raise
        finally:
            os.close(source)
        try:
            with os.fdopen(sink, "wb") as file:
                file.write(data)
        except BrokenPipeError:
            # Whoever quits a pager early has read enough: no failure. (`contextlib.suppress`
            # would say the same, but its import counts in a program that scripts call in loops.)
            pass
        return wait(child)


class Uninterrupted:
    """Leaves the keyboard's interrupt to the program in the foreground, from before it starts.

    A handler round the wait alone would miss an interrupt that comes while the program starts.
    """

    def __enter__(self) -> list[int]:
        """Ignore the interrupt; returns the signals that the program gets anew."""
        import signal

        self.before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        # Python ignores a closed pipe's signal, and a child would inherit that, as it would ours;
        # an interrupt that was ignored before us (`nohup`, `&`) stays so.
        ours = [] if self.before is signal.SIG_IGN else [signal.SIGINT]
        return [signal.SIGPIPE, *ours]

    def __exit__(self, *_: object) -> None:
        """Take the interrupt back."""
        import signal

        signal.signal(signal.SIGINT, self.before)


def spawn(words: list[str], defaults: list[int], *actions: tuple[int, int, int]) -> int:
    """Start a program, with ``defaults`` handled as by default, and return its process id."""
    return os.posix_spawnp(words[0], words, os.environ, file_actions=actions, setsigdef=defaults)


def wait(child: int) -> int:
    """Wait for a program to end."""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status if status >= 0 else 128 - status
