"""``adr link`` and ``adr upgrade-repository``: change records that are there."""

from __future__ import annotations

from archdocs.records.adrtools import document
from archdocs.records.adrtools.answer import Answer, Refused
from archdocs.records.adrtools.folder import find_folder, listed, resolve

__all__ = ["link", "upgrade"]

NAMES = ("SOURCE", "LINK", "TARGET", "REVERSE-LINK")


def link(arguments: list[str]) -> Answer:
    """Link two records both ways; both files are changed, or neither."""
    for at, name in enumerate(NAMES):
        if at >= len(arguments) or not arguments[at]:
            raise Refused(f"adr: no {name} given\nusage: adr link {' '.join(NAMES)}\n")
    folder = find_folder()
    source, target = resolve(arguments[0], folder), resolve(arguments[2], folder)
    texts = {path: document.read(path) for path in (source, target)}
    titles = {path: document.title_of(text) for path, text in texts.items()}
    err = ""
    for path, kind, other in ((source, arguments[1], target), (target, arguments[3], source)):
        after = document.add_link(texts[path], kind, titles[other], other.rpartition("/")[2])
        if after is None:
            err += f"adr: {path} has no Status section, so `{kind}` is not written there\n"
        else:
            texts[path] = after
    document.write(texts)
    return Answer(err=err)


def upgrade() -> Answer:
    """Write days as ISO 8601 that older versions of adr-tools wrote as DD/MM/YYYY."""
    import re

    texts = {}
    for path in listed(find_folder()):
        before = document.read(path)
        after = "\n".join(
            re.sub(r"Date: ([0-9]{2})/([0-9]{2})/([0-9]{4})", r"Date: \3-\2-\1", line, count=1)
            for line in before.split("\n")
        )
        if after != before:
            texts[path] = after
    document.write(texts)
    return Answer()
