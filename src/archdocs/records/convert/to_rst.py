"""Blocks of Markdown as blocks of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.records.convert.inline import Foreign, markdown_inline
from archdocs.records.convert.parts import Line, width

__all__ = ["blocks", "title"]

#: The rows under titles, by level; the first is the document's own.
ROWS = "=-~^\"'"
ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
FENCE = re.compile(r"(?P<indent> {0,3})(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)\Z")
ITEM = re.compile(r"(?P<indent> *)(?P<mark>[*+-]|\d{1,9}[.)])(?P<gap> +)(?P<text>\S.*)\Z")
IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]*)\]\((?P<src>[^()\s]+)\)\Z")
#: What begins a block that would take an indented text after it for its own.
TAKES_IN = re.compile(rf">|<!--|!\[| {{0,3}}(?:```|~~~)|{ITEM.pattern}")
#: What reStructuredText reads as the beginning of something else than text.
STARTS = re.compile(
    r"(?:[-+*•‣⁃]|\.\.|__|\(?(?:\d+|#|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)])(?:\s|\Z)"
    r"|>>>|\||:[^:\s][^:]*:(?!`)|([!-/:-@\[-`{-~])\1+\s*\Z"
)
#: What Markdown reads so at the beginning of an item.
BLOCK = re.compile(r"[>#|]|```|~~~")
#: What begins a block that has no counterpart here, and its name.
FOREIGN = (
    (re.compile(r" {0,3}\|.*\|"), "a table"),
    (re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*\Z"), "a table"),
    (re.compile(r" {0,3}\[[^\]]+\]:\s"), "the address of a link, apart from it,"),
    (re.compile(r" {0,3}</?[A-Za-z]"), "HTML"),
    (re.compile(r" {0,3}([-*_])( *\1){2,} *\Z"), "a rule"),
    (re.compile(r" {4}|\t"), "code by indentation"),
    (re.compile(r"\([^()\s]+\)= *\Z"), "a label"),
    (re.compile(r" {0,3}:::"), "a directive"),
    (re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]) *\Z"), "an empty item of a list"),
    (re.compile(r" {0,3}\.\. "), "a line that begins with two dots"),
    (re.compile(r" {0,3}(?:=+|-+) *\Z"), "a heading with a row under it"),
)


def title(text: str, line: int) -> str:
    """Return the text of a title: as it is, for it is what others call the record."""
    if re.search(r"[`|*\\]|\w_(?!\w)|\[.*\]\(", text):
        raise Foreign(line, "markup in a title")
    return text


def blocks(lines: tuple[Line, ...], eol: str) -> tuple[Line, ...]:
    """Translate a text.

    Raises :class:`Foreign`.
    """
    return tuple((n, text + eol) for n, text in Reader(lines).read())


class Reader:
    """Reads Markdown block by block."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = [(number, line.rstrip("\r\n")) for number, line in lines]
        self.at = 0
        self.level = 1
        self.counts: dict[int, int] = {}
        self.takes_in = False

    def read(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of the translation, with those of the text."""
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line.strip():
                yield number, ""
                self.at += 1
                continue
            takes_in = TAKES_IN.match(line) is not None
            if ATX.match(line):
                yield from self.heading()
            elif FENCE.match(line):
                yield from self.code()
            elif line.startswith("<!--"):
                yield from self.comment()
            elif line.startswith(">"):
                yield from self.quotation()
            elif ITEM.match(line):
                yield from self.items()
            else:
                yield from self.paragraph()
            self.takes_in = takes_in

    def apart(self, number: int) -> Iterator[tuple[int, str]]:
        """Yield an empty line where the next block follows without one."""
        if self.at < len(self.lines) and self.lines[self.at][1].strip():
            yield number, ""

    def heading(self) -> Iterator[tuple[int, str]]:
        """Translate a heading; levels may not be left out."""
        number, line = self.lines[self.at]
        found = ATX.match(line)
        level, text = (len(found[1]), found[2]) if found else (1, "")
        if level > self.level + 1 or not text.strip():
            raise Foreign(number, "a heading that leaves a level out")
        if level == 1:
            raise Foreign(number, "a second title")
        self.level = level
        self.at += 1
        plain(text, "", number)
        comment = re.search(r"\s*<!--\s*(\w[^<>:]*?)\s*-->\s*\Z", text)
        new = markdown_inline(text[: comment.start()] if comment else text, number)
        yield number, new
        yield number, ROWS[level - 1] * max(width(new), 4)
        if comment:
            yield from ((number, ""), (number, f".. {comment[1]}"))
        yield from self.apart(number)

    def code(self) -> Iterator[tuple[int, str]]:
        """Translate fenced code."""
        number, line = self.lines[self.at]
        found = FENCE.match(line)
        info = found["info"].strip() if found else ""
        mark = found["mark"] if found else "```"
        if not re.fullmatch(r"[\w+#.-]*", info):
            raise Foreign(number, "a directive")
        yield number, f".. code-block:: {info}" if info else "::"
        yield number, ""
        self.at += 1
        while self.at < len(self.lines):
            here, text = self.lines[self.at]
            self.at += 1
            if text.strip() and set(text.strip()) == {mark[0]} and len(text.strip()) >= len(mark):
                yield from self.apart(here)
                return
            yield here, f"   {text}" if text.strip() else ""
        raise Foreign(number, "code without an end")

    def comment(self) -> Iterator[tuple[int, str]]:
        """Translate a comment that stands alone."""
        number, line = self.lines[self.at]
        first, texts = number, [line]
        while "-->" not in texts[-1]:
            self.at += 1
            if self.at >= len(self.lines):
                raise Foreign(first, "a comment without an end")
            texts.append(self.lines[self.at][1])
        self.at += 1
        whole = "\n".join(texts)
        if not whole.rstrip().endswith("-->") or whole.count("-->") > 1:
            raise Foreign(first, "a comment within a text")
        inner = whole.rstrip()[4:-3].strip("\n").strip().split("\n")
        if inner[0].rstrip().endswith("::") or re.match(r"[_\[|]|\.\.", inner[0]):
            raise Foreign(first, "a comment of this form")
        yield first, f".. {inner[0].strip()}".rstrip()
        for text in inner[1:]:
            yield first, f"   {text}".rstrip()
        yield from self.apart(first)

    def quotation(self) -> Iterator[tuple[int, str]]:
        """Translate a quotation of one paragraph."""
        number, line = self.lines[self.at]
        texts = []
        while self.at < len(self.lines) and self.lines[self.at][1].startswith(">"):
            here, line = self.lines[self.at]
            bare = re.sub(r"\A> ?", "", line)
            if not bare.strip() or re.match(r"[>#*+\-`~\[|<]|\d+[.)]| ", bare):
                raise Foreign(here, "a quotation of more than one paragraph")
            texts.append(bare)
            self.at += 1
        if self.at < len(self.lines) and self.lines[self.at][1].strip():
            raise Foreign(self.lines[self.at][0], "a quotation that goes on without its mark")
        plain(texts[0], texts[-1], number)
        if self.takes_in:
            # An indented text would belong to the block before it.
            yield from ((number, ".."), (number, ""))
        for text in markdown_inline("\n".join(texts), number).split("\n"):
            yield number, f"   {text}"

    def items(self) -> Iterator[tuple[int, str]]:
        """Translate a list, whose lists within are set apart by empty lines."""
        depths: list[tuple[int, int]] = []
        self.counts = {}
        first, last = True, ""
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            found = ITEM.match(line)
            if found is None:
                break
            indent = len(found["indent"])
            before = len(depths)
            while depths and indent < depths[-1][0]:
                depths.pop()
            if not depths or indent > depths[-1][0] + 1:
                depths.append((indent, (depths[-1][1] if depths else 0)))
            mark = self.counted(found["mark"].replace(")", "."), len(depths), before)
            start = sum(width for _, width in depths[:-1])
            width = len(mark) + 1
            depths[-1] = (depths[-1][0], width)
            if not first and before != len(depths):
                yield number, ""
            elif not first and mark[-1] != last and self.lines[self.at - 1][1].strip():
                raise Foreign(number, "a list that changes its mark")
            last = mark[-1]
            first = False
            texts = [found["text"], *self.continued()]
            if re.match(r"\[[ xX]\] ", texts[0]):
                raise Foreign(number, "a box to tick")
            if BLOCK.match(texts[0]):
                raise Foreign(number, "a block within a list")
            plain(texts[0], texts[-1], number)
            lines = markdown_inline("\n".join(texts), number).split("\n")
            yield number, f"{' ' * start}{mark} {lines[0]}"
            for text in lines[1:]:
                yield number, " " * (start + width) + text
            yield from self.blank_before_item()
        yield from self.apart(self.lines[self.at - 1][0])

    def counted(self, mark: str, depth: int, before: int) -> str:
        """Return a number that goes on from the item before, as reStructuredText wants it."""
        if not mark[:-1].isdigit():
            self.counts.pop(depth, None)
            return mark
        last = self.counts.get(depth) if before >= depth else None
        self.counts[depth] = int(mark[:-1][:18]) if last is None else last + 1
        return f"{self.counts[depth]}."

    def continued(self) -> Iterator[str]:
        """Yield the lines that go on with an item."""
        self.at += 1
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line.strip() or ITEM.match(line):
                return
            if FENCE.match(line.lstrip()) or line.lstrip()[:1] in (">", "#", "|"):
                raise Foreign(number, "a block within a list")
            yield line.strip()
            self.at += 1

    def blank_before_item(self) -> Iterator[tuple[int, str]]:
        """Yield the empty lines between items; a block that belongs to an item is refused."""
        at = self.at
        while at < len(self.lines) and not self.lines[at][1].strip():
            at += 1
        if at == self.at or at == len(self.lines):
            return
        number, line = self.lines[at]
        if ITEM.match(line):
            for blank, _ in self.lines[self.at : at]:
                yield blank, ""
            self.at = at
        elif line.startswith(("  ", "\t")):
            raise Foreign(number, "a block within a list")

    def paragraph(self) -> Iterator[tuple[int, str]]:
        """Translate a paragraph, or a picture that stands alone."""
        number = self.lines[self.at][0]
        texts = list(self.run())
        image = IMAGE.match(texts[0]) if len(texts) == 1 else None
        if image:
            yield number, f".. image:: {image['src']}"
            if image["alt"]:
                yield number, f"   :alt: {image['alt']}"
        else:
            plain("", texts[-1], number)
            new = markdown_inline("\n".join(texts), number)
            for offset, text in enumerate(new.split("\n")):
                yield number + offset, safe_start(text)
        yield from self.apart(number)

    def run(self) -> Iterator[str]:
        """Yield the lines of a paragraph."""
        first = self.at
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line.strip() or ATX.match(line) or FENCE.match(line):
                return
            if self.at > first and (ITEM.match(line) or line.startswith((">", "<!--"))):
                return
            for pattern, what in FOREIGN:
                if pattern.match(line):
                    raise Foreign(number, what)
            if line.endswith(("  ", "\\")):
                raise Foreign(number, "a line break")
            yield line.strip()
            self.at += 1


def safe_start(line: str) -> str:
    """Return a line that reStructuredText reads as text, whatever it begins with."""
    return f"\\{line}" if STARTS.match(line) else line


def plain(first: str, last: str, line: int) -> None:
    """Refuse a text that reStructuredText would not read as one.

    Raises :class:`Foreign`.
    """
    if STARTS.match(first):
        raise Foreign(line, "a text that begins like a list")
    if last.endswith("::"):
        raise Foreign(line, "a text that ends with two colons")
