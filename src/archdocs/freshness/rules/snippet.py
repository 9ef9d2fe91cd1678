"""``stale.snippet``: a code block is not what its source says."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from archdocs.finding import Edit, Finding, Location
from archdocs.freshness.blocks_of_code import Block, alike, block_after, dedented, elided, written
from archdocs.freshness.edits import edit_at, line_starts, own_text
from archdocs.freshness.elided import renewed
from archdocs.freshness.parts import NoPart, part_of
from archdocs.freshness.quote_codes import SNIPPET
from archdocs.freshness.stated import read_own
from archdocs.freshness.view import View
from archdocs.system.markup import Comment, decode

__all__ = ["find"]

LARGEST = 2_000_000


def find(view: View) -> Iterator[Finding]:
    """Report each anchored block that differs from its source, or has none."""
    for path, document in view.documents.items():
        for comment in document.comments:
            anchor = ",".join(comment.values.get("snippet", ()))
            if anchor:
                yield from problem(view, path, comment, anchor)


def problem(view: View, path: str, comment: Comment, anchor: str) -> Iterator[Finding]:
    """Compare one block."""
    lines = list(view.lines(path))
    block = block_after(lines, comment.line - 1, rst=path.lower().endswith(".rst"))
    if block is None:
        yield fault(view, path, comment, "no code block follows the comment", anchor)
        return
    try:
        source, first = source_of(view, anchor)
    except NoPart as error:
        yield fault(view, path, comment, str(error), anchor)
        return
    shown = lines[block.first : block.last]
    if alike(shown, source):
        return
    wanted = renewed(shown, source) if elided(shown) else source
    edit = renewal(view, path, block, wanted) if wanted else None
    was, now = first_difference(dedented(shown), dedented(source))
    place = anchor.partition("#")[0].removeprefix("./").strip("/")
    yield SNIPPET.at(
        Location(path, block.open + 1, block.last + (1 if block.mark else 0)),
        f"the code is not that of `{anchor}`",
        section=section_of(view, path, comment.line),
        hint="run: archdocs check --fix"
        if edit
        else "write it anew: what `…` leaves out is unsure",
        evidence=(
            ("source", anchor),
            ("place", f"{place}:{first}"),
            ("was", was),
            ("now", now),
        ),
        fix=(edit,) if edit else (),
    )


def fault(view: View, path: str, comment: Comment, text: str, anchor: str) -> Finding:
    """Say what keeps a block from being compared."""
    return SNIPPET.at(
        Location(path, comment.line),
        text,
        section=section_of(view, path, comment.line),
        hint="write: archdocs: snippet=PATH#NAME, right above the code",
        evidence=(("source", anchor), ("quoted", view.quote(path, comment.line))),
    )


def section_of(view: View, path: str, line: int) -> str:
    """Return the anchor of the section a line is in."""
    section = view.documents[path].section_at(line)
    return section.anchor if section else ""


def source_of(view: View, anchor: str) -> tuple[list[str], int]:
    """Return the lines that a block is to repeat, and where they begin.

    Raises :class:`NoPart`.
    """
    path, _, name = anchor.partition("#")
    path = path.removeprefix("./").strip("/")
    data = read_own(view, path)
    if data is None:
        same = [p for p in view.snapshot.files if p.rpartition("/")[2] == path.rpartition("/")[2]]
        near = f"; did it move to `{same[0]}`?" if same and same[0] != path else ""
        raise NoPart(f"there is no `{path}` to take the code from{near}")
    if len(data) > LARGEST:
        raise NoPart(f"`{path}` is too large to take code from")
    try:
        return part_of(path, decode(data), name)
    except NoPart as error:
        raise NoPart(f"`{path}` {error}") from None


def renewal(view: View, path: str, block: Block, source: list[str]) -> Edit | None:
    """Return the edit that puts the source into the block, in the document's own line ends."""
    text = own_text(view, path)
    lines = list(view.lines(path))
    if text is None or not dedented(source):
        return None
    starts = line_starts(text)
    last = block.last + (1 if block.mark else 0)
    start = starts[block.open]
    end = starts[last] if last < len(starts) else len(text)
    old = text[start:end]
    ending = "\r\n" if "\r\n" in old else "\n"
    kept = old[len(old.rstrip("\r\n")) :] if last <= len(starts) else ""
    new = ending.join(written(block, lines, source)) + kept
    return edit_at(path, text, (start, end), new)


def first_difference(shown: list[str], code: list[str]) -> tuple[str, str]:
    """Return the first line that differs, on both sides; a dash for one that is not there."""
    matcher = difflib.SequenceMatcher(None, shown[:2000], code[:2000], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            return shortened(shown[a:b]), shortened(code[c:d])
    return "—", "—"


def shortened(lines: list[str]) -> str:
    """Return the first of some lines, to be shown."""
    if not lines:
        return "—"
    first = " ".join(lines[0].split())
    more = f" (and {len(lines) - 1} more lines)" if len(lines) > 1 else ""
    return (first if len(first) <= 120 else first[:117] + "…") + more
