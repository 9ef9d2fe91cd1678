"""Links and inline code in a run of text, with their lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from archdocs.system.markup.model import Link, Quoted

__all__ = ["markdown_inline", "plain_title", "role_item", "rst_inline", "without_code"]

Item = Link | Quoted

LINK_ROLES = frozenset({"doc", "ref", "numref", "any", "download", "adr", "record"})
#: Roles whose words matter as much as the target behind them.
WHOLE_ROLES = frozenset({"value"})
EXPLICIT = re.compile(r"^[^<>]*<([^<>]+)>$")
MD_MARK = re.compile(r"\\.|`+|<|\[|\]", re.S)
MD_ROLE = re.compile(r"\{([\w:.+-]{1,60})\}$")
MD_TAG = re.compile(r"<[A-Za-z/][^<>]{0,2000}>")
MD_AUTO = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>")
MD_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\]\[]{1,999})\]:[ \t]*(?:\n[ \t]*)?(<[^<>\n]*>|[^\s<]\S*)"
)
RST_ROLE = re.compile(r"(?:^|[^\w`:]):([A-Za-z][\w.+-]{0,40}(?::[\w.+-]{1,40})?):$")
RST_AFTER = re.compile(r":([A-Za-z][\w.+:-]{0,60}):(?!`)")
DEEPEST = 32
LONGEST_TARGET = 2000
LONGEST_TITLE = 500


def role_item(role: str, content: str, line: int) -> Item:
    """Return what a role's text refers to: a link for a role of places, else a quoted name."""
    text = " ".join(content.split()).lstrip("!")
    found = EXPLICIT.match(text)
    target = (found[1] if found else text).strip()
    short = role.rpartition(":")[2]
    if short in LINK_ROLES:
        return Link("role", target, line, short)
    return Quoted(text if short in WHOLE_ROLES else target, line, role)


def markdown_inline(text: str, first: int) -> Iterator[Item]:
    """Read a paragraph, heading or table that begins at line ``first``."""
    definition = MD_DEFINITION.match(text)
    while definition:
        line = first + text.count("\n", 0, definition.start(2))
        if not definition[1].startswith("^"):
            yield Link("link", definition[2].strip("<>"), line)
        at = text.find("\n", definition.end())
        first, text = (first + text.count("\n", 0, at + 1), text[at + 1 :]) if at >= 0 else (0, "")
        definition = MD_DEFINITION.match(text)
    yield from MarkdownRun(text, first).items()


class MarkdownRun:
    """One pass over a run: code spans bind first, then tags, then brackets."""

    def __init__(self, text: str, first: int) -> None:
        self.text = text
        self.first = first
        self.breaks = [m.start() for m in re.finditer("\n", text)]
        self.open_comment = 0
        self.ticks: dict[int, list[int]] = {}
        for found in re.finditer("`+", text):
            self.ticks.setdefault(len(found[0]), []).append(found.start())

    def line(self, at: int) -> int:
        """Return the line of a position."""
        return self.first + bisect_left(self.breaks, at)

    def items(self) -> Iterator[Item]:
        """Yield links and code in order."""
        at = 0
        brackets: list[bool] = []
        while found := MD_MARK.search(self.text, at):
            at = found.end()
            mark = found[0]
            if mark[0] == "`":
                end = self.closing(mark, at)
                if end >= 0:
                    yield self.code(found.start(), at, end)
                    at = end + len(mark)
            elif mark == "<":
                auto = MD_AUTO.match(self.text, found.start())
                if auto:
                    yield Link("link", auto[1], self.line(at))
                at = self.after_tag(found.start())
            elif mark == "[":
                brackets.append(self.text[max(0, at - 2) : at - 1] == "!")
            elif mark == "]" and brackets:
                image = brackets.pop()
                if self.text[at : at + 1] == "(":
                    target, end = destination(self.text, at + 1)
                    if target is not None:
                        yield Link("image" if image else "link", target, self.line(at))
                        at = end

    def after_tag(self, start: int) -> int:
        """Return where the comment, tag or address that begins at ``start`` ends."""
        if self.text.startswith("<!--", start):
            if start < self.open_comment:
                return start + 1
            end = self.text.find("-->", start)
            if end < 0:
                self.open_comment = len(self.text)
            return end + 3 if end >= 0 else start + 1
        found = MD_AUTO.match(self.text, start) or MD_TAG.match(self.text, start)
        return found.end() if found else start + 1

    def closing(self, mark: str, at: int) -> int:
        """Return where a run of as many backticks stands after ``at``, or -1."""
        places = self.ticks.get(len(mark), [])
        index = bisect_left(places, at)
        return places[index] if index < len(places) else -1

    def code(self, start: int, at: int, end: int) -> Item:
        """Return the code span, or the role, that ends at ``end``."""
        role = MD_ROLE.search(self.text[max(0, start - 64) : start])
        content = " ".join(self.text[at:end].split())
        if role:
            return role_item(role[1], content, self.line(start))
        return Quoted(content, self.line(start))


