"""Draw a version's diagrams before Sphinx reads its pages.

The child that runs Sphinx may not write the user's cache, because its tree is hostile. So
the parent has the scripts drawn (each confined) with the shared cache, where equal scripts
of all versions are drawn once, and gives the child a copy of just these entries.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from archdocs import config
from archdocs.config import NAME
from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.system.cache import Cache, Files

__all__ = ["SeedingCache", "draw", "lay_configuration"]


class SeedingCache(Cache):
    """A cache that copies every entry it gives or takes into another."""

    def __init__(self, source: Cache, seed: Cache) -> None:
        super().__init__(source.folder, enabled=source.enabled)
        self.seed = seed

    def get(self, namespace: str, key: str) -> dict[str, bytes] | None:
        """See :meth:`Cache.get`."""
        found = super().get(namespace, key)
        if found is not None:
            self.seed.put(namespace, key, found)
        return found

    def put(self, namespace: str, key: str, files: Files) -> dict[str, str]:
        """See :meth:`Cache.put`."""
        self.seed.put(namespace, key, files)
        return super().put(namespace, key, files)


def draw(project: Project, root: Path, folder: Path) -> tuple[Finding, ...]:
    """Draw the diagrams of the tree at ``root`` into a cache at ``folder``.

    Returns what is wrong with the scripts. Where nothing can be drawn at all, the pages say
    so themselves.
    """
    settings = project.settings
    if not (root / settings.diagrams.folder).is_dir():
        return ()
    # Most documentations have no diagrams, and what draws them is much.
    from archdocs.diagrams.render import render_all

    seed = Cache(folder)
    seen = Project(root, settings, cache=SeedingCache(project.cache, seed))
    try:
        return render_all(seen, jobs=1, keep=seed).findings
    except ArchdocsError:
        return ()


def lay_configuration(project: Project, trusted: Path, root: Path) -> None:
    """Lay the checked-out project's settings and templates over those of an exported tree.

    Every version is built by the trusted configuration: its settings may name kinds of
    records that an older tree has no templates of. The name is the project's, which must not
    become that of a scratch folder.

    Raises :class:`EnvironmentFault` when the tree leaves no room for them.
    """
    tables = project.settings.as_dict()
    tables["project"]["name"] = project.name
    templates = project.settings.project.templates
    try:
        clear(root / NAME)
        (root / NAME).write_text(config.to_toml(tables), "utf-8")
        if (trusted / templates).is_dir() and templates.strip("./"):
            clear(root / templates)
            shutil.copytree(trusted / templates, root / templates)
    except OSError as error:
        reason = error.strerror or error
        raise EnvironmentFault(f"cannot lay the configuration over the tree: {reason}") from error


def clear(path: Path) -> None:
    """Remove whatever an exported tree has at a path, without following a link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
