"""Where a tree keeps its Sphinx documentation."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["find_docs"]

#: Looked through in this order, after the configured folder.
USUAL = ("docs", "doc", "docs/source", "doc/source", "source", "documentation", "")


def find_docs(has: Callable[[str], bool], configured: str = "docs") -> str | None:
    """Return the folder that holds ``conf.py``, relative to the root, or ``None``.

    ``has`` says whether a file is in the tree. An empty string is the root itself. Old
    versions of a project may have kept their documentation elsewhere, so each tree is asked.
    """
    first = configured.strip("/").removeprefix("./")
    for folder in dict.fromkeys((first, f"{first}/source", *USUAL)):
        clean = "" if folder == "." else folder
        if has(f"{clean}/conf.py" if clean else "conf.py"):
            return clean
    return None
