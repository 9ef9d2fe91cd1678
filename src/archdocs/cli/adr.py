"""The programs ``adr`` and ``_adr_autocomplete``, which ``archdocs adr-tools install`` writes.

They are run by the dozen in scripts, so this imports neither click nor anything else that a
call does not need.
"""

from __future__ import annotations

import os
import sys

from archdocs.records.adrtools import commands
from archdocs.records.adrtools.answer import Answer

__all__ = ["call", "main", "suggest"]


def main() -> int:
    """Run ``adr`` and return its exit status."""
    try:
        return call(sys.argv[1:], os.path.dirname(os.path.abspath(sys.argv[0])))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141  # as a shell says that a closed pipe ended a program
    except Exception as error:
        if os.environ.get("ADR_DEBUG"):
            raise
        write(2, f"adr: internal error: {error!r}\n  with ADR_DEBUG=1 it says where\n")
        return 4


def suggest() -> int:
    """Run ``_adr_autocomplete`` and return its exit status."""
    return emit(commands.suggest(sys.argv[1:]))


def call(words: list[str], home: str) -> int:
    """Answer one call and return its exit status."""
    return emit(commands.answer(words, home))


def emit(answer: Answer) -> int:
    """Give an answer to its editor, its pager or the terminal."""
    write(2, answer.err if answer.editor else "")
    if answer.editor:
        status = start(answer.editor)
        if status:
            return status
    if answer.pager and (answer.pager != ["more"] or os.isatty(1)):
        return start(answer.pager, answer.out) or answer.code
    write(1, answer.out)
    write(2, "" if answer.editor else answer.err)
    return answer.code


def start(words: list[str], text: str | None = None) -> int:
    """Run an editor or a pager; one that isn't there is a message, as in a shell."""
    from archdocs.system.foreground import feed, run

    try:
        return run(words) if text is None else feed(words, encode(text))
    except FileNotFoundError:
        write(2, f"adr: {words[0]}: command not found\n")
        return 127
    except OSError as error:
        write(2, f"adr: {words[0]}: {error.strerror}\n")
        return 126


def write(stream: int, text: str) -> None:
    """Write text to standard output (1) or standard error (2)."""
    data = encode(text)
    while data:
        data = data[os.write(stream, data) :]


def encode(text: str) -> bytes:
    """Return text as the bytes it came in as."""
    return text.encode("utf-8", "surrogateescape")
