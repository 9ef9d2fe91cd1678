"""Phrases that choose releases: ``latest 3 minors``, ``since 2.0``, ``>=2.0,<3``.

No branch or tag can have a space in its name, so a phrase is never taken for one. Releases
are ordered, and ranges read, by the rules of Python's version specifiers (``packaging``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

__all__ = ["NOTES", "Selector", "fault_of", "parse"]

#: What a version may be said to be.
NOTES = ("released", "unreleased", "eol")
SPECIFIER = re.compile(r"(?:>=|<=|==|~=|>|<)\s*v?\d")
PHRASE = re.compile(
    r"(?:latest(?: (?P<count>\d{1,4}))? )?(?P<series>releases?|majors?|minors?)"
    r"(?: since v?(?P<from>\S+))?|since v?(?P<since>\S+)",
    re.IGNORECASE,
)
#: Numbers of a version that a series has in common.
DEPTHS = {"major": 1, "minor": 2}
WORDS = ("latest", "since", "releases", "majors", "minors")
EXAMPLES = "`latest 3 minors`, `minors since 2.0`, `since 2.0` or `>=2.0,<3`"


@dataclass(frozen=True, slots=True)
class Selector:
    """What a phrase asks for.

    ``count`` releases at most (0 for all), the newest of each series that has its first
    ``depth`` numbers in common (0 for each release), within ``span``.
    """

    span: SpecifierSet
    depth: int = 0
    count: int = 0

    def pick(self, releases: Sequence[Version]) -> frozenset[Version]:
        """Return the releases that are asked for.

        A pre-release counts only while no final release is newer.
        """
        finals = [each for each in releases if not each.is_prerelease]
        newest = max(finals, default=None)
        found: dict[tuple[int, ...] | Version, Version] = {}
        for each in sorted(set(releases), reverse=True):
            if each.is_prerelease and newest is not None and each < newest:
                continue
            if self.span.contains(each, prereleases=True):
                series = (each.epoch, each.major, each.minor)[: self.depth + 1]
                found.setdefault(series if self.depth else each, each)
        return frozenset(list(found.values())[: self.count or None])


def parse(text: str) -> Selector | None:
    """Read a phrase or a range; ``None`` for the pattern of a branch's or tag's name.

    Raises :class:`ValueError`, with what is wrong, for a phrase that says nothing.
    """
    ranged = SPECIFIER.match(text)
    if not ranged and " " not in text.strip():
        return None
    # Most patterns are names, and what reads ranges is costly to import.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if ranged:
        try:
            return Selector(SpecifierSet(re.sub(r"([<>=~]\s*)v(?=\d)", r"\1", text)))
        except InvalidSpecifier:
            raise ValueError(f"`{text}` is no range of versions such as `>=2.0,<3`") from None
    said = PHRASE.fullmatch(" ".join(text.split()))
    if said is None:
        raise ValueError(f"`{text}` chooses nothing{advice(text)}; say {EXAMPLES}")
    start = said["from"] or said["since"]
    try:
        span = SpecifierSet(f">={Version(start)}" if start else "")
    except InvalidVersion:
        raise ValueError(f"`{text}`: `{start}` is no version such as `2.0`") from None
    series = (said["series"] or "").lower().removesuffix("s")
    latest = text.split(maxsplit=1)[0].lower() == "latest"
    if latest and said["count"] and not int(said["count"]):
        raise ValueError(f"`{text}` asks for none")
    count = int(said["count"] or 1) if latest else 0
    return Selector(span, DEPTHS.get(series, 0), count)


def advice(text: str) -> str:
    """Name the word that was probably meant."""
    for word in text.lower().split():
        near = difflib.get_close_matches(word, WORDS, n=1, cutoff=0.7)
        if near and near[0] not in (word, f"{word}s"):
            return f"; did you mean `{near[0]}`?"
    return ""


def fault_of(patterns: Sequence[str]) -> str:
    """Say what is wrong with the first pattern that can't be read, or nothing."""
    for pattern in patterns:
        try:
            parse(pattern.removeprefix("!"))
        except ValueError as error:
            return str(error)
    return ""
