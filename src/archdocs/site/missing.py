"""Say what of a version's tree is not there for its pages, and which page needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.system.export import Note
from archdocs.system.markup import is_document
from archdocs.system.regular import paths_under, read_regular

__all__ = ["told"]

#: What pages include, beside documents.
INCLUDED = (".txt", ".inc", ".rest", ".ipynb")
#: Names that are looked for in one version, at most.
MOST = 200
#: What is on a line that brings a file into a page, and not on one that only speaks of it.
BRINGS = re.compile(r"include|image::|figure|download|:file:|\]\(|\{(?:image|eval-rst)")
FETCH = {
    "submodule": "run: git submodule update --init, then archdocs build --no-cache",
    "lfs-pointer": "run: git lfs fetch --all, then archdocs build --no-cache",
}


def told(notes: Sequence[Note], root: Path, prefix: str, docs: str) -> list[Finding]:
    """Make findings of what was left out, where pages miss it.

    Those are all in the documentation's folder ``docs`` of the project at ``root``, and those
    elsewhere that a page includes or shows. ``prefix`` is the project's folder in the repository.
    """
    start = f"{prefix}/" if prefix else ""
    paths = {note.path.removeprefix(start): note for note in notes}
    needed = dict(places(list(paths)[:MOST], root, docs)) if paths else {}
    found = []
    for path, note in paths.items():
        if within(path, docs) or path in needed:
            found.append(finding(note, path, needed.get(path)))
    return found


def places(paths: Sequence[str], root: Path, docs: str) -> Iterator[tuple[str, Location]]:
    """Yield the first place in the documents that names each path, or brings it in from outside."""
    waiting = {path: pattern_of(path, docs) for path in paths}
    top = root / docs
    for name in paths_under(top, skipped={"_build"}):
        if not waiting:
            return
        if not is_document(name) and not name.endswith(INCLUDED):
            continue
        try:
            lines = read_regular(top / name).decode("utf-8", "replace").splitlines()
        except OSError:
            continue
        for number, line in enumerate(lines, 1):
            named = [path for path, pattern in waiting.items() if pattern.search(line)]
            brings = bool(BRINGS.search(line))
            for path in [path for path in named if brings or within(path, docs)]:
                yield path, Location(f"{docs}/{name}" if docs else name, number)
                del waiting[path]


def within(path: str, docs: str) -> bool:
    """Say whether a path is in the documentation's folder."""
    return not docs or path == docs or path.startswith(f"{docs}/")


def pattern_of(path: str, docs: str) -> re.Pattern[str]:
    """Return what finds a path as documents write it: the folder ``docs`` is taken for granted."""
    inner = path.removeprefix(f"{docs}/") if docs else path
    # Not any number of steps: each slash of a long row of them would be looked at from each.
    steps, name = r"(?<![\w.-])(?:\.{0,2}/){0,20}", re.escape(inner)
    return re.compile(rf"{steps}{name}(?![\w.-])|/{name}\b")


def finding(note: Note, path: str, needed: Location | None) -> Finding:
    """Make the finding of one path, at the page that needs it."""
    where, name = needed or Location(path), f"{path}, " if needed else ""
    hint = FETCH.get(note.kind, "")
    if note.kind == "submodule":
        return codes.SUBMODULE.at(where, f"{name}a submodule; its files are not here", hint=hint)
    if note.kind == "lfs-pointer":
        message = f"{name}a Git LFS pointer; the file itself is not here"
        return codes.LFS_POINTER.at(where, message, hint=hint)
    return codes.PATH_REFUSED.at(where, f"{name}left out: {note.reason}")
