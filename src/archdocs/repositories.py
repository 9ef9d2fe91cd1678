"""What a project says of other projects whose records it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from archdocs.settings import Repository

__all__ = ["NAME", "first_fault"]

#: Two characters at least: one before a colon is a drive.
NAME = re.compile(r"[a-z][a-z0-9-]{1,39}\Z")
#: What begins an address of its own.
SCHEMES = frozenset({"http", "https", "mailto", "ftp", "file", "data", "javascript", "urn", "git"})


def first_fault(repositories: Mapping[str, Repository]) -> tuple[str, str, str] | None:
    """Return the first repository with a fault, the option that will not do, and why."""
    for name, repository in repositories.items():
        if not NAME.match(name) or name in SCHEMES:
            return name, "", "is no name for a repository: use lower-case letters, digits and `-`"
        if not is_site(repository.url):
            return name, "url", "is the address of a site that begins with https:// or http://"
        if not repository.inventory:
            return name, "inventory", "is the path of a file, where the inventory is kept"
    return None


def is_site(url: str) -> bool:
    """Say whether an address may be that of a site."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return False
    plain = not re.search(r"[\x00-\x20\x7f<>\"'`\\{}|^]", url)
    whole = bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
    return plain and whole and parts.scheme in ("http", "https")
