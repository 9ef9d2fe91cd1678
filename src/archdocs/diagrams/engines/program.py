"""Run a layout program: DOT in, SVG out, in bounded time and memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from archdocs.errors import RenderFailed
from archdocs.system import process

__all__ = ["run_program"]

LARGEST = 32 << 20
MEMORY_MIB = 1024


def run_program(
    argv: Sequence[str | os.PathLike[str]], dot: str, *, cwd: Path, timeout: float
) -> bytes:
    """Give a program DOT on standard input and return the SVG it prints.

    Raises :class:`RenderFailed` with the program's own last words.
    """
    try:
        done = process.run(
            argv, cwd=cwd, stdin=dot.encode(), timeout=timeout, memory_mib=MEMORY_MIB
        )
    except process.TimedOut:
        raise RenderFailed(f"the layout took longer than {timeout:g} s") from None
    if done.status < 0 and b"memory" in done.stderr:
        raise RenderFailed(f"the layout needs more than {MEMORY_MIB} MiB")
    if done.status != 0 or b"<svg" not in done.stdout:
        said = " ".join(done.error_text.split())[-300:]
        raise RenderFailed(f"the layout engine failed ({done.status}): {said}")
    if len(done.stdout) > LARGEST:
        raise RenderFailed("the picture is larger than 32 MiB")
    return done.stdout
