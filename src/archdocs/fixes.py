"""Repairs that are certain: worked out from findings, applied all or nothing.

A finding brings its own edits. Here they are held against the files as they are: an edit
whose text is not there exactly once is refused, and with it everything else of its finding.
Bytes that no edit names stay as they are.
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archdocs.errors import UsageError
from archdocs.finding import Edit, Finding
from archdocs.system import files
from archdocs.system.patch import patch

__all__ = ["Repair", "apply", "between", "located", "plan", "unified"]

LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


class Refused(ValueError):
    """An edit that does not fit the file; the message says why."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What findings' fixes change: files by path, before and after.

    ``done`` are the findings that are repaired by it, ``refused`` those that have a fix which
    does not fit what is on disk, with the reason.
    """

    old: Mapping[str, bytes] = field(default_factory=dict)
    new: Mapping[str, bytes] = field(default_factory=dict)
    done: tuple[Finding, ...] = ()
    refused: tuple[tuple[Finding, str], ...] = ()


def apply(root: Path, findings: Iterable[Finding], *, sweep: Collection[Path] = ()) -> Repair:
    """Repair what can be repaired, in one edit that happens whole or not at all.

    ``sweep`` are folders in which an edit that was cut off may have left files.

    Raises :class:`archdocs.errors.EnvironmentFault` when the disk refuses; then nothing has
    changed.
    """
    with files.lock(root, sweep=sweep):
        repair = plan(root, findings)
        if repair.new:
            files.edit_together(root, dict(repair.new))
    return repair


def plan(root: Path, findings: Iterable[Finding]) -> Repair:
    """Work out what :func:`apply` would change, and change nothing."""
    texts = Texts(root)
    done: list[Finding] = []
    refused: list[tuple[Finding, str]] = []
    for finding in findings:
        if finding.fix:
            try:
                texts.take(finding.fix)
                done.append(finding)
            except Refused as why:
                refused.append((finding, str(why)))
    old, new = texts.results()
    return Repair(old, new, tuple(done), tuple(refused))


def located(root: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings whose edits say in which line and column they begin.

    A fix that does not fit the file is left out: a report promises no more than can be kept.
    """
    texts = Texts(root)
    found = []
    for finding in findings:
        edits: tuple[Edit, ...] = ()
        with contextlib.suppress(Refused):
            edits = tuple(texts.place(edit) for edit in finding.fix)
        found.append(dataclasses.replace(finding, fix=edits) if finding.fix else finding)
    return tuple(found)


def between(path: str, before: str, after: str) -> tuple[Edit, ...]:
    """Return the edits that make one text of another, each of whole lines."""
    old, new = LINE.findall(before), LINE.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    edits = []
    for group in matcher.get_grouped_opcodes(1):
        start, stop, begin, end = group[0][1], group[-1][2], group[0][3], group[-1][4]
        # Of the lines around a change, one stays where it is needed to find the place by.
        if group[-1][0] == "equal" and stop - start > 1:
            stop, end = stop - 1, end - 1
        if group[0][0] == "equal" and stop - start > 1:
            start, begin = start + 1, begin + 1
        edits.append(Edit(path, "".join(old[start:stop]), "".join(new[begin:end]), start + 1))
    return tuple(edits)


def unified(repair: Repair) -> str:
    """Return a repair as a unified diff that ``git apply`` takes."""
    return "".join(
        patch(path, path, repair.old[path], data) for path, data in sorted(repair.new.items())
    )


class Texts:
    """Files as they are, and the edits that were accepted for each, by where they begin."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        self.taken: dict[str, dict[tuple[int, int], str]] = {}

    def take(self, edits: Iterable[Edit]) -> None:
        """Accept edits that belong together.

        Raises :class:`Refused`; then none of them is.
        """
        wanted: list[tuple[str, tuple[int, int], str]] = []
        for edit in edits:
            start = self.find(edit)
            span = start, start + len(edit.old)
            others = [(at, new) for path, at, new in wanted if path == edit.path]
            for other, new in (*self.taken.get(edit.path, {}).items(), *others):
                same = other == span and new == edit.new
                if not same and other[0] < span[1] and span[0] < other[1]:
                    raise Refused("another repair changes the same text")
            wanted.append((edit.path, span, edit.new))
        for path, span, new in wanted:
            self.taken.setdefault(path, {})[span] = new

    def find(self, edit: Edit) -> int:
        """Return where an edit's text begins in its file.

        Raises :class:`Refused` unless it is there exactly once.
        """
        text = self.text(edit.path)
        first, last = span_of(text, edit.line)
        at = text.find(edit.old, first) if edit.old else -1
        if not first <= at <= last:
            raise Refused("the file does not say what it said when it was checked")
        if first <= text.find(edit.old, at + 1) <= last:
            raise Refused("the text to change is there more than once")
        return at

    def place(self, edit: Edit) -> Edit:
        """Return an edit with its line and column.

        Raises :class:`Refused`.
        """
        at = self.find(edit)
        before = LINE.findall(self.text(edit.path)[:at])
        if before and not before[-1].endswith(("\n", "\r")):
            byte = len(before[-1].encode()) + 1
            column = len(before[-1]) + 1
            return dataclasses.replace(edit, line=len(before), column=column, byte=byte)
        return dataclasses.replace(edit, line=len(before) + 1, column=1, byte=1)

    def text(self, path: str) -> str:
        """Return a file's text, its byte order mark left in.

        Raises :class:`Refused` for what is no UTF-8 text.
        """
        if path not in self.texts:
            data = read_own(self.root, path)
            if data is None:
                raise Refused("the file can't be changed from here")
            try:
                self.texts[path] = data.decode("utf-8")
            except UnicodeDecodeError:
                raise Refused("the file is not UTF-8 text") from None
        return self.texts[path]

    def results(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Return the old and new bytes of each file that changes."""
        old, new = {}, {}
        for path, edits in self.taken.items():
            text = self.texts[path]
            made = "".join(pieces(text, edits))
            if made != text:
                old[path], new[path] = text.encode("utf-8"), made.encode("utf-8")
        return old, new


def pieces(text: str, edits: Mapping[tuple[int, int], str]) -> Iterator[str]:
    """Yield the parts of a text with some of them replaced."""
    at = 0
    for (start, stop), new in sorted(edits.items()):
        yield text[at:start]
        yield new
        at = stop
    yield text[at:]


def span_of(text: str, line: int) -> tuple[int, int]:
    """Return the first and the last place of a 1-based line; of the whole text, for 0."""
    if line == 0:
        return 0, len(text)
    at = 0
    for number, found in enumerate(LINE.finditer(text), 1):
        if number == line:
            return found.start(), found.end() - 1
        at = found.end()
    return at + 1, at


def read_own(root: Path, path: str) -> bytes | None:
    """Return the bytes of a regular file of the project, ``None`` for all else.

    What a link leads to is not ours to change, wherever it is.
    """
    with contextlib.suppress(UsageError, OSError, ValueError):
        target = files.inside(root, path)
        folders = [root.joinpath(*Path(path).parts[:n]) for n in range(1, len(Path(path).parts))]
        if not any(place.is_symlink() for place in (target, *folders)) and target.is_file():
            return target.read_bytes()
    return None
