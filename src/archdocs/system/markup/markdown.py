"""The blocks of a Markdown (MyST) text: headings, paragraphs to read inline, directives.

CommonMark's two-step way: first the containers that go on, then the block that begins.
Only what decides where headings and inline text stand is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archdocs.system.markup.lines import (
    ATX,
    BULLET,
    DEFINITION,
    DIRECTIVE,
    FENCE,
    ORDERED,
    RULE,
    SETEXT,
    TARGET,
    html_start,
    interrupts,
    is_fence,
    strip,
    strip_quote,
    width,
)
from archdocs.system.markup.model import Heading

__all__ = ["Blocks", "Directive", "blocks"]


@dataclass(slots=True)
class Directive:
    """A fence with a name in braces, where it opens, and the lines inside it."""

    name: str
    argument: str
    line: int
    body: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Blocks:
    """What one pass over the lines finds.

    ``inline`` are runs of text with their first line; ``fences`` are plain ones, as directives
    without a name.
    """

    headings: list[Heading] = field(default_factory=list)
    inline: list[tuple[int, str]] = field(default_factory=list)
    html: list[tuple[int, str]] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    fences: list[Directive] = field(default_factory=list)
    targets: list[tuple[int, str]] = field(default_factory=list)


def blocks(numbered: list[tuple[int, str]]) -> Blocks:
    """Read numbered lines (without front matter)."""
    scanner = Scanner()
    for number, line in numbered:
        scanner.feed(number, line)
    scanner.end_paragraph()
    scanner.end_fence()
    return scanner.found


class Scanner:
    """The state between lines: open containers and the open leaf block."""

    def __init__(self) -> None:
        self.found = Blocks()
        self.containers: list[int] = []  # a list item's content columns; -1 for a quote
        self.paragraph: list[tuple[int, str]] = []
        self.paragraph_depth = 0
        self.fence = ""
        self.fence_depth = 0
        self.directive: Directive | None = None
        self.code: Directive | None = None
        self.html_end: str | None = None
        self.html_depth = 0
        self.label = ""
        self.blank_item = 0

    def feed(self, number: int, line: str) -> None:
        """Take the next line."""
        rest, matched = self.enter(line)
        blank = not rest.strip()
        if not blank:
            self.blank_item = 0
        if self.fence:
            if matched >= self.fence_depth:
                self.in_fence(number, rest)
                return
            self.end_fence()
        if self.html_end is not None:
            if matched >= self.html_depth:
                self.in_html(number, rest)
                return
            self.html_end = None
        if matched < len(self.containers) and self.lazy(rest, blank):
            self.paragraph.append((number, rest.strip()))
            return
        if matched < len(self.containers):
            self.end_paragraph()
            del self.containers[matched:]
        self.start(number, rest)

    def enter(self, line: str) -> tuple[str, int]:
        """Walk the containers that go on; return what is left and how many there are."""
        rest, matched = line, 0
        for index, columns in enumerate(self.containers):
            indent = width(rest)
            if columns < 0:
                if indent > 3 or not rest.lstrip(" \t").startswith(">"):
                    break
                rest = strip_quote(rest)
            elif not rest.strip():
                if self.blank_item == index + 1:
                    break  # an item that began empty holds no second empty line
            elif indent >= columns:
                rest = strip(rest, columns)
            else:
                break
            matched += 1
        return rest, matched

    def lazy(self, rest: str, blank: bool) -> bool:
        """Say whether a line goes on with a paragraph though its container's mark is missing."""
        if blank or not self.paragraph:
            return False
        return width(rest) > 3 or not interrupts(rest.lstrip(" \t"), outside=True)

    def start(self, number: int, rest: str) -> None:
        """Begin whatever block the rest of a line begins, opening containers on the way."""
        for _ in range(100):  # deeper nesting than this is no document
            bare = rest.strip(" \t")
            if not bare:
                self.end_paragraph()
                return
            if len(self.paragraph) == 1 and DEFINITION.match(self.paragraph[0][1]):
                self.end_paragraph()
            if width(rest) > 3:
                if self.paragraph:
                    self.paragraph.append((number, bare))
                return
            if self.paragraph and self.setext(number, bare):
                return
            if self.paragraph and not interrupts(bare):
                self.paragraph.append((number, bare))
                return
            inner = self.container(rest)
            if inner is None:
                break
            rest = inner
        self.leaf(number, rest.lstrip(" \t"))

    def container(self, rest: str) -> str | None:
        """Open a quote or list item if one begins here; return the text inside it."""
        bare = rest.lstrip(" \t")
        if bare.startswith(">"):
            self.end_paragraph()
            self.containers.append(-1)
            return strip_quote(rest)
        found = BULLET.match(bare) or ORDERED.match(bare)
        if not found or RULE.match(bare):
            return None
        self.end_paragraph()
        marker = found.end(1) if found.re is BULLET else found.end(1) + 1
        indent = width(rest)
        after = bare[marker:]
        inner = width(" " * (indent + marker) + after) - (indent + marker) if after.strip() else 1
        self.blank_item = 0 if after.strip() else len(self.containers) + 1
        columns = indent + marker + (inner if inner <= 4 else 1)
        self.containers.append(columns)
        return strip(" " * (indent + marker) + after, columns)

    def setext(self, number: int, bare: str) -> bool:
        """Turn the open paragraph into a heading if the line underlines it."""
        if not SETEXT.match(bare) or self.paragraph_depth != len(self.containers):
            return False
        text = "\n".join(line for _, line in self.paragraph)
        first = self.paragraph[0][0]
        self.paragraph = []
        self.heading(first, number, 1 if bare[0] == "=" else 2, text)
        return True

    def heading(self, line: int, end: int, level: int, text: str) -> None:
        """Keep a heading; inside a container it is only text."""
        self.found.inline.append((line, text))
        if not self.containers:
            self.found.headings.append(Heading(line, end, level, text, self.label))
        self.label = ""

    def leaf(self, number: int, bare: str) -> None:
        """Begin a block that holds no other."""
        if not bare.strip():
            return
        atx, fence, target = ATX.match(bare), FENCE.match(bare), TARGET.match(bare)
        if atx:
            self.end_paragraph()
            text = re.sub(r"(^|[ \t])#+$", "", (atx[2] or "").rstrip(" \t")).rstrip(" \t")
            self.heading(number, number, len(atx[1]), text)
        elif fence and is_fence(bare):
            self.end_paragraph()
            self.begin_fence(number, fence[1], fence[2].strip())
        elif RULE.match(bare) or bare[0] == "%" or bare.startswith("+++"):
            self.end_paragraph()
        elif target:
            self.end_paragraph()
            self.label = target[1].strip()
            self.found.targets.append((number, self.label))
            return
        elif (end := html_start(bare, bool(self.paragraph))) is not None:
            self.end_paragraph()
            self.html_end, self.html_depth = end, len(self.containers)
            self.in_html(number, bare)
            return
        else:
            if not self.paragraph:
                self.paragraph_depth = len(self.containers)
            self.paragraph.append((number, bare.rstrip()))
        if not atx:
            self.label = ""

    def begin_fence(self, number: int, mark: str, info: str) -> None:
        """Open a fence, and the directive it may be."""
        self.fence, self.fence_depth = mark, len(self.containers)
        named = DIRECTIVE.match(info)
        if named:
            self.directive = Directive(named[1], named[2].strip(), number)
        else:
            self.code = Directive("", info, number)
            self.found.fences.append(self.code)

    def in_fence(self, number: int, rest: str) -> None:
        """Take a line inside a fence: its end, or content."""
        bare = rest.strip(" \t")
        mark = self.fence
        if width(rest) < 4 and len(bare) >= len(mark) and bare == mark[0] * len(bare):
            self.end_fence()
        elif self.directive is not None:
            self.directive.body.append((number, rest))
        elif self.code is not None:
            self.code.body.append((number, rest))

    def end_fence(self) -> None:
        """Close the open fence."""
        if self.directive is not None:
            self.found.directives.append(self.directive)
        self.fence, self.directive, self.code = "", None, None

    def in_html(self, number: int, rest: str) -> None:
        """Take a line of an HTML block, up to its end mark or, without one, an empty line."""
        self.found.html.append((number, rest))
        ended = self.html_end.lower() in rest.lower() if self.html_end else not rest.strip()
        if ended:
            self.html_end = None

    def end_paragraph(self) -> None:
        """Close the open paragraph, keeping its text to be read inline."""
        if self.paragraph:
            first = self.paragraph[0][0]
            self.found.inline.append((first, "\n".join(line for _, line in self.paragraph)))
            self.paragraph = []
