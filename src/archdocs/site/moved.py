"""Which pages are the same under another name: what the switcher follows between versions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from archdocs.errors import RepositoryError
from archdocs.project import Project
from archdocs.site.plan import Planned

__all__ = ["moved_pages", "renamed_files"]


def moved_pages(
    project: Project, planned: Sequence[Planned], pages: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """Return groups of pages that are one and the same, renamed from version to version.

    ``pages`` are those of each version by ref. Each version is compared with the one before it
    in time, by git's own detection of renamed files; where git can't, nothing has moved.
    """
    known = [item for item in planned if item.version.commit and pages.get(item.version.ref)]
    known.sort(key=lambda item: (item.version.time, item.version.name))
    groups: dict[str, set[str]] = {}
    for old, new in itertools.pairwise(known):
        before, after = set(pages[old.version.ref]), set(pages[new.version.ref])
        if not before - after or not after - before:
            continue
        renamed = renamed_files(project, old.version.commit, new.version.commit)
        for was, now in renamed.items():
            one, other = page_of(old, was), page_of(new, now)
            if one in before - after and other in after - before:
                joined = groups.get(one, {one}) | groups.get(other, {other})
                groups.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(group)): sorted(group) for group in groups.values()}.values())


def renamed_files(project: Project, old: str, new: str) -> dict[str, str]:
    """Return the project's files that were renamed between two commits; none where git can't tell.

    An empty commit is the files on disk, of which git knows nothing.
    """
    start = f"{project.prefix}/" if project.prefix else ""
    try:
        found = project.git.renames(old, new) if project.git and old and new else {}
    except RepositoryError:
        return {}
    return {
        was.removeprefix(start): now.removeprefix(start)
        for was, now in found.items()
        if was.startswith(start) and now.startswith(start)
    }


def page_of(item: Planned, path: str) -> str:
    """Return what the page of a file is called, in a version; records stand beside the pages."""
    own = PurePosixPath(path)
    if item.docs and own.is_relative_to(item.docs):
        own = own.relative_to(item.docs)
    return own.with_suffix("").as_posix()
