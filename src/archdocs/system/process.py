"""Run a child process: explicit arguments and folder, a scrubbed environment, a time limit."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from archdocs.errors import EnvironmentFault

__all__ = ["Completed", "TimedOut", "end_children", "run", "scrubbed_environment", "search_path"]

#: What a child may know of our environment. Everything else (tokens, credentials, proxies
#: with passwords, PYTHON* switches) stays here.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SYSTEMROOT")

#: The children that are running now, of all threads.
LIVE: set[subprocess.Popen[bytes]] = set()


class TimedOut(EnvironmentFault):
    """The child did not end within its limit; it and its whole process group were ended."""


class Completed:
    """How a child ended: its exit status (negative for a signal) and what it wrote."""

    # No dataclass: their module takes longer to import than git to answer.
    __slots__ = ("group", "status", "stderr", "stdout")

    def __init__(self, status: int, stdout: bytes, stderr: bytes, group: int = 0) -> None:
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
        #: The process group it led, in which others may still run; 0 where that isn't known.
        self.group = group

    @property
    def text(self) -> str:
        """Standard output as UTF-8, with undecodable bytes replaced."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def error_text(self) -> str:
        """Standard error as UTF-8, with undecodable bytes replaced."""
        return self.stderr.decode("utf-8", "replace")


def search_path() -> str:
    """Return ``PATH`` without relative and empty entries, which a repository's folder can be."""
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if entry.startswith("/"))


def scrubbed_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment a child gets: a short allow-list, then ``extra``."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    if "PATH" in kept:
        kept["PATH"] = search_path()
    return {**kept, **(extra or {})}


def run(
    argv: Sequence[str | os.PathLike[str]],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float = 60.0,
    memory_mib: int = 0,
) -> Completed:
    """Run ``argv`` in ``cwd`` and wait at most ``timeout`` seconds.

    ``env`` is the whole environment of the child; without it the child gets
    :func:`scrubbed_environment`. The child leads a process group of its own, so that a
    time-out ends its children too. ``memory_mib`` bounds the private memory of each of its
    processes; 0 leaves it as it is.

    Raises :class:`TimedOut`, and :class:`EnvironmentFault` when the program is not there
    or may not be run.
    """
    words = [os.fspath(word) for word in argv]
    environment = dict(env) if env is not None else scrubbed_environment()
    try:
        child = subprocess.Popen(
            words,
            cwd=cwd,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise EnvironmentFault(f"cannot run {words[0]}: {error.strerror or error}") from error
    LIVE.add(child)
    try:
        if memory_mib:
            limit_memory(child.pid, memory_mib << 20)
        out, err = child.communicate(stdin, timeout=timeout)
    except subprocess.TimeoutExpired:
        end_group(child)
        raise TimedOut(f"{words[0]} did not end within {timeout:g} s") from None
    except BaseException:
        end_group(child)
        raise
    finally:
        LIVE.discard(child)
    return Completed(child.returncode, out, err, child.pid)


def limit_memory(pid: int, size: int) -> None:
    """Bound a child's private memory; inside a sandbox it has the sandbox's own limit."""
    with contextlib.suppress(PermissionError, ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_DATA, (size, size))


def end_children() -> None:
    """Kill every running child's process group: an interrupted verb's threads then end."""
    for child in list(LIVE):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def end_group(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole process group and collect it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()
