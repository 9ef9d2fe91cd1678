"""The web addresses in the text of a document, code apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.system.markup.inline import without_code
from archdocs.system.markup.markdown import Blocks, blocks
from archdocs.system.markup.rst import rst_blocks
from archdocs.system.markup.scan import PROSE, is_rst

__all__ = ["web_addresses"]

ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\^\[\]]{4,2000}", re.I)
LITERAL = re.compile(r"``.+?``|:[\w.+:-]{1,60}:`[^`<>]*`", re.S)
TRAILING = ".,;:!?*_~"
DEEPEST = 6


def web_addresses(text: str, path: str) -> tuple[tuple[int, str], ...]:
    """Return each address with its line: of links, images, HTML attributes, and bare ones.

    What GitHub takes to belong to a bare address does so here: no marks at its end, and no
    bracket that was not opened in it.
    """
    lines = text.split("\n")
    if is_rst(path):
        found = rst_blocks(lines)
        runs = [(line, LITERAL.sub(blank, run)) for line, run in found.inline]
        runs += [(line, url) for line, _, url in found.targets if url]
        runs += [(each.line, each.argument) for each in found.directives]
    else:
        runs = list(markdown_runs(blocks(list(enumerate(lines, 1))), 0))
    return tuple(sorted({each for line, run in runs for each in addresses_in(run, line)}))


def blank(found: re.Match[str]) -> str:
    """Return white space of the same lines."""
    return re.sub(r"[^\n]", " ", found[0])


def markdown_runs(found: Blocks, depth: int) -> Iterator[tuple[int, str]]:
    """Yield the runs of text and of HTML, also of directives whose body is prose."""
    for line, run in found.inline:
        yield line, without_code(run)
    yield from found.html
    for directive in found.directives:
        yield directive.line, directive.argument
        if PROSE.match(directive.name) and depth < DEEPEST:
            yield from markdown_runs(blocks(directive.body), depth + 1)


def addresses_in(run: str, first: int) -> Iterator[tuple[int, str]]:
    """Yield the addresses of one run that begins at the line ``first``."""
    for found in ADDRESS.finditer(run):
        yield first + run.count("\n", 0, found.start()), trimmed(found[0])


def trimmed(address: str) -> str:
    """Return an address without what ends the sentence or the brackets around it."""
    depth = 0
    for at, char in enumerate(address):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            address = address[:at]
            break
    return address.rstrip(TRAILING)
