"""Run git, with the switches that keep a hostile repository inert.

Apart from :mod:`archdocs.system.git`, so that a short command need not import all of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from archdocs.errors import EnvironmentFault, RepositoryError
from archdocs.system import process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SAFE", "find_top", "first_line", "run", "top_and_branches"]

#: Switches before every command. ``safe.bareRepository=explicit`` ignores a bare repository
#: buried in the tree; the empty pager and editor keep git from starting either.
SAFE = (
    "--no-pager",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "protocol.allow=never",
    "-c",
    "log.showSignature=false",
    "-c",
    "core.attributesFile=/dev/null",
)


def run(
    folder: Path,
    *args: str,
    stdin: bytes = b"",
    timeout: float = 300.0,
    extra: Mapping[str, str] | None = None,
) -> process.Completed:
    """Run a git command in a folder, with a scrubbed environment.

    Raises :class:`EnvironmentFault` when git is not installed or does not end in time.
    """
    env = {
        **(extra or {}),
        **process.scrubbed_environment(),
        "LC_ALL": "C.UTF-8",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
    }
    for name in ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        if name in os.environ:
            env[name] = os.environ[name]
    try:
        return process.run(["git", *SAFE, *args], cwd=folder, env=env, stdin=stdin, timeout=timeout)
    except EnvironmentFault as error:
        if "cannot run git" in error.message:
            raise EnvironmentFault(
                "git is not installed", hint="install git and run the command again"
            ) from error
        raise


def find_top(start: Path, *more: str) -> tuple[Path, tuple[str, ...]] | None:
    """Return the top folder of the repository that ``start`` stands in, ``None`` outside of one.

    ``more`` are further words for ``git rev-parse``; what it answers to them comes second.

    Raises :class:`EnvironmentFault` when git is missing and :class:`RepositoryError` when git
    refuses the repository (ownership, corruption).
    """
    result = run(start, "rev-parse", "--show-toplevel", *more)
    if result.status == 0:
        text = result.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
        if not more:
            return Path(text), ()
        top, *rest = text.split("\n")
        return Path(top), tuple(rest)
    if "not a git repository" in result.error_text:
        return None
    if "dubious ownership" in result.error_text:
        raise RepositoryError(
            f"git does not trust {start}: it belongs to another user",
            hint=f"run: git config --global --add safe.directory {start}",
        )
    if "safe.bareRepository" in result.error_text:
        raise RepositoryError(
            f"{start} is a bare repository, and archdocs works in a checkout",
            hint=f"run: git clone {start} elsewhere, and start there",
        )
    if "must be run in a work tree" in result.error_text:
        return None
    raise RepositoryError(first_line(result.error_text) or "git failed")


def top_and_branches(start: Path) -> tuple[Path, tuple[str, ...]] | None:
    """Return the top folder and the commit of every local and remote-tracking branch.

    Asks git once. ``None`` outside of a repository, and where the answer can't be told apart
    from the name of the folder.
    """
    found = find_top(start, "--branches", "--remotes")
    if found and all(len(item) >= 40 and item.isalnum() for item in found[1]):
        return found
    return None


def first_line(text: str) -> str:
    """Return git's first line of complaint, without its ``fatal:``; warnings are none."""
    lines = text.strip().splitlines() or [""]
    line = next((line for line in lines if not line.startswith(("warning: ", "hint: "))), lines[0])
    return line.removeprefix("fatal: ").removeprefix("error: ")
