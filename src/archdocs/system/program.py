"""What this program is, as a part of keys in the cache: its version, and its files' times.

The times matter to those who work on archdocs itself: an installed one changes with its version.
"""

from __future__ import annotations

import functools
import os

import archdocs

__all__ = ["stamp"]

#: The rooms whose code makes what is kept under the stamp.
ROOMS = ("", "/records", "/records/dialects", "/journal", "/system")


@functools.cache
def stamp() -> str:
    """Return a text that is another one for another version, or changed files."""
    top = os.path.dirname(archdocs.__file__)  # noqa: PTH120 - pathlib is slow
    parts = [archdocs.__version__]
    for room in ROOMS:
        with os.scandir(top + room) as entries:
            for entry in sorted(entries, key=lambda item: item.name):
                if entry.name.endswith(".py"):
                    found = entry.stat()
                    parts.append(f"{entry.name} {found.st_mtime_ns} {found.st_size}")
    return " ".join(parts)
