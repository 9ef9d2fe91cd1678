"""Change a record's file and nothing else in it.

Line ends, the byte order mark, comments and every line that an edit does not mean are kept
to the byte. Each result is read again before anybody writes it: an edit that does not say
what it was meant to say is refused.
"""

from __future__ import annotations

import datetime
import posixpath
import urllib.parse
from collections.abc import Callable

from archdocs.errors import UsageError
from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records.dialects import Dialect, recognise
from archdocs.records.dialects.reading import Reading, Target
from archdocs.records.document import Document, NotText, Splice
from archdocs.records.kinds import Kind
from archdocs.records.lifecycle import read_statuses
from archdocs.records.model import Record
from archdocs.records.reader import read_date

__all__ = ["add_link", "quoted", "set_date", "set_status", "target_for"]

Planner = Callable[[Dialect, Document], tuple[Splice, ...]]


def set_status(path: str, data: bytes, kind: Kind, status: str) -> bytes:
    """Return the file with another status, written in its own format.

    Raises :class:`UsageError` when that can't be done without touching more.
    """
    before, after, new = change(path, data, lambda d, doc: d.status_edit(doc, status), kind.links)
    said = read_statuses(before.stated, kind)[1]
    others = {text for at, (text, _) in enumerate(before.statuses) if at != said}
    gone = not others <= {text for text, _ in after.statuses}
    if stated(after, kind) != status or gone or lost(before, after) or before.date != after.date:
        raise refusal(path, before, f"its status can't be set to {status}")
    return new


def set_date(path: str, data: bytes, day: datetime.date) -> bytes:
    """Return the file with a date.

    Raises :class:`UsageError` when that can't be done without touching more.
    """
    before, after, new = change(path, data, lambda d, doc: d.date_edit(doc, day.isoformat()))
    same = [text for text, _ in before.statuses] == [text for text, _ in after.statuses]
    if read_date(after.date) != day or lost(before, after) or not same:
        raise refusal(path, before, "its date can't be set")
    return new


def add_link(
    path: str, data: bytes, kind: str, target: Target, *, names: LinkNames = BUILT_IN
) -> bytes:
    """Return the file with a link of a ``kind`` (``superseded-by``) to another record.

    Raises :class:`UsageError` when that can't be done without touching more.
    """
    before, after, new = change(path, data, lambda d, doc: d.link_edit(doc, kind, target), names)
    made = {(link.kind, link.target) for link in after.links}
    # Some formats name a record by its number alone.
    wanted = {(kind, target.id), (kind, target.href), (kind, str(target.number))}
    if not made & wanted or lost(before, after) or before.title != after.title:
        raise refusal(path, before, f"the link {kind} {target.id} can't be added")
    return new


def target_for(record: Record, path: str, package: str = "") -> Target:
    """Return how ``record`` is referred to from the file at ``path``, which is of a package."""
    href = posixpath.relpath(record.path, posixpath.dirname(path) or ".")
    return Target(record.id_from(package), record.number, record.title, quoted(href))


def quoted(path: str) -> str:
    """Return a path as an address in Markdown.

    Letters of every script may stand there; these would end it.
    """
    return "".join(urllib.parse.quote(char) if char in " ()<>%#?" else char for char in path)


def change(
    path: str, data: bytes, plan: Planner, names: LinkNames = BUILT_IN
) -> tuple[Reading, Reading, bytes]:
    """Apply a dialect's edit; return what the file said before and says after."""
    document = parsed(path, data, names)
    dialect = recognise(document)
    new = document.apply(plan(dialect, document))
    result = parsed(path, new, names)
    return dialect.read(document), recognise(result).read(result), new


def parsed(path: str, data: bytes, names: LinkNames) -> Document:
    """Return a file as a document.

    Raises :class:`UsageError` for one that is not text.
    """
    try:
        return Document.parse(path, data, names)
    except NotText as error:
        raise UsageError(f"{path}:{error.line}: not UTF-8 text", hint="save it as UTF-8") from error


def stated(reading: Reading, kind: Kind) -> str:
    """Return the status a reading states."""
    return read_statuses(reading.stated, kind)[0]


def lost(before: Reading, after: Reading) -> bool:
    """Say whether a link or the title went away."""
    kept = {(link.kind, link.target) for link in after.links}
    return before.title != after.title or any(
        (link.kind, link.target) not in kept for link in before.links
    )


def refusal(path: str, before: Reading, what: str) -> UsageError:
    """Make the error for an edit that would not say what it was meant to."""
    line = before.lines.get("status") or before.lines.get("title") or 1
    return UsageError(
        f"{path}:{line}: {what} without touching more of the file",
        hint="edit it by hand",
    )
