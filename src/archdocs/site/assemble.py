"""Put versions side by side: their folders, the aliases, and the files at the top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.site import aliases, canonical, everywhere, notfound, redirects, store
from archdocs.site.changes import publish as publish_changes
from archdocs.site.folder import SiteFolder
from archdocs.site.make import Made
from archdocs.site.manifest import Manifest
from archdocs.site.moved import moved_pages
from archdocs.site.pages import Entry, root_files
from archdocs.site.plan import Planned
from archdocs.site.search import searched
from archdocs.site.slugs import CHANGES
from archdocs.site.versions import Version

__all__ = ["Placed", "publish"]

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Placed:
    """What stands in the site for a version: how it got there, and what its folder holds.

    ``outcome`` is ``built``, ``unchanged``, ``kept`` or ``failed``.
    """

    outcome: str
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in the site, by ref, and what is wrong with the settings of it."""

    placed: Mapping[str, Placed]
    findings: tuple[Finding, ...] = ()


def publish(
    project: Project,
    folder: SiteFolder,
    planned: Sequence[Planned],
    made: Mapping[str, Made],
    loaded: Mapping[str, Files],
) -> Published:
    """Bring the site up to date and return what stands for each ref.

    ``made`` holds what was built just now, by ref; ``loaded`` what the cache had, by key.
    Where no version has pages at all, the site is left as it was.

    Raises :class:`EnvironmentFault` when the disk refuses.
    """
    standing = {item.version.slug: folder.intact(item.version.slug) for item in planned}
    pool = files_in(folder, standing)
    placed = {}
    for item in planned:
        ref = item.version.ref
        source = (made.get(ref), loaded.get(item.key), standing[item.version.slug])
        placed[ref] = place(project, folder, item, source, pool)
    if all(each.manifest is None for each in placed.values()):
        return Published(placed)
    return Published(placed, tuple(finish(project, folder, planned, placed)))


def finish(
    project: Project,
    folder: SiteFolder,
    planned: Sequence[Planned],
    placed: Mapping[str, Placed],
) -> Sequence[Finding]:
    """Put in place what depends on all versions, and return what is wrong with its settings."""
    site = project.settings.site
    shown = [p.version for p in planned if placed[p.version.ref].manifest is not None]
    meant = aliases.leads_to(site.aliases, shown)
    entries = [entry_of(item, placed[item.version.ref], meant) for item in planned]
    listed = [
        (entry, everywhere.seen_in(folder.path / entry.version.slug, entry.pages, item.docs or ""))
        for item, entry in zip(planned, entries, strict=True)
        if not entry.version.hidden
    ]
    pages = {entry.version.ref: entry.pages for entry in entries}
    moved = moved_pages(project, planned, pages)
    canonical.settle(folder, entries, moved, site.url)
    leading, faults = redirects.folders(entries, moved, site.redirects)
    more = aliases.place_all(folder, leading, site)
    both = list(zip(planned, entries, strict=True))
    changes = publish_changes.lay(
        project, folder, both, moved, records=any(seen for _, seen in listed)
    )
    records = everywhere.page(project.name, listed, changes=bool(changes), moved=moved)
    files = root_files(project.name, entries, site.url, records, moved=moved, changes=changes)
    files |= notfound.root_files(project.name, entries, site.url)
    files |= redirects.root_files(leading) | more
    folder.write_root(files)
    own = (*meant, CHANGES) if changes else tuple(meant)
    folder.settle((*(version.slug for version in shown), *own), tuple(files))
    return faults


def place(
    project: Project,
    folder: SiteFolder,
    item: Planned,
    source: tuple[Made | None, Files | None, Manifest | None],
    pool: dict[str, str],
) -> Placed:
    """Put one version's folder in place, or leave the one that is there.

    ``source`` is what was built just now, what the cache had, and what stands there.
    """
    made, loaded, present = source
    slug, ref = item.version.slug, item.version.ref
    if made is not None and made.error is None:
        folder.claim()
        laid = folder.lay(slug, item.key, ref, made.files, pool, digests=made.digests)
        return Placed("built", laid)
    if present is not None and present.ref == ref and (made or present.key == item.key):
        return Placed("kept" if made else "unchanged", present)
    # Pages that stood when the build began are none to lay; somebody may have taken them since.
    files = loaded or store.load(project, item.key) if made is None else None
    if files:
        folder.claim()
        return Placed("unchanged", folder.lay(slug, item.key, ref, files, pool))
    last = store.last_good(project, item)
    if last is not None:
        folder.claim()
        return Placed("kept", folder.lay(slug, last[0], ref, last[1], pool))
    return Placed("failed", None)


def files_in(folder: SiteFolder, standing: Mapping[str, Manifest | None]) -> dict[str, str]:
    """Return the files that stand in the site already, by digest, to link equal ones to."""
    pool: dict[str, str] = {}
    for slug, manifest in standing.items():
        for name, (_, _, sha) in manifest.files.items() if manifest else ():
            pool[sha] = f"{folder.path}/{slug}/{name}"
    return pool


def entry_of(item: Planned, placed: Placed, meant: Mapping[str, Version]) -> Entry:
    """Describe a version for the list of versions."""
    status = {"built": "ok", "unchanged": "ok"}.get(placed.outcome, placed.outcome)
    names = tuple(name for name, version in meant.items() if version.ref == item.version.ref)
    pages = placed.manifest.pages if placed.manifest else ()
    search = placed.manifest is not None and searched(placed.manifest.files)
    return Entry(item.version, status, pages, names, search)
