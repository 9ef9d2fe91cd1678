"""From scripts to graphs: by interpreting the text where that is enough, else by running it.

Both ways give the same graph, and both results go through the same checks. ``static`` never
runs a script, ``run`` always does, ``auto`` runs those that can't be interpreted.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from archdocs.diagrams import codes
from archdocs.diagrams.interpret.limits import LARGEST_SOURCE, Unsupported
from archdocs.diagrams.interpret.machine import interpret
from archdocs.diagrams.pictures import Reading
from archdocs.diagrams.runner import TOTAL_HINT, Captured, capture, understood
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system.policy import Mode

__all__ = ["graphs_of", "unreadable"]


def graphs_of(
    project: Project, scripts: Sequence[str], *, jobs: int, sandbox: Mode, reading: Reading
) -> dict[str, Captured | Finding]:
    """Return what each script (a path relative to the root) builds.

    Raises what :func:`archdocs.diagrams.runner.capture` does, for scripts that must be run.
    """
    found: dict[str, Captured | Finding] = {}
    why: dict[str, str] = {}
    total = project.settings.diagrams.total
    begun = time.monotonic()
    for script in scripts if reading != "run" else ():
        if time.monotonic() - begun > total:
            if reading == "static":
                found[script] = late(script, total)
            continue
        try:
            found[script] = read(project, script)
        except Unsupported as error:
            why[script] = str(error)
            if reading == "static":
                found[script] = finding(script, error)
    rest = [script for script in scripts if script not in found]
    spent = time.monotonic() - begun
    ran = capture(project, rest, jobs=min(jobs, len(rest) or 1), mode=sandbox, spent=spent)
    for script, item in ran.items():
        reason = why.get(script, "")
        found[script] = replace(item, why=reason) if isinstance(item, Captured) else item
    return found


def read(project: Project, script: str) -> Captured | Finding:
    """Return what a script builds, without running it.

    Raises :class:`Unsupported`.
    """
    path = project.root / script
    folder = PurePosixPath(script).parent
    # What is hidden, and what a link leads to, can't be read by a script that runs either.
    if script.startswith(".") or os.path.realpath(path) != str(path):
        raise Unsupported("it is hidden, or reached by a link", 1)
    try:
        with path.open("rb") as file:
            source = file.read(LARGEST_SOURCE + 1)
    except OSError as error:
        raise Unsupported(f"it can't be opened: {error.strerror}", 1) from None
    result = interpret(path, source)
    result["inputs"] = [str(folder / name) for name in result["inputs"]]
    return understood(project, script, json.dumps(result), None)


def unreadable(project: Project, script: str) -> Finding | None:
    """Return the finding for a script that can't be interpreted, ``None`` if it can."""
    try:
        read(project, script)
    except Unsupported as error:
        return finding(script, error)
    return None


def finding(script: str, error: Unsupported) -> Finding:
    """Make the finding for a script that may not be run and can't be interpreted."""
    hint = 'write it more plainly, or let it run confined: mode = "auto" under [diagrams]'
    message = f"can't be read without running it: {error.reason}"
    return codes.STATIC.at(Location(script, error.line), message, hint=hint)


def late(script: str, total: int) -> Finding:
    """Make the finding for a script whose turn did not come."""
    message = f"not begun: the scripts before it took the {total} s that all may take"
    return codes.TIMEOUT.at(Location(script), message, hint=TOTAL_HINT)
