"""What builds keep on this machine: how much, of what, and how it is thinned out.

The cache belongs to the user. No repository may say how large it is.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archdocs.errors import UsageError
from archdocs.site.store import ENVIRONMENTS
from archdocs.site.workshop import SEEDS
from archdocs.system import locks
from archdocs.system.cache import Cache
from archdocs.system.regular import paths_under
from archdocs.system.scratch import remove

__all__ = ["DEFAULT", "Kept", "Swept", "clear", "kept", "limit", "prune", "size_of"]

#: Bytes of a cache that nobody said anything about.
DEFAULT = 4 << 30
VARIABLE = "ARCHDOCS_CACHE_SIZE"
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
#: Sorts of things that are folders, each used and removed as a whole.
WHOLE = (SEEDS, ENVIRONMENTS)
#: Seconds after which nobody is still writing a file.
ABANDONED = 86400
KEY = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """One sort of things in the cache: how many, and their bytes."""

    name: str
    entries: int
    size: int


@dataclass(frozen=True, slots=True)
class Swept:
    """What went: how many things, and their bytes."""

    entries: int
    size: int


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that goes as a whole: an entry, or a folder of a build's own state."""

    path: Path
    sort: str
    size: int
    used: float


def size_of(text: str) -> int:
    """Return a size in bytes: ``500M``, ``2G``, a number of bytes.

    Raises :class:`UsageError`.
    """
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,3})?)\s*([KMGT]?)(?:i?B)?", text.strip(), re.I)
    if found is None:
        raise UsageError(f"`{text}` is no size", hint="write 500M or 2G")
    return int(float(found[1]) * UNITS[found[2].upper()])


def limit() -> int:
    """Return how many bytes the cache may have: ``ARCHDOCS_CACHE_SIZE``, or 4 GiB.

    Raises :class:`UsageError` when the variable is no size.
    """
    said = os.environ.get(VARIABLE, "")
    try:
        return size_of(said) if said else DEFAULT
    except UsageError as error:
        raise UsageError(f"{VARIABLE}: {error.message}", hint=error.hint) from error


def kept(cache: Cache) -> tuple[Kept, ...]:
    """Return what the cache holds, by sort."""
    found: dict[str, list[int]] = {}
    for thing in things(cache):
        found.setdefault(thing.sort, []).append(thing.size)
    return tuple(Kept(name, len(sizes), sum(sizes)) for name, sizes in sorted(found.items()))


def prune(cache: Cache, *, days: float | None = None, size: int | None = None) -> Swept:
    """Remove what was not written or used for ``days``, then the oldest until ``size`` is left.

    A folder that a build uses now stays.
    """
    found = sorted(things(cache), key=lambda thing: thing.used)
    left = sum(thing.size for thing in found)
    limit_time = time.time() - days * 86400 if days is not None else 0.0
    gone, freed = 0, 0
    for thing in found:
        if thing.used >= limit_time and (size is None or left - freed <= size):
            break
        if drop(thing):
            gone, freed = gone + 1, freed + thing.size
    return Swept(gone, freed)


def clear(cache: Cache) -> Swept:
    """Remove all that no build uses now."""
    found = list(things(cache))
    dropped = [thing.size for thing in found if drop(thing)]
    return Swept(len(dropped), sum(dropped))


def things(cache: Cache) -> Iterator[Thing]:
    """Yield what the cache holds; locks and what is being written are nobody's business."""
    for sort in folders(cache.folder):
        if sort.name in WHOLE:
            for path in folders(sort):
                found = (status_of(path / name) for name in paths_under(path))
                sizes = [status.st_size for status in found if status]
                status = status_of(path)
                if status:
                    yield Thing(path, sort.name, sum(sizes), status.st_mtime)
            continue
        for start in folders(sort):
            for path in entries(start):
                status = status_of(path)
                entry = KEY.match(path.name) and path.name.startswith(start.name)
                if status and (entry or left_behind(path, status)):
                    yield Thing(path, sort.name, status.st_size, status.st_mtime)


def left_behind(path: Path, status: os.stat_result) -> bool:
    """Say whether a file is one that a build was killed while writing."""
    return path.name.endswith(".tmp") and status.st_mtime < time.time() - ABANDONED


def folders(path: Path) -> list[Path]:
    """Return the folders in a folder, no links; none where there is no such folder."""
    found = ((each, status_of(each)) for each in entries(path))
    return [each for each, status in found if status and stat.S_ISDIR(status.st_mode)]


def entries(path: Path) -> list[Path]:
    """Return what is in a folder; nothing of one that another process has just removed."""
    try:
        return sorted(path.iterdir())
    except OSError:
        return []


def status_of(path: Path) -> os.stat_result | None:
    """Return the status of a file or folder, ``None`` when it has just gone."""
    try:
        return path.lstat()
    except OSError:
        return None


def drop(thing: Thing) -> bool:
    """Remove one thing; say whether it went."""
    if thing.sort not in WHOLE:
        with contextlib.suppress(OSError):
            thing.path.unlink()
            return True
        return False
    lock = locks.held(thing.path.with_suffix(".lock"), timeout=0)
    with contextlib.suppress(locks.LockTimeout, OSError), lock:
        remove(thing.path)
        return True
    return False
