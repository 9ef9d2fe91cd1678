"""The words of ``new-adr`` and its like, read without click where they are plain.

What is plain here means to click what it means here (a property test holds the two
together); all else is declined, and click reads it, or says what is wrong with it.
"""

from __future__ import annotations

import os
import re
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from archdocs.records.quick import Wish

__all__ = ["KINDS", "read", "run"]

#: The commands that write a record, and of which kind; ``new`` is told it first.
KINDS = {"new-adr": ["adr"], "new-spec": ["spec"], "new": []}
#: Compiled only where there are options to read.
OPTION = r"(?s)--(status|template|owner|deciders|date|no-edit|no-input)(?:=(.*))?"
DAY = r"(?a)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"


def run(words: list[str]) -> int | None:
    """Write a record and print its path; ``None`` when it is not for us, and nothing is done.

    Raises :class:`archdocs.errors.EnvironmentFault` when the lock or the disk refuses.
    """
    folder = ""
    if words[:1] == ["-C"] and len(words) > 2:
        _, folder, *words = words
    found = read(words)
    if found is None or "_ARCHDOCS_COMPLETE" in os.environ:
        return None
    from pathlib import Path

    from archdocs.records.quick import new_record

    wish, no_edit = found
    here = Path(folder)
    made = new_record(here, wish)
    if made is None:
        return None
    path = made[0] / made[1]
    sys.stdout.write(os.path.relpath(path, here.resolve()) + "\n")
    sys.stdout.flush()
    if not no_edit and sys.stdin.isatty() and sys.stdout.isatty():
        from archdocs.system.editor import open_editor

        open_editor(path)
    return 0


def read(words: list[str]) -> tuple[Wish, bool] | None:
    """Return what the words ask for, and whether to open no editor; ``None`` if not plain."""
    if not words or words[0] not in KINDS:
        return None
    given: dict[str, str] = {}
    deciders: list[str] = []
    plain = list(KINDS[words[0]])
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("-"):
            plain.append(word)
            continue
        found = re.fullmatch(OPTION, word)
        if found is None or found[1] in given:
            return None
        name, value = found.groups()
        if name in ("no-edit", "no-input"):
            if value is not None:
                return None
            given[name] = "yes"
            continue
        value = next(rest, "-") if value is None else value
        if value.startswith("-"):
            return None
        if name == "deciders":
            deciders.append(value)
        else:
            given[name] = value
    return wanted(plain, given, ",".join(deciders))


def wanted(plain: list[str], given: dict[str, str], deciders: str) -> tuple[Wish, bool] | None:
    """Put the wish together; ``None`` without kind and title, or for a day at a month's end."""
    date = given.get("date")
    if len(plain) != 2 or not plain[1] or (date is not None and not re.fullmatch(DAY, date)):
        return None
    from archdocs.records.quick import Wish

    wish = Wish(
        plain[0],
        plain[1],
        date or time.strftime("%Y-%m-%d"),
        status=given.get("status", ""),
        template=given.get("template", ""),
        owner=given.get("owner", ""),
        deciders=tuple(name.strip() for name in deciders.split(",") if name.strip()),
    )
    return wish, "no-edit" in given
