"""The table of a build while it goes on: a line for each version, on a terminal only."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from archdocs.cli.context import Context
from archdocs.site.watch import Row, Say, Watch

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

__all__ = ["LiveTable", "lively", "watched"]

#: Lines of a terminal that are left to others: the sum, and room to scroll.
BESIDE = 3
#: Columns that names have, at most.
NAME = 24


def lively(environment: Mapping[str, str], *, terminal: bool, quiet: bool) -> bool:
    """Say whether a table that changes can be shown: to somebody, who wants no plain lines."""
    plain = any(environment.get(name) for name in ("CI", "NO_COLOR"))
    return terminal and not quiet and not plain and environment.get("TERM", "dumb") != "dumb"


@contextlib.contextmanager
def watched(context: Context) -> Iterator[Say]:
    """Give what a build tells its progress to: a table, or plain lines.

    The terminal is left as it was, however the build ends. Who interrupts it is told what of it
    is not lost.
    """
    shown = lively(os.environ, terminal=sys.stderr.isatty(), quiet=context.quiet)
    watch = LiveTable(context.say) if shown else Watch(context.say)
    try:
        with ended_gently():
            yield watch
    except KeyboardInterrupt:
        watch.close()
        if watch.good:
            done = f"{watch.good} of {watch.waiting} versions were built"
            context.warn(f"{done}, and the next build takes them as they are")
        raise
    finally:
        watch.close()


@contextlib.contextmanager
def ended_gently() -> Iterator[None]:
    """Take a request to end (``SIGTERM``, as CI sends it) for an interrupt, which cleans up."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class LiveTable(Watch):
    """What is known of each version, and how it looks now.

    Nothing is shown, and nothing loaded that shows it, before a version has to be built.
    """

    def __init__(self, say: Say) -> None:
        super().__init__(say)
        self.live: Live | None = None
        self.rows: dict[str, Row] = {}
        self.begun: dict[str, float] = {}
        self.ended: dict[str, tuple[float, str]] = {}

    def plan(self, rows: Sequence[Row]) -> None:
        """See :meth:`Watch.plan`."""
        super().plan(rows)
        self.rows = {row.ref: row for row in rows}
        if not any(row.waits for row in rows):
            return
        from rich.console import Console
        from rich.live import Live

        console = Console(stderr=True, highlight=False)
        self.live = Live(
            console=console,
            get_renderable=lambda: self.at(time.monotonic(), console.size.height),
            transient=True,
            refresh_per_second=5,
        )
        self.live.start()

    def close(self) -> None:
        """Take the table away, and give back the terminal."""
        if self.live is not None:
            self.live.stop()

    def begin(self, row: Row) -> None:
        """See :meth:`Watch.begin`."""
        self.begun[row.ref] = time.monotonic()

    def end(self, row: Row, seconds: float, error: str) -> None:
        """See :meth:`Watch.end`."""
        self.ended[row.ref] = (seconds, error)
        self.good += not error

    def at(self, now: float, height: int) -> Group:
        """Return the table at a time of the monotonic clock, for so many lines.

        Where there are too many versions, what is done or waits is left to the sum.
        """
        from rich.console import Group
        from rich.text import Text

        from archdocs.records.listing import visible

        room = max(1, height - BESIDE)
        chosen = sorted(self.rows.values(), key=self.place)[:room]
        names = {row.ref: visible(row.name) for row in chosen}
        wide = min(NAME, max(map(len, names.values()), default=0))
        lines = []
        for row in (each for each in self.rows.values() if each in chosen):
            state, color, spent, more = self.cells(row, now)
            name = Text(names[row.ref])
            name.truncate(wide, overflow="ellipsis", pad=True)
            parts = name, f"  {spent:>6}  ", (f"{state:9}", color), f"  {visible(more)}"
            lines.append(Text.assemble(*parts, no_wrap=True, overflow="ellipsis"))
        lines.append(Text(self.sum(now), style="bold", no_wrap=True, overflow="ellipsis"))
        return Group(*lines)

    def place(self, row: Row) -> int:
        """Return how much a version is to be seen: the lower, the more."""
        if row.ref in self.ended:
            return 0 if self.ended[row.ref][1] else 3
        return 1 if row.ref in self.begun else 2 if row.waits else 4

    def cells(self, row: Row, now: float) -> tuple[str, str, str, str]:
        """Return what a version does, in which colour, for how long, and what else there is."""
        if row.ref in self.ended:
            seconds, error = self.ended[row.ref]
            return ("failed", "red", f"{seconds:.0f} s", error) if error else (
                "built", "green", f"{seconds:.0f} s", ""
            )  # fmt: skip
        if row.ref in self.begun:
            usual = f"of about {row.estimate:.0f} s" if row.estimate else ""
            return "building", "cyan", f"{now - self.begun[row.ref]:.0f} s", usual
        return ("waiting", "dim", "", "") if row.waits else ("unchanged", "dim", "", "")

    def sum(self, now: float) -> str:
        """Return how much is done, and how long the rest may take on one core."""
        waits = [row for row in self.rows.values() if row.waits]
        left = [row for row in waits if row.ref not in self.ended]
        said = f"{len(waits) - len(left)} of {len(waits)} built"
        if not left:
            return f"{said}, putting the site together"
        known = [row.estimate for row in waits if row.estimate]
        known = known or [seconds for seconds, error in self.ended.values() if not error]
        if not known:
            return said
        usual = sum(known) / len(known)
        spent = {row.ref: now - self.begun.get(row.ref, now) for row in left}
        rest = sum(max(0.0, (row.estimate or usual) - spent[row.ref]) for row in left)
        return f"{said}, about {rest:.0f} s to go on one core"
