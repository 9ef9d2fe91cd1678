"""Packages of a version's own: installed once for equal requirements, and kept.

An environment is a folder that stands before what is installed beside archdocs, on the path of
the process that builds the version. So archdocs itself, and what the version says nothing of,
are there as ever, and nothing has to be installed twice. Only wheels are taken: installing them
runs none of their code. The installer is the operator's (``uv``, else ``pip``), with the
operator's settings, and reads no file of the repository; this is the only step that uses the
network.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import itertools
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.site.outcome import clean
from archdocs.site.requirements import Wanted
from archdocs.site.store import ENVIRONMENTS
from archdocs.system import locks, process, programs
from archdocs.system.cache import Cache, digest
from archdocs.system.files import write_atomic
from archdocs.system.scratch import remove

__all__ = ["key_of", "lay_metadata", "used"]

#: The distribution that archdocs is installed as.
OURS = "archdocs-cli"
LONGEST_VERSION = 100
#: Settings of the installers, and what every program of the operator's may need.
PASSED_ON = re.compile(
    r"(PIP|UV)_\w+|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|NETRC"
    r"|XDG_(CACHE|CONFIG)_HOME",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
#: Requirements that are told by name when they are installed.
SHOWN = 3
#: What to do about requirements that can't be installed.
ADVICE = "set `requirements` under [site] to what has wheels and goes together with archdocs"
#: What is stated for a version that says none of itself.
UNKNOWN = "0.dev0"

Say = Callable[[str], None]


def key_of(wanted: Wanted) -> str:
    """Return what tells environments apart: requirements, those of archdocs, and this Python."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return digest(python, platform.machine(), *constraints(), "", *sorted(wanted.lines))


def constraints() -> tuple[str, ...]:
    """Return what archdocs itself needs, which an environment must leave possible."""
    try:
        listed = importlib.metadata.requires(OURS) or []
    except importlib.metadata.PackageNotFoundError:
        return ()
    needed = (Requirement(line) for line in listed)
    return tuple(sorted(str(each) for each in needed if "extra" not in str(each.marker or "")))


@contextlib.contextmanager
def used(
    cache: Cache, wanted: Wanted, *, root: Path, timeout: float, say: Say
) -> Iterator[tuple[Path | None, Finding | None]]:
    """Give the folder of an environment, installing it first, or what went wrong.

    While it is used nobody removes it. Nothing wanted is no folder. ``root`` is the project's,
    whose programs install nothing; ``timeout`` is in seconds.
    """
    if not wanted.lines:
        yield None, None
        return
    top = cache.folder / ENVIRONMENTS
    folder = (top / key_of(wanted)[:32]).absolute()
    lock = folder.with_suffix(".lock")
    try:
        top.mkdir(parents=True, exist_ok=True)
        lock.touch()
    except OSError as error:
        message = f"cannot write the cache at {cache.folder}: {error.strerror or error}"
        raise EnvironmentFault(message) from error
    failed = None
    while failed is None:
        with locks.held(lock, poll=0.05, shared=True):
            if folder.is_dir():
                os.utime(folder)
                yield folder, None
                return
        with locks.held(lock, poll=0.05):
            if not folder.is_dir():
                failed = install(wanted, folder, installer(root), timeout=timeout, say=say)
    yield None, failed


