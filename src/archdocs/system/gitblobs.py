"""Read git's blobs through one process, with the switches that keep a repository inert."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import weakref
from pathlib import Path

from archdocs.errors import RepositoryError
from archdocs.system import process
from archdocs.system.gitrun import SAFE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO

__all__ = ["Batch", "BlobReader"]


class Batch:
    """A ``git cat-file --batch`` process for all who read one repository at the same time.

    It begins with the first question and ends with the last reader.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.readers = 0
        #: How often a first reader came.
        self.began = 0
        self._child: subprocess.Popen[bytes] | None = None
        # A reader that is forgotten may go while another one, in the same thread, waits.
        self._lock = threading.RLock()

    def enter(self) -> None:
        """Count a reader."""
        with self._lock:
            self.began += not self.readers
            self.readers += 1

    def leave(self) -> None:
        """Count a reader less."""
        with self._lock:
            self.readers -= 1
            if not self.readers:
                self.end()

    def end(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is not None:
            end_reader(child)

    def read(self, blob: str) -> bytes:
        """Return the content of a blob, as :meth:`BlobReader.read` says."""
        with self._lock:
            if self._child is None:
                self._child = started(self.root)
            try:
                return asked(self._child, blob)
            except RepositoryError:
                raise
            except BaseException:
                # What was not read to its end would be taken for the next answer.
                self.end()
                raise


class BlobReader:
    """Reads blobs by id, through a process of its own or that of the ``batch`` it shares."""

    def __init__(self, root: Path, batch: Batch | None = None) -> None:
        self._batch = batch or Batch(root)
        self._batch.enter()
        # A reader that is forgotten still ends its process.
        self.close = weakref.finalize(self, self._batch.leave)

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, blob: str) -> bytes:
        """Return the content of a blob.

        Raises :class:`RepositoryError` when the object is not in the repository.
        """
        if not self.close.alive:
            raise ValueError("a reader that is closed can't read")
        return self._batch.read(blob)


def started(root: Path) -> subprocess.Popen[bytes]:
    """Start the process that is asked for blobs."""
    return subprocess.Popen(
        ["git", *SAFE, "cat-file", "--batch"],
        cwd=root,
        env={
            **process.scrubbed_environment(),
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def asked(child: subprocess.Popen[bytes], blob: str) -> bytes:
    """Ask for a blob, and return it."""
    stdin, stdout = pipes(child)
    stdin.write(blob.encode("ascii") + b"\n")
    stdin.flush()
    head = stdout.readline().split()
    if len(head) != 3:
        raise RepositoryError(f"git has no object {blob}")
    data = stdout.read(int(head[2]))
    stdout.read(1)
    return data


def pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Return what is written to, and what is read."""
    if child.stdin is None or child.stdout is None:
        raise RepositoryError("git cat-file has no pipes")
    return child.stdin, child.stdout


def end_reader(child: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a blob reader and collect its process."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    # Another process that was forked meanwhile may hold the other end.
    child.terminate()
    child.wait()
