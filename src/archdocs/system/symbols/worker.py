"""The child that parses: frames in on standard input, JSON lines out on standard output.

A frame is a line ``SUFFIX LENGTH`` and that many bytes. The answer is one line: the source
as JSON, or ``null`` with a reason where it can't be read.
"""

from __future__ import annotations

import json
import resource
import sys

from archdocs.system.symbols.grammars import GRAMMARS
from archdocs.system.symbols.scan import scan

__all__ = ["main"]

MEMORY = 1536 << 20


def main() -> None:
    """Answer until the pipe is closed."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.readline():
        suffix, length = head.split()
        data = source.read(int(length))
        sink.write(json.dumps(answer(data, suffix.decode("ascii", "replace"))).encode() + b"\n")
        sink.flush()


def answer(data: bytes, suffix: str) -> dict[str, object]:
    """Parse one file."""
    try:
        return scan(data, GRAMMARS[suffix]).as_dict()
    except (ImportError, OSError) as error:
        return {"missing": str(error)[:300]}
    except (ValueError, RuntimeError, MemoryError) as error:
        return {"failed": repr(error)[:300]}


if __name__ == "__main__":
    main()
