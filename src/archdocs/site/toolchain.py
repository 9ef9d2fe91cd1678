"""What makes pages besides what is in the repository: Python, packages, archdocs, programs."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import archdocs
from archdocs.project import Project
from archdocs.system.cache import digest

if TYPE_CHECKING:
    from archdocs.site.requirements import Wanted

__all__ = ["at_a_glance", "environment_of", "generators_of", "toolchain"]

OWN_SOURCES = frozenset({".py", ".js", ".css", ".html", ".json", ".toml", ".md"})


@functools.cache
def toolchain() -> str:
    """Return a digest of all that runs: Python, the packages installed, archdocs' own files."""
    home = str(Path(archdocs.__file__).parent)
    own: list[str | bytes] = []
    for name, _ in sorted(sources(home)):
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib is slow
            own += [name.removeprefix(home), file.read()]
    return digest(platform.python_version(), platform.machine(), *packages(), "", *own)


def packages() -> list[str]:
    """Return the installed packages with their versions, as their folders are called.

    Reading what each says of itself takes as long as all else that a build without work does.
    """
    names: set[str] = set()
    for place in sys.path:
        with contextlib.suppress(OSError):
            names.update(path.name for path in Path(place).iterdir())
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def at_a_glance() -> Iterator[str]:
    """Yield what runs: packages, and archdocs' own files by size and time, which is quick."""
    yield sys.version
    yield from packages()
    for name, status in sorted(sources(str(Path(archdocs.__file__).parent))):
        yield f"{name} {status.st_size} {status.st_mtime_ns}"


def sources(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield archdocs' own files under a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from sources(entry.path)
            elif os.path.splitext(entry.name)[1] in OWN_SOURCES:  # noqa: PTH122 - pathlib is slow
                yield entry.path, entry.stat()


def environment_of(wanted: Wanted) -> str:
    """Return the key of what is installed for a version."""
    from archdocs.site.environments import key_of

    return key_of(wanted)


def generators_of(project: Project) -> str:
    """Return a digest of the programs that make files before Sphinx, nothing where none do."""
    commands = project.settings.site.pre_build
    if not commands:
        return ""
    from archdocs.site.prebuild import programs

    return programs(commands)
