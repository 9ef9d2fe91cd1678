"""Versions of the installed Python packages."""

from __future__ import annotations

import functools
import os
import sys

__all__ = ["installed_version"]


@functools.cache
def installed_version(name: str) -> str | None:
    """Return the version of a package, ``None`` where it isn't installed.

    Looks for the folder that installers name after package and version (the specification of
    recorded projects): :mod:`importlib.metadata` takes longer to import than a picture to
    look up, so it is asked only for packages that are recorded otherwise.
    """
    start = name.replace("-", "_").lower() + "-"
    for folder in sys.path:
        try:
            entries = os.listdir(folder or ".")  # noqa: PTH208 - hundreds of names, one wanted
        except OSError:
            continue
        for entry in entries:
            if entry.endswith(".dist-info") and entry.lower().startswith(start):
                return entry[len(start) : -len(".dist-info")]
    import importlib.metadata

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
