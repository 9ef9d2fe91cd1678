"""Which Pagefind there is, and whether pages are searched with it."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from archdocs.errors import EnvironmentFault
from archdocs.settings import SiteSettings

__all__ = ["INSTALL", "advice", "engine", "program"]

INSTALL = 'pip install "archdocs-cli[search]"'
#: The packages that bring the program; the first also splits Chinese and Japanese into words.
PACKAGES = {"pagefind_bin_extended": "pagefind_extended", "pagefind_bin": "pagefind"}
#: Names a program to use instead of an installed package's; empty, there is none.
VARIABLE = "ARCHDOCS_PAGEFIND"


def program() -> Path | None:
    """Return the Pagefind program: what ``ARCHDOCS_PAGEFIND`` names, or an installed package's."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    for package, name in PACKAGES.items():
        found = importlib.util.find_spec(package)
        if found is not None and found.origin:
            place = Path(found.origin).with_name(name)
            if place.is_file():
                return place
    return None


def engine(settings: SiteSettings) -> str:
    """Return what pages are searched with: ``sphinx``, or ``pagefind`` and what tells it apart.

    Raises :class:`EnvironmentFault` where the settings ask for Pagefind and there is none.
    """
    if settings.search == "sphinx":
        return "sphinx"
    place = program()
    try:
        size = place.stat().st_size if place else 0
    except OSError:
        size = 0
    if size:
        return f"pagefind {size}"
    if settings.search == "pagefind":
        raise EnvironmentFault(
            '`search = "pagefind"` under [site], and Pagefind is not installed',
            hint=f"run: {INSTALL}",
        )
    return "sphinx"


def advice(settings: SiteSettings, many: int) -> str:
    """Return what a build of ``many`` versions says where Pagefind is wanted and not there."""
    if many < 2 or settings.search != "auto" or VARIABLE in os.environ or program():
        return ""
    return f"each version is searched by itself; over all versions: {INSTALL}"
