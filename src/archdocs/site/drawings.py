"""Draw a version's diagrams before Sphinx reads its pages.

The child that runs Sphinx may not write the user's cache, because its tree is hostile. So
the parent has the scripts drawn (each confined) with the shared cache, where equal scripts
of all versions are drawn once, and gives the child a copy of just these entries.
"""

from __future__ import annotations

import json
from pathlib import Path

from archdocs.diagrams.render import render_all
from archdocs.errors import ArchdocsError
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.settings import Settings
from archdocs.system.cache import Cache, Files

__all__ = ["SeedingCache", "draw", "write_settings"]


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

    def put(self, namespace: str, key: str, files: Files) -> None:
        """See :meth:`Cache.put`."""
        super().put(namespace, key, files)
        self.seed.put(namespace, key, files)


def draw(project: Project, root: Path, folder: Path) -> tuple[Finding, ...]:
    """Draw the diagrams of the tree at ``root`` into a cache at ``folder``.

    Returns what is wrong with the scripts. Where nothing can be drawn at all, the pages say
    so themselves.
    """
    settings = project.settings
    if not (root / settings.diagrams.folder).is_dir():
        return ()
    cache = SeedingCache(project.cache, Cache(folder))
    try:
        return render_all(Project(root, settings, cache=cache), jobs=1).findings
    except ArchdocsError:
        return ()


def write_settings(settings: Settings, name: str, root: Path) -> None:
    """Lay the checked-out project's settings over those of an exported tree.

    Every version is built by the trusted configuration; ``name`` is the project's, which
    must not become that of a scratch folder.
    """
    tables = settings.as_dict()
    tables["project"]["name"] = name
    lines = []
    for table, options in tables.items():
        lines.append(f"[{table}]")
        lines += [f"{option} = {literal(value)}" for option, value in options.items()]
    target = root / "archdocs.toml"
    target.unlink(missing_ok=True)
    target.write_text("\n".join(lines) + "\n", "utf-8")


def literal(value: object) -> str:
    """Return a string, number, truth value, list or table of strings as TOML."""
    if isinstance(value, dict):
        pairs = ", ".join(f"{literal(key)} = {literal(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
