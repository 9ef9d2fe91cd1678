"""Draw diagram scripts: from the cache where nothing changed, else captured and laid out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from archdocs.diagrams import codes, engines, failures, naming
from archdocs.diagrams.pictures import (
    Picture,
    Reading,
    Result,
    first_key,
    look_up,
    store,
    versions,
)
from archdocs.finding import Finding, Location, sort_findings
from archdocs.project import Project
from archdocs.system.cache import Cache
from archdocs.system.policy import Mode

__all__ = ["Picture", "RenderReport", "Result", "render_all", "render_script", "scripts"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RenderReport:
    """All results, and everything there is to say about the scripts."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What the machine could not confine of the scripts that ran."""
        ran = (result.enforced for result in self.results if result.enforced)
        return tuple(dict.fromkeys(part for enforced in ran for part in enforced.missing))


def scripts(project: Project) -> tuple[str, ...]:
    """Return the paths of the project's diagram scripts, relative to its root."""
    folder = project.settings.diagrams.folder.strip("/")
    start = "" if folder in ("", ".") else folder
    return tuple(
        path
        for path in project.worktree.files(start)
        if PurePosixPath(path).parent == PurePosixPath(start or ".")
        and path.endswith(".py")
        and not PurePosixPath(path).name.startswith("_")
    )


def render_all(
    project: Project,
    *,
    jobs: int = 0,
    sandbox: Mode | None = None,
    reading: Reading | None = None,
    progress: Progress = lambda _: None,
    keep: Cache | None = None,
) -> RenderReport:
    """Draw every script of the project, ``jobs`` at a time (0: one per core).

    ``sandbox`` and ``reading`` are those of the settings unless given.

    ``keep`` takes what is wrong with scripts that have no pictures, so that a process whose
    own cache it is does not run them once more.

    Raises :class:`archdocs.errors.EnvironmentFault` when no engine is installed, or when
    ``sandbox`` is ``strict`` and this machine can't confine.
    """
    options: dict[str, Any] = {"sandbox": sandbox, "reading": reading}
    made = render_scripts(
        project, scripts(project), jobs=jobs, progress=progress, keep=keep, **options
    )
    results = tuple(item for item in made.values() if isinstance(item, Result))
    findings = [item for item in made.values() if isinstance(item, Finding)]
    findings += [finding for result in results for finding in result.findings]
    findings += naming.differing({item.script: item.parts for item in results})
    return RenderReport(results, sort_findings(findings))


def render_script(project: Project, path: str, *, sandbox: Mode | None = None) -> Result | Finding:
    """Draw one script, given relative to the project's root."""
    real = (project.root / path).resolve()
    if not real.is_relative_to(project.root) or not real.is_file():
        return codes.MISSING.at(Location(path), f"there is no diagram script {path}")
    return render_scripts(project, (path,), jobs=1, sandbox=sandbox)[path]


def render_scripts(
    project: Project,
    paths: Sequence[str],
    *,
    jobs: int,
    sandbox: Mode | None = None,
    reading: Reading | None = None,
    progress: Progress = lambda _: None,
    keep: Cache | None = None,
) -> dict[str, Result | Finding]:
    """Draw the given scripts and return what each came to, in their order."""
    settings = project.settings.diagrams
    engine = engines.choose(settings.engine, project.root)
    workers = jobs or len(os.sched_getaffinity(0))
    drawn_by = versions(engine)
    keys = {path: first_key(project, path, drawn_by) for path in paths}
    way = reading or settings.mode
    found = {path: known(project, path, key, way) for path, key in keys.items()}
    missing = [path for path in paths if found[path] is None]
    progress(f"{len(paths) - len(missing)} of {len(paths)} diagram scripts unchanged")
    drawn: dict[str, Result | Finding] = {}
    if missing:
        from archdocs.diagrams.drawing import draw_scripts

        def done(path: str, made: Result | Finding) -> None:
            if isinstance(made, Result):
                store(project, keys[path], made)
                progress(f"drew {path}")

        drawn = draw_scripts(
            project,
            missing,
            engine,
            workers=workers,
            sandbox=sandbox or settings.sandbox,
            reading=way,
            done=done,
        )
    results = {path: found[path] or drawn[path] for path in paths}
    for path, result in results.items():
        if keep is not None and isinstance(result, Finding):
            failures.keep(keep, keys[path], result)
    return results


def known(project: Project, path: str, key: str, way: Reading) -> Result | Finding | None:
    """Return what is known of a script without reading or running it again.

    Where no script may be run, pictures of one that was run before are no answer: what is said
    of a script may not depend on what the cache happens to hold.
    """
    found = look_up(project, path, key) or failures.kept(project.cache, path, key)
    if way == "static" and isinstance(found, Result) and found.way == "run":
        from archdocs.diagrams.reading import unreadable

        return unreadable(project, path) or found
    return found
