"""Renew a block of code that leaves lines out, where it is certain which ones."""

from __future__ import annotations

from archdocs.freshness.blocks_of_code import ELLIPSIS, dedented, matches

__all__ = ["renewed"]


def renewed(quoted: list[str], source: list[str]) -> list[str] | None:
    """Return what a block with ``…`` has to show of a source that changed; ``None`` if unsure.

    Between two ``…`` stand pieces of the source. A piece begins and ends where its first and
    last line still are, each once and in order. The first piece begins where the source does,
    the last ends there; of these, one that is a single line may have changed itself.
    """
    shown, code = dedented(quoted), dedented(source)
    pieces, marks = cut(shown)
    if not marks or not code:
        return None
    made: list[str] = []
    at = 0
    for number, piece in enumerate(pieces):
        ends = (number == 0, number == len(pieces) - 1)
        if not any(piece):
            if piece and not any(ends):
                return None
            found: tuple[int, int] | None = (at, at)
        else:
            found = place(piece, code, ends)
        if found is None or found[0] < at:
            return None
        at = found[1]
        made += code[found[0] : at]
        made += [marks[number]] if number < len(marks) else []
    return made if matches(made, code) and made != shown else None


def cut(shown: list[str]) -> tuple[list[list[str]], list[str]]:
    """Return the pieces of a block, and the lines between them that are ``…``."""
    pieces: list[list[str]] = [[]]
    marks = []
    for line in shown:
        if ELLIPSIS.match(line):
            marks.append(line)
            pieces.append([])
        else:
            pieces[-1].append(line)
    return pieces, marks


def place(piece: list[str], code: list[str], ends: tuple[bool, bool]) -> tuple[int, int] | None:
    """Return where a piece stands in the code: its first line, and the one after its last.

    ``ends`` says whether it is the first piece, and whether it is the last.
    """
    first, last = ends
    lines = [line for line in piece if line]
    start = 0 if first else only(lines[0], code)
    end = len(code) - 1 if last else only(lines[-1], code)
    if start is None and last and len(lines) == 1:
        start = len(code) - 1
    if end is None and first and len(lines) == 1:
        end = 0
    return (start, end + 1) if start is not None and end is not None and start <= end else None


def only(line: str, code: list[str]) -> int | None:
    """Return where the one line is that reads so; ``None`` where there is none, or several."""
    found = [number for number, each in enumerate(code) if each == line]
    return found[0] if len(found) == 1 else None
