"""Ask the child that parses, starting it when first needed and again after it died."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path

from archdocs.errors import EnvironmentFault
from archdocs.system import process
from archdocs.system.symbols.grammars import grammar_of
from archdocs.system.symbols.model import Source

__all__ = ["LARGEST", "GrammarMissing", "read_source"]

#: Bytes of the largest file that is parsed, and seconds one file may take.
LARGEST = 2_000_000
PATIENCE = 10.0
#: After so many files that ended the child, no more are tried.
MOST_DEATHS = 25
START = "import sys; sys.path.insert(0, {!r}); from {} import main; main()"


class GrammarMissing(EnvironmentFault):
    """The parser of a language is not installed, or may not be started here."""


class Child:
    """One process that parses, for the process that started it."""

    def __init__(self) -> None:
        folder = str(Path(__file__).resolve().parents[3])
        code = START.format(folder, "archdocs.system.symbols.worker")
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", code],
            env=process.scrubbed_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, suffix: str, data: bytes) -> bytes:
        """Send a file and return the line that answers; empty when none came in time."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            return b""
        try:
            stdin.write(f"{suffix} {len(data)}\n".encode() + data)
            stdin.flush()
        except OSError:
            return b""
        end = time.monotonic() + PATIENCE
        parts: list[bytes] = []
        with selectors.DefaultSelector() as waiting:
            waiting.register(stdout, selectors.EVENT_READ)
            while not parts or not parts[-1].endswith(b"\n"):
                left = end - time.monotonic()
                if left <= 0 or not waiting.select(left):
                    return b""
                part = os.read(stdout.fileno(), 1 << 20)
                if not part:
                    return b""
                parts.append(part)
        return b"".join(parts)

    def end(self) -> None:
        """Kill the process and close its pipes."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.process.wait()


CHILD: list[Child] = []
DEATHS: list[str] = []
ONE_AT_A_TIME = threading.Lock()


def read_source(data: bytes, path: str) -> Source | None:
    """Return the symbols of a file.

    ``None`` for a language that is not read, for a file too large, and for one that the
    parser can't cope with in its limits.

    Raises :class:`GrammarMissing` where the language's parser is not installed or may not run.
    """
    grammar = grammar_of(path)
    if grammar is None or len(data) > LARGEST or len(DEATHS) >= MOST_DEATHS:
        return None
    with ONE_AT_A_TIME:
        line = running().ask(path.rpartition(".")[2].lower(), data)
        if not line:
            end_child()
            DEATHS.append(path)
            return None
    found = json.loads(line)
    if "missing" in found:
        raise GrammarMissing(
            f"the parser of {grammar.name} is not installed",
            hint="install archdocs-cli again, with its dependencies",
        )
    return Source.from_dict(found) if "symbols" in found else None


def running() -> Child:
    """Return this process's child, started if need be."""
    if CHILD and CHILD[0].owner != os.getpid():
        CHILD.clear()  # inherited by a fork: it is the parent's
    if not CHILD:
        try:
            CHILD.append(Child())
        except OSError as error:
            raise GrammarMissing(f"parsers can't be started: {error.strerror or error}") from error
    return CHILD[0]


def end_child() -> None:
    """End the child if it runs."""
    while CHILD:
        CHILD.pop().end()


atexit.register(end_child)
