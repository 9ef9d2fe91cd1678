"""Build every chosen version and put them side by side: the verb ``build``.

All that must be built is built aside first; only then is the site touched, one whole folder
at a time. So an interrupted build changes nothing, and a broken version stops no other.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archdocs.errors import UsageError
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.records.folders import folder_of
from archdocs.site import assemble, chronicle, keeping, pagefind, plan, stale, store, versions
from archdocs.site.assemble import Placed
from archdocs.site.folder import SiteFolder
from archdocs.site.make import Made
from archdocs.site.plan import Planned, Trusted
from archdocs.site.source import made_with
from archdocs.site.versions import Version
from archdocs.site.workshop import Say, Workshop
from archdocs.system.outputs import straight
from archdocs.system.policy import Enforced
from archdocs.system.scratch import fresh

__all__ = ["BuildReport", "VersionResult", "build"]


@dataclass(frozen=True, slots=True)
class VersionResult:
    """What came of one version.

    ``outcome`` is ``built``, ``unchanged``, ``failed``, or ``kept``: failed, but its last
    good pages stay. ``slug`` is its folder, ``pages`` their number, ``warnings`` Sphinx's.
    """

    name: str
    slug: str
    ref: str
    commit: str
    outcome: str
    seconds: float = 0.0
    pages: int = 0
    warnings: int = 0
    error: Finding | None = None
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The versions in the order of the switcher, where the site is, and what to know.

    ``uncommitted`` are changed inputs of the working tree that no version shows. ``enforced``
    is what confined the builds, each kind once. ``findings`` are about the history itself.
    """

    versions: tuple[VersionResult, ...]
    output: Path
    uncommitted: tuple[str, ...] = ()
    enforced: tuple[Enforced, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What the machine could not confine."""
        return tuple(dict.fromkeys(part for item in self.enforced for part in item.missing))

    @property
    def failed(self) -> bool:
        """Whether any version could not be built."""
        return any(result.error is not None for result in self.versions)


def build(
    project: Project,
    *,
    refs: Sequence[str] = (),
    output: Path | None = None,
    jobs: int = 0,
    use_cache: bool = True,
    worktree: bool = False,
    progress: Say = lambda _: None,
) -> BuildReport:
    """Build the versions that ``refs`` (or the settings) name into one site.

    ``jobs`` versions are built at a time, 0 for as many as the settings say. Without
    ``use_cache`` every version is built anew. ``worktree`` adds the files on disk as a
    version. ``progress`` is told a line at a time.

    Raises :class:`UsageError` when a pattern matches nothing, the project has no
    documentation, or the output is somebody else's folder.
    """
    most = keeping.limit()
    chosen = versions.choose(project.git, project.settings.site, refs, worktree=worktree)
    base = configuration(project)
    folder = SiteFolder(output_of(project, output))
    folder.guard((*(version.slug for version in chosen), *assemble.ALIASES))
    planned = planned_of(project, chosen, base)
    with folder.locked(), fresh("archdocs-build-") as scratch:
        loaded = ready(project, folder, planned) if use_cache else {}
        waiting = [item for item in planned if item.key not in loaded]
        if waiting and (advice := pagefind.advice(project.settings.site, len(planned))):
            progress(advice)
        shop = Workshop(project, scratch, progress, seeds=use_cache)
        made = shop.make_all(waiting, jobs)
        placed = assemble.publish(project, folder, planned, made, loaded)
    if made:
        keeping.prune(project.cache, size=most)
    return BuildReport(
        tuple(
            result_of(project, item, made.get(item.version.ref), placed[item.version.ref])
            for item in planned
        ),
        folder.path,
        () if worktree else uncommitted(project, base, folder.path),
        tuple(dict.fromkeys(item.enforced for item in made.values() if item.enforced)),
        tuple(dict.fromkeys(f for p in planned for f in p.findings if f.code.startswith("git."))),
    )


def planned_of(project: Project, chosen: Sequence[Version], base: Trusted | None) -> list[Planned]:
    """Gather what versions' pages say of their past, and work out what must be built."""
    today = datetime.datetime.now(datetime.UTC).date()
    states = {version: stale.state_of(project, version, today) for version in chosen}
    return [
        plan.plan(
            project,
            version,
            base,
            states[version].findings,
            chronicle.history_of(project, version),
            overview=stale.overview_of(version, states),
        )
        for version in chosen
    ]


def output_of(project: Project, asked: Path | None) -> Path:
    """Return the folder of the site: as the user asks, else as the project says.

    Raises :class:`UsageError` when the project, which may be anybody's, leads elsewhere, and
    what :func:`archdocs.system.outputs.straight` does.
    """
    if asked is not None:
        return straight(project.root, project.root / asked)
    path = project.root / project.settings.site.output
    place = path.resolve()
    if not place.is_relative_to(project.root) or ".git" in place.relative_to(project.root).parts:
        raise UsageError(
            f"the configured output {project.settings.site.output} is not inside the project",
            hint="to write there, name it with --output",
        )
    if place == project.root:
        raise UsageError(
            "the configured output is the project itself",
            hint="configure a folder of its own under [site]",
        )
    return path


def configuration(project: Project) -> Trusted | None:
    """Find what builds the versions.

    Raises :class:`UsageError` when the checked-out project has no documentation and versions
    may not bring their own configuration.
    """
    base = plan.trusted(project)
    if base is None and project.settings.site.configuration == "trusted":
        foreign = made_with(lambda path: project.worktree.read(path) is not None)
        if foreign:
            raise not_sphinx(*foreign)
        docs = project.settings.project.docs
        places = ", ".join(f"{place}/" for place in dict.fromkeys((docs, "docs", "doc", "source")))
        raise UsageError(
            f"no Sphinx documentation in {project.root}: no conf.py in {places}",
            hint="run: archdocs init, or set `docs` under [project]",
        )
    return base


def not_sphinx(path: str, tool: str, versions: str) -> UsageError:
    """Make the error for a project that documents itself with another tool."""
    with_it = f"its versions can be made with {versions}; " if versions else ""
    return UsageError(
        f"{path}: this documentation is made with {tool}; archdocs build is for Sphinx",
        hint=f"{with_it}a Sphinx documentation of your own: archdocs init",
    )


def ready(
    project: Project, folder: SiteFolder, planned: Sequence[Planned]
) -> dict[str, Mapping[str, bytes]]:
    """Return what needs no build, by key: files of the cache, or none for pages in place."""
    found: dict[str, Mapping[str, bytes]] = {}
    for item in planned:
        present = folder.intact(item.version.slug)
        if present is not None and present.key == item.key:
            found[item.key] = {}
            continue
        files = store.load(project, item.key)
        if files is not None:
            found[item.key] = files
    return found


def uncommitted(project: Project, base: Trusted | None, output: Path) -> tuple[str, ...]:
    """Return the changed inputs of the working tree that no version shows."""
    git = project.git
    if git is None or git.head is None or base is None:
        return ()
    settings = project.settings
    watched = (base.docs, settings.diagrams.folder, *settings.site.inputs)
    patterns = settings.records.patterns
    start = f"{project.prefix}/" if project.prefix else ""
    changed = []
    for path in git.status_paths():
        own = path.removeprefix(start)
        ours = path.startswith(start) and not (project.root / own).is_relative_to(output)
        watch = folder_of(own, patterns) or any(
            not folder or own.startswith(f"{folder}/") for folder in watched
        )
        if ours and watch:
            changed.append(own)
    return tuple(changed)


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
