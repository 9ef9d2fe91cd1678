"""The decision log of each version, which its pages can't read from git themselves."""

from __future__ import annotations

import json

from archdocs.errors import ArchdocsError
from archdocs.journal.decisions import dump, groups_of, way_to
from archdocs.project import Project
from archdocs.site.plan import toolchain
from archdocs.site.versions import Version
from archdocs.system.cache import digest

__all__ = ["history_of"]

NAMESPACE = "site-history"


def history_of(project: Project, version: Version) -> str:
    """Return what was decided until a version, as JSON for the process that builds it.

    Remembered by commit and by the releases on the way there. What git can't answer leaves
    the log to what the version's own files say: an empty text.
    """
    try:
        head = version.commit or (project.git.head if project.git else None)
        way = way_to(project, head) if head else ()
        if not version.commit:
            return dump(groups_of(project, way, None))
        key = digest(
            version.commit,
            project.prefix,
            json.dumps([[point.name, point.commit] for point in way]),
            json.dumps(project.settings.as_dict(), sort_keys=True),
            toolchain(),
        )
        known = project.cache.get(NAMESPACE, key)
        if known is not None:
            return known["history"].decode()
        made = dump(groups_of(project, way, version.commit))
    except ArchdocsError:
        return ""
    project.cache.put(NAMESPACE, key, {"history": made.encode()})
    return made
