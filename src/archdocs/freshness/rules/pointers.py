"""``git.lfs-pointer``."""

from __future__ import annotations

from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.codes import LFS_POINTER
from archdocs.freshness.view import View

__all__ = ["find"]

FIRST_LINE = "version https://git-lfs.github.com/spec/"


def find(view: View) -> Iterator[Finding]:
    """Report documents whose text is not there."""
    for path, document in view.documents.items():
        short = len(document.sections) == 1 and document.sections[0].end <= 5
        if short and view.lines(path)[0].startswith(FIRST_LINE):
            yield LFS_POINTER.at(
                Location(path, 1), "is a Git LFS pointer, not a text", hint="run: git lfs pull"
            )
