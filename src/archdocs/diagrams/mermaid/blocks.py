"""Find the links of Mermaid blocks in the text of a page, and what they may mean."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archdocs.diagrams.mermaid.source import Click, without_clicks

__all__ = ["ELSEWHERE", "blocks_in", "clicks_in", "meanings"]

ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|#")
DOCUMENTS = (".md", ".rst")
#: A longer line opens no block, whatever it begins with.
LONGEST_FENCE = 1_000
FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<mark>`{3,}|~{3,}|:{3,})\s*(?P<info>[^`]*)$")
MERMAID = re.compile(r"^(?:\{mermaid\}|mermaid)\s*$")
#: Directives whose content is text of the page; in others it is code or an example.
TEXT = re.compile(
    r"^\{(?!code|sourcecode|parsed-literal|raw|literalinclude|math|eval-rst)[\w:+.-]+\}"
)
DIRECTIVE = re.compile(r"^(?P<indent>[ \t]*)\.\. mermaid::\s*$")
EXAMPLE = re.compile(r"^\s*\.\. (?:code|sourcecode|parsed-literal|raw|literalinclude)\b")


def clicks_in(text: str, *, markdown: bool) -> Iterator[Click]:
    """Yield the links of all blocks of a page, with their lines in it."""
    for start, block in blocks_in(text, markdown=markdown):
        _, clicks = without_clicks(block)
        yield from (replace(click, line=click.line + start) for click in clicks)


def blocks_in(text: str, *, markdown: bool) -> Iterator[tuple[int, str]]:
    """Yield the blocks of a page that may have links, and how many lines stand before each."""
    if "mermaid" not in text or ("click" not in text and "link" not in text):
        return
    lines = text.split("\n")
    for start, end in fenced(lines) if markdown else indented(lines):
        yield start, without_options("\n".join(lines[start:end]))


def without_options(block: str) -> str:
    """Return a block whose options of the directive are blank lines."""
    lines = block.split("\n")
    for number, line in enumerate(lines):
        if line.strip() and not re.match(r"\s*:\w+:", line):
            break
        lines[number] = ""
    return "\n".join(lines)


def fenced(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the content of each block in Markdown begins and ends."""
    open_mark, start = "", -1
    for number, line in enumerate(lines):
        found = FENCE.match(line) if len(line) <= LONGEST_FENCE else None
        if found is None:
            continue
        mark, info = found["mark"], found["info"].strip()
        if open_mark:
            closes = not info and mark[0] == open_mark[0] and len(mark) >= len(open_mark)
            if closes and start >= 0:
                yield start, number
            if closes:
                open_mark, start = "", -1
        elif info and not (TEXT.match(info) and not MERMAID.match(info)):
            open_mark, start = mark, number + 1 if MERMAID.match(info) else -1


def indented(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the content of each block in reStructuredText begins and ends."""
    around: list[str] = []
    end = 0
    for number, line in enumerate(lines):
        if number < end or not line.strip():
            continue
        while around and width(around[-1]) >= width(line):
            around.pop()
        shown = bool(around) and example(around[-1])
        around.append(line)
        if shown or DIRECTIVE.match(line) is None:
            continue
        end = number + 1
        while end < len(lines) and (not lines[end].strip() or width(lines[end]) > width(line)):
            end += 1
        yield number + 1, end


def example(line: str) -> bool:
    """Say whether what stands below a line is shown as code."""
    literal = line.rstrip().endswith("::") and not line.lstrip().startswith("..")
    return literal or EXAMPLE.match(line) is not None


def width(line: str) -> int:
    """Return how far a line is indented."""
    return len(line) - len(line.lstrip())


def meanings(target: str, page: str, top: str) -> Iterator[str]:
    """Yield what a target may mean in the project, likeliest first; an address means nothing.

    It is a record or a path from the project's root as it stands; as browsers read it, it is
    relative to the page, or from the top of the pages if it begins with a slash.
    """
    if ELSEWHERE.match(target):
        return
    yield target.lstrip("/")
    path = target.partition("#")[0].partition("?")[0]
    start = top if path.startswith("/") else posixpath.dirname(page)
    base, suffix = posixpath.splitext(path.lstrip("/"))
    names = [base + ending for ending in DOCUMENTS] if suffix in ("", ".html") else [base + suffix]
    for name in names:
        inside = posixpath.normpath(posixpath.join(start, name))
        if not inside.startswith(".."):
            yield inside
