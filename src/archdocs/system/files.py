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
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from archdocs.errors import ArchdocsError, EnvironmentFault, UsageError
from archdocs.system import locks
from archdocs.system.regular import read_regular
from archdocs.system.staging import (
    STAGED,
    current_mode,
    discard,
    remove_litter,
    stage,
    sync_folder,
)

__all__ = ["create_exclusive", "edit_together", "lock", "recover", "write_atomic"]

STATE = ".archdocs"
JOURNAL = "journal.json"
LOCK_SECONDS = 60.0


def write_atomic(target: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace ``target`` by ``data``: readers see the old content or the new, never a part.

    What can be made anew at any time need not be ``durable``: waiting for the disk takes longer
    than all else.

    Raises :class:`EnvironmentFault` naming the file when the disk refuses.
    """
    try:
        aside = stage(target, data, current_mode(target), durable=durable)
        try:
            aside.replace(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        if durable:
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
    """Return the project's state folder, made on first use and invisible to git.

    Raises :class:`EnvironmentFault` where a repository put a link in its place, which would
    lead our writes elsewhere.
    """
    folder = root / STATE
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    for path in (folder, ignore, folder / "lock", folder / JOURNAL):
        if path.is_symlink():
            raise EnvironmentFault(
                f"{path} is a symbolic link", hint="remove it and run the command again"
            )
    if not ignore.exists():
        ignore.write_bytes(b"*\n")
    return folder


@contextlib.contextmanager
def lock(
    root: Path, *, timeout: float = LOCK_SECONDS, sweep: Iterable[Path] = ()
) -> Iterator[None]:
    """Hold the project's edit lock, after finishing any edit that was cut off.

    What an edit left staged when it was killed is removed from the state folder and from
    the folders named by ``sweep``.

    Raises :class:`EnvironmentFault` when another process keeps it longer than ``timeout``
    seconds, or when the state folder can't be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locks.held(state_folder(root) / "lock", timeout=timeout))
        except locks.LockTimeout:
            raise EnvironmentFault(
                f"another archdocs command is editing {root}",
                hint="wait for it to end and run the command again",
            ) from None
        except OSError as error:
            raise EnvironmentFault(
                f"cannot write in {root / STATE}: {error.strerror or error}"
            ) from error
        finish(root)
        for folder in {root / STATE, *sweep}:
            remove_litter(folder)
        yield


def edit_together(
    root: Path,
    edits: Mapping[str, bytes | None],
    *,
    create: bool = False,
    new: Collection[str] = (),
) -> None:
    """Write several files of the project, all or none; hold :func:`lock` around the call.

    ``edits`` maps paths relative to ``root`` to their new content, or to ``None`` to remove
    the file. The files named by ``new`` (with ``create``, every file) must not exist.

    Raises :class:`UsageError` when a new file exists already or a path leads out of the
    project, and :class:`EnvironmentFault` when the disk refuses; in these cases nothing has
    changed.
    """
    plan: list[dict[str, str]] = []
    staged: list[Path] = []
    try:
        for relative, data in edits.items():
            target = inside(root, relative)
            if (create or relative in new) and os.path.lexists(target):
                raise UsageError(f"{relative} exists already")
            after = "" if data is None else hashlib.sha256(data).hexdigest()
            step = {"target": relative, "aside": "", "before": digest_of(target), "after": after}
            if data is not None and after != step["before"]:
                staged.append(stage(target, data, current_mode(target)))
                step["aside"] = staged[-1].name
            plan.append(step)
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


def inside(root: Path, relative: str) -> Path:
    """Return the file that a path of the project names.

    Raises :class:`UsageError` when it lies outside of the project (through ``..`` or a
    linked folder) or in git's own folder.
    """
    root = root.resolve()
    target = root / relative
    parts = Path(relative).parts
    folder = target.parent.resolve()
    if (
        not relative
        or Path(relative).is_absolute()
        or ".." in parts
        or any(part.lower() == ".git" for part in (*parts, *folder.parts[len(root.parts) :]))
        or not folder.is_relative_to(root)
    ):
        raise UsageError(f"{relative} is not inside the project")
    return target


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, empty when there is none."""
    try:
        # A journal may name anything, a device too.
        return hashlib.sha256(read_regular(path, 1 << 40)).hexdigest()
    except FileNotFoundError:
        return ""


def finish(root: Path) -> None:
    """Finish an edit that was cut off, if there is one.

    Raises :class:`EnvironmentFault` as :func:`recover` does, and when the disk refuses.
    """
    try:
        recover(root)
    except OSError as error:
        raise EnvironmentFault(
            f"an edit was cut off and can't be finished now: {error.strerror or error}",
            hint="run the command again when the disk can be read and written",
        ) from error


def recover(root: Path) -> bool:
    """Finish an edit that was recorded and cut off; say whether there was one.

    The journal may come from anywhere, a clone included: it can only put staged files in
    their own folders, in place of exactly what stood there when it was written.

    Raises :class:`EnvironmentFault` when a file was changed since, or the journal is not ours,
    and ``OSError`` when the disk refuses.
    """
    journal = root / STATE / JOURNAL
    try:
        plan = json.loads(journal.read_bytes())
        steps = [move for step in plan if (move := pending(root, step))]
        folders = {inside(root, step["target"]).parent for step in plan}
    except FileNotFoundError:
        return False
    except (ValueError, TypeError, KeyError, RecursionError, ArchdocsError) as error:
        raise EnvironmentFault(
            f"an edit was cut off and can't be finished: {error}",
            hint=f"compare the files with git, then remove {journal}",
        ) from error
    for aside, target in steps:
        if aside is None:
            target.unlink(missing_ok=True)
        else:
            aside.replace(target)
    for folder in folders:
        if folder.is_dir():
            sync_folder(folder)
    journal.unlink(missing_ok=True)
    sync_folder(journal.parent)
    return True


def pending(root: Path, step: Mapping[str, str]) -> tuple[Path | None, Path] | None:
    """Return what is left to do of one step of the journal, ``None`` when it is done.

    Raises :class:`UsageError` when the step does not fit what is on disk.
    """
    target = inside(root, step["target"])
    now = digest_of(target)
    if now == step["after"]:
        return None
    if now != step["before"]:
        raise UsageError(f"{step['target']} was changed since")
    if not step["after"]:
        return None, target
    if not STAGED.fullmatch(step["aside"]):
        raise UsageError(f"{step['aside']} is no staged file")
    aside = target.with_name(step["aside"])
    if aside.is_symlink() or digest_of(aside) != step["after"]:
        raise UsageError(f"the new text of {step['target']} is gone")
    return aside, target
