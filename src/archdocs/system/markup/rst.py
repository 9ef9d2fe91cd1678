"""The blocks of a reStructuredText: titles, text to read inline, directives, comments.

Follows the order of docutils' own states, so far as it decides where titles stand.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from archdocs.system.markup.model import Heading

__all__ = ["RstBlocks", "RstDirective", "rst_blocks"]

LINE = re.compile(r"([!-/:-@\[-`{-~])\1* *$")
BULLET = re.compile(r"[-+*\u2022\u2023\u2043]( +|$)")
FIELD = re.compile(r":(?![: ])[^:`\\]{1,80}:( |$)")
ONE_OPTION = r"(?:-\w|--[a-zA-Z][\w-]*|/[A-Z])(?:[ =]<?[\w-]+>?)?"
OPTION = re.compile(rf"{ONE_OPTION}(?:, |  |$)")
#: Options that nothing follows: an item only where its text stands below.
BARE_OPTION = re.compile(rf"(?:{ONE_OPTION}, )*{ONE_OPTION}$")
DOCTEST = re.compile(r">>>( |$)")
SIMPLE_TABLE = re.compile(r"=+( +=+)+ *$")
GRID_TABLE = re.compile(r"\+-[-+]+-\+ *$")
LABEL = re.compile(r"\.\. _(`[^`]+`|[^:\\`]+):(?: +(.*))?$")
DIRECTIVE = re.compile(r"\.\. (?:\|[^|]+\| )?([\w][\w.+:-]*?) ?::(?: +(.*))?$")
VERBATIM = re.compile(
    r"(?:code-block|sourcecode|code|parsed-literal|raw|literalinclude|productionlist|testcode"
    r"|testsetup|testcleanup|testoutput|doctest|highlight|math|graphviz|mermaid|versionchanged"
    r"|versionadded|versionremoved|deprecated|toctree|plantuml|uml|ipython|plot)$"
)


@dataclass(slots=True)
class RstDirective:
    """A directive: name, argument, first line, and its indented lines."""

    name: str
    argument: str
    line: int
    body: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class RstBlocks:
    """What one pass finds; a label that stands right before a title is the title's.

    ``fences`` are literal blocks, as directives without a name.
    """

    headings: list[Heading] = field(default_factory=list)
    inline: list[tuple[int, str]] = field(default_factory=list)
    directives: list[RstDirective] = field(default_factory=list)
    fences: list[RstDirective] = field(default_factory=list)
    targets: list[tuple[int, str, str]] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)


def rst_blocks(lines: list[str]) -> RstBlocks:
    """Read all lines of a document."""
    scanner = Scanner([line.expandtabs(8).rstrip() for line in lines])
    scanner.run()
    return scanner.found


def indent_of(line: str) -> int:
    """Return the columns of leading white space."""
    return len(line) - len(line.lstrip())


def columns_of(text: str) -> int:
    """Return the width of a title in columns, wide characters counting two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def stands_alone(bare: str) -> bool:
    """Say whether a line begins an item (list, field, option, line block) of its own."""
    if BULLET.match(bare) or FIELD.match(bare) or OPTION.match(bare):
        return True
    return bare.startswith(("| ", "__ ")) or bare in ("|", "__")


