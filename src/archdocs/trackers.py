"""Ids of tasks in other systems, and the addresses they have there.

A tracker is a pattern of ids and an address with a place for the id. Patterns are a small
part of regular expressions that can't take long: ids come from documents, which anybody may
have written.
"""

from __future__ import annotations

import functools
import math
import re
import warnings
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from archdocs.settings import Tracker

__all__ = ["LONGEST", "address", "fault_of", "first_fault"]

#: Characters of the longest id and of the longest pattern that are read.
LONGEST = 64
LONGEST_PATTERN = 200
#: Steps that matching one id may take, at worst.
MOST_STEPS = 300_000
PIECE = re.compile(
    r"(?P<class>\[\^?(?:\\.|[^\]\\])+\])|(?P<repeat>[+*?]|\{\d{1,3}(?:,\d{0,3})?\})"
    r"|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<one>\\[dDwWsS]|\\[^A-Za-z0-9]|[^\\\[\](){}|^$+*?])"
)
REPEATED = ("one", "class", "close")
PLACE = re.compile(r"\{([^{}]*)\}")
WEB = re.compile(r"https?://[^\s{}/?#@\\]+(?:[/?#][^\s\\<>\"]*)?\Z", re.IGNORECASE)


def address(trackers: Mapping[str, Tracker], ident: str) -> str:
    """Return the web address of a task, empty when no tracker knows such an id.

    The first tracker whose pattern is the whole id counts. A web address is its own.
    """
    if not ident or len(ident) > 2000:
        return ""
    if len(ident) <= LONGEST:
        for tracker in trackers.values():
            found = compiled(tracker.pattern).fullmatch(ident)
            if found:
                return filled(tracker.url, found)
    return ident if WEB.match(ident) and "{" not in ident else ""


@functools.lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern; what Python only warns of, as ``[[``, is an error here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return re.compile(pattern, re.ASCII)


def filled(url: str, found: re.Match[str]) -> str:
    """Put an id into an address; ``{1}`` is the pattern's first group."""

    def part(place: re.Match[str]) -> str:
        text = found[0] if place[1] == "id" else found[int(place[1])]
        return quote(text or "", safe="")

    return PLACE.sub(part, url)


def first_fault(trackers: Mapping[str, Tracker]) -> tuple[str, str, str] | None:
    """Return the first tracker with a fault, the option that will not do, and why."""
    found = ((name, fault_of(tracker)) for name, tracker in trackers.items())
    return next(((name, *fault) for name, fault in found if fault), None)


def fault_of(tracker: Tracker) -> tuple[str, str] | None:
    """Return the option of a tracker that will not do, and why; ``None`` for a good one."""
    why = pattern_fault(tracker.pattern)
    if why:
        return "pattern", why
    why = url_fault(tracker.url, compiled(tracker.pattern).groups)
    return ("url", why) if why else None


def url_fault(url: str, groups: int) -> str:
    """Say what is wrong with an address, or nothing."""
    if not WEB.match(url):
        return "is an address that begins with https:// or http:// and a host"
    try:
        urlsplit(url)
    except ValueError:
        return "is no address"
    places = PLACE.findall(url)
    known = {"id", *(str(number) for number in range(1, groups + 1))}
    if not places:
        return "has no {id}: every task would have the same address"
    for name in places:
        if name not in known:
            return f"has {{{name}}}; there is {', '.join(f'{{{each}}}' for each in sorted(known))}"
    return ""


def pattern_fault(pattern: str) -> str:
    """Say what is wrong with a pattern, or nothing."""
    if not pattern or len(pattern) > LONGEST_PATTERN:
        return f"is a regular expression of 1 to {LONGEST_PATTERN} characters"
    try:
        steps = math.prod(costs(pattern))
        found = compiled(pattern)
    except NotPlain as error:
        return str(error)
    except (re.error, FutureWarning, OverflowError, RecursionError) as error:
        return f"is no regular expression: {error}"
    if found.fullmatch("") is not None:
        return "matches an empty text"
    return "could take too long: use fewer +, * and |" if steps > MOST_STEPS else ""


class NotPlain(ValueError):
    """A pattern uses more than characters, classes, groups, alternatives and repeats."""


def costs(pattern: str) -> Iterator[int]:
    """Yield, for each choice a pattern leaves, by how much it can multiply the work.

    Raises :class:`NotPlain`.
    """
    at, before = 0, ""
    groups: list[int] = []
    while at < len(pattern):
        piece = PIECE.match(pattern, at)
        if piece is None or (piece.lastgroup == "repeat" and before not in REPEATED):
            raise NotPlain(f"can't have `{pattern[at : at + 3]}`; the whole id is matched")
        sort = str(piece.lastgroup)
        if sort == "repeat":
            if before == "close" and piece[0] != "?":
                raise NotPlain(f"repeats a group with `{piece[0]}`; repeat one character or class")
            yield width(piece[0])
        elif sort == "open":
            groups.append(1)
        elif sort == "close" and not groups:
            raise NotPlain("closes a group that was not opened")
        elif sort == "close":
            yield groups.pop()
        elif sort == "or" and groups:
            groups[-1] += 1
        elif sort == "or":
            yield 2
        at, before = piece.end(), sort


def width(repeat: str) -> int:
    """Return how many lengths a repeat can have, up to those of the longest id."""
    if repeat in "+*":
        return LONGEST
    if repeat == "?":
        return 2
    low, comma, high = repeat[1:-1].partition(",")
    if not comma:
        return 1
    return min(LONGEST, max(1, int(high) - int(low) + 1)) if high else LONGEST
