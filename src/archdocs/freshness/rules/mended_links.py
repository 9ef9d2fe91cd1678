"""Where a broken link was meant to lead, and the edit that lets it, for the ``link.broken`` rule.

A link is mended where git knows that its target was renamed, where a file differs in the case
of its letters alone, and where a record can be told by its number or the words of its name.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import unquote

from archdocs.errors import RepositoryError
from archdocs.finding import Edit
from archdocs.freshness.view import View
from archdocs.records.names import parse_path
from archdocs.records.near import near
from archdocs.system.git import NULL_ID
from archdocs.system.markup import Link

__all__ = ["Mender"]

#: Times a file may have been renamed before it is lost sight of.
MOVES = 10
ROLES = ("doc", "toctree", "download")


class Site(Protocol):
    """What the rule knows of the names that links may use."""

    view: View
    docs: str
    mounts: dict[str, str]

    def spelled(self, path: str, place: str) -> Iterator[str]:
        """Yield the paths that a place may mean for a document."""

    def resolve(self, path: str, place: str) -> str | None:
        """Return the file that a place means for a document."""


class Mender:
    """Finds what broken links meant."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.view = site.view

    def mend(self, path: str, link: Link) -> tuple[str, tuple[Edit, ...]]:
        """Return the file that a broken link meant and the edit that lets it lead there.

        Both are empty where that is not certain; the edit alone where the line can't be
        changed for certain.
        """
        if link.kind == "role" and link.role not in ROLES:
            return "", ()
        place = link.target.strip().partition("#")[0].partition("?")[0]
        meant = self.meant(path, unquote(place)) if place else None
        if meant is None:
            return "", ()
        role = link.role if link.kind == "role" else ""
        for new in self.ways(path, place, meant, role=role):
            if self.site.resolve(path, unquote(new)) == meant:
                return meant, self.edits(path, link, link.target.replace(place, new, 1))
        return meant, ()

    def meant(self, path: str, place: str) -> str | None:
        """Return the one file that a place which leads nowhere can have meant."""
        if posixpath.normpath(place) in (".", "..") or place.endswith("/"):
            return None
        spelled = [item for item in self.site.spelled(path, place) if not item.startswith("../")]
        for find in (self.in_other_case, self.renamed, self.as_record):
            for item in dict.fromkeys(spelled):
                found = find(item)
                if found is not None and found in self.view.snapshot.known:
                    return found
        return None

    def in_other_case(self, path: str) -> str | None:
        """Return the only file whose path differs in the case of letters alone."""
        found = self._lower.get(path.lower(), [])
        return found[0] if len(found) == 1 else None

    @functools.cached_property
    def _lower(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.view.snapshot.files:
            found.setdefault(path.lower(), []).append(path)
        return found

    def as_record(self, path: str) -> str | None:
        """Return the only record that a path can mean."""
        folder, name = posixpath.split(path)
        if parse_path(name) is None:
            return None
        found = near(self.view.catalog, name, folder)
        return found.path if found is not None and not found.is_folder else None

    def renamed(self, path: str) -> str | None:
        """Return what git says a file is called now that was renamed, once or more."""
        for _ in range(MOVES):
            found = self.moved(path)
            if found is None or found in self.view.snapshot.known:
                return found
            path = found
        return None

    def moved(self, path: str) -> str | None:
        """Return what a file was renamed to, in the working tree or the commit it went with."""
        blob = self.view.snapshot.blobs.get(path)
        if blob is not None:
            fresh = [p for p in self.view.snapshot.dirty if p not in self.view.snapshot.blobs]
            same = [p for p in fresh if self.view.snapshot.blob(p) == blob]
            return same[0] if len(same) == 1 else None
        past = self.view.past
        commit = self._gone.get(path)
        if past is None or commit is None:
            return None
        found = self._renames(commit).get(past.start + path, "")
        return found.removeprefix(past.start) if found.startswith(past.start) else None

    @functools.cached_property
    def _gone(self) -> dict[str, str]:
        """The newest commit that took each file away."""
        past = self.view.past
        found: dict[str, str] = {}
        for commit in past.history.log(past.commit) if past else ():
            for change in commit.changes:
                if past and change.new == NULL_ID and change.path.startswith(past.start):
                    found.setdefault(change.path.removeprefix(past.start), commit.id)
        return found

    @functools.cache  # noqa: B019 - lives as long as one check
    def _renames(self, commit: str) -> dict[str, str]:
        past = self.view.past
        try:
            return past.history.git.renames(f"{commit}^", commit) if past else {}
        except RepositoryError:  # an object that a partial clone lacks
            return {}

    def ways(self, path: str, place: str, meant: str, *, role: str) -> Iterator[str]:
        """Yield how a file may be named in place of ``place``, the most alike first."""
        # Late: with it come the readers of all formats of records.
        from archdocs.records.edit import quoted

        suffix = posixpath.splitext(meant)[1]
        spell = str if role else quoted  # a role takes a path, a link an address
        bare = role in ("doc", "toctree") or not posixpath.splitext(place)[1]
        name = meant.removesuffix(suffix) if bare else meant
        relative = posixpath.relpath(name, posixpath.dirname(path) or ".")
        rooted = f"/{posixpath.relpath(name, self.site.docs)}"
        shown = [
            f"/{mount}/{name.removeprefix(folder + '/')}"
            for mount, folder in self.site.mounts.items()
            if name.startswith(folder + "/")
        ]
        beside = posixpath.join(posixpath.dirname(place), spell(posixpath.basename(name)))
        inside = name.startswith(self.site.docs + "/")
        if posixpath.dirname(place):
            yield beside
        if place.startswith("/") or (role and not inside):
            yield from map(spell, (*([rooted] if inside else []), *shown))
        if not role or inside:
            yield spell(relative)

    def edits(self, path: str, link: Link, new: str) -> tuple[Edit, ...]:
        """Return the edit of a link's line, if its target stands there once."""
        lines = self.view.lines(path)
        line = lines[link.line - 1] if 0 < link.line <= len(lines) else ""
        for form in ("]({}", "<{}", "{}"):
            old = form.format(link.target)
            if line.count(old) == 1:
                return (Edit(path, old, form.format(new), link.line),)
        return ()
