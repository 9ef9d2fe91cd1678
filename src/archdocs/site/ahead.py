"""Make the pages of some versions for the cache, so that a later build has them.

Machines share this work: each makes a version, and one that has all their caches builds the
site from them.
"""

from __future__ import annotations

from collections.abc import Sequence

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.site import build, course, store, versions
from archdocs.site.assemble import Placed
from archdocs.site.make import Made
from archdocs.site.plan import Planned
from archdocs.site.results import BuildReport, VersionResult
from archdocs.site.workshop import Say, Workshop
from archdocs.system.scratch import claimed

__all__ = ["make_ahead"]


def make_ahead(
    project: Project,
    only: Sequence[str],
    *,
    refs: Sequence[str] = (),
    jobs: int = 0,
    worktree: bool = False,
    progress: Say = lambda _: None,
) -> BuildReport:
    """Make the versions named by ``only`` (ref, title or folder); no site is touched.

    ``refs`` and ``worktree`` must be those of the later build: what a version says about its
    neighbours depends on which there are.

    Raises :class:`UsageError` when a name is that of no version to build, and what
    :func:`archdocs.site.build.build` does before it builds.
    """
    chosen = versions.choose(project.git, project.settings.site, refs, worktree=worktree)
    planned = course.planned_of(project, chosen, build.configuration(project))
    wanted = []
    for name in dict.fromkeys(only):
        meant = [item for item in planned if name in names_of(item)]
        if not meant:
            known = ", ".join(item.version.title for item in planned)
            raise UsageError(f"no version called `{name}` is to be built", hint=f"there is {known}")
        wanted += meant
    waiting = [item for item in wanted if store.load(project, item.key) is None]
    with claimed("archdocs-build-") as scratch:
        keep = store.Versions(project).keep
        shop = Workshop(project, scratch, progress, seeds=True, keep=keep)
        made = shop.make_all(waiting, jobs)
    results = tuple(summed_up(project, item, made.get(item.version.ref)) for item in wanted)
    confined = dict.fromkeys(item.enforced for item in made.values() if item.enforced)
    return BuildReport(results, project.cache.folder, enforced=tuple(confined))


def names_of(item: Planned) -> tuple[str, ...]:
    """Return what a user may call a version; a tag also with its prefix."""
    version = item.version
    return version.ref, version.title, version.slug, version.ref.removeprefix("refs/tags/")


def summed_up(project: Project, item: Planned, made: Made | None) -> VersionResult:
    """Say what came of one version."""
    outcome = "unchanged" if made is None else "failed" if made.error else "built"
    return course.result_of(project, item, made, Placed(outcome, None))
