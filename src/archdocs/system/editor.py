"""Open a file in the user's editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from archdocs.errors import EnvironmentFault

__all__ = ["chosen_editor", "open_editor"]


def chosen_editor() -> str:
    """Return the command in ``VISUAL``, else in ``EDITOR``, else nothing."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def open_editor(path: Path) -> bool:
    """Open a file in the chosen editor and wait for it; say whether one is chosen.

    The editor gets our terminal and environment. Its command is split like a shell's, but
    no shell runs it: a file name is only ever a name.

    Raises :class:`EnvironmentFault` when the editor can't be started or fails.
    """
    command = chosen_editor()
    if not command:
        return False
    try:
        words = shlex.split(command)
        status = subprocess.call([*words, os.fspath(path)])
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise EnvironmentFault(
            f"cannot start the editor {command!r}: {why}",
            hint="set VISUAL or EDITOR to a command, or use --no-edit",
        ) from error
    if status:
        raise EnvironmentFault(f"the editor {command!r} ended with {status}")
    return True
