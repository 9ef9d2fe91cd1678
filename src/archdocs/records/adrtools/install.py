"""Write the programs ``adr`` and ``_adr_autocomplete`` into a folder of the user's choice."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import archdocs
from archdocs.errors import UsageError

__all__ = ["install"]

#: Each program, and what it calls.
PROGRAMS = {"adr": "main", "_adr_autocomplete": "suggest"}

MARK = "Written by `archdocs adr-tools install`"

#: The longest first line that every Linux takes as the name of an interpreter.
SHEBANG_BYTES = 127

#: Isolated, without site-packages' start-up hooks, and with bytes that are no UTF-8 let through.
SWITCHES = "-ISXutf8"

BODY = """\
# {mark}; run it again when this interpreter moves.
import sys

sys.path.append({source!r})

from archdocs.cli.adr import {function}

sys.exit({function}())
"""


def install(folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write both programs and return their paths.

    They name this interpreter absolutely, so they run with any ``PATH`` and in no activated
    environment. Raises :class:`UsageError` before anything is written if a file is in the way
    that is not such a program; ``force`` replaces it.
    """
    targets = {folder / name: text(function) for name, function in PROGRAMS.items()}
    for path in targets:
        if os.path.lexists(path) and not force and not ours(path):
            raise UsageError(
                f"{path} is there, and not from archdocs",
                hint="choose another folder, or replace it with --force",
            )
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in targets.items():
        # A link in the way is replaced, not written through: it may lead to adr-tools itself.
        aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        aside.write_bytes(os.fsencode(content))
        aside.chmod(0o755)
        aside.replace(path)
    return tuple(targets)


def ours(path: Path) -> bool:
    """Say whether a file is a program that this module wrote."""
    return not path.is_symlink() and path.is_file() and MARK.encode() in path.read_bytes()[:1024]


def text(function: str) -> str:
    """Return the text of one program."""
    source = str(Path(archdocs.__file__).resolve().parents[1])
    return shebang(sys.executable) + BODY.format(mark=MARK, source=source, function=function)


def shebang(interpreter: str) -> str:
    """Return the first lines of a program for an interpreter.

    A path that has a space or is too long can't stand in a first line. It is called by a shell
    then, to which the Python string around the call is an empty word: distlib's way.
    """
    line = f"#!{interpreter} {SWITCHES}\n"
    if " " not in interpreter and len(os.fsencode(line)) <= SHEBANG_BYTES:
        return line
    return f"#!/bin/sh\n'''exec' \"{interpreter}\" {SWITCHES} \"$0\" \"$@\"\n' '''\n"
