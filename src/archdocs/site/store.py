"""Pages already made, by key: so that a wiped output folder costs no build.

Only pages are kept, never Sphinx's own state, which is pickled and so can run code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.site.make import Made
from archdocs.site.plan import Planned
from archdocs.system.cache import digest

__all__ = ["ENVIRONMENTS", "Last", "Versions", "last", "last_good", "load", "remarks", "save"]

PAGES = "site"
LAST = "site-last"
REMARKS = "site-remarks"
#: The folder of the cache with what versions have installed for them.
ENVIRONMENTS = "site-environments"


@dataclass(frozen=True, slots=True)
class Last:
    """A build that worked: its key, digests of what that was made from, and its seconds."""

    key: str
    parts: Mapping[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Versions:
    """The files of versions that wait to be published, of which each is in memory once.

    Most files of a version are those of its neighbour, byte for byte.
    """

    project: Project
    known: dict[bytes, bytes] = field(default_factory=dict)

    def shared(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return files with equal ones put in place of those that are known."""
        return {name: self.known.setdefault(data, data) for name, data in files.items()}

    def keep(self, planned: Planned, made: Made) -> Made:
        """Save a version and return it as it waits."""
        saved = save(self.project, planned, made)
        return replace(saved, files=self.shared(saved.files))

    def load(self, key: str) -> dict[str, bytes] | None:
        """Return the files made for a key, or ``None``."""
        files = load(self.project, key)
        return None if files is None else self.shared(files)


def load(project: Project, key: str) -> dict[str, bytes] | None:
    """Return the files made for a key, or ``None``."""
    return project.cache.get(PAGES, key)


def remarks(project: Project, planned: Planned) -> tuple[tuple[Finding, ...], int]:
    """Return what was wrong when a version's pages were made, and how many warnings there were.

    What is not built again still has its faults.
    """
    known = project.cache.get(REMARKS, planned.key)
    if known is None:
        return (), 0
    data = json.loads(known["remarks"])
    return tuple(Finding.from_dict(item) for item in data["notes"]), int(data["warnings"])


def save(project: Project, planned: Planned, made: Made) -> Made:
    """Keep a version's files and remarks, and remember them as its last good ones.

    Returns the version with the digests of its files.
    """
    digests = project.cache.put(PAGES, planned.key, made.files)
    notes = [finding.as_dict() for finding in made.notes]
    said = json.dumps({"notes": notes, "warnings": made.warnings}).encode()
    project.cache.put(REMARKS, planned.key, {"remarks": said})
    parts = {name: digest(part) for name, part in planned.parts.items()}
    last = json.dumps({"key": planned.key, "parts": parts, "seconds": made.seconds}).encode()
    project.cache.put(LAST, whose(project, planned), {"last": last})
    return replace(made, digests=digests)


def last_good(project: Project, planned: Planned) -> tuple[str, dict[str, bytes]] | None:
    """Return the key and files of the last build of this version that worked, if kept."""
    known = last(project, planned)
    if known is None:
        return None
    files = load(project, known.key)
    return (known.key, files) if files is not None else None


def last(project: Project, planned: Planned) -> Last | None:
    """Return what is known of the last build of this version that worked."""
    known = project.cache.get(LAST, whose(project, planned))
    if known is None:
        return None
    data = json.loads(known["last"])
    return Last(str(data["key"]), data.get("parts", {}), float(data.get("seconds", 0)))


def whose(project: Project, planned: Planned) -> str:
    """Return the key of a version's last good build: of this ref in this folder."""
    return digest(str(project.root), planned.version.ref, planned.version.slug)
