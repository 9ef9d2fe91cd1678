"""Blocks of reStructuredText as blocks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.records import restructured
from archdocs.records.convert.inline import Foreign, rst_inline
from archdocs.records.convert.parts import Line

__all__ = ["blocks", "title"]

ITEM = re.compile(r"(?P<indent> *)(?P<mark>[*+-]|\d{1,9}\.|#\.)(?P<gap> +)(?P<text>\S.*)\Z")
CODE = re.compile(r"\.\. (?:code-block|code|sourcecode)::(?: +(?P<language>[\w+#.-]+))? *\Z")
IMAGE = re.compile(r"\.\. image:: +(?P<src>\S+) *\Z")
LABEL = re.compile(r"\.\. _(?P<name>[A-Za-z0-9][\w.-]*): *\Z")
DIRECTIVE = re.compile(r"\.\. (?:[\w:.+-]+::|_|\[|\||__)")
FOREIGN = (
    (re.compile(r"\+[-=+]+\+"), "a table"),
    (re.compile(r"=+( +=+)+ *\Z"), "a table"),
    (re.compile(r"\| "), "a line block"),
    (re.compile(r":[\w -]+:(?:\s|\Z)"), "a list of fields"),
    (re.compile(r"([!-/:-@\[-`{-~])\1{3,} *\Z"), "a rule"),
    (re.compile(r">>> "), "a session"),
    (re.compile(r"__ "), "the address of a link, apart from it,"),
    (re.compile(r"\(?[A-Za-z#][.)] |\(\d+\) |\d+\) "), "a list with letters or brackets"),
)


def title(text: str, line: int) -> str:
    """Return the text of a title: as it is, for it is what others call the record."""
    if re.search(r"[`|*\\<\[]|(?<!\w)_|\w_(?!\w)", text):
        raise Foreign(line, "markup in a title")
    return text


def blocks(lines: tuple[Line, ...], eol: str) -> tuple[Line, ...]:
    """Translate a text.

    Raises :class:`Foreign`.
    """
    return tuple((n, text + eol) for n, text in Reader(lines).read())


class Reader:
    """Reads reStructuredText block by block."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = [(number, line.rstrip("\r\n")) for number, line in lines]
        texts = ["Title", "=====", "", *(line for _, line in self.lines)]
        rows = [line.strip() for line in texts[3:]]
        # The document's own title has a row that its sections do not use.
        row = next((mark for mark in "=#*+~^" if not any(set(r) == {mark} for r in rows)), "")
        texts[1] = row * 5
        found = list(restructured.headings(texts))
        self.headings = {start - 3: (level, text, end - 3) for level, text, start, end in found}
        self.row = row
        self.at = 0

    def read(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of the translation, with those of the text."""
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line.strip():
                yield number, ""
                self.at += 1
            elif self.at in self.headings:
                yield from self.heading()
            elif line.startswith(".."):
                yield from self.explicit()
            elif line[:1] in (" ", "\t"):
                yield from self.quotation()
            elif ITEM.match(line):
                yield from self.items()
            else:
                yield from self.paragraph()

    def heading(self) -> Iterator[tuple[int, str]]:
        """Translate a heading."""
        number, _ = self.lines[self.at]
        level, text, end = self.headings[self.at]
        if level == 1 and self.row:
            raise Foreign(number, "a second title")
        self.at = end + 1
        yield number, "#" * min(level, 6) + " " + rst_inline(text, number)
        if self.at < len(self.lines) and self.lines[self.at][1].strip():
            yield number, ""

    def inside(self) -> list[tuple[int, str]]:
        """Return the indented lines that follow, without their indentation."""
        found: list[tuple[int, str]] = []
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if line.strip() and line[:1] not in (" ", "\t"):
                break
            found.append((number, line))
            self.at += 1
        while found and not found[-1][1].strip():
            found.pop()
            self.at -= 1
        width = min((len(t) - len(t.lstrip()) for _, t in found if t.strip()), default=0)
        return [(number, text[width:]) for number, text in found]

    def explicit(self) -> Iterator[tuple[int, str]]:
        """Translate code, a picture, a label or a comment."""
        number, line = self.lines[self.at]
        code, image, label = CODE.match(line), IMAGE.match(line), LABEL.match(line)
        if DIRECTIVE.match(line) and not (code or image or label):
            raise Foreign(number, "a directive or the target of a link")
        self.at += 1
        if label:
            yield number, f"({label['name']})="
            return
        if (
            line.strip() == ".."
            and not "".join(text for _, text in self.lines[self.at :][:1]).strip()
        ):
            # Nothing but what keeps an indented text from belonging to the block before it.
            return
        inner = self.inside()
        if image:
            alt = re.fullmatch(r":alt: (.+)", inner[0][1]) if len(inner) == 1 else None
            if inner and alt is None:
                raise Foreign(inner[0][0], "a picture with options")
            yield number, f"![{alt[1] if alt else ''}]({image['src']})"
        elif code:
            if inner and inner[0][1].startswith(":"):
                raise Foreign(inner[0][0], "code with options")
            yield from fenced(number, code["language"] or "", inner)
        else:
            texts = [line[2:].strip(), *(text for _, text in inner)]
            if any("--" in text for text in texts):
                raise Foreign(number, "a comment with two hyphens")
            whole = "\n".join(texts).strip("\n")
            for text in f"<!-- {whole} -->".split("\n"):
                yield number, text

    def quotation(self) -> Iterator[tuple[int, str]]:
        """Translate an indented paragraph."""
        inner = self.inside()
        for number, text in inner:
            if not text.strip() or ITEM.match(text) or text.startswith((" ", "..")):
                raise Foreign(number, "a quotation of more than one paragraph")
            if text.startswith("-- ") or any(p.match(text) for p, _ in FOREIGN):
                raise Foreign(number, "a block within a quotation")
        whole = rst_inline("\n".join(text for _, text in inner), inner[0][0])
        for text in whole.split("\n"):
            yield inner[0][0], f"> {text}"

    def items(self) -> Iterator[tuple[int, str]]:
        """Translate a list; its text is indented in both markups."""
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            found = ITEM.match(line)
            if not line.strip():
                following = next((t for _, t in self.lines[self.at :] if t.strip()), "")
                if not ITEM.match(following):
                    return
                yield number, ""
                self.at += 1
                continue
            if found is None:
                return
            column = found.end("gap")
            texts = [found["text"]]
            self.at += 1
            while self.at < len(self.lines):
                here, text = self.lines[self.at]
                if not text.strip() or (ITEM.match(text) and not text.startswith(" " * column)):
                    break
                if len(text) - len(text.lstrip()) != column or ITEM.match(text):
                    raise Foreign(here, "a block within a list")
                texts.append(text.strip())
                self.at += 1
            self.no_block(column)
            if texts[-1].endswith("::"):
                raise Foreign(number, "code within a list")
            mark = "1." if found["mark"] == "#." else found["mark"]
            lines = rst_inline("\n".join(texts), number).split("\n")
            gap = found["gap"] if len(found["gap"]) <= 4 else " "
            yield number, f"{found['indent']}{mark}{gap}{safe_start(lines[0])}"
            for text in lines[1:]:
                yield number, " " * len(f"{found['indent']}{mark}{gap}") + safe_start(text)

    def no_block(self, column: int) -> None:
        """Refuse a second paragraph, or another block, of an item."""
        at = self.at
        while at < len(self.lines) and not self.lines[at][1].strip():
            at += 1
        if at < len(self.lines) and at > self.at:
            number, line = self.lines[at]
            if line.startswith(" ") and not ITEM.match(line):
                raise Foreign(number, "a block within a list")
            found = ITEM.match(line)
            if found and 0 < len(found["indent"]) != column and len(found["indent"]) > column:
                raise Foreign(number, "a list that is indented further than its item")

    def paragraph(self) -> Iterator[tuple[int, str]]:
        """Translate a paragraph, and the code that its ``::`` announces."""
        number = self.lines[self.at][0]
        texts = list(self.run())
        literal = texts[-1].endswith("::")
        if literal:
            last = texts.pop()[:-1]
            texts += [last.removesuffix(" :")] if last != ":" else []
        if texts:
            new = rst_inline("\n".join(texts), number)
            for offset, text in enumerate(new.split("\n")):
                yield number + offset, safe_start(text)
        if literal:
            yield from self.literal(number, apart=bool(texts))

    def run(self) -> Iterator[str]:
        """Yield the lines of a paragraph."""
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            if not line.strip() or self.at in self.headings:
                return
            if line[:1] in (" ", "\t"):
                raise Foreign(number, "a definition, or text that is indented,")
            for pattern, what in FOREIGN:
                if pattern.match(line):
                    raise Foreign(number, what)
            yield line.rstrip()
            self.at += 1

    def literal(self, number: int, *, apart: bool) -> Iterator[tuple[int, str]]:
        """Translate the code after a paragraph."""
        while self.at < len(self.lines) and not self.lines[self.at][1].strip():
            self.at += 1
        if apart:
            yield number, ""
        inner = self.inside()
        if not inner:
            raise Foreign(number, "code in quotes")
        yield from fenced(number, "", inner)


def fenced(number: int, language: str, inner: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield code between fences that are longer than any in it."""
    lines = list(inner)
    while lines and not lines[0][1].strip():
        lines.pop(0)
    longest = max((len(run) for _, text in lines for run in re.findall("`+", text)), default=0)
    mark = "`" * max(3, longest + 1)
    yield number, mark + language
    yield from lines
    yield number, mark


def safe_start(line: str) -> str:
    """Return a line that Markdown reads as text, whatever it begins with."""
    if re.match(r"(?:#{1,6}(?=\s|\Z)|[-+] |[-+]\Z|>|\|)", line):
        return "\\" + line
    return re.sub(r"\A(\d+)([.)])(?= )", r"\1\\\2", line)
