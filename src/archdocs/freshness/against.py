"""What only a comparison with the base can tell about records."""

from __future__ import annotations

from archdocs.finding import Finding
from archdocs.freshness.view import View
from archdocs.project import Project
from archdocs.records import catalog as catalogs
from archdocs.records.appendonly import rewritten
from archdocs.records.collisions import taken_by
from archdocs.records.kinds import load_kinds
from archdocs.system.tree import GitTree

__all__ = ["against_base"]


def against_base(project: Project, view: View, tip: str) -> list[Finding]:
    """Return what a change did to records that only grow, and the numbers that are taken."""
    before = project.tree_at(view.base)
    try:
        kinds = load_kinds(project.template_folders, project.settings)
        found = list(rewritten(view.catalog, before, kinds))
        return [*found, *collisions(project, view, tip, before)]
    finally:
        before.close()


def collisions(project: Project, view: View, tip: str, before: GitTree) -> list[Finding]:
    """Return the records whose number another has on the base's newest commit."""
    commit = project.git.resolve(tip) if project.git else None
    if commit is None or commit == view.base:
        return []
    there = project.tree_at(commit)
    try:
        catalog = catalogs.load(there, project.settings, template_folders=project.template_folders)
        return list(taken_by(view.catalog, catalog, frozenset(before.files()), tip))
    finally:
        there.close()