def install(
    wanted: Wanted, folder: Path, words: Sequence[str] | None, *, timeout: float, say: Say
) -> Finding | None:
    """Install into a folder beside, and put it in place when it is whole."""
    where = Location(wanted.source)
    if words is None:
        return codes.ENVIRONMENT.at(
            where, "there is neither uv nor pip to install what it needs", hint="install uv"
        )
    first, others = list(wanted.lines)[:SHOWN], len(wanted.lines) - SHOWN
    more = f" and {others} more" if others > 0 else ""
    say(f"installing over the network: {', '.join(first)}{more}")
    with emptied(folder.with_suffix(".aside")) as aside:
        asked, limits, target = aside / "asked.txt", aside / "limits.txt", aside / "packages"
        asked.write_text("\n".join(wanted.lines) + "\n", "utf-8")
        limits.write_text("\n".join(constraints()) + "\n", "utf-8")
        words = [*words, "--target", str(target), "--only-binary", ":all:"]
        words += ["-r", str(asked), "-c", str(limits)]
        kept = {name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)}
        try:
            # uv reads settings in all folders above, and the cache may lie in a repository.
            done = process.run(
                words, cwd=Path("/"), env=process.scrubbed_environment(kept), timeout=timeout
            )
        except process.TimedOut as error:
            return codes.ENVIRONMENT.at(where, error.message, hint="raise `timeout` under [site]")
        if done.status != 0:
            return codes.ENVIRONMENT.at(where, told(done), hint=ADVICE)
        target.mkdir(exist_ok=True)
        target.rename(folder)
    return None


@contextlib.contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """Give a new folder, and remove it at the end; what an interrupted process left is removed.

    Whoever clears the cache takes the lock of the name before the dot, which is ours.
    """
    remove(folder)
    folder.mkdir()
    try:
        yield folder
    finally:
        remove(folder)


def installer(root: Path) -> list[str] | None:
    """Return the beginning of the command that installs, ``None`` where there is none."""
    uv = programs.find("uv", root)
    if uv:
        return [str(uv), "pip", "install", "--quiet", "--no-progress", "--python", sys.executable]
    if importlib.util.find_spec("pip") is None:
        return None
    quiet = [
        "--progress-bar",
        "off",
        "--no-input",
        "--disable-pip-version-check",
        "--no-warn-conflicts",
    ]
    return [sys.executable, "-P", "-m", "pip", "install", *quiet]


def told(done: process.Completed) -> str:
    """Return what an installer said was wrong, in one line."""
    lines = [clean(line) for line in f"{done.text}\n{done.error_text}".splitlines()]
    causes = "; ".join(after("The conflict is caused by:", lines))
    absent = ", ".join(after("no matching distributions available", lines))
    if absent:
        python = platform.python_version()
        return clean(f"there is no such wheel of {absent} for Python {python}: {causes}")
    if causes:
        return clean(f"what is wanted doesn't go together: {causes}")
    wrong = [line for line in lines if re.match(r"ERROR|error|cause|× |╰─▶", line)]
    said = [line for line in lines if line]
    return clean(" ".join(wrong[-2:] or said[-1:])) or "the installer ended with an error"


def after(title: str, lines: Sequence[str]) -> list[str]:
    """Return the lines of the paragraph that a title begins, without it."""
    start = next((number for number, line in enumerate(lines, 1) if title in line), len(lines))
    return list(itertools.takewhile(bool, lines[start:]))


def lay_metadata(folder: Path, wanted: Wanted, release: str) -> None:
    """Say in ``folder`` that the version's own package is installed, as its ``conf.py`` may ask.

    The package itself is not built, which would run its code; it is imported from its tree.
    """
    if not NAME.fullmatch(wanted.name):
        return
    version = next(filter(is_version, (release, wanted.version)), UNKNOWN)
    place = folder / f"{re.sub(r'[-_.]+', '_', wanted.name)}-{version}.dist-info"
    place.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {wanted.name}\nVersion: {version}\n"
    write_atomic(place / "METADATA", text.encode())
    lines = []
    for group, entries in wanted.entries.items():
        pairs = entries.items() if isinstance(entries, dict) else ()
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in pairs)]
    printable = [line for line in lines if line.isprintable()]
    write_atomic(place / "entry_points.txt", "\n".join([*printable, ""]).encode())


def is_version(text: str) -> bool:
    """Say whether a text is a version of a package that a folder can be named after."""
    try:
        return text == text.strip() and 0 < len(text) <= LONGEST_VERSION and bool(Version(text))
    except InvalidVersion:
        return False
