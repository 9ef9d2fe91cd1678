"""Which pages are the same under another name: what the switcher follows between versions.

A page is followed through the versions by git's own detection of renamed files. So a page that
was renamed stays itself, and one that later took its old name is another, whatever it is called.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from archdocs.errors import EnvironmentFault, RepositoryError
from archdocs.project import Project
from archdocs.site.plan import Planned
from archdocs.system.cache import digest
from archdocs.system.git import Rename

__all__ = ["Moved", "moved_pages", "renamed_files", "renamed_pages"]

NAMESPACE = "site-renames"
#: Raised whenever the same commits would be told otherwise.
FORMAT = "1"
#: Per cent that must be the same where the old name, or the new one, is another page's, too.
SURE = 80
#: What one page is called, by the folder of the version, oldest first.
Names = Mapping[str, str]


class Moved:
    """Pages with more than one name, each with the name it has in every version that has it.

    ``groups`` are their names, in no order of time.
    """

    def __init__(self, trails: Iterable[Names] = (), order: Sequence[str] = ()) -> None:
        self.trails = tuple(trails)
        self._order = {slug: place for place, slug in enumerate(order)}
        self._of = {both: trail for trail in self.trails for both in trail.items()}
        self.groups = [sorted(set(trail.values())) for trail in self.trails]

    def trail(self, slug: str, page: str) -> Names | None:
        """Return the names of a page of one version; ``None`` where it always had this one."""
        return self._of.get((slug, page))

    def there(self, slug: str, page: str, other: str, pages: Collection[str]) -> str | None:
        """Return what a page of one version is called in another, which has these ``pages``.

        ``None`` says that it is not there, even though another may be called so.
        """
        trail = self.trail(slug, page)
        if trail is not None:
            return trail.get(other)
        return page if page in pages and (other, page) not in self._of else None

    def former(self, slug: str, pages: Collection[str]) -> dict[str, str]:
        """Return names that pages of a version have elsewhere, and none has there, with theirs.

        Of several pages that had a name at different times, the last is meant.
        """
        found: dict[str, tuple[int, str]] = {}
        for trail in self.trails:
            now = trail.get(slug)
            for place, name in trail.items() if now is not None else ():
                claim = (self._order.get(place, 0), now or "")
                if name not in pages and claim >= found.get(name, claim):
                    found[name] = claim
        return {name: now for name, (_, now) in found.items()}

    def others(self, slug: str, pages: Collection[str]) -> list[tuple[int, str]]:
        """Return where names of a group, by its place, are another page's in a version."""
        return [
            (place, name)
            for place, names in enumerate(self.groups)
            for name in names
            if name in pages and self.trails[place].get(slug) != name
        ]


def moved_pages(
    project: Project, planned: Sequence[Planned], pages: Mapping[str, Sequence[str]]
) -> Moved:
    """Return the pages that were renamed from version to version.

    ``planned`` are versions, newest first, ``pages`` those of each by ref. Each version is
    compared with the one before it in time, by git's own detection of renamed files; where git
    can't, nothing has moved.
    """
    # Of several at the same time, the one that is listed last is the oldest.
    listed = [(item.version.time, -place, item) for place, item in enumerate(planned)]
    ordered = [item for *_, item in sorted(listed, key=lambda each: each[:2])]
    known = [item for item in ordered if item.version.commit and pages.get(item.version.ref)]
    trails: list[dict[str, str]] = []
    last: dict[str, dict[str, str]] = {}
    live: dict[str, dict[str, str]] = {}
    for old, new in zip([None, *known], known, strict=False):
        names = set(pages[new.version.ref])
        renamed = between(project, old, new, set(live), names) if old else {}
        live = step(names, renamed, live, last)
        for name, trail in live.items():
            if not trail:
                trails.append(trail)
            trail[new.version.slug] = name
        last |= live
    several = (trail for trail in trails if len(set(trail.values())) > 1)
    order = [item.version.slug for item in known]
    return Moved(sorted(several, key=lambda trail: sorted(trail.values())), order)


def step(
    names: set[str],
    renamed: Mapping[str, str],
    live: Mapping[str, dict[str, str]],
    last: Mapping[str, dict[str, str]],
) -> dict[str, dict[str, str]]:
    """Return the names, so far, of each page of a version.

    ``live`` are those of the version before, ``last`` those of pages that had a name at last.
    """
    now = {name: live[was] for was, name in renamed.items()}
    gone = {*now, *renamed}
    now |= {name: live[name] for name in names & live.keys() if name not in gone}
    met = set(map(id, now.values()))
    for name in sorted(names - now.keys()):
        # A page that is back is the one that it was, unless that has another name by now.
        trail = last.get(name, {})
        now[name] = {} if id(trail) in met else trail
        met.add(id(now[name]))
    return now


def between(
    project: Project, old: Planned, new: Planned, before: set[str], after: set[str]
) -> dict[str, str]:
    """Return the pages that were renamed between two versions, which have these."""
    folders = tuple(dict.fromkeys((old.docs or "", new.docs or "")))
    found = renamed_files(project, old.version.commit, new.version.commit, folders)
    pages = (Rename(each.alike, page_of(old, each.was), page_of(new, each.now)) for each in found)
    return renamed_pages(pages, before, after)


def renamed_pages(
    renames: Iterable[Rename], before: Collection[str], after: Collection[str]
) -> dict[str, str]:
    """Return which pages were renamed, of files that were: their old names to their new ones."""
    found = {}
    for each in renames:
        plain = each.was not in after and each.now not in before
        there = each.was in before and each.now in after and each.was != each.now
        if there and (plain or each.alike >= SURE):
            found[each.was] = each.now
    return found


def renamed_files(
    project: Project, old: str, new: str, folders: Sequence[str] = ("",)
) -> list[Rename]:
    """Return the project's files that were renamed between two commits; none where git can't tell.

    Looked at are those in ``folders`` and, anywhere, files that are written like documents. An
    empty commit is the files on disk, of which git knows nothing.
    """
    if project.git is None or not old or not new or old == new:
        return []
    key = digest(FORMAT, project.prefix, old, new, *folders)
    known = project.cache.get(NAMESPACE, key)
    if known is not None:
        return [Rename(*each) for each in json.loads(known["renames"])]
    start = f"{project.prefix}/" if project.prefix else ""
    try:
        found = list(inside(project.git.moves(old, new, looked_at(start, folders)), start))
    except RepositoryError:
        return []
    with contextlib.suppress(EnvironmentFault):
        # What can't be kept is asked again.
        project.cache.put(NAMESPACE, key, {"renames": json.dumps(found).encode()})
    return found


def looked_at(start: str, folders: Sequence[str]) -> list[str]:
    """Return what git is to look at: patterns of paths."""
    if "" in folders:
        return [f":(top,literal){start}"] if start else []
    written = [f":(top,glob){start}**/*.{suffix}" for suffix in ("md", "rst")]
    return [*(f":(top,literal){start}{folder}" for folder in folders), *written]


def inside(renames: Iterable[Rename], start: str) -> Iterator[Rename]:
    """Yield the renames within a folder, as it calls its files."""
    for each in renames:
        if each.was.startswith(start) and each.now.startswith(start):
            yield Rename(each.alike, each.was.removeprefix(start), each.now.removeprefix(start))


def page_of(item: Planned, path: str) -> str:
    """Return what the page of a file is called, in a version; records stand beside the pages."""
    own = PurePosixPath(path)
    if item.docs and own.is_relative_to(item.docs):
        own = own.relative_to(item.docs)
    return own.with_suffix("").as_posix()
