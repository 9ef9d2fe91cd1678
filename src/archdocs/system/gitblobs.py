"""Read git's blobs through one process, with the switches that keep a repository inert."""

from __future__ import annotations

import contextlib
import subprocess
import weakref
from pathlib import Path

from archdocs.errors import RepositoryError
from archdocs.system import process
from archdocs.system.gitrun import SAFE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO

__all__ = ["BlobReader"]


class BlobReader:
    """Reads blobs by id through one ``git cat-file --batch`` process."""

    def __init__(self, root: Path) -> None:
        self._child = subprocess.Popen(
            ["git", *SAFE, "cat-file", "--batch"],
            cwd=root,
            env={**process.scrubbed_environment(), "GIT_NO_LAZY_FETCH": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # A reader that is forgotten still ends its process.
        self.close = weakref.finalize(self, end_reader, self._child)

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._child.stdin is None or self._child.stdout is None:
            raise RepositoryError("git cat-file has no pipes")
        return self._child.stdin, self._child.stdout

    def read(self, blob: str) -> bytes:
        """Return the content of a blob.

        Raises :class:`RepositoryError` when the object is not in the repository.
        """
        stdin, stdout = self._pipes()
        stdin.write(blob.encode("ascii") + b"\n")
        stdin.flush()
        head = stdout.readline().split()
        if len(head) != 3:
            raise RepositoryError(f"git has no object {blob}")
        data = stdout.read(int(head[2]))
        stdout.read(1)
        return data


def end_reader(child: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a blob reader and collect its process."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()
