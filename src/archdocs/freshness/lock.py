"""``archdocs.lock``: which sections somebody has read and found true, and when and why.

One TOML block per section, sorted. A block holds digests of the section's text and of the
code it covers, so that it needs no history and survives a squash. ``holds`` is a digest of
all of them together: where a merge has kept both sides of a block (``merge=union``), the
review whose ``holds`` is that of today's content stands, and otherwise none does.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archdocs.freshness.history import short_digest

__all__ = ["NAME", "Lock", "Review", "holds_of", "newest", "parse_lock", "render_lock"]

NAME = "archdocs.lock"
HEADER = """\
# Which sections were read and found true. Written by `archdocs mark-reviewed`.
# Safe to merge with `archdocs.lock merge=union` in .gitattributes.
"""
STRING = r'"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*"'
PLAIN = re.compile(rf"(section|date|by|text|holds|why) = ({STRING})$")
COVERS = re.compile(rf"covers\.({STRING}) = ({STRING})$")
START = "[[review]]"


@dataclass(frozen=True, slots=True)
class Review:
    """One block.

    ``section`` is ``path#anchor``; ``covers`` maps each target as written to the digest of
    what it matched; ``holds`` are the digests of whole states that were reviewed.
    """

    section: str
    date: datetime.date
    by: str
    why: str
    text: tuple[str, ...]
    covers: Mapping[str, str]
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """All blocks of a file; ``problems`` are (line, message) of what could not be read."""

    reviews: tuple[Review, ...] = ()
    problems: tuple[tuple[int, str], ...] = field(default=())

    def of(self, section: str) -> tuple[Review, ...]:
        """Return the blocks of one section."""
        return tuple(review for review in self.reviews if review.section == section)

    def standing(self, section: str, text: str, covers: Mapping[str, str]) -> Review | None:
        """Return the review that is true of today's content, the newest of several."""
        today = holds_of(text, covers)
        return newest(review for review in self.of(section) if today in review.holds)

    def last(self, section: str) -> Review | None:
        """Return the newest review, whether it stands or not."""
        return newest(self.of(section))

    def with_reviews(self, made: Iterable[Review]) -> Lock:
        """Return a lock where these reviews replace all earlier ones of their sections."""
        made = tuple(made)
        names = {review.section for review in made}
        kept = tuple(review for review in self.reviews if review.section not in names)
        return Lock(kept + made)


def newest(reviews: Iterable[Review]) -> Review | None:
    """Return the review with the latest date."""
    return max(reviews, key=lambda review: review.date, default=None)


def holds_of(text: str, covers: Mapping[str, str]) -> str:
    """Return the digest of a section's text together with all it covers."""
    parts = [text, *(f"{target}={digest}" for target, digest in sorted(covers.items()))]
    return short_digest("\n".join(parts))


def parse_lock(text: str) -> Lock:
    """Read a lock file; what can't be read is a problem, the rest counts."""
    reviews: list[Review] = []
    problems: list[tuple[int, str]] = []
    block: dict[str, list[str]] = {}
    covers: dict[str, str] = {}
    first = 0
    for number, line in enumerate([*text.split("\n"), START], 1):
        bare = line.strip(" \t\r")
        if bare == START:
            if first:
                made = review_of(block, covers)
                if made is None:
                    problems.append((first, "a review lacks its section, date or digests"))
                else:
                    reviews.append(made)
            block, covers, first = {}, {}, number
            continue
        plain, cover = PLAIN.match(bare), COVERS.match(bare)
        try:
            if cover and first:
                covers[json.loads(cover[1])] = json.loads(cover[2])
            elif plain and first:
                block.setdefault(plain[1], []).append(json.loads(plain[2]))
            elif bare and not bare.startswith("#"):
                problems.append((number, f"`{bare[:40]}` is no line of a review"))
        except ValueError:
            problems.append((number, f"`{bare[:40]}` is not a TOML string"))
    return Lock(tuple(reviews), tuple(problems))


def review_of(block: Mapping[str, list[str]], covers: Mapping[str, str]) -> Review | None:
    """Make a review of the lines of one block; of repeated dates the earliest counts."""
    dates = []
    for text in block.get("date", ()):
        try:
            dates.append(datetime.date.fromisoformat(text))
        except ValueError:
            return None
    if not dates or not block.get("section") or not block.get("holds"):
        return None
    return Review(
        block["section"][0],
        min(dates),
        block.get("by", [""])[-1],
        block.get("why", [""])[-1],
        tuple(block.get("text", ())),
        dict(covers),
        tuple(block["holds"]),
    )


def render_lock(lock: Lock) -> str:
    """Return the text of a lock file, sorted by section."""
    blocks = [HEADER]
    for review in sorted(lock.reviews, key=lambda r: (r.section, r.date)):
        lines = [START, f"section = {quoted(review.section)}"]
        lines += [f"date = {quoted(review.date.isoformat())}", f"by = {quoted(review.by)}"]
        lines += [f"text = {quoted(text)}" for text in review.text]
        lines += [
            f"covers.{quoted(target)} = {quoted(digest)}"
            for target, digest in sorted(review.covers.items())
        ]
        lines += [f"holds = {quoted(digest)}" for digest in review.holds]
        lines.append(f"why = {quoted(review.why)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def quoted(text: str) -> str:
    """Return a TOML basic string (JSON's, with DEL escaped and no lone surrogates)."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
