"""Start the server that runs scripts, and read its answer without believing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archdocs.diagrams import bindings, codes
from archdocs.diagrams.model import Graph
from archdocs.diagrams.received import BadGraph, parse
from archdocs.diagrams.server import readable
from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system import sandbox, scriptnotes
from archdocs.system.policy import Enforced, Limits, Mode, Policy
from archdocs.system.scratch import fresh

__all__ = ["TOTAL_HINT", "Captured", "capture", "source_of", "understood"]

#: Seconds for starting Python and loading the library, beyond what the scripts may take.
STARTING = 60


@dataclass(frozen=True, slots=True)
class Captured:
    """What a script built, and the files of the project it read to do so.

    ``enforced`` is what confined it, ``None`` for one that was interpreted and not run; ``why``
    says what kept one that ran from being interpreted. ``remarks`` are findings that leave the
    picture whole.
    """

    script: str
    graphs: tuple[Graph, ...]
    inputs: tuple[str, ...]
    enforced: Enforced | None
    remarks: tuple[Finding, ...] = ()
    why: str = ""


def capture(
    project: Project, scripts: Sequence[str], *, jobs: int, mode: Mode, spent: float = 0.0
) -> dict[str, Captured | Finding]:
    """Run scripts (paths relative to the root) and return what each came to.

    ``spent`` are seconds that are gone of those all scripts may take together.

    Raises :class:`EnvironmentFault` when ``mode`` is ``strict`` and the machine can't
    confine, or when the server itself can't be run.
    """
    if not scripts:
        return {}
    if mode == "strict":
        sandbox.require()
    settings = project.settings.diagrams
    with fresh() as scratch:
        request = {
            "root": str(project.root),
            "scripts": list(scripts),
            "scratch": str(scratch),
            "jobs": jobs,
            "timeout": max(1, settings.timeout),
            "total": max(1, settings.total - int(spent)),
            "memory": max(64, settings.memory),
            "confined": mode != "off",
        }
        seconds = STARTING + settings.total + settings.timeout + 5
        done, walled = sandbox.serve(
            [sys.executable, "-s", "-P", "-m", "archdocs.diagrams.server"],
            Policy(read=readable(project.root), limits=Limits(seconds=seconds), mode=mode),
            scratch=scratch,
            stdin=json.dumps(request).encode(),
        )
    if done.status != 0:
        said = done.error_text.strip().rpartition("\n")[2][:300]
        raise EnvironmentFault(f"the diagram server failed ({done.status}): {said}")
    parts = [json.loads(line) for line in done.stdout.splitlines()]
    results = {
        part["script"]: read(project, part, Enforced(mode, bubblewrap=walled)) for part in parts
    }
    for result in results.values():
        enforced = result.enforced if isinstance(result, Captured) else None
        if mode == "strict" and enforced and not enforced.complete:
            raise sandbox.refusal(enforced)
    return results


def read(project: Project, part: Mapping[str, Any], around: Enforced) -> Captured | Finding:
    """Read one script's part of the answer; ``around`` is what stood around the server."""
    script = part["script"]
    settings = project.settings.diagrams
    place = Location(script)
    ended_by = part["ended_by"]
    if ended_by == "timeout":
        return codes.TIMEOUT.at(place, f"the script did not end within {settings.timeout} s")
    if ended_by == "total":
        message = f"not begun: the scripts before it took the {settings.total} s that all may take"
        return codes.TIMEOUT.at(place, message, hint=TOTAL_HINT)
    if ended_by == "output":
        return codes.MEMORY.at(place, "what the script builds is larger than 16 MiB")
    if ended_by:
        return codes.FAILED.at(place, f"the script's process was ended by signal {part['signal']}")
    state = sandbox.read_report(part["state"].encode(), around.mode)
    state = replace(state, bubblewrap=around.bubblewrap)
    return understood(project, script, part["result"], state)


def understood(
    project: Project, script: str, answer: str, enforced: Enforced | None
) -> Captured | Finding:
    """Read what a script came to, as JSON; ``enforced`` is what confined it, if it ran."""
    place = Location(script)
    try:
        result = json.loads(answer)
        outcome = result.get("outcome")
        if outcome == "memory":
            most = project.settings.diagrams.memory
            return codes.MEMORY.at(place, f"the script needs more than {most} MiB")
        if outcome != "ok":
            return failure(script, result)
        graphs = parse(result, script)
        inputs = result.get("inputs", [])
    except (ValueError, AttributeError, RecursionError) as error:
        reason = str(error) if isinstance(error, BadGraph) else "its answer can't be read"
        return codes.FAILED.at(place, f"the script's diagram is not usable: {reason}")
    if not graphs:
        return codes.NONE.at(place, "the script builds no diagram", hint=NONE_HINT)
    found = scriptnotes.notes(source_of(project.root, script))
    graphs = bindings.apply(graphs, found)
    inputs = checked_inputs(project.root, inputs, script)
    remarks = tuple(
        codes.BINDING.at(Location(script, line), why)
        for line, why in bindings.unused(graphs, found)
    )
    return Captured(script, graphs, inputs, enforced, remarks)


def source_of(root: Path, script: str) -> bytes:
    """Return a script's text; nothing of one that is gone by now."""
    try:
        return (root / script).read_bytes()
    except OSError:
        return b""


TOTAL_HINT = "end what loops, or raise `total` under [diagrams]"
NONE_HINT = "start the file's name with _ if it is shared by others"


def failure(script: str, result: Mapping[str, Any]) -> Finding:
    """Make the finding for a script that raised."""
    line, message = result.get("line"), result.get("message")
    known = isinstance(line, int) and 0 < line < 10**7
    text = printable(message) if isinstance(message, str) else "it failed"
    return codes.FAILED.at(Location(script, line if known and line else 0), text)


def printable(message: str) -> str:
    """Return one line that steers no terminal, whatever the script raised."""
    shown = "".join(letter if letter.isprintable() else " " for letter in message)
    return " ".join(shown.split())[:500]


def checked_inputs(root: Path, inputs: Any, script: str) -> tuple[str, ...]:
    """Keep what are plain paths inside the project; the script itself is not one of them."""
    if not isinstance(inputs, list):
        return ()
    kept = set()
    for item in inputs[:5000]:
        if isinstance(item, str) and len(item) < 1000 and item != script and "\0" not in item:
            path = root / item
            try:
                inside = path.resolve().is_relative_to(root)
            except (OSError, RuntimeError, ValueError):
                continue
            if inside:
                kept.add(item)
    return tuple(sorted(kept))
