"""Know that a site stands as it should without working out what its versions are made of.

A build that leaves every version good notes what it was asked and what it left. Commits never
change, so where branches and tags, configuration, tools and the day are the same, all else is
too; and the site's folder tells whether it holds what was left in it.

It tells so by names, sizes and times, of thousands of files. Times of inodes would tell more, and
change with each link to a file and each copy of a site, which then were no good; reading all takes
longer than planning a build. Whoever replaces a file by another of equal size and time means to,
and could write the list of digests as well. ``build --verify`` reads everything.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding
from archdocs.journal.releases import belonging
from archdocs.project import Project
from archdocs.site import plan, toolchain
from archdocs.site.folder import MARKER, SiteFolder, plain
from archdocs.site.plan import Trusted
from archdocs.site.results import BuildReport, VersionResult
from archdocs.system.cache import digest
from archdocs.system.regular import read_regular

__all__ = ["answer", "question", "remember"]

NAMESPACE = "site-standing"
ENTRY = "left"
#: Bytes of the largest file at the top of a site that is looked at.
LARGEST = 64 << 20


def question(
    project: Project, base: Trusted | None, folder: SiteFolder, refs: tuple[str, ...]
) -> str:
    """Return a digest of all that a build follows from; nothing where files on disk are built.

    ``base`` is the configuration that builds the versions, ``refs`` are those asked for.
    """
    git = project.git
    if git is None or git.head is None or base is None or not project.cache.enabled:
        return ""
    if project.settings.site.environment == "version":
        return ""  # Requirements stand in more files of the checkout than the configuration.
    told = (
        *(str(project.root), project.prefix, str(folder.path), base.docs, base.digest),
        *(git.head, git.branch or "", git.cut_at),
        repr(belonging(git.refs(), project.settings.site.tag_prefix)),
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        json.dumps([list(refs), project.settings.as_dict(), plan.build_settings(project)]),
        toolchain.generators_of(project),
    )
    return digest(*told, *toolchain.at_a_glance())


def answer(project: Project, folder: SiteFolder, asked: str) -> BuildReport | None:
    """Return what a build of a site that stands reports; ``None`` where one has to be made."""
    known = project.cache.get(NAMESPACE, asked) if asked else None
    if known is None:
        return None
    left = json.loads(known[ENTRY])
    for name, key in left["folders"].items():
        present = folder.intact(name)
        if present is None or present.key != key:
            return None
    if left["files"] != top(folder, left["files"]):
        return None
    results = tuple(
        VersionResult(
            **{**item, "seconds": 0.0, "outcome": "unchanged"},
            notes=tuple(Finding.from_dict(note) for note in notes),
        )
        for item, notes in left["results"]
    )
    found = tuple(Finding.from_dict(item) for item in left["findings"])
    return BuildReport(results, folder.path, findings=found)


def remember(project: Project, folder: SiteFolder, asked: str, report: BuildReport) -> None:
    """Note what a build left, unless something of it is to be tried again."""
    if not asked or any(each.outcome not in ("built", "unchanged") for each in report.versions):
        return
    ours = folder.marker()
    present = {name: folder.read(name) for name in ours.get("folders", ())}
    if not all(found is None or found.key for found in present.values()):
        return
    if not all(map(plain, (*present, *ours.get("files", ())))):
        return
    left: dict[str, Any] = {
        "folders": {name: found.key if found else "" for name, found in present.items()},
        "files": top(folder, [MARKER, *ours.get("files", ())]),
        "results": [(lasting(each), [n.as_dict() for n in each.notes]) for each in report.versions],
        "findings": [finding.as_dict() for finding in report.findings],
    }
    with contextlib.suppress(EnvironmentFault):
        project.cache.put(NAMESPACE, asked, {ENTRY: json.dumps(left).encode()})


def lasting(result: VersionResult) -> dict[str, Any]:
    """Return what stays true of a version while nothing changes."""
    names = ("name", "slug", "ref", "commit", "pages", "warnings")
    return {name: getattr(result, name) for name in names}


def top(folder: SiteFolder, names: Iterable[str]) -> dict[str, str]:
    """Return digests of files at the top of a site, of those that can be read."""
    found = {}
    for name in names:
        with contextlib.suppress(OSError):
            found[name] = hashlib.sha256(read_regular(folder.path / name, LARGEST)).hexdigest()
    return found
