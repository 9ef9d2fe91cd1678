"""A content-addressed store of what is costly to make.

Look, lock, look again, build aside, rename. An entry is a set of named byte strings; its
record carries a digest of each and of itself, checked on every read, so that a damaged entry
is a miss and never a wrong answer. Entries live per namespace (``diagram``, ``site-outside``
…), and a namespace belongs to one level of trust.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from archdocs.errors import EnvironmentFault
from archdocs.system import locks
from archdocs.system.regular import paths_under

__all__ = ["Cache", "CacheInfo", "default_folder", "digest"]

Files = Mapping[str, bytes]


def default_folder() -> Path:
    """Return where entries are kept: ``ARCHDOCS_CACHE_DIR``, or the user's cache folder."""
    chosen = os.environ.get("ARCHDOCS_CACHE_DIR")
    if chosen:
        return Path(chosen)
    if os.uname().sysname == "Linux":
        # What the XDG base directory specification says, without a package to read it.
        shared = os.environ.get("XDG_CACHE_HOME", "")
        folder = shared if shared.startswith("/") else os.path.expanduser("~/.cache")  # noqa: PTH111
        return Path(folder, "archdocs")
    import platformdirs

    return Path(platformdirs.user_cache_dir("archdocs"))


def digest(*parts: str | bytes) -> str:
    """Return one SHA-256 over parts, each with its length, so that joints are unambiguous."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


def advice(error: OSError) -> str:
    """Return what to do when the cache can't be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return f"{'free some disk, or ' if full else ''}set ARCHDOCS_CACHE_DIR to another folder"


def write_new(path: Path, data: bytes) -> None:
    """Write a file that isn't there yet."""
    with path.open("xb") as file:
        file.write(data)


class CacheInfo:
    """What a cache holds: its folder, entries, and size in bytes."""

    # No dataclass: their module takes longer to import than an entry to read.
    __slots__ = ("entries", "folder", "size")

    def __init__(self, folder: Path, entries: int, size: int) -> None:
        self.folder = folder
        self.entries = entries
        self.size = size


class Cache:
    """Entries of named bytes by key, under one folder."""

    def __init__(self, folder: Path | None = None, *, enabled: bool = True) -> None:
        self.folder = folder or default_folder()
        self.enabled = enabled

    def _entry(self, namespace: str, key: str) -> Path:
        return self.folder / namespace / key[:2] / key

    def get(self, namespace: str, key: str) -> dict[str, bytes] | None:
        """Return the entry, or ``None`` when there is none or it is damaged."""
        if not self.enabled:
            return None
        entry = self._entry(namespace, key)
        try:
            head, _, body = entry.read_bytes().partition(b"\n")
            stated, _, listed = head.partition(b" ")
            if hashlib.sha256(listed).hexdigest().encode() != stated:
                raise ValueError(key)
            index: dict[str, tuple[int, str]] = json.loads(listed)
            found: dict[str, bytes] = {}
            start = 0
            for name, (size, wanted) in index.items():
                data = body[start : start + size]
                start += size
                if hashlib.sha256(data).hexdigest() != wanted:
                    raise ValueError(name)
                found[name] = data
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, AttributeError):
            with contextlib.suppress(OSError):
                entry.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):
            # What is used stays longest when the cache has to shrink.
            os.utime(entry)
        return found

    def put(self, namespace: str, key: str, files: Files) -> dict[str, str]:
        """Store an entry; an equal key overwrites. Returns the digests of what was stored.

        Raises :class:`EnvironmentFault` when the disk refuses.
        """
        if not self.enabled:
            return {}
        entry = self._entry(namespace, key)
        index = {
            name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
        }
        aside = entry.with_name(f".{os.urandom(8).hex()}.tmp")
        try:
            listed = json.dumps(index).encode()
            stated = hashlib.sha256(listed).hexdigest().encode()
            data = b"".join((stated, b" ", listed, b"\n", *files.values()))
            try:
                write_new(aside, data)
            except FileNotFoundError:
                entry.parent.mkdir(parents=True, exist_ok=True)
                write_new(aside, data)
            aside.replace(entry)
        except OSError as error:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            raise EnvironmentFault(
                f"cannot write the cache at {self.folder}: {error.strerror or error}",
                hint=advice(error),
            ) from error
        return {name: sha for name, (_, sha) in index.items()}

    def build(
        self, namespace: str, key: str, make: Callable[[], Files]
    ) -> tuple[dict[str, bytes], bool]:
        """Return the entry, making it once however many processes ask; and whether it was there."""
        found = self.get(namespace, key)
        if found is not None:
            return found, True
        if not self.enabled:
            return dict(make()), False
        folder = self.folder / "locks"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentFault(
                f"cannot write the cache at {self.folder}: {error.strerror or error}",
                hint="set ARCHDOCS_CACHE_DIR to a folder of yours",
            ) from error
        with locks.held(folder / f"{namespace}-{key[:16]}", poll=0.01):
            found = self.get(namespace, key)
            if found is not None:
                return found, True
            made = dict(make())
            self.put(namespace, key, made)
            return made, False

    def info(self) -> CacheInfo:
        """Count the entries and their bytes."""
        sizes = [status.st_size for _, status in self.files()]
        return CacheInfo(self.folder, len(sizes), sum(sizes))

    def files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield every file with its status; builds leave trees here that strangers wrote."""
        for name in paths_under(self.folder):
            path = self.folder / name
            with contextlib.suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    yield path, status
