"""The records as they were: at a branch, a tag, a commit, or on a day, from git's objects."""

from __future__ import annotations

import dataclasses
import datetime
import re
from dataclasses import dataclass

from archdocs import config
from archdocs.errors import ConfigError, ProjectNotFound, ShallowHistory, UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, load
from archdocs.records.kinds import nearest
from archdocs.settings import Settings
from archdocs.system.git import Git
from archdocs.system.tree import Tree

__all__ = ["Moment", "catalog_at", "catalog_of", "moment"]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A commit, and the words that named it; ``note`` says which commit a day meant."""

    name: str
    commit: str
    note: str = ""


def moment(project: Project, name: str) -> Moment:
    """Find the commit that a ref names; for a day, the last one of this branch until its end.

    Days end at midnight UTC, by the time of the commit, along first parents: what counts is
    when a change landed.

    Raises :class:`UsageError` for a name that is neither, with the nearest ref, and
    :class:`ShallowHistory` where a shallow clone can't tell.
    """
    git = project.git
    if git is None or git.head is None:
        raise ProjectNotFound(f"`{name}` can't be looked up: there is no git history here")
    commit = git.resolve(name)
    if commit:
        return Moment(name, commit)
    if DAY.fullmatch(name):
        return on_day(git, name, git.head)
    if git.is_shallow:
        raise ShallowHistory(
            f"no commit is called `{name}`, and the clone is shallow",
            hint="run: git fetch --unshallow --tags",
        )
    known = {ref.name.lower(): ref.name for ref in git.refs()}
    raise UsageError(
        f"no commit is called `{name}`{nearest(name, known)}",
        hint="name a branch, a tag, a commit, or a day as YYYY-MM-DD",
    )


def on_day(git: Git, name: str, head: str) -> Moment:
    """Return the last commit until the end of a day."""
    try:
        day = datetime.date.fromisoformat(name)
    except ValueError:
        raise UsageError(f"`{name}` is no day of the calendar", hint="write YYYY-MM-DD") from None
    found = git.output(
        "rev-list", "--first-parent", "--max-count=1", f"--before={day}T23:59:59+00:00", head
    ).strip()
    if not found and git.is_shallow:
        raise ShallowHistory(
            f"the clone is shallow and does not reach back to {name}",
            hint="run: git fetch --unshallow",
        )
    if not found:
        raise UsageError(f"there was no commit yet on {name}")
    time = datetime.datetime.fromtimestamp(git.commit_time(found), datetime.UTC)
    return Moment(name, found, f"as of {name}: commit {found[:12]} of {time:%Y-%m-%d}")


def catalog_at(project: Project, commit: str) -> Catalog:
    """Read the records of a commit.

    Kinds and templates are today's; the folders are those that the commit's own
    configuration names, for they may have been elsewhere.

    Raises what :func:`archdocs.records.catalog.load` does.
    """
    tree = project.tree_at(commit)
    try:
        return catalog_of(project, tree)
    finally:
        tree.close()


def catalog_of(project: Project, tree: Tree) -> Catalog:
    """Read the records of a tree, as :func:`catalog_at` does; the tree stays open."""
    settings = settings_of(tree, project.settings)
    return load(tree, settings, template_folders=project.template_folders)


def settings_of(tree: Tree, today: Settings) -> Settings:
    """Return today's settings with the record folders that a tree's configuration names."""
    data = tree.read("archdocs.toml")
    if data is None:
        return today
    try:
        then = config.parse(data.decode("utf-8-sig"), "archdocs.toml").records
    except (ConfigError, UnicodeDecodeError):
        return today
    now = today.records
    folders = {kind: then.folders.get(kind, folder) for kind, folder in now.folders.items()}
    # Of kinds that are known today: there may be no file of another any more.
    known = {*now.folders, *now.also, *now.packages}
    also = dict(now.also) | {kind: each for kind, each in then.also.items() if kind in known}
    packages = {kind: each for kind, each in then.packages.items() if kind in known}
    records = dataclasses.replace(
        now, folders=folders, also=also, packages=dict(now.packages) | packages
    )
    return dataclasses.replace(today, records=records)
