"""Python enhancement proposals: a header as of a letter (RFC 822) before the text."""

from __future__ import annotations

import datetime
import re

from archdocs.errors import UsageError
from archdocs.records.dialects.reading import Reading, Target, people, references
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = ["PEP"]

HEADER = re.compile(r"(?P<head>(?P<key>[A-Z][A-Za-z-]{0,30}): *)(?P<value>.*)\Z")
LINKS = {"replaces": "supersedes", "superseded-by": "superseded-by", "requires": "depends"}
WRITTEN = {kind: key for key, kind in LINKS.items()}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})")
#: Lines of a header, of which the longest known has forty.
LONGEST = 200


class Pep:
    """``Key: value`` lines up to the first empty one, continued by indented lines."""

    name = "pep"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return {"title", "status"} <= header(document).keys()

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        found = header(document)
        title, line = found.get("title", ("", 0))
        status = found.get("status", ("", 0))
        date = found.get("created", ("", 0))
        lines = {key: place for key, (_, place) in found.items()}
        if date[1]:
            lines["date"] = date[1]
        links = [
            Link(kind, target, found[key][1])
            for key, kind in LINKS.items()
            if key in found
            for target in references(found[key][0])
        ]
        return Reading(
            self.name,
            title,
            (status,) if status[0] else (),
            iso(date[0]),
            owner=found.get("sponsor", ("", 0))[0],
            deciders=people(found.get("author", ("", 0))[0]),
            links=tuple(links),
            lines={**lines, "title": line} if title else lines,
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return put(document, "status", status.replace("-", " ").capitalize())

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        day = datetime.date.fromisoformat(date)
        month = MONTHS[day.month - 1].capitalize()
        return put(document, "created", f"{day.day:02d}-{month}-{day.year:04d}")

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`: numbers, with commas between them."""
        key = WRITTEN.get(kind)
        if key is None or target.number is None:
            raise UsageError(f"{document.path}:1: a header has no line for {kind} {target.id}")
        old = header(document).get(key, ("", 0))[0]
        name = target.id.partition("-")[0] + "-" if not document.is_rst else ""
        new = f"{name}{target.number}"
        return put(document, key, f"{old}, {new}" if old else new)


def header(document: Document) -> dict[str, tuple[str, int]]:
    """Return the value and the 1-based line of each key, in lower case."""
    found: dict[str, tuple[str, int]] = {}
    last = ""
    for number, line in enumerate(document.lines[:LONGEST]):
        entry = HEADER.match(line)
        if entry:
            last = entry["key"].lower()
            found.setdefault(last, (entry["value"].strip(), number + 1))
        elif line[:1] in (" ", "\t") and line.strip() and last:
            value, place = found[last]
            found[last] = (f"{value} {line.strip()}".strip(), place)
        else:
            break
    return found


def put(document: Document, key: str, value: str) -> tuple[Splice, ...]:
    """Set a line of the header, or add it after the status."""
    found = header(document)
    if key not in found:
        after = found["status"][1]
        name = "-".join(word.capitalize() for word in key.split("-"))
        return (Splice(after, after, (f"{name}: {value}",)),)
    line = found[key][1]
    entry = HEADER.match(document.lines[line - 1])
    following = document.lines[line : line + 1]
    if entry is None or (following and following[0][:1] in (" ", "\t") and following[0].strip()):
        raise UsageError(
            f"{document.path}:{line}: `{key}` goes over several lines",
            hint="put its value on one line and run the command again",
        )
    return (Splice(line - 1, line, (entry["head"].rstrip() + " " + value,)),)


def iso(text: str) -> str:
    """Return ``05-Jul-2001`` as ``2001-07-05``, and any other text as it is."""
    found = DAY.match(text)
    if found and found[2].lower() in MONTHS:
        return f"{found[3]}-{MONTHS.index(found[2].lower()) + 1:02d}-{int(found[1]):02d}"
    return text


PEP = Pep()
