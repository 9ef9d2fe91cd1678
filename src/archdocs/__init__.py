"""archdocs: an architecture kept in git, and kept true.

The verbs of the command line are functions here too; they are imported when first used, so
that ``import archdocs`` loads neither Sphinx nor diagrams.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes longer to import than a call of `adr` does its work
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

#: Where each public name lives.
_HOMES = {
    "ArchdocsError": "archdocs.errors",
    "Finding": "archdocs.finding",
    "Location": "archdocs.finding",
    "Severity": "archdocs.finding",
    "Project": "archdocs.project",
    "Settings": "archdocs.settings",
}

__all__ = [  # pinned by a test
    "ArchdocsError",
    "Finding",
    "Location",
    "Project",
    "Settings",
    "Severity",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'archdocs' has no attribute {name!r}")
