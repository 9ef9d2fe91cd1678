"""A repository that was named on the command line, as a subject."""

from __future__ import annotations

import subprocess
from pathlib import Path

from archdocs.site.slugs import slug_of
from archdocs.site.source import find_docs, made_with
from archdocs.site.versions import parse_release
from benchmarks.versions import tools
from benchmarks.versions.tools import Subject

__all__ = ["Unusable", "given"]


class Unusable(Exception):
    """A repository can't be compared; the text says why and what to do."""


def given(source: Path, root: Path, many: int) -> Subject:
    """Clone a repository to ``root``: its branch, and so many versions with its newest releases.

    Raises :class:`Unusable` where there is nothing to build.
    """
    if not source.is_dir():
        raise Unusable(f"{source}: there is no such folder; name a clone on this machine")
    try:
        tools.clone(source.resolve(), root)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or "").strip().splitlines() or [str(error)]
        raise Unusable(f"{source}: git can't clone it: {said[-1]}") from error
    branch = tools.command("git", "branch", "--show-current", cwd=root).strip()
    if not branch or slug_of(branch) != branch:
        why = f"the branch `{branch}` has no plain name" if branch else "no branch is checked out"
        raise Unusable(f"{source}: {why}; run `git switch main` in it, or what it is called")
    docs = find_docs(lambda name: (root / name).is_file())
    if docs is None:
        other = made_with(lambda name: (root / name).is_file())
        hint = f": {other[1]} makes it" if other else ""
        raise Unusable(f"{source}: no conf.py of a Sphinx documentation on {branch}{hint}")
    names = tools.command("git", "tag", cwd=root).split()
    plain = (name for name in names if slug_of(name) == name)
    found = sorted((release, name) for name in plain if (release := parse_release(name)))
    tags = tuple(name for _, name in found[max(0, len(found) - many + 1) :])
    return Subject(root, docs, branch, tags)
