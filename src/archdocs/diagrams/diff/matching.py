"""Find which parts of one graph are which of another, the best pairs first."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "Matches", "Pair", "Score", "counterpart", "grouped", "overlap", "pair_up", "paired",
    "spelt_alike", "words",
]  # fmt: skip

#: More candidates than this are not weighed against each other.
MOST_CANDIDATES = 10_000
LONGEST_NAME = 200

Score = Callable[[int, int], float]
Matches = dict[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A node, edge or cluster of two graphs, by index; ``None`` where it isn't there.

    ``how`` says what became of it: ``added``, ``removed``, or any of ``renamed``, ``moved``
    and ``changed`` (a node of another class or description), and for edges ``turned`` (it
    points elsewhere) and ``relabelled``. Nothing when it is the same.
    """

    before: int | None
    after: int | None
    how: tuple[str, ...] = ()


def words(**facts: bool) -> tuple[str, ...]:
    """Return the names of what is true."""
    return tuple(name for name, true in facts.items() if true)


def paired(
    before: int, after: int, matches: Matches, how: Callable[[int, int], tuple[str, ...]]
) -> tuple[Pair, ...]:
    """Return every part of both graphs once."""
    back = {new: old for old, new in matches.items()}
    found = [
        Pair(back[new], new, how(back[new], new)) if new in back else Pair(None, new, ("added",))
        for new in range(after)
    ]
    gone = (Pair(old, None, ("removed",)) for old in range(before) if old not in matches)
    return (*found, *gone)


def counterpart(matches: Matches, index: int) -> int | None:
    """Return what a part became; outside of all clusters stays outside."""
    return index if index < 0 else matches.get(index)


def pair_up(
    left: Sequence[int], right: Sequence[int], score: Score, least: float, *, alike: bool = False
) -> Matches:
    """Match the best pairs first, as long as they score ``least`` at least.

    ``alike`` parts need no score to be matched: where there are too many to weigh, they are
    taken in their order.
    """
    if len(left) * len(right) > MOST_CANDIDATES:
        return dict(zip(left, right, strict=False)) if alike else {}
    scored = [(score(old, new), old, new) for old in left for new in right]
    scored.sort(key=lambda item: (-item[0], sorted(item[1:])))
    found: Matches = {}
    taken: set[int] = set()
    for points, old, new in scored:
        if points >= least and old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def grouped(
    left: Mapping[int, Hashable], right: Mapping[int, Hashable]
) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the parts of both sides that have a key in common."""
    sides: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, keys in enumerate((left, right)):
        for index, key in keys.items():
            sides[key][side].append(index)
    return [(old, new) for old, new in sides.values() if old and new]


def overlap(first: Counter[Hashable], second: Counter[Hashable]) -> float:
    """Return the share of what two collections have in common, from 0 to 1."""
    most = (first | second).total()
    return (first & second).total() / most if most else 0.0


def spelt_alike(first: str, second: str) -> float:
    """Return how alike two names are, from 0 to 1, in whichever order they are given."""
    one, two = sorted((first[:LONGEST_NAME].lower(), second[:LONGEST_NAME].lower()))
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
