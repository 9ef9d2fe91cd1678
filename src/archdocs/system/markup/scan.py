"""Scan a document: the blocks of its language, what is inline in them, and its sections."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from archdocs.system import frontmatter
from archdocs.system.markup.codenames import code_names
from archdocs.system.markup.comments import parse_comment
from archdocs.system.markup.inline import (
    markdown_inline,
    plain_title,
    role_item,
    rst_inline,
    without_code,
)
from archdocs.system.markup.markdown import Blocks, Directive, blocks
from archdocs.system.markup.model import (
    Comment,
    Document,
    Heading,
    Ignore,
    Link,
    Quoted,
    Section,
    slug,
)
from archdocs.system.markup.rst import RstBlocks, RstDirective, rst_blocks

__all__ = ["decode", "scan", "sections_of"]

#: Directives whose body is prose, and those that read a file.
PROSE = re.compile(
    r"(?:note|warning|tip|important|hint|caution|danger|error|attention|admonition|seealso|todo"
    r"|dropdown|card|card-carousel|grid|grid-item|grid-item-card|tab-set|tab-item|figure|list-table"
    r"|table|epigraph|topic|sidebar|margin|details|figure-md|glossary|rubric|container|div"
    r"|py:[a-z]+|function|class|method|attribute|data|module|exception|confval|envvar|option)$"
)
FILES = {
    "image": "image",
    "figure": "image",
    "include": "file",
    "literalinclude": "file",
    "download": "file",
}
DEFINES = re.compile(
    r"(?:[a-z]+:)?(?:class|function|method|attribute|data|module|exception|property|decorator"
    r"|staticmethod|classmethod|currentmodule|confval|envvar|option|cmdoption|describe"
    r"|object|event|setting|signal|program|macro|directive|role)$"
)
HTML_ID = re.compile(r"<[A-Za-z][\w-]*\s[^<>]{0,500}?\b(?:id|name)=[\"']?([^\s\"'<>]+)")
ENTRY = re.compile(r"[^<>]*<([^<>]+)>$")
NAME = re.compile(r"--?[A-Za-z][\w-]+|[A-Za-z_]\w*")
MARK = re.compile(r"<!--\s*archdocs:")
DEEPEST = 6
#: The role of a signature that a directive documents.
SIGNATURE = "signature"
LONGEST_SIGNATURE = 500


def decode(data: bytes) -> str:
    """Return a document's text: no BOM, bytes that are no UTF-8 replaced, LF ends."""
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def scan(text: str, path: str) -> Document:
    """Read a whole document; whatever the text is, this returns."""
    lines = text.split("\n")
    return scan_rst(lines, path) if is_rst(path) else scan_markdown(text, lines, path)


def sections_of(text: str, path: str) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """Return the lines and only the sections: what dating old versions needs."""
    lines = text.split("\n")
    if is_rst(path):
        return tuple(lines), make_sections(lines, rst_blocks(lines).headings, 1)
    start = front_end(lines)
    found = blocks(list(enumerate(lines[start:], start + 1)))
    return tuple(lines), make_sections(lines, found.headings, start + 1)


def is_rst(path: str) -> bool:
    """Say whether a path is named as reStructuredText."""
    return path.lower().endswith(".rst")


def front_end(lines: list[str]) -> int:
    """Return how many lines the front matter takes."""
    if lines[0].rstrip() != frontmatter.FENCE:
        return 0
    ends = (n for n, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "..."))
    return next(ends, 0)


def make_sections(lines: list[str], headings: list[Heading], first: int) -> tuple[Section, ...]:
    """Cut the lines at the headings; each takes its own text only."""
    made: list[Section] = []
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    start = headings[0].line - 1 if headings else last
    if any(line.strip() for line in lines[first - 1 : start]):
        made.append(Section("", 0, "", first, start, first))
    open_levels: list[tuple[int, str]] = []
    anchors: dict[str, int] = {}
    slugs: dict[str, int] = {}
    for index, heading in enumerate(headings):
        title = plain_title(heading.title)
        while open_levels and open_levels[-1][0] >= heading.level:
            open_levels.pop()
        fragment = slug(title)
        open_levels.append((heading.level, fragment or "section"))
        anchor = heading.label or "/".join(name for _, name in open_levels)
        anchors[anchor] = count = anchors.get(anchor, 0) + 1
        again = slugs.get(fragment, 0)
        slugs[fragment] = again + 1
        end = headings[index + 1].line - 1 if index + 1 < len(headings) else last
        made.append(
            Section(
                anchor if count == 1 else f"{anchor}~{count}",
                heading.level,
                title,
                heading.line,
                max(end, heading.end),
                heading.end + 1,
                heading.label,
                f"{fragment}-{again}" if again else fragment,
            )
        )
    return tuple(made)


