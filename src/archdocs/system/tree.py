"""A tree of files to read: the working tree, or a commit's, with the same questions.

Verbs that compare or date documents take a :class:`Tree`, so that they answer alike for
what is on disk and for what is in git, without a checkout.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Protocol

from archdocs.errors import EnvironmentFault, RepositoryError
from archdocs.system.git import Git
from archdocs.system.regular import paths_under

__all__ = ["SITE_MARKER", "GitTree", "Tree", "WorkTree", "linked", "require_all"]

#: Folders never read as documents or code: they are made, fetched or git's own.
SKIPPED = frozenset(
    {".git", ".hg", ".tox", ".nox", ".venv", "node_modules", "__pycache__", ".archdocs", ".cache"}
)
#: The file at the top of every folder that ``archdocs build`` writes.
SITE_MARKER = ".archdocs-site.json"
#: A document larger than this is not read (bytes).
LARGEST = 8 * 1024 * 1024


class Tree(Protocol):
    """Files by path relative to the root, with ``/``."""

    def files(self, under: str = "") -> tuple[str, ...]:
        """Return the sorted paths of regular files, all or those at and under a folder."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or ``None`` when it is absent, unreadable or too large."""

    def exists(self, path: str) -> bool:
        """Say whether a file or folder of this path is there."""


class WorkTree:
    """The files on disk under a root, ignoring what git ignores where there is git.

    ``missed`` are those that are there and could not be read.
    """

    def __init__(self, root: Path, git: Git | None = None) -> None:
        self.root = root
        self._git = git
        self._files: tuple[str, ...] | None = None
        self._inside: dict[str, bool] = {}
        self._folders: frozenset[str] | None = None
        self.missed: set[str] = set()

    def files(self, under: str = "") -> tuple[str, ...]:
        """See :meth:`Tree.files`."""
        if self._files is None and self._git is None and under.strip("./"):
            found = walk(self.root / under, self.missed)
            return tuple(sorted(f"{under.strip('/')}/{name}" for name in found))
        if self._files is None:
            self._files = self._list()
        return select(self._files, under)

    def _list(self) -> tuple[str, ...]:
        if self._git is not None:
            prefix = self.root.resolve().relative_to(self._git.root.resolve()).as_posix()
            scope = () if prefix == "." else (prefix,)
            start = "" if prefix == "." else prefix + "/"
            listed = (path.removeprefix(start) for path in self._git.tracked(scope))
            return without_sites(
                path for path in listed if is_file(f"{self.root}/{path}", self.missed)
            )
        return without_sites(sorted(walk(self.root, self.missed)))

    def read(self, path: str) -> bytes | None:
        """See :meth:`Tree.read`."""
        target = os.path.join(self.root, path)  # noqa: PTH118 - once per file; pathlib is slow
        try:
            found = os.stat(target)  # noqa: PTH116
            if not self._is_inside(target) or found.st_size > LARGEST:
                return None
            if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
                return None  # a pipe or a device may have no end
            with open(target, "rb") as file:  # noqa: PTH123
                return file.read()
        except (FileNotFoundError, ValueError):
            return None
        except OSError:
            self.missed.add(target)
            return None

    def _is_inside(self, target: str) -> bool:
        """Say whether a file is under the root, links followed; each folder is looked up once."""
        folder, _, name = target.rpartition("/")
        if name in ("", ".", "..") or os.path.islink(target):  # noqa: PTH114
            return self._leads_inside(target)
        if folder not in self._inside:
            self._inside[folder] = self._leads_inside(folder)
        return self._inside[folder]

    def _leads_inside(self, path: str) -> bool:
        """Say whether what a path leads to is the project's; git's own files are not."""
        real, root = Path(path).resolve(), self.root.resolve()
        return real.is_relative_to(root) and ".git" not in real.relative_to(root).parts

    def exists(self, path: str) -> bool:
        """See :meth:`Tree.exists`."""
        if self._folders is None:
            self._folders = folders_of(self.files())
        clean = path.rstrip("/")
        return clean in self._folders or os.path.exists(f"{self.root}/{clean}")  # noqa: PTH110


class GitTree:
    """The files of one commit, read from git's objects.

    ``prefix`` is the project's folder inside the repository, empty at its top.
    """

    def __init__(self, git: Git, commit: str, prefix: str = "") -> None:
        self.git = git
        self.commit = commit
        self._start = f"{prefix}/" if prefix else ""
        entries = git.tree(commit, (prefix,) if prefix else ())
        self.blobs = {
            entry.path.removeprefix(self._start): entry.blob
            for entry in entries
            if entry.mode in ("100644", "100755")
        }
        self._names = tuple(sorted(self.blobs))
        self._folders = folders_of(self._names)
        self._reader = git.blobs()

    def files(self, under: str = "") -> tuple[str, ...]:
        """See :meth:`Tree.files`."""
        return select(self._names, under)

    def read(self, path: str) -> bytes | None:
        """See :meth:`Tree.read`."""
        blob = self.blobs.get(path)
        if blob is None:
            return None
        try:
            data = self._reader.read(blob)
        except RepositoryError:
            return None
        return data if len(data) <= LARGEST else None

    def exists(self, path: str) -> bool:
        """See :meth:`Tree.exists`."""
        clean = path.rstrip("/")
        return clean in self.blobs or clean in self._folders

    def close(self) -> None:
        """End the git process that reads the blobs."""
        self._reader.close()


def without_sites(names: Iterable[str]) -> tuple[str, ...]:
    """Leave out what a build wrote: every folder that carries the marker of a site."""
    listed = tuple(names)
    sites = tuple(
        name.removesuffix(SITE_MARKER) for name in listed if name.endswith(f"/{SITE_MARKER}")
    )
    return tuple(name for name in listed if not name.startswith(sites)) if sites else listed


def select(names: Iterable[str], under: str) -> tuple[str, ...]:
    """Keep the paths at or under a folder."""
    clean = under.strip("/")
    if clean in ("", "."):
        return tuple(names)
    start = clean + "/"
    return tuple(name for name in names if name == clean or name.startswith(start))


def folders_of(names: Iterable[str]) -> frozenset[str]:
    """Return every folder above the given files."""
    found: set[str] = set()
    for name in names:
        for parent in PurePosixPath(name).parents:
            text = parent.as_posix()
            if text in found:
                break
            found.add(text)
    return frozenset(found)


def require_all(tree: Tree) -> None:
    """Refuse to go on where something of a tree on disk was there and could not be read.

    Raises :class:`EnvironmentFault` that names it.
    """
    if isinstance(tree, WorkTree) and tree.missed:
        raise EnvironmentFault(
            f"cannot read {min(tree.missed)}, which may refer to what is being changed",
            hint="repair its permissions and run the command again",
        )


def linked(path: Path) -> bool:
    """Say whether a file is a symbolic link.

    Raises :class:`EnvironmentFault` when that can't be told.
    """
    try:
        return path.is_symlink()
    except OSError as error:
        raise EnvironmentFault(f"cannot read {path}: {error.strerror or error}") from error


def is_file(path: str, missed: set[str]) -> bool:
    """Say whether a path is a regular file's; what can't be told is ``missed``."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - once per file; pathlib is slow
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        missed.add(path)
        return False


def walk(root: Path, missed: set[str]) -> Iterable[str]:
    """Yield the regular files under a root that is not in git, without following links."""

    def miss(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            missed.add(str(error.filename))

    for name in paths_under(root, skipped=SKIPPED, missed=miss):
        if is_file(os.path.join(root, name), missed):  # noqa: PTH118 - once per file
            yield name
