"""A tree with an identity for every file, so that what is known of a blob is known at once."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping

from archdocs.errors import RepositoryError
from archdocs.project import Project
from archdocs.system.tree import GitTree, Tree

__all__ = ["Snapshot", "take"]

SUBMODULE = "160000"


class Snapshot:
    """Files by project-relative path, each with its blob id.

    ``blobs`` holds the ids that git knows; the id of any other file is computed as git
    would. ``dirty`` are the paths that differ from ``commit``, the checked-out or chosen
    one (empty outside of git). ``submodules`` are folders whose files are not ours.
    """

    def __init__(
        self,
        tree: Tree,
        blobs: Mapping[str, str],
        *,
        commit: str = "",
        dirty: frozenset[str] = frozenset(),
        submodules: tuple[str, ...] = (),
    ) -> None:
        self.tree = tree
        self.blobs = blobs
        self.commit = commit
        self.dirty = dirty
        self.submodules = submodules
        self._made: dict[str, str] = {}

    @functools.cached_property
    def files(self) -> tuple[str, ...]:
        """Every path, sorted."""
        return self.tree.files()

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """Every path, to ask for one."""
        return frozenset(self.files)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or ``None``."""
        return self.tree.read(path)

    def blob(self, path: str) -> str:
        """Return a file's blob id; empty when it can't be read."""
        if path in self.blobs and path not in self.dirty:
            return self.blobs[path]
        if path not in self._made:
            data = self.tree.read(path)
            self._made[path] = "" if data is None else blob_id(data)
        return self._made[path]

    def in_submodule(self, path: str) -> bool:
        """Say whether a path is in another repository, checked out here."""
        return any(path == sub or path.startswith(sub + "/") for sub in self.submodules)


def blob_id(data: bytes) -> str:
    """Return the id git gives to content."""
    head = b"blob %d\0" % len(data)
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


def take(project: Project, tree: Tree | None = None, commit: str | None = None) -> Snapshot:
    """Look at a commit, or at the working tree as it is on disk.

    Raises :class:`RepositoryError` when the commit can't be read.
    """
    git = project.git
    if commit is None and isinstance(tree, GitTree):
        commit = tree.commit
    if commit is not None:
        if git is None:
            raise RepositoryError("there is no git repository to read a commit from")
        at = tree if isinstance(tree, GitTree) else project.tree_at(commit)
        return Snapshot(at, at.blobs, commit=commit, submodules=gitlinks(project, commit))
    work = tree if tree is not None else project.worktree
    if git is None or git.head is None:
        return Snapshot(work, {})
    start = f"{project.prefix}/" if project.prefix else ""
    scope = (project.prefix,) if project.prefix else ()
    entries = git.tree(git.head, scope)
    blobs = {e.path.removeprefix(start): e.blob for e in entries if e.mode.startswith("100")}
    dirty = (p.removeprefix(start) for p in git.status_paths() if p.startswith(start))
    return Snapshot(
        work,
        blobs,
        commit=git.head,
        dirty=frozenset(dirty),
        submodules=tuple(e.path.removeprefix(start) for e in entries if e.mode == SUBMODULE),
    )


def gitlinks(project: Project, commit: str) -> tuple[str, ...]:
    """Return the folders of submodules in a commit."""
    if project.git is None:
        return ()
    start = f"{project.prefix}/" if project.prefix else ""
    scope = (project.prefix,) if project.prefix else ()
    entries = project.git.tree(commit, scope)
    return tuple(e.path.removeprefix(start) for e in entries if e.mode == SUBMODULE)
