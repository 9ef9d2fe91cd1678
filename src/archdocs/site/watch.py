"""Who hears of a build while it goes on: version by version, or in lines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Row", "Say", "Watch", "told_of", "watching"]

Each = TypeVar("Each")
Say = Callable[[str], None]
#: Seconds after which somebody who waits wants to know for what, and then how far it is.
FIRST, AGAIN = 2.0, 10.0


@dataclass(frozen=True, slots=True)
class Row:
    """A version of a build that begins: its ref, what readers call it, and whether it is built.

    ``estimate`` is how many seconds that took last time, ``None`` where nobody knows.
    """

    ref: str
    name: str
    waits: bool
    estimate: float | None = None


class Watch:
    """Hears of a build, from whichever thread builds; this one says it in lines."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.waiting = 0
        self.good = 0

    def __call__(self, text: str) -> None:
        """Hear a line about the whole build."""
        self.say(text)

    def plan(self, rows: Sequence[Row]) -> None:
        """Hear which versions there are. Lines tell only of those that are built."""
        self.waiting = sum(row.waits for row in rows)

    def begin(self, row: Row) -> None:
        """Hear that a version is being built."""
        self.say(f"building {row.name}")

    def end(self, row: Row, seconds: float, error: str) -> None:
        """Hear how it ended: with an error, or well."""
        self.good += not error
        self.say(f"{row.name} {f'failed: {error}' if error else f'built in {seconds:.1f} s'}")

    def close(self) -> None:
        """Hear that no more will come, perhaps more than once."""


def watching(progress: Say) -> Watch:
    """Return what hears of a build, where only lines are listened to."""
    return progress if isinstance(progress, Watch) else Watch(progress)


def told_of(
    say: Say,
    doing: str,
    items: Sequence[Each],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Each]:
    """Yield the versions one by one; where that takes long, say what is done and how far it is."""
    due = clock() + FIRST
    for number, item in enumerate(items):
        if clock() >= due:
            due = clock() + AGAIN
            say(f"{doing}: {number} of {len(items)} versions")
        yield item
