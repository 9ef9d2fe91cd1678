"""Say what changed between two versions: the verb ``changes``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archdocs.project import Project
from archdocs.records.moments import moment
from archdocs.site.changes.compare import compare
from archdocs.site.changes.facts import FORMAT, Reader
from archdocs.site.moved import renamed_files, renamed_pages
from archdocs.site.plan import digest_of, toolchain
from archdocs.system.cache import digest
from archdocs.system.tree import Tree

if TYPE_CHECKING:
    from archdocs.site.changes.told import Told

__all__ = ["changes", "facts_key"]


def changes(project: Project, before: str, after: str = "") -> Told:
    """Compare two refs; without ``after``, one with the files on disk.

    Raises :class:`UsageError` for a ref there is not, and what reading records does.
    """
    from archdocs.site.changes.told import Told

    first = moment(project, before)
    last = moment(project, after).commit if after else ""
    reader = Reader(project)
    old = reader.facts(first.commit, facts_key(project, first.commit))
    new = reader.facts(last, facts_key(project, last))
    was, now = ({page.path: page.name for page in each.pages} for each in (old, new))
    renamed = (
        each._replace(was=was[each.was], now=now[each.now])
        for each in renamed_files(project, first.commit, last)
        if each.was in was and each.now in now
    )
    names = renamed_pages(renamed, was.values(), now.values())
    found = compare(old, new, names)
    return Told(before, after or "the files on disk", (first.commit, last), found)


def facts_key(project: Project, commit: str, content: str = "") -> str:
    """Return what the facts of a commit depend on, or of the files on disk where it is empty.

    ``content`` is a digest of these files, where one is known already.
    """
    tree: Tree = project.worktree
    content = commit or content or digest_of(tree, tree.files())
    settings = json.dumps(project.settings.as_dict(), sort_keys=True)
    return digest(str(FORMAT), content, project.prefix, settings, toolchain())
