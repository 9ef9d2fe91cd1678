"""Files written aside before they are renamed into place, and the removal of what is left over."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

__all__ = [
    "STAGED",
    "current_mode",
    "discard",
    "remove_empty",
    "remove_litter",
    "stage",
    "sync_folder",
]

#: A staged file: the process that wrote it, and a random part.
STAGED = re.compile(r"\..{0,80}\.(\d{1,10})-[0-9a-f]{16}\.tmp")
#: Staged files this old (seconds) belong to nobody, whatever process has their number now.
LITTER_AGE = 3600.0


def sync_folder(folder: Path) -> None:
    """Make the renames in a folder durable; a no-op where folders can't be opened."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def stage(target: Path, data: bytes, mode: int | None = None, *, durable: bool = True) -> Path:
    """Write ``data`` to a hidden file beside ``target``; a ``durable`` one is flushed to disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # At most 80 bytes of the name, so that the whole stays within what file systems take.
    name = target.name.encode("utf-8", "surrogateescape")[:80].decode("utf-8", "ignore")
    aside = target.with_name(f".{name}.{os.getpid()}-{os.urandom(8).hex()}.tmp")
    try:
        with aside.open("xb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if mode is not None:
            aside.chmod(mode)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def current_mode(target: Path) -> int | None:
    """Return the permission bits of an existing file, so that a rewrite keeps them."""
    try:
        return target.stat().st_mode & 0o7777
    except FileNotFoundError:
        return None


def remove_litter(folder: Path) -> None:
    """Remove staged files of processes that have ended, or that are an hour old."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(".tmp")]
    except OSError:
        return
    for name in names:
        found = STAGED.fullmatch(name)
        path = folder / name
        with contextlib.suppress(OSError):
            if found and (
                not running(int(found[1])) or path.stat().st_mtime < time.time() - LITTER_AGE
            ):
                path.unlink()


def running(pid: int) -> bool:
    """Say whether a process of this number is running, whoever owns it."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def discard(staged: list[Path]) -> None:
    """Remove staged files after a failure; what can't be removed is only litter."""
    for path in staged:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove the folders that have become empty; what can't be removed may stay."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()
