"""Write files so that nothing of the user's is ever lost or half done.

One file: written aside, flushed, renamed. A new file: created only if the name is free.
Several files: staged beside their targets, described in a journal, then renamed; whoever
opens the project next finishes an edit that was cut off. The moment the journal is renamed
into place is the moment the edit has happened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import filelock

from archdocs.errors import EnvironmentFault, UsageError

__all__ = ["create_exclusive", "edit_together", "lock", "recover", "write_atomic"]

STATE = ".archdocs"
JOURNAL = "journal.json"
LOCK_SECONDS = 60.0


def sync_folder(folder: Path) -> None:
    """Make the renames in a folder durable; a no-op where folders can't be opened."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def stage(target: Path, data: bytes, mode: int | None = None) -> Path:
    """Write ``data`` to a hidden file beside ``target`` and flush it to disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(8)}.tmp")
    try:
        with aside.open("xb") as file:
            file.write(data)
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


def write_atomic(target: Path, data: bytes) -> None:
    """Replace ``target`` by ``data``: readers see the old content or the new, never a part.

    Raises :class:`EnvironmentFault` naming the file when the disk refuses.
    """
    try:
        aside = stage(target, data, current_mode(target))
        try:
            aside.replace(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise EnvironmentFault(f"cannot write {target}: {error.strerror or error}") from error


def create_exclusive(target: Path, data: bytes) -> bool:
    """Create ``target`` with ``data`` unless the name is taken; say whether it was free.

    The file appears whole: it is written aside and linked into place, so that a concurrent
    reader or a crash never sees part of it.

    Raises :class:`EnvironmentFault` naming the file when the disk refuses.
    """
    try:
        aside = stage(target, data)
        try:
            os.link(aside, target)
        except FileExistsError:
            return False
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(target.parent)
    except OSError as error:
        raise EnvironmentFault(f"cannot create {target}: {error.strerror or error}") from error
    return True


def state_folder(root: Path) -> Path:
    """Return the project's state folder, made on first use and invisible to git."""
    folder = root / STATE
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_bytes(b"*\n")
    return folder


@contextlib.contextmanager
def lock(root: Path, *, timeout: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the project's edit lock, after finishing any edit that was cut off.

    Raises :class:`EnvironmentFault` when another process keeps it longer than ``timeout``
    seconds, or when the state folder can't be written.
    """
    try:
        guard = filelock.FileLock(state_folder(root) / "lock", timeout=timeout, poll_interval=0.005)
        guard.acquire()
    except filelock.Timeout:
        raise EnvironmentFault(
            f"another archdocs command is editing {root}",
            hint="wait for it to end and run the command again",
        ) from None
    except OSError as error:
        raise EnvironmentFault(
            f"cannot write in {root / STATE}: {error.strerror or error}"
        ) from error
    try:
        recover(root)
        yield
    finally:
        guard.release()


def edit_together(root: Path, edits: Mapping[str, bytes | None], *, create: bool = False) -> None:
    """Write several files of the project, all or none; hold :func:`lock` around the call.

    ``edits`` maps paths relative to ``root`` to their new content, or to ``None`` to remove
    the file. With ``create``, every file named must be new.

    Raises :class:`UsageError` when a new file exists already, and :class:`EnvironmentFault`
    when the disk refuses; in both cases nothing has changed.
    """
    plan: list[dict[str, str]] = []
    staged: list[Path] = []
    try:
        for relative, data in edits.items():
            target = root / relative
            if create and target.exists():
                raise UsageError(f"{relative} exists already")
            if data is None:
                plan.append({"target": relative, "aside": "", "digest": ""})
                continue
            aside = stage(target, data, current_mode(target))
            staged.append(aside)
            digest = hashlib.sha256(data).hexdigest()
            plan.append(
                {
                    "target": relative,
                    "aside": aside.relative_to(root).as_posix(),
                    "digest": digest,
                }
            )
        for folder in {path.parent for path in staged}:
            sync_folder(folder)
        journal = state_folder(root) / JOURNAL
        prepared = stage(journal, json.dumps(plan).encode())
        staged.append(prepared)
        prepared.replace(journal)
    except OSError as error:
        discard(staged)
        raise EnvironmentFault(f"cannot edit in {root}: {error.strerror or error}") from error
    except BaseException:
        discard(staged)
        raise
    try:
        sync_folder(journal.parent)
        recover(root)
    except OSError as error:
        raise EnvironmentFault(
            f"the edit is recorded but not finished: {error.strerror or error}",
            hint="run any archdocs command here again to finish it",
        ) from error


def discard(staged: list[Path]) -> None:
    """Remove staged files after a failure; what can't be removed is only litter."""
    for path in staged:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def recover(root: Path) -> bool:
    """Finish an edit that was recorded and cut off; say whether there was one."""
    journal = root / STATE / JOURNAL
    try:
        plan = json.loads(journal.read_bytes())
    except FileNotFoundError:
        return False
    folders = {journal.parent}
    for step in plan:
        target = root / step["target"]
        folders.add(target.parent)
        if not step["aside"]:
            target.unlink(missing_ok=True)
            continue
        aside = root / step["aside"]
        if aside.exists():
            aside.replace(target)
    for folder in folders - {journal.parent}:
        sync_folder(folder)
    journal.unlink(missing_ok=True)
    sync_folder(journal.parent)
    return True
