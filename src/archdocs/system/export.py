"""Write a tree into a scratch folder, from git's objects or from the working tree.

Nothing of the user's checkout is touched and no filter, hook or smudge runs: files come
from ``ls-tree`` and ``cat-file``. The tree may be hostile. A path that could land outside
of the target, or that no file system takes, is left out and told; a symlink is made only
when it leads to a file inside the tree.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from archdocs.errors import EnvironmentFault
from archdocs.system.elsewhere import Elsewhere, is_pointer
from archdocs.system.git import Git
from archdocs.system.tree import WorkTree

__all__ = ["FIXED_TIME", "Export", "Note", "export_commit", "export_folder", "refuses"]

#: The time every exported file carries (2000-01-01), so that equal trees are equal.
FIXED_TIME = 946_684_800
#: Longest name and path taken, in bytes, and the most one tree may hold.
LONGEST_NAME = 255
LONGEST_PATH = 1024
MOST_FILES = 200_000
MOST_BYTES = 4 * 1024**3

FILE, EXECUTABLE, LINK, SUBMODULE = "100644", "100755", "120000", "160000"


@dataclass(frozen=True, slots=True)
class Note:
    """One path that is not in the export as somebody may expect, and why.

    ``kind`` is ``submodule``, ``lfs-pointer``, ``symlink`` or ``refused``.
    """

    kind: str
    path: str
    reason: str = ""


@dataclass(slots=True)
class Export:
    """What was written under ``root``: how many files and bytes, and what was left out."""

    root: Path
    files: int = 0
    size: int = 0
    notes: list[Note] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, path: str, reason: str) -> None:
        """Record a path that is left out."""
        self.notes.append(Note("refused", printable(path), reason))

    def write(self, path: str, data: bytes, *, executable: bool = False) -> None:
        """Write one file, unless its path is hostile.

        Raises :class:`EnvironmentFault` when the tree is too large or the disk refuses.
        """
        reason = refuses(path)
        if reason:
            self.refuse(path, reason)
            return
        self.files += 1
        self.size += len(data)
        if self.files > MOST_FILES or self.size > MOST_BYTES:
            raise EnvironmentFault("the tree is too large to build: over 4 GiB or 200,000 files")
        target = self.root / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(data)
            target.chmod(0o755 if executable else 0o644)
            os.utime(target, (FIXED_TIME, FIXED_TIME))
        except (FileExistsError, NotADirectoryError):
            self.refuse(path, "another entry of the tree has this path")
        except OSError as error:
            raise EnvironmentFault(f"cannot write {target}: {error.strerror or error}") from error
        if is_pointer(data):
            self.notes.append(Note("lfs-pointer", path))

    def link_all(self) -> None:
        """Make the symlinks that lead into the tree; called last, so nothing follows one."""
        made: dict[str, Path] = {}
        for path, target in self.links:
            reason = refuses(path) or ("its target is absolute" if target[:1] == "/" else "")
            if reason:
                self.refuse(path, reason)
                continue
            place = self.root / path
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(target)
                made[path] = place
            except (OSError, ValueError):
                self.refuse(path, "no such link can be made")
        self.drop_escaping(made)

    def drop_escaping(self, made: dict[str, Path]) -> None:
        """Remove links that lead nowhere or out of the tree, until none is left."""
        top = self.root.resolve()
        changed = True
        while changed:
            changed = False
            for path, place in list(made.items()):
                try:
                    inside = place.resolve(strict=True).is_relative_to(top)
                except (OSError, RuntimeError):
                    inside = False
                if not inside:
                    place.unlink()
                    del made[path]
                    changed = True
                    self.notes.append(Note("symlink", path, "it leads out of the tree or nowhere"))
        self.drop_circles({path: place for path, place in made.items() if place.is_dir()})

    def drop_circles(self, folders: dict[str, Path]) -> None:
        """Remove links to a folder that holds such links: walking them need never end."""
        for path, place in list(folders.items()):
            target = place.resolve()
            if any(other.parent.resolve().is_relative_to(target) for other in folders.values()):
                place.unlink()
                del folders[path]
                self.notes.append(Note("symlink", path, "its folder holds links to folders"))


def refuses(path: str) -> str:
    """Say why a path of a tree must not be written, or return an empty string."""
    try:
        data = path.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    parts = path.split("/")
    if not path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "it is not a plain relative path"
    if "\0" in path or "\\" in path or any(ord(letter) < 32 for letter in path):
        return "its name holds control characters or a backslash"
    if any(part.rstrip(" .").casefold() in (".git", "git~1") for part in parts):
        return "it would be read as git's own folder"
    if len(data) > LONGEST_PATH or any(len(part.encode()) > LONGEST_NAME for part in parts):
        return "it is too long"
    return ""


def printable(path: str) -> str:
    """Return a path fit for a message: no control characters, no broken text, not endless."""
    text = path.encode("utf-8", "backslashreplace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:200]


def export_commit(git: Git, commit: str, target: Path, *, paths: Iterable[str] = ()) -> Export:
    """Write the files of a commit, all or those at and under ``paths``, into ``target``.

    ``target`` must be new or empty. Files of Git LFS and of submodules are taken where this
    machine has them (:mod:`archdocs.system.elsewhere`). Every file gets :data:`FIXED_TIME`.

    Raises :class:`RepositoryError` when an object is missing and :class:`EnvironmentFault`
    when the disk refuses.
    """
    target.mkdir(parents=True, exist_ok=True)
    made = Export(target)
    fill(made, git, commit, paths)
    made.link_all()
    return made


def fill(
    made: Export, git: Git, commit: str, paths: Iterable[str] = (), *, within: str = ""
) -> None:
    """Write the files of a commit into a folder of an export, with what lies beside git's objects.

    Submodules of a submodule are left out and told.
    """
    beside = Elsewhere(git)
    with git.blobs() as blobs:
        for entry in git.tree(commit, paths):
            path = within + entry.path
            if entry.mode == SUBMODULE:
                inner = None if within else beside.submodule(entry.path, entry.blob)
                if inner is None:
                    made.notes.append(Note("submodule", printable(path)))
                else:
                    fill(made, inner, entry.blob, within=f"{path}/")
            elif entry.mode == LINK:
                made.links.append((path, os.fsdecode(blobs.read(entry.blob))))
            elif entry.mode in (FILE, EXECUTABLE):
                data = blobs.read(entry.blob)
                if is_pointer(data):
                    data = beside.file(data) or data
                made.write(path, data, executable=entry.mode == EXECUTABLE)


def export_folder(
    root: Path,
    git: Git | None,
    target: Path,
    *,
    new: Callable[[str], bool] = lambda _: True,
) -> Export:
    """Copy the files on disk under ``root`` into ``target``, without what git ignores.

    Of files that git does not know yet, those are taken that ``new`` says yes to.

    Symlinks are treated as in :func:`export_commit`; files that can't be read are told and
    left out.

    Raises :class:`EnvironmentFault` when the disk refuses.
    """
    target.mkdir(parents=True, exist_ok=True)
    made = Export(target)
    known = known_to(git, root)
    files = WorkTree(root, git).files()
    for path in sorted((known or frozenset()).difference(files)):
        source = root / path
        if source.is_symlink() and source.is_dir():
            made.links.append((path, os.fsdecode(source.readlink())))
    for path in files:
        if known is not None and path not in known and not new(path):
            continue
        source = root / path
        if source.is_symlink():
            made.links.append((path, os.fsdecode(source.readlink())))
            continue
        try:
            data = source.read_bytes()
            executable = bool(source.stat().st_mode & 0o100)
        except OSError as error:
            made.refuse(path, error.strerror or "it cannot be read")
            continue
        made.write(path, data, executable=executable)
    made.link_all()
    return made


def known_to(git: Git | None, root: Path) -> frozenset[str] | None:
    """Return the paths under ``root`` that git tracks, ``None`` without git."""
    if git is None:
        return None
    prefix = root.resolve().relative_to(git.root.resolve()).as_posix()
    start = "" if prefix == "." else f"{prefix}/"
    listed = git.tracked((prefix,) if start else (), others=False)
    return frozenset(path.removeprefix(start) for path in listed)
