"""Decisions as patterns, after Christopher Alexander: they begin with a prologue.

The form has no status of its own; where it is written, it is in front matter.
"""

from __future__ import annotations

import dataclasses

from archdocs.records.dialects.madr import FrontMatterDialect
from archdocs.records.dialects.nygard import status_heading
from archdocs.records.dialects.reading import Reading
from archdocs.records.document import Document

__all__ = ["ALEXANDRIAN"]


class Alexandrian(FrontMatterDialect):
    """A section called Prologue, and front matter or nothing."""

    def __init__(self) -> None:
        super().__init__("alexandrian")

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        if document.is_rst or status_heading(document) is not None:
            return False
        return any(item.text.lower().startswith("prologue") for item in document.headings)

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        return dataclasses.replace(super().read(document), dialect=self.name)


ALEXANDRIAN = Alexandrian()
