"""The decision log of each version, which its pages can't read from git themselves."""

from __future__ import annotations

from archdocs.errors import ArchdocsError
from archdocs.journal.decisions import decision_log, dump
from archdocs.project import Project
from archdocs.site.versions import Version

__all__ = ["history_of"]


def history_of(project: Project, version: Version) -> str:
    """Return what was decided until a version, as JSON for the process that builds it.

    What git can't answer leaves the log to what the version's own files say: an empty text.
    """
    try:
        return dump(decision_log(project, version.commit or None))
    except ArchdocsError:
        return ""
