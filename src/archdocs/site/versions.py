"""Which branches and tags become versions of the site, and what they are called.

Releases are read with the rules of Python's version specifiers (``packaging``), which take
``v1.2.3``, ``1.2.3`` and ``25.1.0`` alike and know pre-releases.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from packaging.version import Version as Release

from archdocs import selectors
from archdocs.errors import UsageError
from archdocs.journal.releases import called, parse_release
from archdocs.settings import SiteSettings
from archdocs.site.slugs import Slugs
from archdocs.site.unmatched import nothing_matches, of_project
from archdocs.system.git import Git, Ref

__all__ = ["Version", "choose", "parse_release", "sort"]

DEFAULT_BRANCHES = ("main", "master", "trunk")
WORKTREE = "worktree"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the site.

    ``ref`` is the full name of the branch or tag (``refs/tags/v1.0``), ``HEAD`` for a
    detached commit, or empty for the working tree. ``kind`` is ``branch``, ``tag``,
    ``remote``, ``commit`` or ``worktree``; ``time`` the commit's, in seconds since the epoch;
    ``slug`` the folder in the site. ``release`` is set on tags that read as a version. Of all
    versions, exactly one ``is_default``: what ``latest`` shows. ``note`` is what the settings
    call it (``released``, ``unreleased``, ``eol``), ``hidden`` keeps it out of the switcher.
    """

    name: str
    title: str
    ref: str
    commit: str
    kind: str
    time: int
    slug: str = ""
    release: Release | None = None
    is_default: bool = False
    note: str = ""
    hidden: bool = False

    @property
    def prerelease(self) -> bool:
        """Whether this is a tag of a release candidate, beta, alpha or development build."""
        return self.release is not None and self.release.is_prerelease

    @property
    def released(self) -> bool:
        """Whether this is a tag and no pre-release, unless its note says otherwise."""
        if self.note in ("released", "unreleased"):
            return self.note == "released"
        return self.kind == "tag" and not self.prerelease


def choose(
    git: Git | None, settings: SiteSettings, patterns: Sequence[str] = (), *, worktree: bool = False
) -> tuple[Version, ...]:
    """Return the versions of the site: branches, the default one first, then the newest tags.

    ``patterns``, or else ``settings.refs``, are globs over the names of branches and tags, or
    phrases about releases (:mod:`archdocs.selectors`); ``!`` before one leaves out what it
    matches. Without any: the current branch and the newest release of each minor version,
    ``settings.limit`` in all. Outside of git, before the first commit, or with ``worktree``,
    the working tree is a version too.

    Raises :class:`UsageError` for a pattern, or a prefix of tags, that matches nothing.
    """
    wanted = tuple(patterns) or settings.refs
    found: list[Version] = []
    if git is not None and git.head is not None:
        refs = of_project(git.refs(), settings.tag_prefix)
        known = [version_of(ref, settings.tag_prefix) for ref in without_doubles(refs)]
        current = current_version(git, known)
        known += hidden_remotes(refs, known, wanted)
        found = matching(known, current, wanted) if wanted else usual(known, current, settings)
        found = mark_default(found, current)
    elif patterns:
        raise UsageError(
            f"`{patterns[0]}` matches nothing: there is no commit yet",
            hint="leave --ref out to build the files on disk",
        )
    if worktree or not found:
        found.insert(0, worktree_version(default=not found))
    slugs = Slugs()
    # The default version keeps its address, whatever tags come; then releases keep theirs.
    ordered = sorted(found, key=lambda v: (v.is_default, v.kind == "tag", v.name))
    folder = {v.ref: slugs.add(v.name, v.ref) for v in reversed(ordered)}
    return tuple(
        replace(version, slug=folder[version.ref])
        for version in sort(told_apart(described(found, settings)))
    )


def told_apart(found: Sequence[Version]) -> list[Version]:
    """Give versions of the same name titles that say what each is, all but the default one."""
    often = Counter(version.title for version in found)
    return [
        replace(each, title=f"{each.title} ({each.kind})")
        if often[each.title] > 1 and not each.is_default
        else each
        for each in found
    ]


def described(found: Sequence[Version], settings: SiteSettings) -> list[Version]:
    """Return the versions with what the settings say of each."""
    hidden = {ref for pattern in settings.hidden for ref in named(found, pattern)}
    notes: dict[str, str] = {}
    for pattern, note in settings.notes.items():
        notes.update(dict.fromkeys(named(found, pattern), note))
    return [
        replace(each, note=notes.get(each.ref, ""), hidden=each.ref in hidden) for each in found
    ]


def worktree_version(*, default: bool) -> Version:
    """Return the version made of the files on disk."""
    return Version(WORKTREE, "working tree", "", "", WORKTREE, 0, is_default=default)


def without_doubles(refs: Iterable[Ref]) -> list[Ref]:
    """Drop remote-tracking branches that have a local branch of the same name."""
    listed = list(refs)
    local = {ref.name for ref in listed if ref.kind == "branch"}
    kept = []
    for ref in listed:
        short = ref.name.partition("/")[2]
        if ref.kind == "remote" and short in local:
            continue
        if ref.kind == "remote":
            local.add(short)
        kept.append(ref)
    return kept


