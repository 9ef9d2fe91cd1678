"""The file names of one folder in many commits, through one git process.

``ls-tree`` for each of five hundred branches is five hundred processes. Here commits and
trees are read as objects, and a tree that several branches share is read once.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from archdocs.errors import RepositoryError
from archdocs.system import gitrun
from archdocs.system.gitblobs import Batch, BlobReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archdocs.system.gitvalues import TreeEntry

__all__ = ["names_in_folder", "names_in_trees", "parse_tree", "trees_of_folder"]

FOLDER_MODE = b"40000"
#: The modes that git writes.
PLAIN = frozenset({FOLDER_MODE, b"100644", b"100755", b"120000", b"160000"})
#: A folder's mode as ``ls-tree`` writes it.
FOLDER = "040000"
#: Entries of trees that are remembered.
MOST_KNOWN = 300_000
#: The first line of a commit, which names its tree, or of a tag, which names what it is for.
HEAD = rb"(tree|object) ([0-9a-f]{40,64})\n"
#: What git says of a tree that it was asked about.
TREE = re.compile(rb"^([0-9a-f]{40,64}) tree \d+$", re.MULTILINE)
#: A tag may lead to a tag.
DEEPEST_TAG = 5


def names_in_folder(top: Path, commits: Iterable[str], folder: str) -> frozenset[str]:
    """Return the paths of the files in a folder, at any depth, in any of the commits.

    ``top`` is the repository's top folder and ``folder`` counts from there; in a part of it
    ``*`` stands for any characters. Paths are relative to the folder.

    An object that a partial clone does not have counts as empty; nothing is fetched.
    """
    parts = [part.encode("utf-8", "surrogateescape") for part in folder.split("/") if part]
    names: set[str] = set()
    with BlobReader(top) as reader:
        walk = TreeWalk(reader)
        roots = {walk.root(commit) for commit in dict.fromkeys(commits)}
        for root in roots - {""}:
            idents = [root]
            for part in parts:
                idents = [sub for ident in idents for sub in walk.subfolders(ident, part)]
            for ident in idents:
                names |= walk.files(ident)
    return frozenset(names)


def trees_of_folder(top: Path, commits: Iterable[str], folder: str) -> frozenset[str]:
    """Return the ids of a folder's trees in some commits, asking git once.

    A commit that has no such folder, or is not there, has no tree.

    Raises :class:`RepositoryError` for a folder whose name git can't be asked for, and when
    git fails.
    """
    if "\n" in folder:
        raise RepositoryError(f"git can't be asked for {folder!r}")
    asked = "".join(f"{commit}:{folder}\n" for commit in dict.fromkeys(commits))
    done = gitrun.run(
        top, "cat-file", "--batch-check", stdin=asked.encode("utf-8", "surrogateescape")
    )
    if done.status:
        raise RepositoryError(gitrun.first_line(done.error_text) or "git cat-file failed")
    return frozenset(found[1].decode("ascii") for found in TREE.finditer(done.stdout))


def names_in_trees(top: Path, trees: Iterable[str]) -> dict[str, set[str]]:
    """Return the paths of the files in each of some trees, at any depth.

    Raises :class:`RepositoryError` where a partial clone does not have all of them.
    """
    found = {}
    with BlobReader(top) as reader:
        walk = TreeWalk(reader)
        for tree in trees:
            walk.walked.clear()
            found[tree] = walk.files(tree)
    if walk.lacking:
        raise RepositoryError("the repository does not have all of its trees")
    return found


class TreeWalk:
    """Reads trees by id, each once as long as not too many are known."""

    def __init__(self, reader: BlobReader | Batch) -> None:
        self.reader = reader
        self.known: dict[str, tuple[tuple[bytes, bytes, str], ...]] = {}
        self.lists: dict[tuple[str, str], tuple[TreeEntry, ...]] = {}
        self.roots: dict[str, str] = {}
        self.size = 0
        self.walked: set[tuple[str, str]] = set()
        #: Whether a tree was not there.
        self.lacking = False

    def root(self, commit: str) -> str:
        """Return the id of a commit's tree, empty when the commit can't be read.

        An annotated tag stands for the commit it leads to.
        """
        if commit in self.roots:
            return self.roots[commit]
        asked = commit
        for _ in range(DEEPEST_TAG):
            try:
                found = re.match(HEAD, self.reader.read(asked))
            except RepositoryError:
                return ""
            if not found or found[1] == b"tree":
                self.roots[commit] = found[2].decode("ascii") if found else ""
                return self.roots[commit]
            asked = found[2].decode("ascii")
        return ""

    def entries(self, ident: str) -> tuple[tuple[bytes, bytes, str], ...]:
        """Return the mode, name and id of each entry of a tree."""
        known = self.known.get(ident)
        if known is None:
            try:
                known = parse_tree(self.reader.read(ident), len(ident) // 2)
            except RepositoryError:
                self.lacking = True
                return ()
            self.remembered(len(known))
            self.known[ident] = known
        return known

    def remembered(self, more: int) -> None:
        """Count what will be remembered, and forget all that is where that would be too much."""
        self.size += more
        if self.size > MOST_KNOWN:
            self.known.clear()
            self.lists.clear()
            self.size = more

    def found(self, root: str, parts: Sequence[str]) -> tuple[str, str] | None:
        """Return the mode and id of what is at a path in a tree, both empty where nothing is.

        ``None`` where an object is not there.
        """
        mode, ident = FOLDER, root
        self.lacking = not root
        for part in parts:
            name = part.encode("utf-8", "surrogateescape")
            inside = self.entries(ident) if mode == FOLDER else ()
            here = (each for each in inside if each[1] == name)
            raw, _, ident = next(here, (b"", b"", ""))
            mode = raw.decode("ascii", "replace").zfill(6) if ident else ""
        return None if self.lacking else (mode, ident)

    def listed(self, root: str, start: str = "") -> tuple[TreeEntry, ...] | None:
        """List the files of a tree as ``ls-tree -r`` does; ``None`` where an object is not there.

        ``start`` is the path of the tree itself, with a ``/`` at its end.

        A folder that many trees share is listed once.
        """
        self.lacking = False
        try:
            found = self.below(root, start)
        except RecursionError:
            return None
        return None if self.lacking else found

    def below(self, ident: str, start: str) -> tuple[TreeEntry, ...]:
        """List the files of a tree whose own path is ``start``, with its ``/`` at the end."""
        known = self.lists.get((ident, start))
        if known is not None:
            return known
        # The short way to a new record needs names only, and is quick by loading little.
        from archdocs.system.gitvalues import TreeEntry

        found: list[TreeEntry] = []
        for mode, raw, sub in self.entries(ident):
            path = start + raw.decode("utf-8", "surrogateescape")
            if mode == FOLDER_MODE:
                found += self.below(sub, f"{path}/")
            else:
                found.append(TreeEntry(mode.decode("ascii", "replace").zfill(6), sub, path))
        listed = tuple(found)
        if start and not self.lacking:
            self.remembered(len(listed))
            self.lists[ident, start] = listed
        return listed

    def folders(self, ident: str) -> dict[bytes, str]:
        """Return the id of each folder in a tree."""
        return {name: sub for mode, name, sub in self.entries(ident) if mode == FOLDER_MODE}

    def subfolders(self, ident: str, part: bytes) -> list[str]:
        """Return the ids of the folders of a tree whose names match a part of a pattern."""
        if b"*" not in part:
            found = self.folders(ident).get(part)
            return [found] if found else []
        pattern = re.compile(b".*".join(map(re.escape, part.split(b"*"))), re.DOTALL)
        return [sub for name, sub in self.folders(ident).items() if pattern.fullmatch(name)]

    def files(self, ident: str) -> set[str]:
        """Return the paths of the files in a tree and below it that were not seen before."""
        names: set[str] = set()
        waiting = [(ident, "")]
        while waiting:
            tree = waiting.pop()
            if tree in self.walked:
                continue
            self.walked.add(tree)
            for mode, raw, sub in self.entries(tree[0]):
                name = tree[1] + raw.decode("utf-8", "surrogateescape")
                if mode == FOLDER_MODE:
                    waiting.append((sub, f"{name}/"))
                else:
                    names.add(name)
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
        entries.append((plain_mode(data[start:space]), data[space + 1 : end], ident.hex()))
        start = end + 1 + size
    return tuple(entries)


def plain_mode(mode: bytes) -> bytes:
    """Return the mode that git takes another for; some programs wrote more than the five.

    What is no mode at all stays as it is.
    """
    if mode in PLAIN:
        return mode
    try:
        number = int(mode, 8)
    except ValueError:
        return mode
    if stat.S_ISREG(number):
        return b"100755" if number & stat.S_IXUSR else b"100644"
    if stat.S_ISDIR(number):
        return FOLDER_MODE
    return b"120000" if stat.S_ISLNK(number) else b"160000"
