"""``archdocs.lock``: which sections somebody has read and found true, and when and why.

One TOML block per section, sorted. A block holds digests of the section's text and of the
code it covers, so that it needs no history and survives a squash. ``holds`` is a digest of
all of them together: where a merge has kept both sides of a block (``merge=union``), the
review whose ``holds`` is that of today's content stands, and otherwise none does. ``seal`` is a
digest of who, when, why and of that state: it shows what was edited by hand.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archdocs.freshness.history import short_digest

__all__ = ["NAME", "Lock", "Review", "holds_of", "newest", "parse_lock", "render_lock", "seal_of"]

NAME = "archdocs.lock"
HEADER = """\
# Which sections were read and found true. Written by `archdocs mark-reviewed`.
# Safe to merge with `archdocs.lock merge=union` in .gitattributes.
"""
STRING = r'"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*"'
PLAIN = re.compile(rf"(section|date|by|text|holds|why|seal) = ({STRING})$")
KEYED = re.compile(rf"(covers|links)\.({STRING}) = ({STRING})$")
START = "[[review]]"
#: Of each key in one block; a merge of two sides leaves two.
MOST = 4


@dataclass(frozen=True, slots=True)
class Review:
    """One block.

    ``section`` is ``path#anchor``; ``covers`` maps each target as written to the digest of
    what it matched, ``links`` each section that is linked to to the digest of its text;
    ``holds`` are the digests of whole states that were reviewed. ``seal`` says whether the
    block is as it was written: ``None`` where it has no seal, as older releases wrote it.
    """

    section: str
    date: datetime.date
    by: str
    why: str
    text: tuple[str, ...]
    covers: Mapping[str, str]
    holds: tuple[str, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    seal: bool | None = True


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


def seal_of(*parts: str) -> str:
    """Return the digest of a review's section, date, reviewer, reason and one state it saw."""
    return short_digest("\n".join(("seal", *parts)))


def parse_lock(text: str) -> Lock:
    """Read a lock file; what can't be read is a problem, the rest counts."""
    reviews: list[Review] = []
    problems: list[tuple[int, str]] = []
    block = Block(0)
    for number, line in enumerate([*text.split("\n"), START], 1):
        bare = line.strip(" \t\r")
        if bare == START:
            if block.line:
                made = block.reviews()
                reviews += made
                if not made:
                    problems.append((block.line, "a review lacks its section, date or digests"))
            block = Block(number)
        elif bare and not bare.startswith("#"):
            problem = block.take(bare)
            if problem:
                problems.append((number, problem))
    return Lock(tuple(reviews), tuple(problems))


class Block:
    """The lines of one review: of each key several, where a merge has kept both sides."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.plain: dict[str, list[str]] = {}
        self.keyed: dict[str, dict[str, str]] = {"covers": {}, "links": {}}

    def take(self, bare: str) -> str:
        """Take a line; return what is wrong with it, if anything."""
        plain, keyed = PLAIN.match(bare), KEYED.match(bare)
        try:
            if keyed and self.line:
                self.keyed[keyed[1]][json.loads(keyed[2])] = json.loads(keyed[3])
            elif plain and self.line:
                self.plain.setdefault(plain[1], []).append(json.loads(plain[2]))
            else:
                return f"`{bare[:40]}` is no line of a review"
        except ValueError:
            return f"`{bare[:40]}` is not a TOML string"
        return ""

    def reviews(self) -> list[Review]:
        """Make the review; of repeated dates the earliest counts.

        A merge may have put the blocks of two sections into each other: then both have all its
        digests, of which each matches only what it was made of.
        """
        plain = self.plain
        try:
            dates = [datetime.date.fromisoformat(text) for text in plain.get("date", ())]
        except ValueError:
            return []
        if not dates or not plain.get("holds"):
            return []
        return [
            Review(
                section,
                min(dates),
                plain.get("by", [""])[-1],
                plain.get("why", [""])[-1],
                tuple(plain.get("text", ())),
                dict(self.keyed["covers"]),
                tuple(plain["holds"]),
                dict(self.keyed["links"]),
                self.sealed(),
            )
            for section in dict.fromkeys(plain.get("section", ()))
        ]

    def sealed(self) -> bool | None:
        """Say whether every state has a seal that fits what stands beside it."""
        plain = self.plain
        if "seal" not in plain:
            return None
        names, days, people, reasons = (
            list(dict.fromkeys(plain.get(key, [""])))[:MOST]
            for key in ("section", "date", "by", "why")
        )
        made = {
            state: {
                seal_of(*each, state) for each in itertools.product(names, days, people, reasons)
            }
            for state in plain["holds"][:MOST]
        }
        seals = set(plain["seal"])
        return all(seals & fitting for fitting in made.values()) and all(
            any(seal in fitting for fitting in made.values()) for seal in seals
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
        lines += [
            f"links.{quoted(target)} = {quoted(digest)}"
            for target, digest in sorted(review.links.items())
        ]
        lines += [f"holds = {quoted(digest)}" for digest in review.holds]
        lines.append(f"why = {quoted(review.why)}")
        lines += [f"seal = {quoted(seal)}" for seal in seals_of(review)]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def seals_of(review: Review) -> list[str]:
    """Return the seals to write: none on a block that had none, a wrong one on a broken one."""
    if review.seal is None:
        return []
    day = review.date.isoformat() if review.seal else "broken"
    given = (clean(review.section), day, clean(review.by), clean(review.why))
    return [seal_of(*given, digest) for digest in review.holds]


def clean(text: str) -> str:
    """Return a text as it can be written: without lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")


def quoted(text: str) -> str:
    """Return a TOML basic string (JSON's, with DEL escaped and no lone surrogates)."""
    return json.dumps(clean(text), ensure_ascii=False).replace("\x7f", "\\u007f")
