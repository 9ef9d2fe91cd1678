"""What a commit has for its version of the site, without checking it out.

That is git's own digests of what pages are made from, when that was last changed, and the folder
of the documentation.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from archdocs.errors import EnvironmentFault
from archdocs.project import Project
from archdocs.site.source import DOCUMENTS, find_docs, seen_through_links
from archdocs.system.cache import digest
from archdocs.system.gitvalues import moment

if TYPE_CHECKING:
    from archdocs.site.plan import Trusted
    from archdocs.site.versions import Version

__all__ = ["in_commit"]

INPUTS = "site-inputs-2"


def in_commit(
    project: Project, version: Version, paths: tuple[str, ...], base: Trusted | None
) -> tuple[str, int, str | None]:
    """Return the digest of a commit's inputs, their time, and its documentation's folder.

    Remembered, because a commit stays what it is and git is a process for each question.
    """
    docs, git = project.settings.project.docs, project.git
    depth = git.cut_at if git is not None else ""
    key = digest(version.commit, depth, *paths, "", project.prefix, docs, str(base))
    known = project.cache.get(INPUTS, key) if version.commit else None
    if known is not None:
        content, time, place = json.loads(known[INPUTS])
        return content, time, place
    content, time = committed(project, version, paths)
    place = docs_at(project, version, paths, base)
    if version.commit:
        entry = json.dumps([content, time, place]).encode()
        with contextlib.suppress(EnvironmentFault):
            project.cache.put(INPUTS, key, {INPUTS: entry})
    return content, time, place


def committed(project: Project, version: Version, paths: tuple[str, ...]) -> tuple[str, int]:
    """Return the digest of a commit's inputs, and when they were last touched."""
    git = project.git
    if git is None:
        return "", 0
    if not paths:
        return git.tree_id(version.commit) or "", version.time
    ids = [f"{path} {git.tree_id(version.commit, path)}" for path in paths]
    last = git.output(
        "--literal-pathspecs", "log", "-1", "--format=%ct", version.commit, "--", *paths
    )
    return digest(*ids), moment(last) if last.strip() else version.time


def docs_at(
    project: Project, version: Version, paths: tuple[str, ...], base: Trusted | None
) -> str | None:
    """Return where a commit keeps its documentation, inside the project, or ``None``.

    A commit older than its project's ``conf.py`` has none to be found by; where the
    configuration ``base`` builds it anyway, documents in the same folder are enough.
    """
    git, configured = project.git, project.settings.project.docs
    if git is None:
        return None
    start = f"{project.prefix}/" if project.prefix else ""

    def has(name: str) -> bool:
        path = start + name
        within = not paths or any(PurePosixPath(path).is_relative_to(each) for each in paths)
        return within and git.has_file(version.commit, path)

    found = find_docs(has, configured)
    if found is None:
        entries = git.tree(version.commit, paths)
        names = {entry.path.removeprefix(start) for entry in entries}
        names |= {name.removeprefix(start) for name in seen_through_links(git, entries)}
        found = find_docs(names.__contains__, configured)
        if found is None and base is not None and base.docs:
            inside = (name for name in names if name.startswith(f"{base.docs}/"))
            if any(PurePosixPath(name).suffix in DOCUMENTS for name in inside):
                return base.docs
    return found
