"""The file beside the doctrees in which a build leaves what the next can start from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

__all__ = ["FORMAT", "STATE", "clear_useless", "read_state"]

STATE = "archdocs-seed.json"
FORMAT = 3


def clear_useless(doctrees: Path, html: Path, *, all_of_it: object = False) -> None:
    """Remove what an earlier build left, ``all_of_it`` or unless a build can start from it.

    The state is taken away in any case: a build that is cut off leaves none.
    """
    state = read_state(doctrees)
    if all_of_it or not state.get("usable"):
        for folder in (doctrees, html):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
        return
    (doctrees / STATE).rename(doctrees / f"before-{STATE}")
    # Copied anew in each build.
    shutil.rmtree(html / "_static", ignore_errors=True)


def read_state(doctrees: Path, name: str = STATE) -> dict[str, Any]:
    """Return the state of the last build; empty when there is no good one."""
    try:
        data = json.loads((doctrees / name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) and data.get("format") == FORMAT else {}
