"""Interpret one script: from its text to the graph that running it would have built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archdocs.diagrams.interpret import calls
from archdocs.diagrams.interpret.expressions import EXPRESSIONS
from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.natives import BUILTINS
from archdocs.diagrams.interpret.run import Run, Scope
from archdocs.diagrams.interpret.statements import STATEMENTS
from archdocs.diagrams.interpret.syntax import read

__all__ = ["interpret"]

#: What Python itself says of a value that doesn't fit; the script would end there too.
FAULTS = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError),
    *(RecursionError, MemoryError, OSError),
)


def interpret(script: Path, source: bytes) -> dict[str, Any]:
    """Return what running a script would, in the form of :mod:`archdocs.diagrams.capture`.

    ``script`` is its full path, which the script may look at as a text. Beside it, only
    modules that it imports from its own folder are read, and named in ``inputs`` by their
    file's name.

    Raises :class:`Unsupported` with the line when the script does anything that is not
    interpreted, and when running it would fail.
    """
    run = Run(script, EXPRESSIONS, STATEMENTS, calls.invoke)
    run.builtins = BUILTINS
    scope = Scope()
    scope.names["__file__"] = str(script)
    try:
        run.block(read(source).body, scope)
    except Unsupported as error:
        raise located(run, error.reason, error.line) from None
    except FAULTS as error:
        raise located(run, f"{type(error).__name__}: {error}"[:300]) from None
    return {"outcome": "ok", "diagrams": run.stage.finished, "inputs": sorted(run.inputs)}


def located(run: Run, reason: str, line: int = 0) -> Unsupported:
    """Return a refusal that says the line of the script, and the place in a module beside it."""
    if line or run.in_script:
        return Unsupported(reason, line or run.line)
    place = f"{Path(run.file).name}:{run.line}"
    return Unsupported(f"{reason} ({place})", max(1, run.frames[-1]))
