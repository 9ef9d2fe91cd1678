"""What a build would do, and why, without doing it: the verb ``plan``."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archdocs.project import Project
from archdocs.site import aliases, build, course, store, versions
from archdocs.site.folder import SiteFolder
from archdocs.site.plan import Planned
from archdocs.site.watch import Say, told_of
from archdocs.system.cache import digest

__all__ = ["FORMATS", "Forecast", "forecast"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would become of one version.

    ``action`` is ``build``, ``copy`` (its pages are in the cache) or ``nothing``. ``why`` names
    what differs from its last build. ``seconds`` is an estimate from builds before, ``None``
    where there were none. ``commands`` are run before Sphinx, as ``pre-build`` says.
    ``aliases`` will lead to the version, if it can be built.
    """

    planned: Planned
    action: str
    why: tuple[str, ...]
    seconds: float | None
    commands: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What readers call the version."""
        return self.planned.version.title


def forecast(
    project: Project,
    *,
    refs: Sequence[str] = (),
    output: Path | None = None,
    worktree: bool = False,
    progress: Say = lambda _: None,
) -> tuple[Forecast, ...]:
    """Say for each version that ``refs`` (or the settings) name what a build would do.

    ``progress`` is told where that takes reading history, or long.

    Raises what :func:`archdocs.site.build.build` does before it builds.
    """
    chosen = versions.choose(project.git, project.settings.site, refs, worktree=worktree)
    aliases.checked(project, chosen, some=bool(refs))
    meant = aliases.leads_to(project.settings.site.aliases, chosen)
    folder = SiteFolder(build.output_of(project, output))
    base = build.configuration(project)
    planned = course.planned_of(project, chosen, base, progress=progress)
    known = {item.version.ref: store.last(project, item) for item in planned}
    times = [last.seconds for last in known.values() if last and last.seconds]
    usual = statistics.median(times) if times else None
    found = []
    for item in told_of(progress, "looking at what is there", planned):
        present = folder.intact(item.version.slug)
        last = known[item.version.ref]
        if present is not None and present.key == item.key:
            found.append(Forecast(item, "nothing", (), 0.0))
        elif store.load(project, item.key) is not None:
            found.append(Forecast(item, "copy", ("its pages are in the cache",), 0.0))
        else:
            seconds = last.seconds if last and last.seconds else usual
            commands = project.settings.site.pre_build
            found.append(Forecast(item, "build", reasons(item, last), seconds, commands))
    return tuple(
        replace(
            each, aliases=tuple(n for n, v in meant.items() if v.ref == each.planned.version.ref)
        )
        for each in found
    )


def reasons(item: Planned, last: store.Last | None) -> tuple[str, ...]:
    """Return the parts of the key that differ from those of the last build."""
    if last is None:
        return ("never built here",)
    if not last.parts:
        return ("tools",)  # An archdocs that did not keep them yet.
    now = {name: digest(part) for name, part in item.parts.items()}
    changed = tuple(name for name, part in now.items() if last.parts.get(name) != part)
    return changed or ("its pages are no longer in the cache",)


def as_text(found: Sequence[Forecast]) -> str:
    """Return a row for each version and the sum."""
    width = max((len(each.name) for each in found), default=0)
    lines = []
    for each in found:
        time = f"{each.seconds:6.1f} s" if each.seconds else " " * 8
        why = f"  {', '.join(each.why)}" if each.why else ""
        lines.append(f"{each.name:{width}}  {each.action:8} {time}{why}".rstrip())
    meant = [f"{alias} is {each.name}" for each in found for alias in each.aliases]
    lines += [", ".join(meant)] if meant else []
    waiting = [each for each in found if each.action == "build"]
    times = [each.seconds for each in waiting if each.seconds is not None]
    known = f", about {sum(times):.0f} s on one core" if times else ""
    commands = dict.fromkeys(command for each in waiting for command in each.commands)
    lines += [f"in each that is built, first: {command}" for command in commands]
    return "\n".join([*lines, f"{len(waiting)} of {len(found)} versions to build{known}"])


def as_json(found: Sequence[Forecast]) -> str:
    """Return an array with an object for each version."""
    return json.dumps([data(each) for each in found], indent=2, ensure_ascii=False)


def as_matrix(found: Sequence[Forecast]) -> str:
    """Return a matrix for GitHub Actions on one line: a job for each version to build."""
    jobs = [
        {"version": each.name, "only": each.planned.version.slug}
        for each in found
        if each.action == "build"
    ]
    return json.dumps({"include": jobs})


def data(each: Forecast) -> dict[str, Any]:
    """Return a version as plain data."""
    version = each.planned.version
    return {
        "name": each.name,
        "slug": version.slug,
        "ref": version.ref,
        "commit": version.commit,
        "key": each.planned.key,
        "action": each.action,
        "why": list(each.why),
        "seconds": each.seconds,
        "commands": list(each.commands),
        "aliases": list(each.aliases),
    }


FORMATS: dict[str, Callable[[Sequence[Forecast]], str]] = {
    "text": as_text,
    "json": as_json,
    "github-matrix": as_matrix,
}
