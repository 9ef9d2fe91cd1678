"""Read what Sphinx warned of: what was left out of pages, and which files they miss."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["ANSI", "MOST_TOLD", "complaints", "files_missed", "left_out"]

#: How warnings of the guard end, and how many of a version are told one by one.
UNSAFE = " [archdocs.unsafe]"
MOST_TOLD = 50
LONGEST = 500
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PLACED = re.compile(r"^(?P<path>.+?):(?:(?P<line>\d+):)?\s+(?P<level>WARNING|ERROR|CRITICAL): ")
QUOTED = r"""(?:_StrPath\()?(?P<name>'[^']+'|"[^"]+")\)?"""
#: What Python says of a file that is not there, or that a confined process may not see.
ABSENT = re.compile(rf"(?:\w+: )?\[Errno (?:2|13|20)\] [^'\":]{{1,60}}: {QUOTED}")
#: Sentences of Docutils and MyST that are followed by Python's.
FOLLOWED = re.compile(
    r'Problems with "[^"]{1,60}" directive path:$|Directive "[^"]{1,60}": error reading file: '
)
#: Files by their full names: of Sphinx (literalinclude, Graphviz and others), and of MyST.
FULL = re.compile(
    rf"(?:Include|External \w+) file {QUOTED} not found or reading it failed"
    rf'|(?:Directive "[^"]{{1,60}}": file not found: )(?P<other>.+?)(?: \[\w+\])?$'
)
#: Pictures and downloads, by their way from the top of the documentation.
BROUGHT = re.compile(
    r"(?:(?:image|download) file not readable|a suitable image for \w+ builder not found): "
    r"(?P<name>.+?)(?: \[[\w.]+\])?$"
)
#: What :mod:`archdocs.sphinxext.reach` says.
REFUSED = re.compile(r"outside of the project: (?P<name>.+?)(?: \[[\w.]+\])?$")


def complaints(text: str) -> list[str]:
    """Return the warnings and errors among the lines that Sphinx printed."""
    lines = ANSI.sub("", text).splitlines()
    return [line for line in lines if re.search(r"(^|: )(WARNING|ERROR|CRITICAL): ", line)]


def left_out(faults: list[str]) -> list[dict[str, Any]]:
    """Return path, line and text of what the guard kept out of pages; the path is absolute."""
    return [split_warning(line) for line in faults if line.endswith(UNSAFE)][:MOST_TOLD]


def split_warning(line: str) -> dict[str, Any]:
    """Split a warning into the absolute path and line it is about, and its text."""
    found = PLACED.match(line)
    text = line[found.end() if found else 0 :].removesuffix(UNSAFE)
    return {**place_of(found), "text": text[:LONGEST]}


def place_of(found: re.Match[str] | None) -> dict[str, Any]:
    """Return the path and line that a warning begins with."""
    if found is None:
        return {"path": "", "line": 0}
    return {"path": found["path"], "line": int((found["line"] or "0")[:9])}


def files_missed(text: str, srcdir: Path) -> list[dict[str, Any]]:
    """Return path, line and ``file`` of what pages bring in and Sphinx could not read.

    ``text`` is all that Sphinx printed, ``srcdir`` the documentation's folder. Only pictures and
    downloads have warnings of a type of their own; the others are known by their words. Paths
    are absolute.
    """
    found: dict[tuple[str, int, str], dict[str, Any]] = {}
    lines = ANSI.sub("", text).splitlines()
    for line, following in itertools.pairwise([*lines, ""]):
        placed = PLACED.match(line)
        for name in names_in(line[placed.end() :], following, srcdir) if placed else ():
            place = place_of(placed)
            item = {**place, "file": name[:LONGEST]}
            found.setdefault((place["path"], place["line"], name), item)
    return [found[key] for key in sorted(found)][:MOST_TOLD]


def names_in(said: str, following: str, srcdir: Path) -> Iterator[str]:
    """Yield the absolute path of the file that a warning says is not there, if it does."""
    if FOLLOWED.match(said):
        absent = ABSENT.match(following)
        base, name = Path.cwd(), absent["name"] if absent else ""
    elif full := FULL.match(said):
        base, name = srcdir, full["name"] or full["other"]
    elif brought := BROUGHT.match(said) or REFUSED.match(said):
        base, name = srcdir, brought["name"]
    else:
        return
    name = name.strip("'\"")
    if name and "\0" not in name:
        yield os.path.normpath(base / name)
