"""OpenTofu RFCs: prose that says nothing of its status until it is superseded.

``> [!IMPORTANT]`` and then ``This RFC has been superseded by [2026…](2026….md)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.errors import UsageError
from archdocs.records.dialects.nygard import status_heading
from archdocs.records.dialects.reading import Reading, Target, references, title_of
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = ["OPENTOFU"]

NOTE = re.compile(r" {0,3}> *\[!important\] *\Z", re.IGNORECASE)
ISSUE = re.compile(r"Issue: *(?:https?://|<|#)", re.IGNORECASE)
BY = re.compile(r"\W*This \w+ (?:has been|was|is) (superseded)(?: by\b)?(.*)\Z", re.IGNORECASE)
OTHER = re.compile(r"\W*This \w+ (?:has superseded|supersedes)\b(.*)\Z", re.IGNORECASE)
#: Lines under the title in which the format's own things stand.
HEAD = 15
LONGEST = 2000


class OpenTofu:
    """A title, ``Issue:``, and perhaps a note that it no longer holds."""

    name = "opentofu"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        if document.front.present or status_heading(document) is not None:
            return False
        lines = [document.lines[number] for number in head(document)]
        return any(ISSUE.match(line) or BY.match(line[:LONGEST]) for line in lines)

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        title, title_line = title_of(document)
        lines = {"title": title_line} if title_line else {}
        statuses: list[tuple[str, int]] = []
        links: list[Link] = []
        for number in head(document):
            text = document.lines[number][:LONGEST]
            by, other = BY.match(text), OTHER.match(text)
            if by:
                statuses.append((text.strip(), number + 1))
                lines.setdefault("status", number + 1)
                links += [Link("superseded-by", t, number + 1) for t in references(by[2])]
            elif other:
                links += [Link("supersedes", t, number + 1) for t in references(other[1])]
        plain = ("superseded",) * len(statuses)
        return Reading(
            self.name, title, tuple(statuses), links=tuple(links), lines=lines, plain=plain
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`: only being superseded can be said."""
        if status != "superseded":
            raise UsageError(
                f"{document.path}:1: this format can't say `{status}`, only `superseded`",
                hint="add a section called Status and run the command again",
            )
        if any(BY.match(document.lines[number][:LONGEST]) for number in head(document)):
            return ()
        return self.note(document, "This RFC has been superseded.")

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`: the file's name has the day."""
        raise UsageError(
            f"{document.path}:1: this format has its date in the file's name, not {date}",
            hint="rename the file",
        )

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        link = f"[{target.id}]({target.href})"
        if kind == "supersedes":
            return self.note(document, f"This RFC has superseded {link}.")
        if kind != "superseded-by":
            raise UsageError(f"{document.path}:1: this format can't say {kind} {target.id}")
        for number in head(document):
            text = document.lines[number]
            found = BY.match(text[:LONGEST])
            if found and not found[2].strip(" ."):
                kept = text[: found.end(1)]
                return (Splice(number, number + 1, (f"{kept} by {link}.",)),)
        return self.note(document, f"This RFC has been superseded by {link}.")

    def note(self, document: Document, text: str) -> tuple[Splice, ...]:
        """Return a note under the title, or the same note with a line more."""
        for number in head(document):
            if NOTE.match(document.lines[number]):
                return (Splice(number + 1, number + 1, (f"> {text}",)),)
        after = document.title.end + 1 if document.title else document.body
        rest = document.lines[after : after + 1]
        gap = () if not rest or not rest[0].strip() else ("",)
        return (Splice(after, after, ("", "> [!IMPORTANT]", f"> {text}", *gap)),)


def head(document: Document) -> Iterator[int]:
    """Yield the prose lines between the title and the first section."""
    start = document.title.end if document.title else -1
    for number in document.prose():
        if number > start:
            if number > start + HEAD or document.lines[number].startswith("#"):
                return
            yield number


OPENTOFU = OpenTofu()