class Scanner:
    """Walks the lines by index."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.found = RstBlocks()
        self.styles: list[tuple[str, bool]] = []
        self.level = 0
        self.label = ""

    def run(self) -> None:
        """Read every line."""
        at = 0
        while at < len(self.lines):
            at = self.block(at)

    def block(self, at: int) -> int:
        """Read the block at a line; return the index of the line after it."""
        line = self.lines[at]
        bare = line.lstrip()
        if not bare:
            return at + 1
        if bare == ".." or bare.startswith(".. "):
            return self.explicit(at)
        label, self.label = self.label, ""
        if DOCTEST.match(bare):
            return self.until_blank(at)
        if SIMPLE_TABLE.match(bare):
            return self.simple_table(at)
        if GRID_TABLE.match(bare):
            end = self.while_marked(at, "+|")
            self.keep(at, end)
            return end
        if indent_of(line) == 0:
            after = self.title(at, label)
            if after:
                return after
        return self.paragraph(at)

    def is_item(self, at: int) -> bool:
        """Say whether a line begins an item of its own; an option needs its text, too."""
        bare = self.lines[at].lstrip()
        if BULLET.match(bare) or not BARE_OPTION.match(bare):
            return stands_alone(bare)
        below = next((line for line in self.lines[at + 1 :] if line), "")
        return indent_of(below) > indent_of(self.lines[at])

    def get(self, at: int) -> str:
        """Return a line, empty past the end."""
        return self.lines[at] if at < len(self.lines) else ""

    def title(self, at: int, label: str) -> int:
        """Read a title or transition; 0 when the line begins neither."""
        line, second, third = self.get(at), self.get(at + 1), self.get(at + 2)
        if self.is_item(at):
            return 0
        if LINE.match(line) and line != "::":
            after = self.overlined(at, line, second, third, label)
            if after:
                return after
        if not second or second[0] == " " or not LINE.match(second):
            return 0
        if columns_of(line) > len(second) and len(second) < 4:
            return 0
        self.heading(at, at + 1, (second[0], False), (line, label))
        return at + 2

    def overlined(self, at: int, line: str, second: str, third: str, label: str) -> int:
        """Read what an adornment line begins; 0 when it is only short text."""
        long = len(line) >= 4
        if not second:
            return at + 1 if long else 0
        if second[0] != " " and LINE.match(second):
            return at + 2 if long else 0
        if line != third or (columns_of(second) > len(line) and not long):
            return at + 3 if long else 0
        self.heading(at, at + 2, (line[0], True), (second.strip(), label))
        return at + 3

    def heading(self, at: int, end: int, style: tuple[str, bool], named: tuple[str, str]) -> None:
        """Keep a title unless its style skips a level, which docutils refuses."""
        known = style in self.styles
        level = self.styles.index(style) + 1 if known else len(self.styles) + 1
        if level > self.level + 1:
            return
        if not known:
            self.styles.append(style)
        self.level = level
        title, label = named
        self.found.headings.append(Heading(at + 1, end + 1, level, title, label))
        self.found.inline.append((at + 1, title))

    def paragraph(self, at: int) -> int:
        """Read text up to an empty line or a change of indent, and the literal block it opens."""
        indent = indent_of(self.lines[at])
        end = at + 1
        alone = self.is_item(at)
        inner = indent + (2 if alone else 0)
        if not alone:
            while self.get(end) and indent_of(self.get(end)) == indent:
                end += 1
        self.keep(at, end)
        if not self.lines[end - 1].endswith("::"):
            return end
        start = end
        while start < len(self.lines) and not self.lines[start]:
            start += 1
        if start > end and indent_of(self.get(start)) > inner:
            after = self.body_end(start, inner)
            body = [(n + 1, self.lines[n]) for n in range(start, after)]
            self.found.fences.append(RstDirective("", "", start + 1, body))
            return after
        quote = self.get(start)[:1] if start > end and not indent else ""
        if quote and LINE.match(quote):
            return self.while_marked(start, quote)
        return end

    def keep(self, at: int, end: int) -> None:
        """Keep lines to be read inline."""
        self.found.inline.append((at + 1, "\n".join(line.lstrip() for line in self.lines[at:end])))

    def until_blank(self, at: int) -> int:
        """Return the index of the next empty line."""
        while at < len(self.lines) and self.lines[at]:
            at += 1
        return at

    def while_marked(self, at: int, marks: str) -> int:
        """Return the index after the lines that begin with one of the marks."""
        end = at
        while self.get(end) and self.get(end).lstrip()[0] in marks:
            end += 1
        return end

    def body_end(self, at: int, indent: int) -> int:
        """Return the index after the lines that are indented more than that."""
        while at < len(self.lines) and (not self.lines[at] or indent_of(self.lines[at]) > indent):
            at += 1
        return at

    def simple_table(self, at: int) -> int:
        """Return the index after a simple table: a border with nothing after it."""
        borders, end = 0, at
        while end < len(self.lines):
            if SIMPLE_TABLE.match(self.lines[end].lstrip()):
                borders += 1
                if borders >= 2 and not self.get(end + 1):
                    break
                if borders == 3:
                    break
            end += 1
        if end == len(self.lines):
            return self.until_blank(at)
        self.keep(at, end)
        return end + 1

    def explicit(self, at: int) -> int:
        """Read explicit markup: a label, a directive, a footnote or a comment."""
        line = self.lines[at]
        indent, bare = indent_of(line), line.lstrip()
        label, named = LABEL.match(bare), DIRECTIVE.match(bare)
        if label:
            name = label[1].strip("`").strip()
            self.found.targets.append((at + 1, name, (label[2] or "").strip()))
            self.label = name if not label[2] and not indent else self.label
            return at + 1
        self.label = ""
        if bare.startswith((".. [", ".. __:")):
            self.keep(at, at + 1)
            return at + 1
        end = self.body_end(at + 1, indent)
        if named:
            made = RstDirective(named[1], named[2] or "", at + 1)
            made.body = [(n + 1, self.lines[n]) for n in range(at + 1, end)]
            self.found.directives.append(made)
            return end if VERBATIM.match(made.name.split(":")[-1]) else at + 1
        if bare == ".." and not self.get(at + 1):
            return at + 1
        text = [bare[3:], *(body.strip() for body in self.lines[at + 1 : end])]
        self.found.comments.append((at + 1, " ".join(text).strip()))
        return end
