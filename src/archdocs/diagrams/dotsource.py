"""Take DOT that somebody wrote apart and write it anew, keeping only what can do no harm.

Every word is quoted by us, and an attribute stays only if a script's graph may have it too:
those that read files or load something (``image``, ``shapefile``, ``imagepath``, ``fontpath``)
are left out. Line breaks are kept, so that what an engine says of a line is true of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archdocs.diagrams.dot import FONT
from archdocs.diagrams.received import CONTROL, EDGE, GRAPH, LAYOUTS, NODE, is_html, safe

__all__ = ["BadDot", "Cleaned", "clean"]

LARGEST = 64_000
ALLOWED = (GRAPH | NODE | EDGE) - {"image"}
#: What a picture has from us or can't show; nobody misses it.
SILENT = frozenset({"id", "class", "comment", "fontname", "charset", "target", "edgetarget"})
KEYWORDS = frozenset({"strict", "graph", "digraph", "subgraph", "node", "edge"})
BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|(?<![^\n])#[^\n]*)+", re.DOTALL)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*|-?(?:\.\d+|\d+(?:\.\d*)?)")
MARK = re.compile(r"->|--|[{}\[\]=;,:]")
PLUS = re.compile(r"\s*\+\s*(?=\")")


class BadDot(ValueError):
    """The text is no DOT; ``line`` is where, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Harmless DOT, and what was left out of it: line and attribute."""

    dot: str
    left_out: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of DOT: ``kind`` is word, quoted, html or mark."""

    kind: str
    text: str
    line: int

    def written(self) -> str:
        """Return it as it goes to the engine."""
        if self.kind == "mark" or (self.kind == "word" and self.text.lower() in KEYWORDS):
            return self.text
        return f'"{self.text}"'


def clean(text: str, layout: str = "") -> Cleaned:
    """Return a graph's DOT without what may not be in it; ``layout`` is the engine asked for.

    Raises :class:`BadDot`.
    """
    if len(text) > LARGEST:
        raise BadDot("the graph is longer than 64,000 letters", 1)
    tokens = list(scan(CONTROL.sub("", text.replace("\r\n", "\n"))))
    opening = first_brace(tokens)
    written, left_out, at = [], [], 0
    while at < len(tokens):
        token = tokens[at]
        if at + 1 < len(tokens) and tokens[at + 1].text == "=" and token.kind != "mark":
            value = tokens[at + 2] if at + 2 < len(tokens) else token
            kept = assignment(token, value)
            if not kept and token.text not in SILENT:
                left_out.append((token.line, token.text[:40]))
            written.append((token.line, kept or 'comment=""'))
            at += 3
            continue
        if token.kind == "html":
            raise BadDot("an HTML-like text can only be a label", token.line)
        start = beginning(layout) if at == opening else ""
        written.append((token.line, token.written() + start))
        at += 1
    return Cleaned(joined(written), tuple(left_out))


def first_brace(tokens: list[Token]) -> int:
    """Return where the graph's body begins; it must end with the text.

    Raises :class:`BadDot`.
    """
    opening, depth = -1, 0
    for at, token in enumerate(tokens):
        if opening >= 0 and depth == 0:
            raise BadDot("there is something after the graph's end", token.line)
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            opening = at if opening < 0 else opening
    if opening < 0 or depth:
        last = tokens[-1].line if tokens else 1
        raise BadDot("a brace is not closed" if depth > 0 else "there is no graph", last)
    return opening


def beginning(layout: str) -> str:
    """Return what every graph begins with: our font, no ground, the layout asked for."""
    chosen = f" layout={layout}" if layout in LAYOUTS else ""
    font = f'fontname="{FONT}"'
    # A node without a label shows its name; one engine forgets that.
    named = f'{font} label="\\N"'
    return f' graph [bgcolor="transparent" {font}{chosen}] node [{named}] edge [{font}]'


def assignment(name: Token, value: Token) -> str:
    """Return an attribute as it may be given to the engine; empty when it may not.

    Raises :class:`BadDot`.
    """
    if value.kind == "mark" or value is name:
        raise BadDot(f"there is no value for {name.text[:40]!r}", name.line)
    if name.text not in ALLOWED:
        return ""
    if value.kind == "html":
        if not name.text.lower().endswith("label"):
            raise BadDot("an HTML-like text can only be a label", value.line)
        if not is_html(value.text):
            message = (
                "a label's HTML is not well-formed, or has elements other than text and tables"
            )
            raise BadDot(message, value.line)
        return f"{name.text}={value.text}"
    return f'{name.text}="{value.text}"' if safe(name.text, value.text) else ""


def joined(written: list[tuple[int, str]]) -> str:
    """Put the pieces together, each in its own line of the source."""
    parts, line = [], 1
    for wanted, piece in written:
        parts.append("\n" * (wanted - line) or " ")
        parts.append(piece)
        line = max(line, wanted) + piece.count("\n")
    return "".join(parts) + "\n"


def scan(text: str) -> Iterator[Token]:
    """Yield the tokens of a text.

    Raises :class:`BadDot`.
    """
    at, line = 0, 1
    while at < len(text):
        if found := BLANK.match(text, at):
            token = None
        elif found := QUOTED.match(text, at):
            token = Token("quoted", found[1].replace("\\\n", ""), line)
            while plus := PLUS.match(text, found.end()):
                line += text.count("\n", at, plus.end())
                at = plus.end()
                found = QUOTED.match(text, at)
                if found is None:
                    raise BadDot("a quotation mark is not closed", line)
                more = found[1].replace("\\\n", "")
                token = Token("quoted", token.text + more, token.line)
        elif found := WORD.match(text, at):
            token = Token("word", found[0], line)
        elif found := MARK.match(text, at):
            token = Token("mark", found[0], line)
        elif text[at] == "<":
            token = Token("html", html_text(text, at, line), line)
        else:
            raise BadDot(f"{text[at : at + 20].splitlines()[0]!r} can't be read", line)
        end = found.end() if found else at + len(token.text if token else "")
        line += text.count("\n", at, end)
        at = end
        if token is not None:
            yield token


def html_text(text: str, at: int, line: int) -> str:
    """Return the HTML-like text that begins here, up to the bracket that closes it.

    Raises :class:`BadDot`.
    """
    depth = 0
    for found in re.compile("[<>]").finditer(text, at):
        depth += 1 if found[0] == "<" else -1
        if depth == 0:
            return text[at : found.end()]
    raise BadDot("an HTML-like text is not closed", line)
