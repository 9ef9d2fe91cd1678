"""Put a finished folder in the place of another, so that readers see one or the other."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
from pathlib import Path

from archdocs.system.scratch import remove

__all__ = ["ASIDE", "aside", "clean", "replace_folder", "take_away"]

#: How folders in the making, and those on their way out, are called.
ASIDE = ".archdocs-aside-"
OLD = ".archdocs-old-"
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def aside(parent: Path) -> Path:
    """Make an empty folder beside the ones it may replace."""
    made = parent / f"{ASIDE}{secrets.token_hex(8)}"
    made.mkdir(parents=True)
    return made


def exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; say whether this system can (renameat2(2))."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    done = renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
    return bool(done == 0)


def replace_folder(made: Path, target: Path) -> None:
    """Put ``made``, a folder from :func:`aside`, in the place of ``target``.

    Where two paths can't change places in one step, the old folder stands aside for a
    moment; :func:`clean` brings it back if that moment is cut off.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        target.unlink()
    if not target.exists():
        made.rename(target)
        return
    if exchange(made, target):
        shutil.rmtree(made, ignore_errors=True)
        return
    old = target.with_name(f"{OLD}{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def take_away(target: Path) -> None:
    """Remove a folder; where it can be moved aside first, nobody sees a part of it.

    What can't be removed stays.
    """
    gone = target.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    try:
        target.rename(gone)
    except OSError:
        gone = target
    remove(gone)


def clean(parent: Path) -> None:
    """Remove what an interrupted run left in a folder; bring back what it had moved away."""
    with contextlib.suppress(FileNotFoundError):
        for path in list(parent.iterdir()):
            if path.name.startswith(OLD):
                target = path.with_name(path.name.removeprefix(OLD))
                # A repository may hold such a name; ours never begin with a dot.
                hidden = target.name.startswith(".") or path.is_symlink()
                if not hidden and not target.exists():
                    path.rename(target)
                    continue
            if path.name.startswith((ASIDE, OLD)):
                shutil.rmtree(path, ignore_errors=True)
