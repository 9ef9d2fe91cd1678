"""What a command and all its descendants took: CPU, wall time, memory at its highest."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "run"]

#: ``PR_SET_CHILD_SUBREAPER``.
SUBREAPER = 36
#: Seconds between two looks at the memory.
EVERY = 0.1


@dataclass(frozen=True)
class Usage:
    """CPU and wall time in seconds, memory in MiB with shared pages counted once."""

    cpu: float = 0.0
    wall: float = 0.0
    memory: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        """Return what both took, one after the other."""
        return Usage(self.cpu + other.cpu, self.wall + other.wall, max(self.memory, other.memory))


def run(argv: Sequence[str], cwd: Path, env: Mapping[str, str]) -> tuple[Usage, int, str]:
    """Run a command; return what it took, its exit status, and the end of what it said."""
    # What its children leave behind comes to this process, and is counted too.
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    child = subprocess.Popen(
        argv, cwd=cwd, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    watch = Watch(child.pid)
    watch.start()
    said = child.stdout.read() if child.stdout else b""
    _, status = os.waitpid(child.pid, 0)
    wall = time.perf_counter() - started
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0)[0]:
            pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    watch.ended.set()
    watch.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cost = Usage(cpu, wall, watch.highest / 1024)
    return cost, child.returncode, said[-2000:].decode("utf-8", "replace")


class Watch(threading.Thread):
    """Looks again and again at the memory of a process and its descendants, in KiB."""

    def __init__(self, top: int) -> None:
        super().__init__(daemon=True)
        self.top = top
        self.highest = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Look until told that it ended."""
        while not self.ended.wait(EVERY):
            self.highest = max(self.highest, sum(map(memory_of, descendants(self.top))))


def descendants(top: int) -> set[int]:
    """Return a process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {top}
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return found


def memory_of(pid: int) -> int:
    """Return a process's share of memory in KiB, 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
