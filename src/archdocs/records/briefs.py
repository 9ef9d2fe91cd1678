"""What a brief was made from, and whether that still reads as it did."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.records.catalog import Catalog
from archdocs.records.document import Document, NotText
from archdocs.records.madecodes import BRIEF_OUTDATED
from archdocs.records.model import FOLDER_FILES, Record
from archdocs.system.tree import Tree

__all__ = ["KIND", "SOURCES", "outdated", "source_of", "texts_of"]

KIND = "brief"
SOURCES = "sources"
SOURCE = re.compile(r"(.+)@([0-9a-f]{16})")
#: Characters that part the items of a list, or the parts of a source.
PARTING = {"%": "%25", ",": "%2C", "@": "%40"}


def texts_of(tree: Tree, record: Record) -> tuple[str, ...]:
    """Return the paths of a record's files: of one in a folder, its metadata and its text."""
    if not record.is_folder:
        return (record.path,)
    found = {path.lower(): path for path in tree.files(record.folder)}
    paths = (f"{record.folder}/{name}".lower() for name in FOLDER_FILES)
    return tuple(found[path] for path in paths if path in found)


def digest_of(tree: Tree, record: Record) -> str:
    """Return a digest of a record's files, whatever their line ends."""
    made = hashlib.sha256()
    for path in texts_of(tree, record):
        made.update((tree.read(path) or b"").replace(b"\r\n", b"\n") + b"\0")
    return made.hexdigest()[:16]


def source_of(tree: Tree, record: Record) -> str:
    """Return how a brief names a record that it is made from."""
    name = "".join(PARTING.get(char, char) for char in record.id)
    return f"{name}@{digest_of(tree, record)}"


def outdated(catalog: Catalog) -> Iterator[Finding]:
    """Yield each source of a brief that reads otherwise now, or is gone."""
    for brief in catalog.records:
        if brief.kind != KIND:
            continue
        listed = brief.fields.get(SOURCES)
        for source in listed if isinstance(listed, list) else ():
            found = SOURCE.fullmatch(source) if isinstance(source, str) else None
            if found is None:
                continue
            ident = found[1]
            for char, code in reversed(PARTING.items()):
                ident = ident.replace(code, char)
            record = catalog.get(ident)
            if record is not None and digest_of(catalog.tree, record) == found[2]:
                continue
            what = "has changed since" if record else "is gone"
            yield BRIEF_OUTDATED.at(
                Location(brief.path, line_of(catalog.tree, brief)),
                f"{brief.id} was made from {ident}, which {what}",
                hint=f"make a new one: archdocs new brief {ident}" if record else "",
                evidence=(("reference", ident),),
            )


def line_of(tree: Tree, brief: Record) -> int:
    """Return the line that names the sources."""
    try:
        document = Document.parse(brief.path, tree.read(brief.path) or b"")
    except NotText:
        return 1
    return document.front.lines.get(SOURCES, 1)
