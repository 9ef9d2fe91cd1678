"""The course of a build in which something may have to be done, or something is not known.

All that must be built is built aside first, and kept in the cache version by version; only then
is the site touched, one whole folder at a time. So an interrupted build changes nothing of the
site, the next one goes on where it ended, and a broken version stops no other.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Mapping, Sequence

from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.site import assemble, keeping, pagefind, plan, stale, store
from archdocs.site.aliases import BUILT_IN
from archdocs.site.assemble import Placed
from archdocs.site.chronicle import Chronicle
from archdocs.site.folder import SiteFolder
from archdocs.site.make import Made
from archdocs.site.plan import Planned, Trusted
from archdocs.site.results import BuildReport, VersionResult
from archdocs.site.slugs import CHANGES
from archdocs.site.versions import Version
from archdocs.site.watch import Row, Say, told_of, watching
from archdocs.site.workshop import Workshop
from archdocs.system.scratch import claimed, sweep

__all__ = ["planned_of", "result_of", "run"]


def run(
    project: Project,
    folder: SiteFolder,
    base: Trusted | None,
    chosen: Sequence[Version],
    *,
    jobs: int,
    use_cache: bool,
    progress: Say,
) -> BuildReport:
    """Build the chosen versions; the rest is as :func:`archdocs.site.build.build` says.

    ``base`` is what builds them.
    """
    most = keeping.limit()
    own = (*BUILT_IN, *project.settings.site.aliases, CHANGES)
    folder.guard((*(version.slug for version in chosen), *own))
    planned = planned_of(project, chosen, base, progress=progress)
    sweep()
    with folder.locked(), one_reader(project), claimed("archdocs-build-") as scratch:
        versions = store.Versions(project)
        loaded = ready(versions, folder, planned, progress) if use_cache else {}
        waiting = [item for item in planned if item.key not in loaded]
        if waiting and (advice := pagefind.advice(project.settings.site, len(planned))):
            progress(advice)
        watching(progress).plan(rows_of(project, planned, {item.key for item in waiting}))
        shop = Workshop(project, scratch, progress, seeds=use_cache, keep=versions.keep)
        made = shop.make_all(waiting, jobs)
        published = assemble.publish(project, folder, planned, made, loaded)
    if made:
        keeping.prune(project.cache, size=most)
    return BuildReport(
        tuple(
            result_of(project, item, made.get(ref), published.placed[ref])
            for item in planned
            for ref in (item.version.ref,)
        ),
        folder.path,
        (),
        tuple(dict.fromkeys(item.enforced for item in made.values() if item.enforced)),
        (*about_history(planned), *published.findings),
    )


def one_reader(project: Project) -> contextlib.AbstractContextManager[object]:
    """Let all who read git's blobs meanwhile do so through one process."""
    return project.git.blobs() if project.git is not None else contextlib.nullcontext()


def rows_of(project: Project, planned: Sequence[Planned], waiting: set[str]) -> list[Row]:
    """Return the versions as they are watched; the times are of the builds before."""
    rows = []
    for item in planned:
        waits = item.key in waiting
        last = store.last(project, item) if waits else None
        seconds = last.seconds if last and last.seconds else None
        rows.append(Row(item.version.ref, item.version.title, waits, seconds))
    return rows


def about_history(planned: Sequence[Planned]) -> tuple[Finding, ...]:
    """Return what was found about the history itself, each once."""
    found = (each for item in planned for each in item.findings)
    return tuple(dict.fromkeys(each for each in found if each.code.startswith("git.")))


def planned_of(
    project: Project,
    chosen: Sequence[Version],
    base: Trusted | None,
    *,
    progress: Say = lambda _: None,
) -> list[Planned]:
    """Gather what versions' pages say of their past, and work out what must be built.

    ``progress`` is told if that takes reading history, which can be long, or else its time.
    """
    with one_reader(project):
        return gathered(project, chosen, base, progress)


def gathered(
    project: Project, chosen: Sequence[Version], base: Trusted | None, progress: Say
) -> list[Planned]:
    """Do what :func:`planned_of` says, while one process reads git's objects."""
    today = datetime.datetime.now(datetime.UTC).date()
    chronicle = Chronicle(project)
    chronicle.look(chosen)
    # What is known of an older commit spares reading the history of a newer one again.
    oldest_first = sorted(chosen, key=lambda version: version.time)
    ahead = functools.cache(lambda: progress("reading the history of the documents"))
    own = project.settings.site.configuration == "version"
    if own or base is None or base.tells:
        told = told_of(progress, "looking at what changed", oldest_first)
        states = {each: stale.state_of(project, each, today, ahead) for each in told}
    else:
        states = dict.fromkeys(chosen, stale.untold(project))
    return [
        plan.plan(
            project,
            version,
            base,
            states[version].findings,
            chronicle.of(version),
            overview=stale.overview_of(version, states),
        )
        for version in told_of(progress, "looking at what is to be built", chosen)
    ]


def ready(
    versions: store.Versions,
    folder: SiteFolder,
    planned: Sequence[Planned],
    progress: Say = lambda _: None,
) -> dict[str, Mapping[str, bytes]]:
    """Return what needs no build, by key: files of the cache, or none for pages in place."""
    found: dict[str, Mapping[str, bytes]] = {}
    for item in told_of(progress, "looking at what is there", planned):
        present = folder.intact(item.version.slug)
        if present is not None and present.key == item.key:
            found[item.key] = {}
            continue
        files = versions.load(item.key)
        if files is not None:
            found[item.key] = files
    return found


def result_of(project: Project, item: Planned, made: Made | None, placed: Placed) -> VersionResult:
    """Sum up one version."""
    version = item.version
    notes, warnings = (made.notes, made.warnings) if made else store.remarks(project, item)
    return VersionResult(
        version.title,
        version.slug,
        version.ref,
        version.commit,
        placed.outcome,
        round(made.seconds, 2) if made else 0.0,
        len(placed.manifest.pages) if placed.manifest else 0,
        warnings,
        made.error if made else None,
        notes,
    )
