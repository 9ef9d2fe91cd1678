"""Time whole commands: wall and CPU seconds of the process and all its children."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "Pair", "run", "side_by_side"]


@dataclass(frozen=True)
class Cost:
    """What one run took, in seconds; ``cpu`` counts every descendant that was waited for.

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
    """Run a command once; its failure ends the benchmark."""
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
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


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
    return Pair(what, middle(left), middle(right), baseline_is, os.getloadavg()[0])


def middle(costs: list[Cost]) -> Cost:
    """Return the median of wall and of CPU."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
    )