def without_code(text: str) -> str:
    """Return a run with its code spans blanked, line breaks kept."""
    run = MarkdownRun(text, 1)
    parts: list[str] = []
    at = 0
    for found in re.finditer(r"\\`|`+", text):
        if found.start() < at or found[0][0] == "\\":
            continue
        end = run.closing(found[0], found.end())
        if end >= 0:
            span = text[found.start() : end + len(found[0])]
            parts += [text[at : found.start()], re.sub(r"[^\n]", " ", span)]
            at = end + len(found[0])
    return "".join([*parts, text[at:]])


def destination(text: str, at: int) -> tuple[str | None, int]:
    """Read a link's target after its ``(``: the target or ``None``, and where it ends."""
    while text[at : at + 1] in (" ", "\n"):
        at += 1
    if text[at : at + 1] == "<":
        end = text.find(">", at, at + LONGEST_TARGET)
        return (None, at) if end < 0 or "\n" in text[at:end] else (text[at + 1 : end], end + 1)
    depth, start = 0, at
    for at in range(start, min(len(text), start + LONGEST_TARGET)):
        char = text[at]
        if char in " \n\t" or (char == ")" and depth == 0):
            return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text[start:at]), at
        depth += (char == "(") - (char == ")")
        if depth > DEEPEST:
            break
    return None, start


def rst_inline(text: str, first: int) -> Iterator[Item]:
    """Read a run of reStructuredText that begins at line ``first``."""
    at = 0
    while (start := text.find("`", at)) >= 0:
        line = first + text.count("\n", 0, start) if start < 20000 else first
        if text.startswith("``", start):
            end = text.find("``", start + 2)
            if end < 0:
                return
            while text.startswith("`", end + 2):
                end += 1  # a literal may end in a backtick of its own
            yield Quoted(" ".join(text[start + 2 : end].split()), line)
            at = end + 2
            continue
        end = text.find("`", start + 1)
        if end < 0:
            return
        item = rst_item(text, start, end, line)
        if item:
            yield item
        at = end + 1


def rst_item(text: str, start: int, end: int, line: int) -> Item | None:
    """Return what one pair of single backticks means; ``None`` for a reference to elsewhere."""
    content = text[start + 1 : end]
    role = RST_ROLE.search(text[max(0, start - 90) : start]) or RST_AFTER.match(text, end + 1)
    if role:
        return role_item(role[1], content, line)
    if text[end + 1 : end + 2] == "_":
        found = EXPLICIT.match(" ".join(content.split()))
        target = found[1] if found else ""
        return Link("link", target, line) if target and not target.endswith("_") else None
    return Quoted(" ".join(content.split()), line)


def plain_title(title: str) -> str:
    """Return a heading's text without its markup."""
    title = title[:LONGEST_TITLE]
    text = re.sub(r"\{[\w:+-]{1,60}\}(?=`)|:[\w:+-]{1,60}:(?=`)", "", title)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"(?<!\s)\s*\{[#.][^{}]*\}\s*$|<!--.*?-->|</?[A-Za-z][^<>]*>", "", text)
    return " ".join(re.sub(r"[`*]|\\(?=\W)|(?<!\w)_+|_+(?!\w)", "", text).split())
