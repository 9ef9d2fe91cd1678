"""Renew the copies of other repositories' inventories."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.project import Project
from archdocs.records.elsewhere import records_of
from archdocs.records.kind import nearest
from archdocs.system import files, inventory
from archdocs.system.download import download

__all__ = ["Fetched", "fetch"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One inventory: its repository, its file, how many records it lists, what it was."""

    name: str
    path: str
    records: int
    changed: bool


def fetch(project: Project, names: Sequence[str]) -> tuple[Fetched, ...]:
    """Fetch the inventories of the named repositories, or of all; write all of them or none.

    Raises :class:`UsageError` for a name that the settings don't know, and
    :class:`EnvironmentFault` when one can't be fetched or is no inventory.
    """
    known = project.settings.repositories
    for name in names:
        if name not in known:
            raise UsageError(
                f"no repository called `{name}`{nearest(name, tuple(known))}",
                hint=f"describe it in [repositories.{name}] of the settings",
            )
    if not known:
        raise UsageError(
            "the settings name no other repositories",
            hint="add [repositories.payments] with `url` and `inventory` to archdocs.toml",
        )
    edits: dict[str, bytes] = {}
    found = []
    for name in dict.fromkeys(names or known):
        path = posixpath.normpath(known[name].inventory)
        refuse(project, name, path)
        data = got(known[name].url.rstrip("/") + "/objects.inv")
        edits[path] = data
        before = project.worktree.read(path)
        count = len(records_of(inventory.labels(data)))
        found.append(Fetched(name, path, count, before != data))
    with files.lock(project.root):
        whole: Mapping[str, bytes | None] = dict(edits)
        files.edit_together(project.root, whole)
    return tuple(found)


def refuse(project: Project, name: str, path: str) -> None:
    """Refuse to write what another site says over anything but an inventory.

    Its first lines are that site's to choose, and a shell would run them.

    Raises :class:`UsageError`.
    """
    target = project.root / path
    real, root = target.resolve(), project.root.resolve()
    inside = real.is_relative_to(root) and target.parent.resolve() / target.name == real
    parts = real.relative_to(root).parts if inside else ()
    before = project.worktree.read(path) if inside and target.exists() else None
    foreign = inside and target.exists() and not (before or b"").startswith(inventory.FIRST)
    if not inside or ".git" in (part.lower() for part in parts) or foreign:
        raise UsageError(
            f"`{path}` is no place for the inventory of {name}: it is outside the project, git's, "
            "a link or another file",
            hint=f"name a file of its own as `inventory` of [repositories.{name}]",
        )


def got(url: str) -> bytes:
    """Return an inventory from the web.

    Raises :class:`EnvironmentFault`.
    """
    data = download(url, inventory.LARGEST)
    try:
        inventory.labels(data)
    except inventory.BadInventory as error:
        raise EnvironmentFault(
            f"{url} {error}", hint="`url` is where the site begins: a folder with index.html"
        ) from error
    return data
