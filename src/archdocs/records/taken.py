"""The numbers that the records among some files have."""

from __future__ import annotations

import os
import re

from archdocs.errors import EnvironmentFault
from archdocs.records.names import FOLDER_FILES, parse_path, record_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["highest", "numbers", "paths_under"]


def paths_under(start: str) -> list[str]:
    """Return the paths of the files in a folder, at any depth and ignored ones included.

    They are relative to it; there are none where it is missing.

    Raises :class:`EnvironmentFault` when it can't be read: a number would be given twice.
    """

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            raise EnvironmentFault(
                f"cannot read {error.filename}, whose records' numbers are taken: {error.strerror}"
            )

    names: list[str] = []
    for folder, _, found in os.walk(start, onerror=refuse):
        below = folder[len(start) + 1 :]
        names += [f"{below}/{name}" for name in found] if below else found
    return names


def numbers(paths: Iterable[str], prefix: str) -> Iterator[int]:
    """Yield the numbers of the records among files, by their paths; days are no numbers."""
    for path in record_paths(paths, prefix):
        found = parse_path(path, prefix)
        if found is not None and found.number is not None:
            yield found.number


def highest(paths: Iterable[str], prefix: str) -> int | None:
    """Return the greatest of :func:`numbers`, 0 for none, without reading most of the names.

    ``None`` where a record that is a folder may have it: whether it is one, its neighbours
    say, and that takes longer to find out.
    """
    leading = re.compile(rf"(?:{re.escape(prefix)})?[-_ ]*(\d+)", re.IGNORECASE).match
    best, folders = 0, 0
    for path in paths:
        name, inside = path, False
        if "/" in path:
            folder, _, name = path.rpartition("/")
            inside = name.lower() in FOLDER_FILES
            name = folder.rpartition("/")[2] if inside else name
        found = leading(name)
        if found is None or int(found[1][:18]) <= best:
            continue
        named = parse_path(path, prefix)
        if named is not None and named.number is not None:
            if inside:
                folders = max(folders, named.number)
            else:
                best = named.number
    return best if folders <= best else None
