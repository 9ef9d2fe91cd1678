"""Changes of files as unified diffs that ``git apply`` takes."""

from __future__ import annotations

import difflib
import re

__all__ = ["patch"]


def patch(before: str, after: str, old: bytes, new: bytes) -> str:
    """Return the diff of one text file, renamed from the path ``before`` to ``after`` or not."""
    head = f"diff --git a/{before} b/{after}\n"
    if before != after:
        head += f"rename from {before}\nrename to {after}\n"
    lines = difflib.unified_diff(split(old), split(new), f"a/{before}", f"b/{after}", lineterm="\n")
    return head + "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines
    )


def split(data: bytes) -> list[str]:
    """Split a text at line feeds, which stay."""
    return re.findall(r"[^\n]*\n|[^\n]+", data.decode("utf-8"))
