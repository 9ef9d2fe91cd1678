"""Build every chosen version and put them side by side: the verb ``build``.

Most builds find nothing to do, and most of the code is about what there is to do; so that is
imported only when it is needed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.folders import folder_of
from archdocs.site import plan, standing
from archdocs.site.folder import SiteFolder
from archdocs.site.plan import Trusted
from archdocs.site.results import BuildReport, VersionResult
from archdocs.site.source import made_with
from archdocs.system.outputs import straight

__all__ = ["BuildReport", "VersionResult", "build"]


def build(
    project: Project,
    *,
    refs: Sequence[str] = (),
    output: Path | None = None,
    jobs: int = 0,
    use_cache: bool = True,
    worktree: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> BuildReport:
    """Build the versions that ``refs`` (or the settings) name into one site.

    ``jobs`` versions are built at a time, 0 for as many as the settings say. Without
    ``use_cache`` every version is built anew. ``worktree`` adds the files on disk as a
    version. ``progress`` is told a line at a time.

    Raises :class:`UsageError` when a pattern matches nothing, the project has no
    documentation, or the output is somebody else's folder.
    """
    base = configuration(project)
    folder = SiteFolder(output_of(project, output))
    # What is built anew is remembered, too: it may differ from what was found the last time.
    question = "" if worktree else standing.question(project, base, folder, tuple(refs))
    report = standing.answer(project, folder, question) if use_cache else None
    if report is None:
        from archdocs.site import aliases, course, versions

        chosen = versions.choose(project.git, project.settings.site, refs, worktree=worktree)
        aliases.checked(project, chosen, some=bool(refs))
        report = course.run(
            project, folder, base, chosen, jobs=jobs, use_cache=use_cache, progress=progress
        )
        standing.remember(project, folder, question, report)
    changed = () if worktree else uncommitted(project, base, folder.path)
    return dataclasses.replace(report, uncommitted=changed)


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
        others = elsewhere(project.worktree.files())
        there = f'set `docs = "{others[0]}"` under [project], where a conf.py is' if others else ""
        more = (
            f", as in {', '.join(others[1:3])}; for a site of each, put an archdocs.toml, empty at"
            " first, into each one's project and build there"
            if others[1:]
            else ""
        )
        raise UsageError(
            f"no Sphinx documentation in {project.root}: no conf.py in {places}",
            hint=there + more or "run: archdocs init, or set `docs` under [project]",
        )
    return base


def elsewhere(names: Sequence[str]) -> list[str]:
    """Return the folders that hold a ``conf.py`` beside an index page, the likeliest first."""
    known = set(names)
    folders = [name.removesuffix("/conf.py") for name in names if name.endswith("/conf.py")]
    found = [
        folder
        for folder in folders
        if folder.isprintable() and any(f"{folder}/index{end}" in known for end in (".rst", ".md"))
    ]
    return sorted(found, key=lambda folder: ("doc" not in folder, folder.count("/"), folder))


def not_sphinx(path: str, tool: str, versions: str) -> UsageError:
    """Make the error for a project that documents itself with another tool."""
    with_it = f"its versions can be made with {versions}; " if versions else ""
    return UsageError(
        f"{path}: this documentation is made with {tool}; archdocs build is for Sphinx",
        hint=f"{with_it}a Sphinx documentation of your own: archdocs init",
    )


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
