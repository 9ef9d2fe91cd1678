"""Make a version's generated files before Sphinx reads it: the commands of ``pre-build``.

The commands stand in the trusted configuration; the scripts that they run are the version's
own and as little trusted as its ``conf.py``. So they run confined, may write the exported tree
and nothing else (not what earlier builds left), and the tree is gone through afterwards: what
is no file, and links that lead out of it, don't stay. All files get the time that exported
ones have, so that a build that takes up another one's work compares them by their content.
"""

from __future__ import annotations

import functools
import os
import re
import shlex
import shutil
import stat
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.site.outcome import clean, relative, without
from archdocs.system import sandbox
from archdocs.system.cache import digest
from archdocs.system.export import FIXED_TIME, Export, refuses
from archdocs.system.policy import Policy
from archdocs.system.process import Completed, TimedOut, search_path
from archdocs.system.regular import paths_under

__all__ = ["programs", "run_all", "settle"]

#: Names of the interpreter that archdocs itself runs with, so that they mean the same anywhere.
PYTHON = frozenset({"python", "python3"})
#: Runs a program with more in its environment.
ENV = "/usr/bin/env"
#: Where a Python script says that it failed.
TRACED = re.compile(r'^ *File "(?P<path>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
#: Lines of what a command said that are told when it failed.
LINES = 3


def run_all(
    commands: Sequence[str],
    export: Export,
    root: Path,
    policy: Policy,
    *,
    given: Mapping[str, str],
) -> Finding | None:
    """Run commands in ``root``, a folder of an exported tree; return the first failure.

    ``policy`` is that of the version's build; of its folders to write only the tree is left.
    ``given`` is what they are told by their environment, only once they are confined. What they
    made that can't stay is noted in ``export``.

    Raises :class:`archdocs.errors.EnvironmentFault` when the policy is ``strict`` and this
    machine can't confine.
    """
    for command in commands:
        failed = run(command, replace(policy, write=(export.root,)), root=root, given=given)
        if failed is not None:
            return failed
    if commands:
        settle(export)
    return None


def run(command: str, policy: Policy, *, root: Path, given: Mapping[str, str]) -> Finding | None:
    """Run one command; return what is wrong, or ``None``."""
    words = words_of(command, root)
    if words is None:
        name = shlex.split(command)[0]
        return codes.PRE_BUILD.at(
            Location(""), f"`{command}`: there is no program called {name}", hint=f"install {name}"
        )
    policy = replace(policy, read=(*policy.read, Path(words[0]), Path(words[0]).resolve()))
    first = str(Path(sys.executable).parent)
    env = {
        "PATH": os.pathsep.join(filter(None, (first, search_path()))),
        "PYTHONHASHSEED": "0",
    }
    # Python's own variables would count for the process that confines, too.
    words = [ENV, *(f"{name}={value}" for name, value in given.items() if value), *words]
    started = time.monotonic()
    try:
        done, _ = sandbox.run(words, policy, cwd=root, env=env)
    except TimedOut:
        seconds = f"{policy.limits.seconds:g}"
        return codes.TIMEOUT.at(
            Location(""), f"`{command}` took over {seconds} s", hint="raise `timeout` under [site]"
        )
    if done.status == 0:
        return None
    return failure(command, done, root, time.monotonic() - started)


def words_of(command: str, root: Path) -> list[str] | None:
    """Return a command with the path of its program, ``None`` where there is no such program.

    A name with a slash is the version's own program.
    """
    first, *others = shlex.split(command)
    if first in PYTHON:
        return [sys.executable, *others]
    if "/" in first:
        return [str(root / first), *others]
    found = shutil.which(first, path=search_path())
    return [found, *others] if found else None


def failure(command: str, done: Completed, root: Path, seconds: float) -> Finding:
    """Say how a command ended, with the last it said, and where a script of the tree failed."""
    text = without(done.error_text or done.text, (root, root))
    said = [line for line in map(clean, text.splitlines()) if line]
    traced = [
        Location(place, int(found["line"][:9]))
        for found in TRACED.finditer(done.error_text)
        if (place := relative(found["path"], (root, root)))
    ]
    where = traced[-1] if traced else Location("")
    end = f"was ended by signal {-done.status}" if done.status < 0 else f"ended with {done.status}"
    last = " | ".join(said[-1:] if traced else said[-LINES:])
    return codes.PRE_BUILD.at(where, f"`{command}` {end} after {seconds:.1f} s: {last or 'silent'}")


def settle(export: Export) -> None:
    """Make of what commands left a tree such as an export is."""
    links: dict[str, Path] = {}
    for path in list(paths_under(export.root)):
        place = export.root / path
        try:
            found = place.lstat()
        except OSError as error:  # Longer than any path may be: no program can open it.
            export.refuse(path, error.strerror or "it cannot be read")
            continue
        if reason := refuses(path):
            place.unlink()
            export.refuse(path, reason)
        elif stat.S_ISLNK(found.st_mode):
            links[path] = place
        elif stat.S_ISREG(found.st_mode):
            place.chmod(0o755 if found.st_mode & 0o100 else 0o644)
            os.utime(place, (FIXED_TIME, FIXED_TIME))
        else:
            place.unlink()
            export.refuse(path, "it is no file")
    export.drop_escaping(links)


@functools.cache
def programs(commands: tuple[str, ...]) -> str:
    """Return a digest of the programs that commands begin with, where they are this machine's.

    Another compiler makes other files. Python and its packages are counted elsewhere.
    """
    parts: list[str | bytes] = []
    for command in commands:
        first = shlex.split(command)[0]
        ours = first in PYTHON or "/" in first
        found = None if ours else shutil.which(first, path=search_path())
        parts += [command, Path(found).read_bytes() if found else b""]
    return digest(*parts)
