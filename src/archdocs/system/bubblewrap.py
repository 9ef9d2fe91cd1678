"""A second wall around a confined child where the machine has one: bubblewrap.

It gives the child a file system of its own, in which only what it may reach exists, and its
own processes, network and message queues. The jail inside it stands without it: many
machines forbid namespaces to ordinary users, and nothing here is needed.
"""

from __future__ import annotations

import functools
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from archdocs.errors import EnvironmentFault
from archdocs.system import process
from archdocs.system.jail import NETWORK_READ, SYSTEM_READ
from archdocs.system.policy import Policy

__all__ = ["find", "wrapped"]

#: Where the system itself installs it. Never looked up on ``PATH``: a repository's folder or
#: a virtual environment could be on it.
PLACES = (Path("/usr/bin/bwrap"), Path("/bin/bwrap"))
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
OWN_WORLD = ("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try")
#: More folders than this are not shown one by one; the jail alone then bounds files.
MOST_PATHS = 2000
#: Seconds for the trial whether it works here.
PATIENCE = 10.0
#: What root keeps, as in the jail: the power over file modes.
KEPT = ("--cap-drop", "ALL", "--cap-add", "CAP_DAC_OVERRIDE", "--cap-add", "CAP_DAC_READ_SEARCH")
#: The temporary folder that Python's own things expect, where nothing else is shown of it.
ROOM = "/tmp"  # noqa: S108 - a mount point of the child's own


@functools.cache
def find() -> Path | None:
    """Return bubblewrap where it works, ``None`` anywhere else; tried once per process."""
    for place in PLACES:
        if trusted(place) and tried(place):
            return place
    return None


def trusted(place: Path) -> bool:
    """Say whether a program is the system's: root's, and nobody else may write it."""
    try:
        found = place.resolve(strict=True).stat()
    except (OSError, RuntimeError):
        return False
    loose = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISREG(found.st_mode) and found.st_uid == 0 and not loose


def tried(place: Path) -> bool:
    """Start a Python that does nothing, walled in as a child would be."""
    words = [sys.executable, "-I", "-S", "-c", ""]
    around = arguments(place, Policy(), cwd=Path("/"), scratch=())
    try:
        return process.run([*around, *words], cwd=Path("/"), env={}, timeout=PATIENCE).status == 0
    except EnvironmentFault:
        return False


def wrapped(
    words: Sequence[str], policy: Policy, *, cwd: Path, scratch: Sequence[Path]
) -> list[str] | None:
    """Return the command with the wall around it, ``None`` where there can be none.

    The child may write ``scratch`` beside what the policy says.
    """
    place = find() if policy.mode != "off" else None
    if place is None or len(policy.read) + len(policy.write) > MOST_PATHS:
        return None
    return [*arguments(place, policy, cwd=cwd, scratch=scratch), *words]


def arguments(place: Path, policy: Policy, *, cwd: Path, scratch: Sequence[Path]) -> list[str]:
    """Return the words before the command: what exists for it, and what it shares."""
    words = [str(place), *OWN_WORLD, "--die-with-parent"]
    if os.geteuid() == 0:
        words += KEPT
    if not policy.network:
        words.append("--unshare-net")
    words += ["--tmpfs", ROOM]
    written = outermost(spellings((*scratch, *policy.write)))
    # What is bound later covers what is there: what may be written comes last.
    for path in outermost(spellings(readable(policy, cwd))):
        if not any(path.is_relative_to(folder) for folder in written):
            words += ["--ro-bind-try", str(path), str(path)]
    for path in written:
        words += ["--bind-try", str(path), str(path)]
    for device in DEVICES:
        words += ["--dev-bind-try", device, device]
    return [*words, "--chdir", str(cwd), "--"]


def readable(policy: Policy, cwd: Path) -> Iterator[Path]:
    """Yield what the child may read: the system's, the interpreter's, ours, and what it got."""
    system = (*SYSTEM_READ, *(NETWORK_READ if policy.network else ()))
    own = (sys.prefix, sys.base_prefix, sys.base_exec_prefix, *filter(None, sys.path))
    yield from (Path(path) for path in (*system, *own) if path not in DEVICES)
    yield from (Path(__file__).resolve().parents[2], cwd, *policy.read)


def outermost(paths: Iterable[Path]) -> list[Path]:
    """Leave out what is inside another folder, and the whole machine."""
    kept: dict[Path, None] = {}
    for path in sorted(set(paths), key=lambda path: (len(path.parts), path)):
        if path != path.parent and not any(folder in kept for folder in path.parents):
            kept[path] = None
    return list(kept)


def spellings(paths: Iterable[Path]) -> list[Path]:
    """Return each path as it is written and as what it leads to, for it may be named as both."""
    return [spelling for path in paths for spelling in (path.absolute(), path.resolve())]
