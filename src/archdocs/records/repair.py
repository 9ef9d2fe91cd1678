"""What repairs a record for certain: the edits that a finding about it brings.

Each repair is made, read again and compared before it is offered; what would change anything
else is not offered.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from archdocs import fixes
from archdocs.errors import UsageError
from archdocs.finding import Edit
from archdocs.records.catalog import Catalog
from archdocs.records.document import LINE
from archdocs.records.edit import add_link, set_status, target_for
from archdocs.records.model import Link, Record
from archdocs.records.near import near
from archdocs.records.reader import read_record
from archdocs.records.supersede import old_side, read, refuse_circle

__all__ = ["other_side", "right_status", "right_target", "right_word", "superseded_side"]


def other_side(catalog: Catalog, record: Record, link: Link, other: Record) -> tuple[Edit, ...]:
    """Return the edits that let ``other`` say what a link of ``record`` says of it."""
    if link.kind == "supersedes":
        return superseded_side(catalog, other, record)
    back = catalog.names.inverse(link.kind)
    if any(each.kind == back and catalog.dangles(other, each) for each in other.links):
        return ()  # which may be the missing side, and has to be corrected first
    before = catalog.tree.read(other.path) or b""
    try:
        target = target_for(record, other.path, other.package)
        after = add_link(other.path, before, back, target, names=catalog.names)
    except UsageError:
        return ()
    return edits(other.path, before, after)


def superseded_side(catalog: Catalog, old: Record, new: Record) -> tuple[Edit, ...]:
    """Return the edits by which a record says that another superseded it."""
    if any(each.kind == "superseded-by" and catalog.dangles(old, each) for each in old.links):
        return ()
    try:
        refuse_circle(catalog, old, new)
        return edits(old.path, read(catalog, old), old_side(catalog, old, new))
    except UsageError:
        return ()


def right_status(catalog: Catalog, record: Record, status: str) -> tuple[Edit, ...]:
    """Return the edits that give a record the status that was meant."""
    before = catalog.tree.read(record.path) or b""
    try:
        after = set_status(record.path, before, catalog.kinds[record.kind], status)
    except UsageError:
        return ()
    return edits(record.path, before, after)


def right_target(catalog: Catalog, record: Record, link: Link) -> tuple[str, tuple[Edit, ...]]:
    """Return the id of the one record that a dangling link can mean, and the edits to say so.

    The id is empty where there are none or several, the edits where the line is written in a
    way that can't be changed for certain.
    """
    found = near(catalog, link.target, record.folder)
    if found is None or found.path == record.path:
        return "", ()
    before = text_of(catalog, record)
    new = spelled(record, link.target, found)
    for edit in ways(record.path, before, link, new):
        after = applied(before, edit)
        again = reread(catalog, record, after) if after else None
        if again is not None and means(catalog, record, again, link, found):
            return found.id, (edit,)
    return found.id, ()


def right_word(catalog: Catalog, record: Record, edit: Edit, gained: int) -> tuple[Edit, ...]:
    """Return an edit of one word if all else stays as it was said, but for links now read."""
    after = applied(text_of(catalog, record), edit)
    again = reread(catalog, record, after) if after else None
    if again is None or facts(again) != facts(record) or again.status != record.status:
        return ()
    there = Counter(link.target for link in record.links)
    gone = there - Counter(link.target for link in again.links)
    return (edit,) if not gone and len(again.links) == len(record.links) + gained else ()


def spelled(record: Record, target: str, found: Record) -> str:
    """Return how a record is referred to, in the form that ``target`` has."""
    path, hash_, fragment = target.partition("#")
    if "/" in path or posixpath.splitext(path)[1]:
        return target_for(found, record.path).href + hash_ + fragment
    named = any(char.isdigit() for char in path) and "-" in path[4:]
    return found.stem if named else found.id_from(record.package)


def ways(path: str, text: str, link: Link, new: str) -> Iterator[Edit]:
    """Yield edits of a link's line that may put another target in its place, the surest first."""
    lines = LINE.findall(text)
    line = lines[link.line - 1] if 0 < link.line <= len(lines) else ""
    for form in ("]({}", "<{}", "{}"):
        old = form.format(link.target)
        if line.count(old) == 1:
            yield Edit(path, old, form.format(new), link.line)


def applied(text: str, edit: Edit) -> str:
    """Return a text after one edit, empty when it does not fit."""
    lines = LINE.findall(text)
    if not 0 < edit.line <= len(lines) or lines[edit.line - 1].count(edit.old) != 1:
        return ""
    lines[edit.line - 1] = lines[edit.line - 1].replace(edit.old, edit.new)
    return "".join(lines)


def means(catalog: Catalog, before: Record, after: Record, link: Link, found: Record) -> bool:
    """Say whether a record says what it said, but that one link now leads to ``found``."""
    if facts(before) != facts(after) or before.status != after.status:
        return False
    old = Counter((each.kind, each.target) for each in before.links)
    new = Counter((each.kind, each.target) for each in after.links)
    gone, come = list((old - new).elements()), list((new - old).elements())
    if gone != [(link.kind, link.target)] or len(come) != 1 or come[0][0] != link.kind:
        return False
    target = catalog.target_of(after, Link(*come[0]))
    return target is not None and target.path == found.path


def facts(record: Record) -> tuple[object, ...]:
    """Return what a repair of a link leaves alone."""
    return (record.title, record.date, record.owner, record.deciders, record.tags)


def reread(catalog: Catalog, record: Record, text: str) -> Record | None:
    """Read a record as it would be."""
    return read_record(record.path, text.encode("utf-8"), catalog.kinds[record.kind], 1)[0]


def text_of(catalog: Catalog, record: Record) -> str:
    """Return a record's text, its byte order mark left in."""
    return (catalog.tree.read(record.path) or b"").decode("utf-8", "replace")


def edits(path: str, before: bytes, after: bytes) -> tuple[Edit, ...]:
    """Return the edits that make one text of another."""
    return fixes.between(path, before.decode("utf-8"), after.decode("utf-8"))