def version_of(ref: Ref, prefix: str = "") -> Version:
    """Make the version of a branch or tag, which is called without the prefix of tags."""
    group = {"branch": "heads", "tag": "tags", "remote": "remotes"}[ref.kind]
    name = ref.name.partition("/")[2] if ref.kind == "remote" else called(ref, prefix)
    release = parse_release(name) if ref.kind == "tag" else None
    return Version(
        name, name, f"refs/{group}/{ref.name}", ref.commit, ref.kind, ref.time, release=release
    )


def current_version(git: Git, known: Sequence[Version]) -> Version:
    """Return the checked-out branch; when detached, the main branch if it stands there."""
    branches = [version for version in known if version.kind in ("branch", "remote")]
    for version in branches:
        if version.kind == "branch" and version.name == git.branch:
            return version
    commit = git.head or ""
    for name in DEFAULT_BRANCHES:
        for version in branches:
            if version.name == name and version.commit == commit:
                return version
    return Version(commit[:10], commit[:10], "HEAD", commit, "commit", git.commit_time(commit))


def hidden_remotes(
    refs: Iterable[Ref], known: Sequence[Version], patterns: Sequence[str]
) -> list[Version]:
    """Return the remote branches that have a local namesake and are asked for by full name."""
    there = {version.ref for version in known}
    found = []
    for ref in refs:
        remote = ref.name.partition("/")[0]
        asked = (each for each in patterns if each.partition("/")[0] == remote)
        if ref.kind == "remote" and any(fnmatch.fnmatchcase(ref.name, each) for each in asked):
            version = version_of(ref)
            if version.ref not in there:
                found.append(replace(version, name=ref.name, title=ref.name))
    return found


def matching(known: Sequence[Version], current: Version, patterns: Sequence[str]) -> list[Version]:
    """Return what the patterns name.

    Raises :class:`UsageError` when one that asks for something matches nothing.
    """
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    unwanted = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    asked: set[str] = set()
    for pattern in wanted:
        refs = named(known, pattern)
        if not refs and pattern != "HEAD":
            names = [version.name for version in sort(known)]
            releases = [each.name for each in sort(known) if each.release is not None]
            raise nothing_matches(pattern, names, releases)
        asked |= refs
    left_out = {ref for pattern in unwanted for ref in named(known, pattern)}
    found = [
        version
        for version in known
        if (not wanted or version.ref in asked) and version.ref not in left_out
    ]
    if "HEAD" in wanted and current not in found:
        found.append(current)
    if not found:
        raise UsageError(
            f"the patterns {' '.join(patterns)} leave no branch or tag to build",
            hint="see `refs` under [site]",
        )
    return found


def named(known: Sequence[Version], pattern: str) -> set[str]:
    """Return the refs that a pattern names, by short name or full one, or a phrase chooses.

    Raises :class:`UsageError` for a phrase that can't be read.
    """
    try:
        selector = selectors.parse(pattern)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if selector is not None:
        picked = selector.pick([each.release for each in known if each.release is not None])
        return {version.ref for version in known if version.release in picked}
    return {version.ref for version in known if is_called(version, pattern)}


def is_called(version: Version, pattern: str) -> bool:
    """Say whether a pattern names a version: short, full, with its remote's name or prefix."""
    names = (version.name, version.ref, re.sub(r"^refs/(?:remotes|tags)/", "", version.ref))
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)


def usual(known: Sequence[Version], current: Version, settings: SiteSettings) -> list[Version]:
    """Return the current branch and the newest release of each minor version.

    A pre-release counts only while nothing newer is released. Where no tag reads as a
    version, the newest tags by date stand in.
    """
    tags = [version for version in known if version.kind == "tag"]
    releases = [version for version in tags if version.release is not None]
    chosen = newest_patches(releases) if releases else sort(tags)
    room = max(settings.limit - 1, 0) if settings.limit else len(chosen)
    return [current, *chosen[:room]]


def newest_patches(releases: Sequence[Version]) -> list[Version]:
    """Return the newest version of each minor release, newest first."""
    found: dict[tuple[int, int, int], Version] = {}
    ordered = sort(releases)
    newest_final = next((version for version in ordered if not version.prerelease), None)
    for version in ordered:
        release = version.release
        if release is None or (version.prerelease and not newer(version, newest_final)):
            continue
        found.setdefault((release.epoch, release.major, release.minor), version)
    return list(found.values())


def newer(version: Version, other: Version | None) -> bool:
    """Say whether a release comes after another, or there is no other."""
    if other is None or other.release is None or version.release is None:
        return True
    return version.release > other.release


def mark_default(found: Sequence[Version], current: Version) -> list[Version]:
    """Mark what ``latest`` shows: the current branch, else main, else the newest there is."""
    ordered = sort(found)
    branches = [version for version in ordered if version.kind != "tag"]
    mains = [version for version in branches if version.name in DEFAULT_BRANCHES]
    first = current if current in ordered else (mains or branches or ordered)[0]
    return [replace(version, is_default=version.ref == first.ref) for version in ordered]


def sort(versions: Sequence[Version]) -> list[Version]:
    """Order versions: the default, other branches, then tags; newest first."""
    zero = Release("0")

    def rank(version: Version) -> tuple[bool, bool, bool, Release, int, str]:
        tag = version.kind == "tag"
        known = version.release or zero
        return (
            version.is_default,
            not tag,
            bool(version.release),
            known,
            version.time,
            version.name,
        )

    return sorted(versions, key=rank, reverse=True)
