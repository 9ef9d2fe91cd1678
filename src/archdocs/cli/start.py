"""Where the installed program begins: the call made most first, then click and all the rest."""

from __future__ import annotations

import io
import sys

__all__ = ["main"]

STRICT = ("strict", "utf-8")


def main() -> None:
    """Run one call of ``archdocs`` and exit."""
    for stream in (sys.stdout, sys.stderr):
        # Names of files may hold bytes that are no letters; in JSON, the escape is one too.
        if isinstance(stream, io.TextIOWrapper) and (stream.errors, stream.encoding) == STRICT:
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run one call and return its exit code, as :func:`archdocs.cli.main.run` does."""
    try:
        from archdocs.cli import quick

        code = quick.run(words)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the boundary
        from archdocs.cli.main import ended_by

        return ended_by(error)
    if code is None:
        from archdocs.cli.main import run as with_click

        return with_click(words)
    return code
