"""The file names of one folder in many commits, through one git process.

``ls-tree`` for each of five hundred branches is five hundred processes. Here commits and
trees are read as objects, and a tree that several branches share is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archdocs.errors import RepositoryError
from archdocs.system.git import BlobReader, Git

__all__ = ["names_in_folder", "parse_tree"]

FOLDER_MODE = b"40000"


def names_in_folder(git: Git, commits: Iterable[str], folder: str) -> frozenset[str]:
    """Return the names of the files in a folder, at any depth, in any of the commits.

    An object that a partial clone does not have counts as empty; nothing is fetched.
    """
    parts = [part.encode("utf-8", "surrogateescape") for part in folder.split("/") if part]
    names: set[str] = set()
    with git.blobs() as reader:
        walk = TreeWalk(reader)
        roots = {walk.root(commit) for commit in dict.fromkeys(commits)}
        for root in roots - {""}:
            ident: str | None = root
            for part in parts:
                ident = walk.folders(ident).get(part) if ident else None
            if ident:
                names |= walk.files(ident)
    return frozenset(names)


class TreeWalk:
    """Reads trees by id, each once."""

    def __init__(self, reader: BlobReader) -> None:
        self.reader = reader
        self.known: dict[str, tuple[tuple[bytes, bytes, str], ...]] = {}
        self.walked: set[str] = set()

    def root(self, commit: str) -> str:
        """Return the id of a commit's tree, empty when the commit can't be read."""
        try:
            found = re.match(rb"tree ([0-9a-f]{40,64})\n", self.reader.read(commit))
        except RepositoryError:
            return ""
        return found[1].decode("ascii") if found else ""

    def entries(self, ident: str) -> tuple[tuple[bytes, bytes, str], ...]:
        """Return the mode, name and id of each entry of a tree."""
        if ident not in self.known:
            try:
                self.known[ident] = parse_tree(self.reader.read(ident), len(ident) // 2)
            except RepositoryError:
                self.known[ident] = ()
        return self.known[ident]

    def folders(self, ident: str) -> dict[bytes, str]:
        """Return the id of each folder in a tree."""
        return {name: sub for mode, name, sub in self.entries(ident) if mode == FOLDER_MODE}

    def files(self, ident: str) -> set[str]:
        """Return the names of the files in a tree and below it that were not seen before."""
        names: set[str] = set()
        waiting = [ident]
        while waiting:
            tree = waiting.pop()
            if tree in self.walked:
                continue
            self.walked.add(tree)
            for mode, name, sub in self.entries(tree):
                if mode == FOLDER_MODE:
                    waiting.append(sub)
                else:
                    names.add(name.decode("utf-8", "surrogateescape"))
        return names


def parse_tree(data: bytes, size: int) -> tuple[tuple[bytes, bytes, str], ...]:
    """Read git's own form of a tree, whose ids are ``size`` bytes long."""
    entries = []
    start = 0
    while start < len(data):
        space = data.find(b" ", start)
        end = data.find(b"\0", space)
        if space < 0 or end < 0:
            break
        ident = data[end + 1 : end + 1 + size]
        entries.append((data[start:space], data[space + 1 : end], ident.hex()))
        start = end + 1 + size
    return tuple(entries)
