"""Time whole commands: wall and CPU seconds of the process and all its children."""

from __future__ import annotations

import contextlib
import ctypes
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "Pair", "load", "middle", "run", "side_by_side", "total"]

#: Of prctl(2): processes whose parent has ended become ours.
PR_SET_CHILD_SUBREAPER = 36
#: Seconds that descendants may take to end after their command has.
ENDING = 5.0


@dataclass(frozen=True)
class Cost:
    """What one run took, in seconds; ``cpu`` counts every descendant.

    ``peak_mib`` is the most memory that one process of it had.
    """

    wall: float
    cpu: float
    peak_mib: int = 0


@dataclass(frozen=True)
class Pair:
    """One comparison: our cost, the baseline's, and both commands in words.

    ``load`` is how many processes wanted the machine in the minute before the end.
    """

    what: str
    ours: Cost
    baseline: Cost
    baseline_is: str
    load: float

    @property
    def cpu_ratio(self) -> float:
        """Our CPU time over the baseline's."""
        return self.ours.cpu / self.baseline.cpu if self.baseline.cpu else float("inf")

    @property
    def wall_ratio(self) -> float:
        """Our wall time over the baseline's."""
        return self.ours.wall / self.baseline.wall if self.baseline.wall else float("inf")


def run(argv: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command once; its failure ends the benchmark.

    What runs behind bubblewrap is not waited for by it: bubblewrap ends, and the kernel ends the
    rest. Orphans therefore become children of this process, which waits for them.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    child = subprocess.Popen(
        argv,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = child.stdout.read() if child.stdout else b""
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(argv)} ended with {child.returncode}:\n{output.decode()}")
    cpu = usage.ru_utime + usage.ru_stime + orphans()
    return Cost(wall, cpu, usage.ru_maxrss // 1024)


def orphans() -> float:
    """Wait for what a command left behind, and return the CPU seconds of all that."""
    found, until = 0.0, time.monotonic() + ENDING
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < until:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
            found += usage.ru_utime + usage.ru_stime if pid else 0.0
            if not pid:
                time.sleep(0.005)
    return found


def total(costs: Iterable[Cost]) -> Cost:
    """Return what runs took together."""
    known = list(costs)
    return Cost(sum(cost.wall for cost in known), sum(cost.cpu for cost in known))


def load() -> float:
    """Return how many processes wanted the machine in the last minute."""
    return os.getloadavg()[0]


def side_by_side(
    what: str,
    ours: Callable[[], Cost],
    baseline: Callable[[], Cost],
    baseline_is: str,
    repeat: int = 3,
) -> Pair:
    """Run both in turn ``repeat`` times and keep the medians."""
    left, right = [], []
    for _ in range(repeat):
        left.append(ours())
        right.append(baseline())
    return Pair(what, middle(left), middle(right), baseline_is, load())


def middle(costs: list[Cost]) -> Cost:
    """Return the median of wall and of CPU."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
    )
