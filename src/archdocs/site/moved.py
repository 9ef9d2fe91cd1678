"""Which pages are the same under another name: what the switcher follows between versions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from archdocs.errors import RepositoryError
from archdocs.project import Project
from archdocs.site.plan import Planned

__all__ = ["moved_pages"]


def moved_pages(
    project: Project, planned: Sequence[Planned], pages: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """Return groups of pages that are one and the same, renamed from version to version.

    ``pages`` are those of each version by ref. Each version is compared with the one before it
    in time, by git's own detection of renamed files; where git can't, nothing has moved.
    """
    git = project.git
    if git is None:
        return []
    known = [item for item in planned if item.version.commit and pages.get(item.version.ref)]
    known.sort(key=lambda item: (item.version.time, item.version.name))
    groups: dict[str, set[str]] = {}
    for old, new in itertools.pairwise(known):
        before, after = set(pages[old.version.ref]), set(pages[new.version.ref])
        if not before - after or not after - before:
            continue
        try:
            renamed = git.renames(old.version.commit, new.version.commit)
        except RepositoryError:
            continue
        for was, now in renamed.items():
            one, other = page_of(project, old, was), page_of(project, new, now)
            if one in before - after and other in after - before:
                joined = groups.get(one, {one}) | groups.get(other, {other})
                groups.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(group)): sorted(group) for group in groups.values()}.values())


def page_of(project: Project, item: Planned, path: str) -> str:
    """Return what the page of a file is called, in a version; records stand beside the pages."""
    own = PurePosixPath(path.removeprefix(f"{project.prefix}/") if project.prefix else path)
    if item.docs and own.is_relative_to(item.docs):
        own = own.relative_to(item.docs)
    return own.with_suffix("").as_posix()
