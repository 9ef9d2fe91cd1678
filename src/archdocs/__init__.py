"""archdocs: an architecture kept in git, and kept true.

The verbs of the command line are functions here too; they are imported when first used, so
that ``import archdocs`` loads neither Sphinx nor diagrams.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes longer to import than a call of `adr` does its work
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

#: Where each public name lives, and what it is called there.
_HOMES = {
    "ArchdocsError": "archdocs.errors:ArchdocsError",
    "Draft": "archdocs.records.new:Draft",
    "Finding": "archdocs.finding:Finding",
    "Location": "archdocs.finding:Location",
    "Project": "archdocs.project:Project",
    "Request": "archdocs.freshness.audit:Request",
    "Settings": "archdocs.settings:Settings",
    "Severity": "archdocs.finding:Severity",
    "build": "archdocs.site.build:build",
    "catalog": "archdocs.records.catalog:of_project",
    "change_status": "archdocs.records.change_status:change_status",
    "check": "archdocs.freshness.audit:audit",
    "export": "archdocs.records.export:export",
    "init": "archdocs.initialise:initialise",
    "new_brief": "archdocs.journal.brief:new_brief",
    "new_log": "archdocs.journal.log:new_log",
    "new_record": "archdocs.records.new:new_record",
    "render": "archdocs.diagrams.render:render_all",
    "serve": "archdocs.site.preview:serve",
    "supersede": "archdocs.records.supersede:supersede",
    "trace": "archdocs.records.trace:trace",
}

__all__ = [  # pinned by a test
    "ArchdocsError",
    "Draft",
    "Finding",
    "Location",
    "Project",
    "Request",
    "Settings",
    "Severity",
    "__version__",
    "build",
    "catalog",
    "change_status",
    "check",
    "export",
    "init",
    "new_brief",
    "new_log",
    "new_record",
    "render",
    "serve",
    "supersede",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        module, _, attribute = _HOMES[name].partition(":")
        return getattr(importlib.import_module(module), attribute)
    raise AttributeError(f"module 'archdocs' has no attribute {name!r}")
