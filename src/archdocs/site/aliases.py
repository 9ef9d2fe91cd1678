"""Second names of versions: ``latest`` and ``stable``, which every site has, and the project's own.

A copy costs no space, because its files are links to the version's; a redirect is for sites that
are carried somewhere where links become copies. ``latest`` and ``stable`` are always copies:
search engines are told that the pages of ``stable`` are the ones that count.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from archdocs import config
from archdocs.errors import ConfigError, EnvironmentFault
from archdocs.project import Project
from archdocs.settings import SiteSettings
from archdocs.site import redirects
from archdocs.site.folder import SiteFolder
from archdocs.site.slugs import RESERVED, slug_of
from archdocs.site.versions import Version, named, sort
from archdocs.system.cache import digest
from archdocs.system.regular import read_regular

__all__ = ["BUILT_IN", "aliases_of", "checked", "leads_to", "place_all"]

LATEST, STABLE = BUILT_IN = ("latest", "stable")
#: A series of releases as people write it: ``1.x``, ``v2.3.x``.
SERIES = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,3})\.[xX*]")
#: What programs ask an alias for, who follow no redirect of a page.
DATA = frozenset({"objects.inv", "records.json"})
#: Names of versions that an error lists at most.
MANY = 8


def aliases_of(shown: Sequence[Version]) -> dict[str, Version]:
    """Return what ``latest`` and ``stable`` lead to, among versions that have pages."""
    ordered = sort(shown)
    latest = next((version for version in ordered if version.is_default), ordered[0])
    current = [each for each in ordered if each.released and not each.hidden]
    kept = (version for version in current if version.note != "eol")
    stable = next(kept, current[0] if current else latest)
    return {LATEST: latest, STABLE: stable}


def leads_to(patterns: Mapping[str, str], shown: Sequence[Version]) -> dict[str, Version]:
    """Return what every alias leads to; one whose pattern matches nothing is left out.

    Of several versions that a pattern names, the newest is meant: a release before a branch.
    """
    found = aliases_of(shown)
    for name, pattern in patterns.items():
        meant = [found[pattern]] if pattern in BUILT_IN else matching(shown, pattern)
        if meant:
            found[name] = meant[0]
    return found


def matching(shown: Sequence[Version], pattern: str) -> list[Version]:
    """Return the versions that a pattern names, releases first, newest first."""
    refs = named(shown, pattern)
    series = SERIES.fullmatch(pattern)
    if not refs and series:
        refs = named(shown, f"=={series[1]}.*")
    found = [version for version in sort(shown) if version.ref in refs]
    return sorted(found, key=lambda version: (version.prerelease, version.release is None))


def checked(project: Project, chosen: Sequence[Version], *, some: bool = False) -> tuple[str, ...]:
    """Return the names of all aliases, once they are found to be good.

    With ``some``, versions were left out by hand, and an alias of one of them is not missed.

    Raises :class:`ConfigError` for a name that can't be a folder beside the versions, and for
    one that leads to none of them.
    """
    own = project.settings.site.aliases
    taken = {version.slug.casefold(): version for version in chosen}
    seen: dict[str, str] = {}
    for name, pattern in own.items():
        wrong = fault_in(name, taken, seen)
        if not wrong and not some and pattern not in BUILT_IN and not matching(chosen, pattern):
            wrong = missing(chosen, name, pattern)
        if wrong:
            raise fault(project, name, wrong)
        seen[name.casefold()] = name
    return (*BUILT_IN, *own)


def fault_in(name: str, taken: Mapping[str, Version], seen: Mapping[str, str]) -> str:
    """Say what is wrong with an alias's name, or nothing."""
    if name.casefold() in BUILT_IN:
        return f"`{name}`: every site has this alias; call yours otherwise"
    if not name or name.casefold() in RESERVED or slug_of(name) != name:
        return f"`{name}` can't be a folder of the site; letters, digits, `.`, `_`, `+` and `-` can"
    if name.casefold() in taken:
        return f"`{name}` is the folder of {taken[name.casefold()].title}, and can't be an alias"
    if name.casefold() in seen:
        return f"`{name}` and `{seen[name.casefold()]}` differ in upper and lower case only"
    return ""


def missing(chosen: Sequence[Version], name: str, pattern: str) -> str:
    """Say that an alias leads nowhere, and what there is."""
    names = [version.name for version in sort(chosen)]
    shown = ", ".join(names[:MANY]) + (", …" if len(names) > MANY else "")
    return (
        f"the alias `{name}` leads nowhere: no version of the site is meant by `{pattern}`;"
        f" there are {shown}"
    )


def fault(project: Project, name: str, message: str) -> ConfigError:
    """Make the error for an alias, with its line."""
    return config.fault(project.root, ("site", "aliases", name), message)


def place_all(
    folder: SiteFolder, leading: Sequence[redirects.Folder], site: SiteSettings
) -> dict[str, str]:
    """Put aliases in their places, with pages at the old addresses of others, and branches too.

    Returns what they need at the top of the site.
    """
    needed = {}
    for each in leading:
        if site.alias_kind == "redirect" and each.name in site.aliases:
            lead(folder, each)
            needed[redirects.SCRIPT] = redirects.FOLLOW
        else:
            folder.alias(each.name, each.slug, each.files())
    return needed


def lead(folder: SiteFolder, alias: redirects.Folder) -> None:
    """Make an alias of pages that lead to a version's.

    Raises :class:`EnvironmentFault` when the version's files aren't what they were.
    """
    wanted = folder.read(alias.slug)
    if wanted is None:
        return
    ways = {**alias.leads, **{page: page for page in wanted.pages}}
    files = {f"{page}.html": page_to(page, alias.slug, to).encode() for page, to in ways.items()}
    try:
        for name in wanted.files.keys() & DATA:
            files[name] = read_regular(folder.path / alias.slug / name, wanted.files[name][0])
    except OSError as error:  # Gone since it was written, or not what was.
        message = f"cannot read {folder.path / alias.slug}: {error.strerror or error}"
        raise EnvironmentFault(message, hint="build again") from error
    key = digest(*(part for item in sorted(files.items()) for part in item))
    present = folder.intact(alias.name)
    if present is None or present.key != key:
        folder.lay(alias.name, key, wanted.ref, files, {})


def page_to(page: str, slug: str, to: str) -> str:
    """Return the page of an alias that leads to one of a version, or to the web."""
    up = "../" * (page.count("/") + 1)
    way = to if redirects.WEB.match(to) else up + quote(slug) + "/" + redirects.address("", to)
    return redirects.leading(page, way, html.escape(f"{slug}/{to}"))
