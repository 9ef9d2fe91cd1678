"""Code blocks of documents: where one stands under a comment, and how it is written anew."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Block", "alike", "block_after", "dedented", "written"]

FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*([^\r\n]*)\Z")
OPTION = re.compile(r"\s*:[\w-]+:(?:\s|\Z)")
RST_BLOCK = re.compile(r"([ \t]*)\.\. (?:code-block|sourcecode|code)::.*\Z|([ \t]*)::\Z")
ELLIPSIS = re.compile(r"\s*(?:#|//|--|/\*|<!--|;|%)?\s*…\s*(?:\*/|-->)?\s*\Z")
#: Columns a tab may stand for.
TABS = (4, 2, 8)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a block by index: ``first`` to ``last`` (exclusive) is the code.

    ``open`` is the index of the line that begins the block; ``mark`` its fence, empty in
    reStructuredText; ``indent`` what stands before each of its lines.
    """

    open: int
    first: int
    last: int
    mark: str
    indent: str


def block_after(lines: list[str], comment: int, *, rst: bool) -> Block | None:
    """Return the code block right after the comment that begins at an index, or ``None``."""
    at = comment
    if rst:
        own = len(lines[at]) - len(lines[at].lstrip())
        at += 1
        while at < len(lines) and lines[at].strip() and indent_of(lines[at]) > own:
            at += 1
    else:
        while at < len(lines) and "-->" not in lines[at]:
            at += 1
        at += 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at >= len(lines):
        return None
    return rst_block(lines, at) if rst else fenced(lines, at)


def fenced(lines: list[str], at: int) -> Block | None:
    """Read a fence of Markdown; a directive's options are no code."""
    found = FENCE.match(lines[at])
    if not found or ("`" in found[2] and "`" in found[3]):
        return None
    mark, info = found[2], found[3]
    if mark[0] == ":" and not info.startswith("{"):
        return None
    close = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\Z")
    last = next((n for n in range(at + 1, len(lines)) if close.match(lines[n])), None)
    if last is None:
        return None
    first = at + 1
    if info.startswith("{"):
        while first < last and OPTION.match(lines[first]):
            first += 1
        if first > at + 1 and first < last and not lines[first].strip():
            first += 1
    return Block(at, first, last, mark, found[1])


def rst_block(lines: list[str], at: int) -> Block | None:
    """Read a ``code-block`` of reStructuredText, or what follows ``::``."""
    found = RST_BLOCK.match(lines[at])
    if not found:
        return None
    outer = len(found[1] or found[2] or "")
    first = at + 1
    while first < len(lines) and OPTION.match(lines[first]):
        first += 1
    while first < len(lines) and not lines[first].strip():
        first += 1
    last = end = first
    while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) > outer):
        end += 1
        last = end if lines[end - 1].strip() else last
    if last == first:
        return None
    inner = min(indent_of(line) for line in lines[first:last] if line.strip())
    return Block(at, first, last, "", lines[first][:inner])


def indent_of(line: str) -> int:
    """Return how many blanks a line begins with."""
    return len(line) - len(line.lstrip())


def dedented(lines: list[str]) -> list[str]:
    """Return lines without common indentation, blanks at their ends, and empty lines around."""
    bare = [line.rstrip() for line in lines]
    while bare and not bare[0]:
        bare.pop(0)
    while bare and not bare[-1]:
        bare.pop()
    common: str | None = None
    for line in bare:
        own = line[: len(line) - len(line.lstrip())]
        if not line:
            continue
        if common is None:
            common = own
        while not own.startswith(common):
            common = common[:-1]
    return [line.removeprefix(common or "") for line in bare]


def alike(quoted: list[str], source: list[str]) -> bool:
    """Compare a block with its source; ``…`` on a line stands for lines left out."""
    shown, code = dedented(quoted), dedented(source)
    choices = [code]
    if not any("\t" in line for line in shown):
        choices += [[spaced(line, tab) for line in code] for tab in TABS]
    return any(matches(shown, choice) for choice in choices)


def spaced(line: str, tab: int) -> str:
    """Return a line whose indentation is blanks."""
    own = line[: len(line) - len(line.lstrip())]
    return own.replace("\t", " " * tab) + line.lstrip()


def matches(shown: list[str], code: list[str]) -> bool:
    """Say whether lines match, those that are ``…`` standing for any number of lines."""
    pieces: list[list[str]] = [[]]
    for line in shown:
        if ELLIPSIS.match(line):
            pieces.append([])
        else:
            pieces[-1].append(line)
    if len(pieces) == 1:
        return shown == code
    head, tail = pieces[0], pieces[-1]
    if len(head) + len(tail) > len(code) or code[: len(head)] != head:
        return False
    end = len(code) - len(tail)
    if code[end:] != tail:
        return False
    at = len(head)
    for piece in pieces[1:-1]:
        wanted = [line for line in piece if line]
        while at < end and wanted and [c for c in code[at : at + len(piece)] if c] != wanted:
            at += 1
        if at >= end and wanted:
            return False
        at += len(piece)
    return True


def elided(shown: list[str]) -> bool:
    """Say whether a block leaves lines out."""
    return any(ELLIPSIS.match(line) for line in shown)


def written(block: Block, lines: list[str], source: list[str]) -> list[str]:
    """Return the lines of a block, from its opening on, that repeat the source.

    A fence grows where the code holds one of its own.
    """
    code = [f"{block.indent}{line}".rstrip() for line in dedented(source)]
    head = lines[block.open : block.first]
    if not block.mark:
        return [*head, *code]
    longest = max((len(run) for run in runs(block.mark[0], code)), default=0)
    mark = block.mark if longest < len(block.mark) else block.mark[0] * (longest + 1)
    opening = head[0].replace(block.mark, mark, 1)
    return [opening, *head[1:], *code, f"{block.indent}{mark}"]


def runs(char: str, code: list[str]) -> list[str]:
    """Return the runs of a fence's character at the beginning of lines."""
    found = (re.match(rf"\s*({re.escape(char)}{{3,}})", line) for line in code)
    return [match[1] for match in found if match]
