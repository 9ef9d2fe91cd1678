"""A process that has modules loaded already and forks a confined child for each call.

Starting Python and importing Sphinx with a theme takes longer than building a version of
which little has changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from archdocs.errors import EnvironmentFault
from archdocs.system import bubblewrap
from archdocs.system.policy import Policy
from archdocs.system.process import LIVE, TimedOut, end_group

__all__ = ["Warm"]

#: Seconds that the first call may take longer: the modules are being imported.
STARTING = 120.0
#: Seconds that it may take to end.
ENDING = 5.0


class Warm:
    """Started with the first call, ended with the ``with`` block.

    ``policy`` bounds all that its calls will read and write, beside ``cwd``: where bubblewrap
    works, ``walled`` says that it stands around the process.
    """

    def __init__(
        self,
        modules: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        policy: Policy | None = None,
    ) -> None:
        self.modules = tuple(modules)
        self.cwd = cwd
        self.env = dict(env)
        self.policy = policy
        self.walled = False
        self.answered = False
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Warm:
        """Return it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process, which ends by itself when nobody can ask it any more."""
        if self.process is not None:
            if kind is None and self.process.stdin is not None:
                with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                    self.process.stdin.close()
                    self.process.wait(ENDING)
            end_group(self.process)
            LIVE.discard(self.process)
            self.process = None

    def call(self, request: Mapping[str, Any], timeout: float) -> int:
        """Have a child run what ``request`` says; return its exit status.

        Raises :class:`TimedOut` after ``timeout`` seconds, and :class:`EnvironmentFault` when
        the process itself fails.
        """
        process = self.started()
        line = json.dumps({**request, "timeout": timeout}).encode() + b"\n"
        try:
            answer = self.answer(process, line, timeout + STARTING)
            data = json.loads(answer)
        except (OSError, ValueError) as error:
            self.__exit__(None, None, None)
            if self.walled and not self.answered:  # the wall could not be built here
                self.policy = None
                return self.call(request, timeout)
            raise EnvironmentFault(f"the process that builds versions ended: {error}") from error
        self.answered = True
        if data["timed_out"]:
            raise TimedOut(f"{request['module']} did not end within {timeout:g} s")
        return int(data["status"])

    def started(self) -> subprocess.Popen[bytes]:
        """Start the process, once."""
        if self.process is None:
            words = [sys.executable, "-s", "-P", "-m", "archdocs.system.forkserver", *self.modules]
            walled = self.policy and bubblewrap.wrapped(
                words, self.policy, cwd=self.cwd, scratch=(self.cwd,)
            )
            self.walled, words = bool(walled), walled or words
            try:
                self.process = subprocess.Popen(
                    words,
                    cwd=self.cwd,
                    env=self.env,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                raise EnvironmentFault(
                    f"cannot run {words[0]}: {error.strerror or error}"
                ) from error
            LIVE.add(self.process)
        return self.process

    def answer(self, process: subprocess.Popen[bytes], line: bytes, timeout: float) -> bytes:
        """Send a line and return the line that answers it."""
        if process.stdin is None or process.stdout is None:
            raise OSError("it has no streams")
        process.stdin.write(line)
        process.stdin.flush()
        until = time.monotonic() + timeout
        data = b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not data.endswith(b"\n"):
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise OSError("it does not answer")
                part = os.read(process.stdout.fileno(), 1 << 16)
                if not part:
                    raise OSError("its output ended")
                data += part
        return data
