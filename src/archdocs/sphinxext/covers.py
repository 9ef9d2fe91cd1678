"""What the documents of a build say they cover, for links between them and diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archdocs.diagrams.urls import fixed
from archdocs.freshness.bound import Ties
from archdocs.freshness.view import units_of
from archdocs.system.markup import decode, scan
from archdocs.system.tree import Tree

__all__ = ["Cover", "covers_in"]


@dataclass(frozen=True, slots=True)
class Cover:
    """A section or page that says what it covers: which files, and from which folder on.

    ``names`` are the targets without what varies in them: of ``src/shop/*.py`` the folder.
    ``line`` is its heading's, 0 for a page; ``title`` that heading.
    """

    docname: str
    files: frozenset[str]
    names: frozenset[str]
    line: int = 0
    title: str = ""

    def includes(self, name: str, files: frozenset[str]) -> bool:
        """Say whether it speaks of all that a target means, or of the same place."""
        return name in self.names or (bool(files) and files <= self.files)


def covers_in(pages: Mapping[str, str], tree: Tree, ties: Ties) -> tuple[Cover, ...]:
    """Return what pages (paths to names of documents) cover, the narrowest first."""
    found = []
    for path, docname in pages.items():
        data = tree.read(path) or b""
        if b"covers" not in data:
            continue
        for unit in units_of(scan(decode(data), path)):
            meant = [ties.meant(target.raw) for target in unit.covers]
            files = frozenset(file for item in meant for file in item.files)
            names = frozenset(fixed(item.name) for item in meant if item.files)
            if files:
                line = unit.line if unit.anchor else 0
                found.append(Cover(docname, files, names, line, unit.title))
    found.sort(key=lambda item: (len(item.files), item.docname, item.line))
    return tuple(found)
