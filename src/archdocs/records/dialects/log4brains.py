"""Log4brains: MADR 2.1 whose identity is the dated file name, and any of whose lines may lack.

A record without a status is unknown here. Who supersedes it is the target of the link.
"""

from __future__ import annotations

import dataclasses
import re

from archdocs.records.dialects.madr import BulletDialect, bullets
from archdocs.records.dialects.reading import Reading
from archdocs.records.document import Document

__all__ = ["LOG4BRAINS"]

DATED = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-")
KEYS = frozenset({"status", "deciders", "date", "tags"})


class Log4brains(BulletDialect):
    """``- Status: accepted`` in a file called ``20200924-use-markdown.md``."""

    name = "log4brains"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        name = document.path.rpartition("/")[2]
        if document.is_rst or document.front.present or not DATED.match(name):
            return False
        return any(key in KEYS for key, _, _ in bullets(document))

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        return dataclasses.replace(super().read(document), dialect=self.name)


LOG4BRAINS = Log4brains()
