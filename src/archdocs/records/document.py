"""A record's file as lines, with what is code, comment and heading told apart.

Lines keep their endings, and the byte order mark is kept aside, so that an edit can put
back every byte it does not mean to change.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records import restructured
from archdocs.system import frontmatter

__all__ = ["Document", "Heading", "NotText", "Splice"]

BOM = "\ufeff"
LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t]|\Z)")
SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
#: A line that can't be the text of an underlined heading: it starts something else.
STARTS_BLOCK = re.compile(r" {0,3}(?:[>#|<]|[-*+] |\d+[.)] |---|```|~~~)| {4}|\t")


class NotText(ValueError):
    """The bytes are not UTF-8; ``line`` is the 1-based line of the first that is not."""

    def __init__(self, line: int) -> None:
        super().__init__(f"not UTF-8 at line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level, its text, and its first and last 0-based line."""

    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Splice:
    """Put ``new`` (texts without line ends) in place of the lines ``start`` to ``stop``."""

    start: int
    stop: int
    new: tuple[str, ...]


class Document:
    """The text of one file; line numbers are 0-based here and 1-based in what is reported.

    ``names`` are the kinds of links that its words are read as.
    """

    def __init__(self, path: str, text: str, names: LinkNames = BUILT_IN) -> None:
        self.path = path
        self.names = names
        self.bom = BOM if text.startswith(BOM) else ""
        self.text = text.removeprefix(BOM)
        if "\r" in text:
            self.lines = [line.rstrip("\r\n") for line in self.raw]
        else:
            self.lines = self.text.removesuffix("\n").split("\n") if self.text else []

    @functools.cached_property
    def raw(self) -> list[str]:
        """The lines with their ends."""
        return LINE.findall(self.text)

    @classmethod
    def parse(cls, path: str, data: bytes, names: LinkNames = BUILT_IN) -> Document:
        """Decode a file.

        Raises :class:`NotText`.
        """
        try:
            return cls(path, data.decode("utf-8"), names)
        except UnicodeDecodeError as error:
            raise NotText(data[: error.start].count(b"\n") + 1) from error

    @functools.cached_property
    def front(self) -> frontmatter.FrontMatter:
        """The front matter; of a YAML file, all of it."""
        if self.is_yaml:
            return whole(self.lines)
        return frontmatter.FrontMatter() if self.is_rst else frontmatter.of_lines(self.lines)

    @property
    def is_rst(self) -> bool:
        """Whether the file is reStructuredText."""
        return self.path.endswith(".rst")

    @property
    def is_yaml(self) -> bool:
        """Whether the file is metadata and nothing else."""
        return self.path.endswith((".yaml", ".yml"))

    @property
    def body(self) -> int:
        """The 0-based line the text after the front matter begins at."""
        return self.front.body_line - 1

    @functools.cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Every heading of the body that is neither in code nor in a comment."""
        return tuple(self.scan())

    @functools.cached_property
    def title(self) -> Heading | None:
        """The first heading of level 1."""
        return next((heading for heading in self.scan() if heading.level == 1), None)

    def scan(self) -> Iterator[Heading]:
        """Yield the headings in order."""
        if self.is_rst:
            yield from (Heading(*found) for found in restructured.headings(self.lines))
            return
        for number in self.prose():
            line = self.lines[number]
            if line.lstrip(" ")[:1] == "#":
                found = ATX.match(line)
                if found:
                    text = closed(line[found.end() :].strip())
                    yield Heading(len(found[1]), heading_text(text), number, number)
            elif line.lstrip(" ")[:1] in ("=", "-") and number > self.body:
                under = SETEXT.match(line)
                above = self.lines[number - 1]
                if under and above.strip() and not STARTS_BLOCK.match(above):
                    level = 1 if under[1][0] == "=" else 2
                    yield Heading(level, heading_text(above.strip()), number - 1, number)

    def prose(self) -> Iterator[int]:
        """Yield the lines of the body outside of fenced code and comments."""
        if self.is_rst:
            yield from restructured.prose(self.lines)
            return
        fence = ""
        comment = False
        for number in range(self.body, len(self.lines)):
            line = self.lines[number]
            if comment:
                comment = "-->" not in line
                continue
            if fence:
                closing = FENCE.match(line)
                if closing and closing[1].startswith(fence) and not closing[2].strip():
                    fence = ""
                continue
            start = line.lstrip()
            if start.startswith(("```", "~~~")):
                opening = FENCE.match(line)
                if opening and not (opening[1][0] == "`" and "`" in opening[2]):
                    fence = opening[1]
                    continue
            if start.startswith("<!--") and "-->" not in start:
                comment = True
                continue
            yield number

    def section(self, heading: Heading) -> range:
        """Return the lines of a section's own text: up to the next heading of any level."""
        after = (other.start for other in self.headings if other.start > heading.start)
        return range(heading.end + 1, next(after, len(self.lines)))

    def apply(self, splices: Iterable[Splice]) -> bytes:
        """Return the file's bytes with some lines replaced and all others as they were.

        A line that replaces another ends as that one did, an added one as the line before it
        does. Splices must not overlap.
        """
        raw = list(self.raw)
        for splice in sorted(splices, key=lambda item: item.start, reverse=True):
            end = self.ending(splice)
            ends = [own_end(line) or end for line in raw[splice.start : splice.stop]]
            ends += [end] * (len(splice.new) - len(ends))
            new = [text + own for text, own in zip(splice.new, ends, strict=False)]
            if splice.stop >= len(raw) and raw and not ended(raw[-1]):
                # The file does not end with a line end, and goes on not to.
                if splice.start >= len(raw):
                    raw[-1] += end
                if new:
                    new[-1] = splice.new[-1]
            raw[splice.start : splice.stop] = new
        return (self.bom + "".join(raw)).encode("utf-8")

    def ending(self, splice: Splice) -> str:
        """Return the line end for new lines: a neighbour's, else the file's first, else LF."""
        near: list[str] = self.raw[max(splice.start - 1, 0) : splice.stop + 1]
        for line in (*reversed(near), *self.raw[:1]):
            if ended(line):
                return own_end(line)
        return "\n"


def whole(lines: list[str]) -> frontmatter.FrontMatter:
    """Read the lines of a YAML file as if they were a document's front matter."""
    values, places, error, line = frontmatter.load_mapping("\n".join(lines) + "\n")
    # The parser may find out only after the last line that something is missing.
    at = min(line, max(len(lines), 1)) if error else 0
    return frontmatter.FrontMatter(values, places, len(lines) + 1, error, at)


def own_end(line: str) -> str:
    """Return the line end of a raw line, empty for none."""
    return line[len(line.rstrip("\r\n")) :]


def ended(line: str) -> bool:
    """Say whether a raw line ends with a line end."""
    return line.endswith(("\n", "\r"))


def closed(text: str) -> str:
    """Return the text of a ``#`` heading without the ``#`` that may close it."""
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1:] in ("", " ", "\t") else text


def heading_text(text: str) -> str:
    """Return a heading without the comment some templates put at its end."""
    start = text.rfind("<!--")
    if start >= 0 and text.endswith("-->"):
        text = text[:start].rstrip()
    return text[:-2] + "#" if text.endswith("\\#") else text
