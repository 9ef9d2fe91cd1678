"""Hold pages against those of a clean build: the option ``--verify``.

Versions are built from what their neighbours left. That this changes no byte is tested, but
an extension may keep what Sphinx is not told about; here is the proof for a project's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archdocs.project import Project
from archdocs.site import build, course, store, versions
from archdocs.site.plan import Planned
from archdocs.site.workshop import Say, Workshop
from archdocs.system.scratch import claimed

__all__ = ["Verified", "as_text", "verify"]

#: File names shown of a version, at most.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """One version: how many files were compared, and which of them differ or are on one side."""

    name: str
    compared: int
    different: tuple[str, ...] = ()


def verify(
    project: Project,
    *,
    refs: Sequence[str] = (),
    worktree: bool = False,
    jobs: int = 0,
    progress: Say = lambda _: None,
) -> tuple[Verified, ...]:
    """Build each version once more, from nothing, and compare it with its pages in the cache.

    A version that can't be built, or has no pages, is left out: the build before has said so.
    """
    chosen = versions.choose(project.git, project.settings.site, refs, worktree=worktree)
    planned = course.planned_of(project, chosen, build.configuration(project))
    known = store.Versions(project)
    kept = {item.version.ref: known.load(item.key) for item in planned}
    found = []
    with claimed("archdocs-verify-") as scratch:
        # A chain of their own for each: nothing of one may reach another.
        for item in planned:
            pages = kept.pop(item.version.ref)
            if pages is None:
                continue
            place = scratch / item.version.slug
            place.mkdir()
            made = Workshop(project, place, progress, seeds=False).make_all([item], jobs)
            again = made[item.version.ref]
            if again.error is None:
                found.append(compared(item, pages, again.files))
    return tuple(found)


def compared(item: Planned, kept: Mapping[str, bytes], clean: Mapping[str, bytes]) -> Verified:
    """Compare two sets of files."""
    names = sorted({*kept, *clean})
    different = tuple(name for name in names if kept.get(name) != clean.get(name))
    return Verified(item.version.title, len(names), different)


def as_text(found: Sequence[Verified]) -> str:
    """Return a line for each version."""
    lines = []
    for each in found:
        if not each.different:
            lines.append(f"{each.name}: {each.compared} files equal those of a clean build")
            continue
        more = ", …" if len(each.different) > SHOWN else ""
        names = ", ".join(each.different[:SHOWN])
        lines.append(
            f"{each.name}: {len(each.different)} of {each.compared} files differ from those of"
            f" a clean build: {names}{more}"
        )
    return "\n".join(lines)
