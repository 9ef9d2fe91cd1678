"""What every dialect reads a file into, and how references to other records are written."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records.document import Document
from archdocs.records.model import Link

__all__ = ["Problem", "Reading", "Target", "people", "references", "title_of"]

COMMENT = re.compile(r"<!--.*?-->")
#: Brackets in the text are escaped, or in pairs. Lengths are bounded: so is the time it takes.
LINK = re.compile(
    r"\[(?:\\.|[^\[\]\\]|\[[^\[\]]{0,200}\]){0,400}\]"
    r"\(\s{0,9}<?([^()<>\s]{1,500})>?[^()]{0,200}\)"
)
#: Of a line of metadata, no more characters than this are looked at.
LONGEST = 2000
#: An id or a number: ``ADR-0003``, ``ADR 3``, ``#3``, ``0003``, ``20240102-use-kafka``.
NAMED = re.compile(
    r"(?<![\w/-])(?:(?!\w{0,10}[- ]?\d+/)(?:[A-Za-z][\w.-]{0,80})?/)?"
    r"(?:[A-Za-z]{2,10}[- ]?\d+(?:-[\w-]+)?|#?\d+(?:-[\w-]+)?)(?![\w])"
)
PHRASE = re.compile(r"([A-Za-z]+(?:[ -][A-Za-z]+){0,3}?):?\s+(?=\[|[A-Za-z]*[- ]?#?\d)")


@dataclass(frozen=True, slots=True)
class Target:
    """The other end of a link that is to be written: how each dialect may name it."""

    id: str
    number: int | None
    title: str
    href: str

    @property
    def label(self) -> str:
        """The text of a Nygard link: ``3. Use Kafka``."""
        text = re.sub(r"([\[\]\\])", r"\\\1", self.title)
        return f"{self.number}. {text}" if self.number is not None else text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with the metadata, and its 1-based line."""

    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's metadata as it was written.

    ``dialect`` is the format's name. ``statuses`` holds each line that may state the status,
    with its 1-based line number; ``plain`` the same lines without what the format adds to
    the word, empty where it adds nothing.
    """

    dialect: str
    title: str = ""
    statuses: tuple[tuple[str, int], ...] = ()
    date: str = ""
    owner: str = ""
    deciders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    review_by: str = ""
    links: tuple[Link, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def stated(self) -> tuple[str, ...]:
        """The statuses as words, where the format dresses them: one for each of ``statuses``."""
        return self.plain or tuple(text for text, _ in self.statuses)


def title_of(document: Document) -> tuple[str, int]:
    """Return the title and its 1-based line: the first heading, else the front matter's."""
    heading = document.title
    if heading is not None and heading.text:
        return heading.text, heading.start + 1
    value = document.front.values.get("title")
    if isinstance(value, str) and value.strip():
        return value.strip(), document.front.lines.get("title", 1)
    return "", 0


def references(text: str) -> tuple[str, ...]:
    """Return what a text refers to: the targets of its links, else the ids it names.

    The target counts and never the link's text, which may be out of date.
    """
    clean = COMMENT.sub("", text[:LONGEST])
    linked = tuple(found[1] for found in LINK.finditer(clean))
    if linked:
        return linked
    return tuple(found[0].lstrip("#").replace(" ", "-") for found in NAMED.finditer(clean))


def phrase_links(
    text: str, line: int, *, known: Container[str] | None = None, names: LinkNames = BUILT_IN
) -> tuple[Link, ...]:
    """Read ``Supersedes [3. Title](0003-title.md)``; nothing for a text of another form.

    With ``known``, only links of these kinds are read.
    """
    clean = COMMENT.sub("", text[:LONGEST]).strip().lstrip("*+-_ ").lstrip()
    found = PHRASE.match(clean)
    if not found:
        return ()
    kind = names.kind(found[1])
    if known is not None and kind not in known:
        return ()
    return tuple(Link(kind, target, line) for target in references(clean[found.end() :]))


def people(text: str) -> tuple[str, ...]:
    """Split a list of names; a placeholder in braces names nobody."""
    clean = COMMENT.sub("", text[:LONGEST]).strip()
    if clean.startswith(("{", "[")):
        return ()
    return tuple(name.strip() for name in re.split(r"[,;]", clean) if name.strip())
