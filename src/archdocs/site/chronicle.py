"""The decision log of each version, which its pages can't read from git themselves."""

from __future__ import annotations

import contextlib

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.journal.decisions import Past, decision_log, dump
from archdocs.project import Project
from archdocs.site.versions import Version
from archdocs.system.cache import digest
from archdocs.system.git import Ref

__all__ = ["Chronicle"]

NAMESPACE = "site-chronicle"


class Chronicle:
    """The logs of a project's versions; each is remembered as long as no tag changes."""

    def __init__(self, project: Project) -> None:
        self.project = project
        git = project.git
        refs: tuple[Ref, ...] = git.refs() if git is not None else ()
        tags = repr([ref for ref in refs if ref.kind == "tag"])
        shallow = git.cut_at if git is not None else ""
        self.key = digest(Past(project).key, str(project.root), tags, shallow)

    def of(self, version: Version) -> str:
        """Return what was decided until a version, as JSON for the process that builds it.

        What git can't answer leaves the log to what the version's own files say: an empty text.
        """
        key = digest(self.key, version.commit)
        known = self.project.cache.get(NAMESPACE, key) if version.commit else None
        if known is not None:
            return known[NAMESPACE].decode()
        try:
            recorded = ever_recorded(self.project, version)
            text = dump(decision_log(self.project, version.commit or None) if recorded else ())
        except ArchdocsError:
            return ""
        if version.commit:
            with contextlib.suppress(EnvironmentFault):
                self.project.cache.put(NAMESPACE, key, {NAMESPACE: text.encode()})
        return text


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
