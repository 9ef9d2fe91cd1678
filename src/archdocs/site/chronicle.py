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
        if not ever_recorded(project, version):
            return dump(())
        return dump(decision_log(project, version.commit or None))
    except ArchdocsError:
        return ""


def ever_recorded(project: Project, version: Version) -> bool:
    """Say whether a version's history, or the files on disk, can have records at all.

    Otherwise what would be asked of git about every release is for nothing.
    """
    patterns = [pattern.strip("/") for pattern in project.settings.records.patterns]
    if not version.commit or project.git is None:
        return True
    start = f"{project.prefix}/" if project.prefix else ""
    paths = [f":(glob){start}{pattern}/**" for pattern in patterns]
    return bool(project.git.output("log", "-1", "--format=%H", version.commit, "--", *paths))
