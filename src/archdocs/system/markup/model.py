"""What a scan finds: values with lines, the same for Markdown and reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archdocs.system.frontmatter import FrontMatter

__all__ = [
    "Comment",
    "Document",
    "Heading",
    "Ignore",
    "Link",
    "Quoted",
    "Section",
    "is_document",
    "normal_text",
    "slug",
]

SUFFIXES = (".md", ".markdown", ".rst")
ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*\s*$")
#: A label that names what follows it.
TARGET = re.compile(r"\([^()]+\)=$|\.\. _[^:]+:$")


def is_document(path: str) -> bool:
    """Say whether a path is named like a document the scanner reads."""
    return path.lower().endswith(SUFFIXES)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as scanned: first and last line, level, plain title and explicit label."""

    line: int
    end: int
    level: int
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its own text, up to the next heading of any level.

    ``anchor`` names it in its file: the explicit label, else the path of heading slugs
    (``context/decision``). ``start`` to ``end`` are 1-based inclusive lines, ``body`` the
    first line after the heading. Text before the first heading has level 0 and anchor "".
    """

    anchor: str
    level: int
    title: str
    start: int
    end: int
    body: int
    label: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another place.

    ``kind`` is ``link``, ``image``, ``file`` (an include, say) or ``role``, and ``role`` the
    role's name then. ``target`` is as written.
    """

    kind: str
    target: str
    line: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Inline code: what stands between the backticks, and the role before them if any."""

    text: str
    line: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """The settings of one archdocs comment; ``problems`` says what in it can't be read."""

    values: Mapping[str, tuple[str, ...]]
    line: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignore:
    """``archdocs: ignore CODE reason``."""

    code: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a scan finds in one file.

    ``targets`` are further names a link may point at: labels that stand at no heading and
    HTML ids. ``defines`` are the names that the document itself documents (``py:function``).
    ``code`` are words in code blocks that can only be names, without those that the block
    itself defines, with the block's language as their role.
    """

    path: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    links: tuple[Link, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    comments: tuple[Comment, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    targets: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    front: FrontMatter = field(default_factory=FrontMatter)
    code: tuple[Quoted, ...] = ()

    def section_at(self, line: int) -> Section | None:
        """Return the section whose own text the line is in."""
        return next((s for s in self.sections if s.start <= line <= s.end), None)

    def text(self, section: Section) -> str:
        """Return a section's own text without its heading."""
        return "\n".join(self.lines[section.body - 1 : section.end])


def slug(title: str) -> str:
    """Return the fragment GitHub and MyST give a heading."""
    plain = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return plain.replace(" ", "-")


def normal_text(lines: Iterable[str]) -> str:
    """Return text with what does not change its meaning left out.

    White space, line breaks, rows of punctuation under titles, labels, and archdocs
    comments (an added ``covers`` or ``ignore`` is no edit of the text).
    """
    words: list[str] = []
    hidden = ""
    for line in lines:
        bare = line.strip()
        if hidden:
            hidden = "" if "-->" in bare else hidden
            continue
        if bare.startswith("<!--") and bare[4:].lstrip().startswith("archdocs:"):
            hidden = "" if "-->" in bare else "<!--"
            continue
        if bare.startswith(".. archdocs:") or not bare or ADORNMENT.match(bare):
            continue
        if TARGET.match(bare):
            continue
        words.extend(bare.split())
    return " ".join(words)
