"""Safe, unique folder names for refs, which may be called almost anything."""

from __future__ import annotations

import hashlib
import re

__all__ = ["CHANGES", "RESERVED", "Slugs", "slug_of"]

#: The folder of the pages that say what changed between versions.
CHANGES = "changes"
#: Names the site itself uses at its top.
RESERVED = frozenset(
    {
        "latest",
        "stable",
        CHANGES,
        "index.html",
        "404.html",
        "versions.js",
        "versions.json",
        "records.html",
        "redirect.js",
        "redirects.json",
        "missing.js",
        "sitemap.xml",
        "robots.txt",
    }
)
LONGEST = 80


def slug_of(name: str) -> str:
    """Return a name for a folder and an address: ASCII letters, digits, ``.``, ``_``, ``+``, ``-``.

    ``/`` becomes ``-``. Where anything else had to go, a short digest of the name follows, so
    that two names never become one.
    """
    plain = name.replace("/", "-")
    clean = re.sub(r"[^A-Za-z0-9._+-]+", "-", plain)
    clean = re.sub(r"\.{2,}", ".", clean).strip("-._+")[:LONGEST].rstrip("-._+")
    if clean == plain and clean.casefold() not in RESERVED:
        return clean
    return f"{clean or 'ref'}-{short_digest(name)}"


def short_digest(name: str) -> str:
    """Return eight hexadecimal digits that stand for a name."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]


class Slugs:
    """Gives each ref a folder name that no other has, in upper or lower case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def add(self, name: str, ref: str) -> str:
        """Return the slug of a ref called ``name``; ``ref`` is its full, unique name."""
        slug = slug_of(name)
        if slug.casefold() in self._taken:
            slug = f"{slug}-{short_digest(ref)}"
        self._taken.add(slug.casefold())
        return slug
