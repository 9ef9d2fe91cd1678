"""What a repository's objects say: the trees of commits, and blobs.

Who asks about many commits opens a reader first (:meth:`Objects.blobs`). As long as one is open,
commits and trees are read through its one process, and what releases share is read once; without
any, each question is a process of git's own. The answers are the same.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from archdocs.errors import RepositoryError
from archdocs.system import gitrun, process
from archdocs.system.gitblobs import Batch, BlobReader
from archdocs.system.gitrun import first_line
from archdocs.system.gittrees import FOLDER, TreeWalk
from archdocs.system.gitvalues import TreeEntry, moment, parse_tree_list

__all__ = ["Objects"]

FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
#: How a commit begins: its tree, and its first parent, if it has one.
FIRST_PARENT = re.compile(rb"tree [0-9a-f]+\n(?:parent ([0-9a-f]+)\n)?")
#: The line of a commit that says when it was made.
COMMITTED = re.compile(
    rb"^tree .*^committer [^\n]*> (\d{1,18}) [+-]\d{4}$", re.DOTALL | re.MULTILINE
)
#: Commits that are read one by one before git is asked for all of a history.
NEAR = 300
#: Files of commits that are remembered.
MOST_LISTED = 100_000


class Objects:
    """The objects of the repository whose top folder is ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._batch = Batch(root)
        self._walk = TreeWalk(self._batch)
        self._firsts: dict[str, str] = {}
        self._trees: dict[tuple[str, ...], tuple[TreeEntry, ...]] = {}

    def _run(
        self,
        *args: str,
        stdin: bytes = b"",
        timeout: float = 300.0,
        extra: Mapping[str, str] | None = None,
    ) -> process.Completed:
        return gitrun.run(self.root, *args, stdin=stdin, timeout=timeout, extra=extra)

    def output(self, *args: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> str:
        """Run a git command and return what it printed.

        Raises :class:`RepositoryError` with git's first line when it fails.
        """
        result = self._run(*args, stdin=stdin, extra=extra)
        if result.status:
            raise RepositoryError(first_line(result.error_text) or f"git {args[0]} failed")
        return result.stdout.decode("utf-8", "surrogateescape")

    def tree(self, commit: str, paths: Iterable[str] = ()) -> tuple[TreeEntry, ...]:
        """List the files of a commit, all or those at and under ``paths``.

        Remembered by the commit's full id, because a commit stays what it is.
        """
        key = (commit, *paths)
        known = self._trees.get(key)
        if known is not None:
            return known
        found = self._listed(commit, *key[1:])
        if found is None:
            found = self._asked(commit, key[1:])
        if FULL_ID.fullmatch(commit):
            if sum(map(len, self._trees.values())) + len(found) > MOST_LISTED:
                self._trees.clear()
            self._trees[key] = found
        return found

    def _asked(self, commit: str, paths: tuple[str, ...]) -> tuple[TreeEntry, ...]:
        text = self.output(
            "--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths
        )
        return tuple(parse_tree_list(text))

    def _listed(self, commit: str, *paths: str) -> tuple[TreeEntry, ...] | None:
        """List the files of a commit through the reader; ``None`` where git is to be asked."""
        if len(paths) > 1 or paths == ("",):
            return None
        path = "".join(paths)
        found = self._found(commit, path)
        if found is None:
            return None
        mode, ident = found
        if mode == FOLDER:
            return self._walk.listed(ident, f"{path}/" if path else "")
        return (TreeEntry(mode, ident, path),) if mode else ()

    def _found(self, commit: str, path: str) -> tuple[str, str] | None:
        """Return the mode and id of what is at a path, both empty where nothing is.

        ``None`` where git itself is to be asked: nobody has a reader open, the commit is no full
        id, the path not plain, or an object is not there.
        """
        parts = path.split("/") if path else []
        plain = not {"", ".", ".."} & set(parts) and "\0" not in path
        if not plain or not self._batch.readers or not FULL_ID.fullmatch(commit):
            return None
        return self._walk.found(self._walk.root(commit), parts)

    def tree_id(self, commit: str, path: str = "") -> str | None:
        """Return git's own digest of a folder (or file) in a commit, or ``None`` if absent."""
        found = self._found(commit, path)
        if found is not None:
            return found[1] or None
        result = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:{path}"
        )
        return result.text.strip() if result.status == 0 else None

    @functools.cached_property
    def is_shallow(self) -> bool:
        """Whether the history is cut off, so that questions about the past can't be answered."""
        return self.output("rev-parse", "--is-shallow-repository").strip() == "true"

    def commit_time(self, commit: str) -> int:
        """Return the commit time of ``commit`` in seconds since the epoch."""
        if self._batch.readers and FULL_ID.fullmatch(commit):
            with contextlib.suppress(RepositoryError):
                said = COMMITTED.search(self._batch.read(commit).partition(b"\n\n")[0])
                if said is not None:
                    return moment(said[1].decode("ascii"))
        return moment(self.output("show", "-s", "--format=%ct", commit))

    def chain(self, commit: str) -> tuple[str, ...]:
        """Return the ids of the first-parent history of ``commit``, newest first."""
        if commit not in self._firsts and not self._climbed(commit):
            listed = self.output("rev-list", "--first-parent", commit).split()
            if not listed:
                return ()
            self._firsts.update(zip(listed, (*listed[1:], ""), strict=True))
            commit = listed[0]
        found = []
        while commit:
            found.append(commit)
            commit = self._firsts[commit]
        return tuple(found)

    def _climbed(self, commit: str) -> bool:
        """Learn the first parents from a commit on, until one that is known; say if one was near.

        Where the history is cut off, what commits say of their parents is not the whole truth.
        """
        near = self._firsts and self._batch.readers and FULL_ID.fullmatch(commit)
        if not near or self.is_shallow:
            return False
        learnt: dict[str, str] = {}
        for _ in range(NEAR):
            try:
                said = FIRST_PARENT.match(self._batch.read(commit))
            except RepositoryError:
                return False
            if said is None:
                return False
            learnt[commit] = (said[1] or b"").decode("ascii")
            commit = learnt[commit]
            if not commit or commit in self._firsts:
                self._firsts.update(learnt)
                return True
        return False

    def has_file(self, commit: str, path: str) -> bool:
        """Say whether a commit has a file (or link, or submodule) of this path, no folder.

        Raises :class:`RepositoryError` when the commit can't be read.
        """
        found = self._found(commit, path)
        if found is not None:
            return found[0] not in ("", FOLDER)
        return any(entry.path == path for entry in self.tree(commit))

    def blobs(self) -> BlobReader:
        """Open a reader of blobs; use it in a ``with`` statement. All of them share a process."""
        return BlobReader(self.root, self._batch)
