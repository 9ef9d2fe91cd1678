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
FETCH = {
    "submodule": "run: git submodule update --init, then archdocs build --no-cache",
    "lfs-pointer": "run: git lfs fetch --all, then archdocs build --no-cache",
}


def told(notes: Sequence[Note], root: Path, prefix: str, docs: str) -> list[Finding]:
    """Make findings of what was left out, where pages miss it.

    Those are all in the documentation's folder ``docs`` of the project at ``root``, and those
    elsewhere that a page names. ``prefix`` is the project's folder in the repository.
    """
    start = f"{prefix}/" if prefix else ""
    paths = {note.path.removeprefix(start): note for note in notes}
    needed = dict(places(list(paths)[:MOST], root, docs)) if paths else {}
    found = []
    for path, note in paths.items():
        inside = not docs or path == docs or path.startswith(f"{docs}/")
        if inside or path in needed:
            found.append(finding(note, path, needed.get(path)))
    return found


def places(paths: Sequence[str], root: Path, docs: str) -> Iterator[tuple[str, Location]]:
    """Yield the first place in the documents that names each path: with its folder, or alone."""
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
            for path in [path for path, pattern in waiting.items() if pattern.search(line)]:
                yield path, Location(f"{docs}/{name}" if docs else name, number)
                del waiting[path]


def pattern_of(path: str, docs: str) -> re.Pattern[str]:
    """Return what finds a path as documents write it: the folder ``docs`` is taken for granted."""
    inner = path.removeprefix(f"{docs}/") if docs else path
    return re.compile(rf"(?<![\w.-])(?:\.*/)*{re.escape(inner)}(?![\w.-])|/{re.escape(inner)}\b")


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
