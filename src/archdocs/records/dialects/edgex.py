"""EdgeX ADRs: the status is the last entry of a change log: ``- [approved](URL) (2022-03-02)``."""

from __future__ import annotations

import re

from archdocs.errors import UsageError
from archdocs.records.dialects.changelog import entries, has_changelog
from archdocs.records.dialects.nygard import status_heading
from archdocs.records.dialects.reading import Reading, Target, title_of
from archdocs.records.document import Document, Splice

__all__ = ["EDGEX"]

STATE = re.compile(
    r"\[(?P<word>[A-Za-z][A-Za-z -]{0,40})\](?:\([^()]{0,300}\))? *(?:\((?P<date>\d[^()]{0,40})\))?"
)


class EdgeX:
    """A change log without a Status section."""

    name = "edgex"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        if not has_changelog(document) or status_heading(document) is not None:
            return False
        return not document.front.present and not any(
            document.lines[line - 1].lstrip().lower().startswith(("* status", "- status"))
            for line in range(1, min(len(document.lines), 30) + 1)
        )

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        title, title_line = title_of(document)
        lines = {"title": title_line} if title_line else {}
        said = [(STATE.match(text), text, line) for text, line in entries(document)]
        states = [(found, text, line) for found, text, line in said if found]
        if not states:
            return Reading(self.name, title, lines=lines)
        found, text, line = states[-1]
        lines |= {"status": line} | ({"date": line} if found["date"] else {})
        return Reading(
            self.name,
            title,
            ((text, line),),
            found["date"] or "",
            lines=lines,
            plain=(found["word"],),
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`: refused, a change log is added to, not changed."""
        raise self.refused(document, f"[{status}](address) (day)")

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`: refused as well."""
        raise self.refused(document, f"[state](address) ({date})")

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`: the format has no place for links."""
        raise UsageError(
            f"{document.path}:1: this format has no place for {kind} {target.id}",
            hint="add a section called Status with a line for it",
        )

    def refused(self, document: Document, line: str) -> UsageError:
        """Make the error for an edit of what happened in the past."""
        place = next((number for _, number in entries(document)), 1)
        return UsageError(
            f"{document.path}:{place}: a change log says what happened, by whom and where",
            hint=f"add to it: - {line}",
        )


EDGEX = EdgeX()
