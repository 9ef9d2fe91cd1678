"""Content that git keeps beside its objects: files of Git LFS, and submodules.

Both are looked for on this machine only. What a pointer or a tree names is a stranger's choice,
so an LFS file counts only with the digest and size that its pointer says, and a submodule only
where it is checked out at that very path, as a repository of its own.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path

from archdocs.errors import ArchdocsError
from archdocs.system.git import Git
from archdocs.system.regular import read_regular

__all__ = ["Elsewhere", "is_pointer"]

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
#: A pointer without extensions, which would have the content made by another program.
POINTER = re.compile(re.escape(LFS_POINTER) + rb"oid sha256:([0-9a-f]{64})\nsize (\d{1,12})\n")
#: Bytes of a pointer, at most.
LONGEST = 1024


class Elsewhere:
    """What one repository has beside its objects."""

    def __init__(self, git: Git) -> None:
        self.git = git

    @functools.cached_property
    def folder(self) -> Path:
        """Git's own folder, that of all work trees."""
        return self.git.root / self.git.output("rev-parse", "--git-common-dir").rstrip("\n")

    def file(self, data: bytes) -> bytes | None:
        """Return the file that an LFS pointer stands for, ``None`` where it isn't here."""
        found = POINTER.fullmatch(data)
        if found is None:
            return None
        name, size = found[1].decode(), int(found[2])
        try:
            content = read_regular(self.folder / "lfs/objects" / name[:2] / name[2:4] / name, size)
        except (OSError, ArchdocsError):
            return None
        right = len(content) == size and hashlib.sha256(content).hexdigest() == name
        return content if right else None

    def submodule(self, path: str, commit: str) -> Git | None:
        """Return the repository of a submodule if it is checked out and has a commit."""
        place = self.git.root.resolve() / path
        if place.resolve() != place or not place.is_dir():
            return None
        try:
            found = Git.discover(place)
            inside = found is not None and found.root.resolve() == place
            return found if found and inside and found.resolve(commit) == commit else None
        except ArchdocsError:
            return None


def is_pointer(data: bytes) -> bool:
    """Say whether a file is a pointer of Git LFS."""
    return len(data) < LONGEST and data.startswith(LFS_POINTER)
