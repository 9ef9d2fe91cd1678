"""The folder of records: where it is, what is in it, and which record a reference means."""

from __future__ import annotations

import os

from archdocs.records.adrtools.answer import Refused

__all__ = ["dated", "find_folder", "listed", "next_number", "number_text", "resolve"]

DEFAULT = "doc/adr"
MARKER = ".adr-dir"
MARKER_BYTES = 4096


def find_folder() -> str:
    """Return the folder of records, relative to where the user stands.

    The nearest ancestor with a ``.adr-dir``, which names the folder, or with a ``doc/adr``
    decides; without any it is ``doc/adr`` here.
    """
    above = ""
    here = os.getcwd()
    while True:
        named = read_marker(above + MARKER)
        if named:
            return os.path.join(above, named)
        if os.path.isdir(above + DEFAULT):
            return above + DEFAULT
        if here == os.path.dirname(here):
            return DEFAULT
        here = os.path.dirname(here)
        above += "../"


def read_marker(path: str) -> str:
    """Return the folder that a ``.adr-dir`` names, or nothing if there is none."""
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        text = file.read(MARKER_BYTES).decode("utf-8", "surrogateescape")
    line = text.replace("\0", "").strip().partition("\n")[0].strip()
    while line.startswith("./") and line != "./":
        line = line[2:]
    return line.rstrip("/") or line[:1]


def listed(folder: str) -> list[str]:
    """Return the paths of the records, in the order of their names.

    Raises :class:`Refused` if there is no folder.
    """
    if not os.path.isdir(folder):
        raise Refused(out=f"The {folder} directory does not exist\n")
    paths = [f"{folder}/{name}" for name in sorted(os.listdir(folder)) if is_record(name)]
    return [path for path in paths if os.path.isfile(path)]


def is_record(name: str) -> bool:
    """Say whether a file name is a number, a dash, and anything that ends in ``.md``."""
    digits = number_text(name)
    return bool(digits) and name.startswith(f"{digits}-") and name.endswith(".md")


def number_text(name: str) -> str:
    """Return the digits that a file name begins with."""
    return name[: len(name) - len(name.lstrip("0123456789"))]


def dated(name: str) -> bool:
    """Say whether a name begins with a day (``20240102-…``, ``2024-01-02-…``), not a number."""
    digits = number_text(name)
    if len(digits) == 4 and name[4:5] == "-" and name[7:8] == "-":
        digits += name[5:7] + name[8:10]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return False
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return 1970 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31


def next_number(folder: str) -> int:
    """Return one more than the highest number in use.

    Everything in the folder counts that begins with digits, as in adr-tools, except days.
    """
    names = [name for name in os.listdir(folder) if not dated(name)]
    # Eighteen digits are what a shell's arithmetic can count in.
    return max((int(number_text(name)[:18] or 0) for name in names), default=0) + 1


def resolve(reference: str, folder: str) -> str:
    """Return the path of the record that a number or a part of a file name means.

    A number means the record of that number. Otherwise a whole name, or a name without its
    number, goes before a part of one, and the first of several counts. adr-tools looks for
    ``2`` anywhere in the path, and so may find ``0001-use-2-databases.md``.

    Raises :class:`Refused` if there is none.
    """
    paths = listed(folder)
    names = [path.rpartition("/")[2] for path in paths]
    if reference.isascii() and reference.isdigit() and len(reference) < 19:
        found = [p for p, n in zip(paths, names, strict=True) if same_number(n, reference)]
    elif "/" in reference:
        wanted = os.path.normpath(reference)
        found = [path for path in paths if os.path.normpath(path) == wanted]
        found = found or [path for path in paths if reference in path]
    else:
        found = [p for p, n in zip(paths, names, strict=True) if reference in whole_names(n)]
        found = found or [p for p, n in zip(paths, names, strict=True) if reference in n]
        found = found or [p for p, n in zip(paths, names, strict=True) if pattern(reference, n)]
    if not found or not reference:
        raise Refused(f"adr: no record matches {reference!r}\n")
    return found[0]


def same_number(name: str, reference: str) -> bool:
    """Say whether a record has this number."""
    return number_text(name).lstrip("0") == reference.lstrip("0")


def whole_names(name: str) -> tuple[str, str, str]:
    """Return a file name, the same without its end, and the words after its number."""
    return name, name[:-3], name[len(number_text(name)) + 1 : -3]


def pattern(reference: str, name: str) -> bool:
    """Say whether a pattern such as ``node.js`` or ``^0003.*kafka`` is in a name.

    adr-tools gives references to ``grep``, so some people write them; of what ``grep`` knows,
    the characters ``. * ^ $`` are known here.
    """
    if not any(char in reference for char in ".*^$"):
        return False
    import re

    words = "".join(char if char in ".*^$" else re.escape(char) for char in reference)
    try:
        return re.search(words, name) is not None
    except re.error:
        return False
