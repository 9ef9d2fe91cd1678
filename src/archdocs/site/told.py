"""What the process that builds pages is told and can't find out: it sees no git."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from archdocs.finding import Finding
from archdocs.freshness import overview as freshness
from archdocs.freshness.overview import Overview
from archdocs.system.files import write_atomic

__all__ = ["lay"]


def lay(
    folder: Path, findings: Iterable[Finding], *, history: str, overview: str
) -> dict[str, str]:
    """Write what is told into files, and return the options of Sphinx that name them.

    The folder is one that a confined child may write, so the files are replaced: what stands
    there may be a link.

    ``history`` is the log of decisions and ``overview`` the freshness of sections, as JSON.
    """
    texts = {
        "archdocs_findings": json.dumps([finding.as_dict() for finding in findings]),
        "archdocs_history": history,
        "archdocs_overview": overview or freshness.dump(Overview()),
    }
    options = {}
    for name, text in texts.items():
        place = folder / f"{name.removeprefix('archdocs_')}.json"
        write_atomic(place, text.encode())
        options[name] = str(place)
    return options
