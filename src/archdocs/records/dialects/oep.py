"""OpenEdX proposals: a table at the top of an ``.rst`` file, drawn or as ``list-table``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.errors import UsageError
from archdocs.records.dialects.openedx import rst_targets, unlinked
from archdocs.records.dialects.reading import Reading, Target, people, references, title_of
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = ["OEP"]

GRID = re.compile(r"\|(?P<key>[^|]{1,60})\|(?P<value>[^|]*)\|\s*\Z")
KEY = re.compile(r" {1,8}\* +- +(?P<key>\S[^|]{0,60})\Z")
VALUE = re.compile(r"(?P<head> {3,12}- +)(?P<value>\S.*)\Z")
LINKS = {"replaces": "supersedes", "replaced-by": "superseded-by"}
DATES = ("last-modified", "created")
#: Lines of the file in which its table is.
HEAD = 80
LONGEST = 2000


class Oep:
    """A table with rows ``OEP``, ``Title``, ``Status``."""

    name = "oep"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return document.is_rst and {"status", "title"} <= {key for key, _, _ in rows(document)}

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        found: dict[str, tuple[str, int]] = {}
        for key, value, line in rows(document):
            found.setdefault(key, (value, line))
        title, title_line = found.get("title", ("", 0))
        if not title:
            title, title_line = title_of(document)
        lines = {key: line for key, (_, line) in found.items()}
        if title_line:
            lines["title"] = title_line
        status = found.get("status", ("", 0))
        date = next((key for key in DATES if found.get(key, ("",))[0]), "")
        if date:
            lines["date"] = found[date][1]
        links = [
            Link(kind, target, found[key][1])
            for key, kind in LINKS.items()
            if key in found
            for target in rst_targets(found[key][0]) or references(found[key][0])
        ]
        authors = found.get("authors", found.get("author", ("", 0)))[0]
        return Reading(
            self.name,
            title,
            (status,) if status[0] else (),
            found.get(date, ("", 0))[0],
            deciders=people(authors),
            links=tuple(links),
            lines=lines,
            plain=(unlinked(status[0]),) if status[0] else (),
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return put(document, "status", status.replace("-", " ").capitalize())

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return put(document, "last-modified", date)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        key = next((key for key, value in LINKS.items() if value == kind), "")
        if not key:
            raise UsageError(f"{document.path}:1: the table has no row for {kind} {target.id}")
        old = next((value for name, value, _ in rows(document) if name == key), "")
        return put(document, key, f"{old}, {target.id}" if old else target.id)


def rows(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield the key, the value and the 1-based line of the value of each row."""
    lines = [line[:LONGEST] for line in document.lines[:HEAD]]
    for number, line in enumerate(lines):
        drawn = GRID.match(line)
        if drawn:
            yield named(drawn["key"]), drawn["value"].strip(), number + 1
            continue
        key = KEY.match(line)
        value = VALUE.match(lines[number + 1]) if key and number + 1 < len(lines) else None
        if key and value:
            yield named(key["key"]), value["value"].strip(), number + 2


def named(text: str) -> str:
    """Return a row's name in lower case, without the marks around it."""
    return "-".join(text.strip(" `*").lower().split())


def put(document: Document, key: str, value: str) -> tuple[Splice, ...]:
    """Set the value of a row; a drawn table keeps its width.

    Raises :class:`UsageError` where there is no such row, or the value does not fit.
    """
    for name, _, line in rows(document):
        if name != key:
            continue
        old = document.lines[line - 1]
        item = VALUE.match(old)
        if item:
            return (Splice(line - 1, line, (item["head"] + value,)),)
        drawn = GRID.match(old)
        width = len(drawn["value"]) if drawn else 0
        if drawn and len(value) < width:
            start, end = drawn.span("value")
            return (Splice(line - 1, line, (f"{old[:start]}{' ' + value:{width}}{old[end:]}",)),)
        raise UsageError(
            f"{document.path}:{line}: {value!r} does not fit into its cell of the table",
            hint="make the column wider and run the command again",
        )
    raise UsageError(f"{document.path}:1: the table has no row `{key}`")


OEP = Oep()
