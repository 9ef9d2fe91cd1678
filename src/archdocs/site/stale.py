"""The stale findings of each version, which become banners on its pages."""

from __future__ import annotations

import datetime
import json

from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, matches
from archdocs.freshness import engine
from archdocs.project import Project
from archdocs.site.plan import toolchain
from archdocs.site.versions import Version
from archdocs.system.cache import digest

__all__ = ["findings_of"]

NAMESPACE = "site-findings"


def findings_of(project: Project, version: Version, today: datetime.date) -> tuple[Finding, ...]:
    """Return what was stale in a version: on a tag as of its own day, on a branch as of today.

    Remembered by commit and day, because old tags never change. What can't be answered
    (a shallow clone) is a finding of its own; it stops no build.
    """
    day = released_on(version) if version.kind == "tag" else today
    key = digest(
        str(project.root),
        version.commit,
        day.isoformat(),
        json.dumps(project.settings.as_dict(), sort_keys=True),
        toolchain(),
        str(project.git is not None and project.git.is_shallow),
    )
    known = project.cache.get(NAMESPACE, key) if version.commit else None
    if known is not None:
        return tuple(Finding.from_dict(item) for item in json.loads(known["findings"]))
    found = ask(project, version, day)
    if version.commit:
        data = json.dumps([finding.as_dict() for finding in found]).encode()
        project.cache.put(NAMESPACE, key, {"findings": data})
    return found


def released_on(version: Version) -> datetime.date:
    """Return the day of a version's commit, in UTC."""
    return datetime.datetime.fromtimestamp(version.time, datetime.UTC).date()


def ask(project: Project, version: Version, day: datetime.date) -> tuple[Finding, ...]:
    """Run the freshness rules on one version; what they can't do leaves it without banners."""
    check = project.settings.check
    try:
        found = engine.check(project, commit=version.commit or None, today=day)
    except ArchdocsError:
        return ()
    return tuple(
        finding
        for finding in found
        if matches(finding.code, check.select) and not matches(finding.code, check.ignore)
    )
