"""Which files of a tree are records, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.records.folders import files_in
from archdocs.records.kinds import Kind, Kinds, nearest
from archdocs.records.names import record_paths
from archdocs.system.tree import Tree

__all__ = ["record_files"]

#: The line of front matter that names a record's kind.
MARK = re.compile(
    rb"\xef?\xbb?\xbf?---[ \t]*\r?\n(?:(?!---)[^\r\n]*\r?\n){0,60}?kind:[ \t]*([^\s#]+)"
)
LONGEST_HEAD = 4096


def record_files(tree: Tree, kinds: Kinds) -> Iterator[tuple[Kind, str]]:
    """Yield the files that are records; one folder inside another belongs to the inner kind.

    Of a marked kind, in the folder that nobody configured, those are records that say so.
    """
    taken: set[str] = set()
    seen: dict[str, frozenset[str]] = {}
    pairs = [(name, folder) for name in kinds for folder in kinds.folders(name)]
    for name, folder in sorted(pairs, key=lambda item: -item[1].count("/")):
        there = files_in(tree, folder) if may_be(tree, folder, seen) else ()
        if not there:
            continue
        kind = kinds[name]
        for path in record_paths(there, kind.prefix):
            if path in taken or (
                kind.marked and folder == kind.folder and not marked(tree, path, kind)
            ):
                continue
            taken.add(path)
            yield kind, path


def may_be(tree: Tree, folder: str, seen: dict[str, frozenset[str]]) -> bool:
    """Say whether a folder may be in a tree; what is beside it is looked at once for all."""
    parent, _, name = folder.rpartition("/")
    if not parent or set(folder) & set("*?["):
        return True
    if parent not in seen:
        cut = len(parent) + 1
        seen[parent] = frozenset(path[cut:].split("/", 1)[0] for path in tree.files(parent))
    return name in seen[parent]


def marked(tree: Tree, path: str, kind: Kind) -> bool:
    """Say whether a file's front matter names this kind, or nearly so."""
    data = tree.read(path) or b""
    found = MARK.match(data[:LONGEST_HEAD])
    word = found[1].decode("utf-8", "replace").strip().strip("\"'").lower() if found else ""
    return word == kind.name or bool(word and nearest(word, (kind.name,), cutoff=0.7))
