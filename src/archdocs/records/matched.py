"""What of two times is the same thing: by one name after the other, each where it is unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

__all__ = ["matched"]

Thing = TypeVar("Thing")


def matched(
    old: Iterable[Thing], new: Iterable[Thing], names: Sequence[Callable[[Thing], Hashable]]
) -> Iterator[tuple[Thing | None, Thing | None]]:
    """Yield each thing of two times with what it was or became, ``None`` for nothing.

    Two are the same that have the first of the names in common, else the second, and so on; a
    name that several of one time have does not count.
    """
    left, right = list(old), list(new)
    for name in names:
        here, there = alone(left, name), alone(right, name)
        both = [key for key in here if key in there]
        yield from ((here[key], there[key]) for key in both)
        met = frozenset(both)
        left = [each for each in left if name(each) not in met]
        right = [each for each in right if name(each) not in met]
    yield from ((each, None) for each in left)
    yield from ((None, each) for each in right)


def alone(things: Sequence[Thing], name: Callable[[Thing], Hashable]) -> dict[Hashable, Thing]:
    """Return what shares its name with no other, by that name."""
    counts = Counter(name(each) for each in things)
    return {key: each for each in things if counts[key := name(each)] == 1}
