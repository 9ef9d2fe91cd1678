"""The decision log of each version, which its pages can't read from git themselves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.journal.decisions import Past, decision_log, dump
from archdocs.journal.releases import belonging
from archdocs.project import Project
from archdocs.records.folders import WILD
from archdocs.site.versions import Version
from archdocs.system.cache import digest
from archdocs.system.git import Git, Ref

__all__ = ["Chronicle"]

NAMESPACE = "site-chronicle"
#: So many versions are asked about at once.
WORTH_ASKING = 2


class Chronicle:
    """The logs of a project's versions; each is remembered as long as no tag changes."""

    def __init__(self, project: Project) -> None:
        self.project = project
        git = project.git
        refs: tuple[Ref, ...] = git.refs() if git is not None else ()
        own = belonging(refs, project.settings.site.tag_prefix)
        tags = repr([ref for ref in own if ref.kind == "tag"])
        shallow = git.cut_at if git is not None else ""
        self.key = digest(Past(project).key, str(project.root), tags, shallow)
        self.known: dict[str, bool] = {}

    def look(self, versions: Iterable[Version]) -> None:
        """Ask git once which versions ever had a record, of those that are not remembered."""
        cache = self.project.cache
        asked = {each.commit for each in versions if each.commit}
        unknown = [
            each for each in sorted(asked) if cache.get(NAMESPACE, self.key_of(each)) is None
        ]
        with contextlib.suppress(ArchdocsError):
            self.known = ever_recorded_at_once(self.project, unknown)

    def key_of(self, commit: str) -> str:
        """Return what a commit's log is remembered by."""
        return digest(self.key, commit)

    def of(self, version: Version) -> str:
        """Return what was decided until a version, as JSON for the process that builds it.

        What git can't answer leaves the log to what the version's own files say: an empty text.
        """
        key = self.key_of(version.commit)
        known = self.project.cache.get(NAMESPACE, key) if version.commit else None
        if known is not None:
            return known[NAMESPACE].decode()
        try:
            recorded = self.known.get(version.commit)
            if recorded is None:
                recorded = ever_recorded(self.project, version)
            text = dump(decision_log(self.project, version.commit or None) if recorded else ())
        except ArchdocsError:
            return ""
        if version.commit:
            with contextlib.suppress(EnvironmentFault):
                self.project.cache.put(NAMESPACE, key, {NAMESPACE: text.encode()})
        return text


def ever_recorded_at_once(project: Project, commits: Sequence[str]) -> dict[str, bool]:
    """Say of commits whether their history can have records, as far as one question tells.

    A commit that has some has them from its history. Where none of the others ever had one, git
    says so at once; else nothing is said of these.
    """
    git = project.git
    if git is None or len(commits) < WORTH_ASKING:
        return {}
    found = {each: True for each in commits if has_records(project, git, each)}
    rest = [each for each in commits if each not in found]
    if rest:
        asked = "\n".join([*rest, "--", *pathspecs(project), ""])
        data = asked.encode("utf-8", "surrogateescape")
        if not git.output("log", "-1", "--format=%H", "--stdin", stdin=data):
            found.update(dict.fromkeys(rest, False))
    return found


def has_records(project: Project, git: Git, commit: str) -> bool:
    """Say whether a commit surely has something in a folder of records, by those without a `*`."""
    start = f"{project.prefix}/" if project.prefix else ""
    patterns = (pattern.strip("/") for pattern in project.settings.records.patterns)
    plain = (each for each in patterns if not set(each) & WILD)
    return any(
        git.tree_id(commit, start + each) is not None and not git.has_file(commit, start + each)
        for each in plain
    )


def pathspecs(project: Project) -> list[str]:
    """Return what git calls the files in a project's folders of records."""
    patterns = [pattern.strip("/") for pattern in project.settings.records.patterns]
    start = f"{project.prefix}/" if project.prefix else ""
    return [f":(glob){start}{pattern}/**" for pattern in patterns]


def ever_recorded(project: Project, version: Version) -> bool:
    """Say whether a version's history, or the files on disk, can have records at all.

    Otherwise what would be asked of git about every release is for nothing.
    """
    if not version.commit or project.git is None:
        return True
    paths = pathspecs(project)
    return bool(project.git.output("log", "-1", "--format=%H", version.commit, "--", *paths))