def scan_markdown(text: str, lines: list[str], path: str) -> Document:
    """Read Markdown."""
    start = front_end(lines)
    front = frontmatter.split(text) if start else frontmatter.FrontMatter()
    found = blocks(list(enumerate(lines[start:], start + 1)))
    items = list(markdown_items(found, 0))
    notes = list(markdown_comments(found))
    targets = [name for _, name in found.targets]
    for _, line in itertools.chain(found.html, found.inline):
        targets.extend(HTML_ID.findall(line[:100_000]))
    for heading in found.headings:
        targets.extend(re.findall(r"\{#([\w:.-]+)[^{}]*\}\s*$", heading.title[:2000]))
    return Document(
        path,
        tuple(lines),
        make_sections(lines, found.headings, start + 1),
        tuple(item for item in items if isinstance(item, Link)),
        tuple(item for item in items if isinstance(item, Quoted)),
        tuple(note for note in notes if isinstance(note, Comment)),
        tuple(note for note in notes if isinstance(note, Ignore)),
        tuple(targets),
        tuple(defined_names(found.directives)),
        front,
        tuple(code_names([*found.fences, *found.directives])),
    )


def markdown_items(found: Blocks, depth: int) -> Iterator[Link | Quoted]:
    """Yield links and code of the text, and of directives whose body is prose."""
    for line, text in found.inline:
        yield from markdown_inline(text, line)
    for directive in found.directives:
        yield from directive_items(directive)
        if PROSE.match(directive.name) and depth < DEEPEST:
            yield from markdown_items(blocks(directive.body), depth + 1)


def directive_items(directive: Directive | RstDirective) -> Iterator[Link | Quoted]:
    """Yield what a directive refers to: its argument, and the entries of a ``toctree``."""
    name, argument, line = directive.name, directive.argument, directive.line
    if "(" in argument and DEFINES.match(name):
        yield Quoted(argument[:LONGEST_SIGNATURE], line, SIGNATURE)
    if name in FILES and argument:
        yield Link(FILES[name], argument, line)
    elif name in ("adr", "record") and argument:
        yield role_item(name, argument, line)
    elif name == "toctree":
        for number, text in directive.body:
            entry = text.strip()
            if entry and entry[0] not in ":#" and not any(mark in entry for mark in "*?[]{}"):
                target = ENTRY.match(entry)
                yield Link("role", (target[1] if target else entry).strip(), number, "toctree")


def markdown_comments(found: Blocks) -> Iterator[Comment | Ignore]:
    """Yield the archdocs comments; they may stand in HTML blocks or in paragraphs."""
    runs = [(line, without_code(text)) for line, text in found.inline if MARK.search(text)]
    for line, text in found.html:
        if runs and runs[-1][0] + runs[-1][1].count("\n") + 1 == line:
            runs[-1] = (runs[-1][0], f"{runs[-1][1]}\n{text}")
        else:
            runs.append((line, text))
    for first, text in runs:
        mark = MARK.search(text)
        while mark:
            end = text.find("-->", mark.end())
            end = end if end >= 0 else len(text)
            line = first + text.count("\n", 0, mark.start())
            yield parse_comment(text[mark.end() : end].strip(), line)
            mark = MARK.search(text, end)


def defined_names(directives: Iterable[Directive | RstDirective]) -> Iterator[str]:
    """Yield the names that directives document."""
    for directive in directives:
        if DEFINES.match(directive.name):
            yield from NAME.findall(directive.argument)


def scan_rst(lines: list[str], path: str) -> Document:
    """Read reStructuredText."""
    found = rst_blocks(lines)
    items = list(rst_items(found))
    notes = [
        parse_comment(text.removeprefix("archdocs:").strip(), line)
        for line, text in found.comments
        if text.startswith("archdocs:")
    ]
    return Document(
        path,
        tuple(lines),
        make_sections(lines, found.headings, 1),
        tuple(item for item in items if isinstance(item, Link)),
        tuple(item for item in items if isinstance(item, Quoted)),
        tuple(note for note in notes if isinstance(note, Comment)),
        tuple(note for note in notes if isinstance(note, Ignore)),
        tuple(name for _, name, url in found.targets if not url),
        tuple(defined_names(found.directives)),
        code=tuple(code_names([*found.fences, *found.directives])),
    )


def rst_items(found: RstBlocks) -> Iterator[Link | Quoted]:
    """Yield links and code of the text and of directives' arguments."""
    for line, text in found.inline:
        yield from rst_inline(text, line)
    for line, _name, url in found.targets:
        if url and not url.endswith("_"):
            yield Link("link", url.strip("<>"), line)
    for directive in found.directives:
        yield from directive_items(directive)
