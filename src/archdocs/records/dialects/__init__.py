"""The formats that records are written in; each is read, and edited, in its own way."""

from __future__ import annotations

from typing import Protocol

from archdocs.records.dialects.alexandrian import ALEXANDRIAN
from archdocs.records.dialects.aries import ARIES
from archdocs.records.dialects.cosmos import COSMOS
from archdocs.records.dialects.edgex import EDGEX
from archdocs.records.dialects.eip import EIP
from archdocs.records.dialects.heading import HEADING
from archdocs.records.dialects.kep import KEP
from archdocs.records.dialects.log4brains import LOG4BRAINS
from archdocs.records.dialects.madr import BULLETS, MADR3, MADR4, PLAIN
from archdocs.records.dialects.nygard import NYGARD
from archdocs.records.dialects.oep import OEP
from archdocs.records.dialects.openedx import OPENEDX
from archdocs.records.dialects.opentofu import OPENTOFU
from archdocs.records.dialects.pep import PEP
from archdocs.records.dialects.reading import Reading, Target
from archdocs.records.dialects.rust import RUST
from archdocs.records.dialects.tyree import TYREE
from archdocs.records.document import Document, Splice

__all__ = ["DIALECTS", "Dialect", "recognise"]


class Dialect(Protocol):
    """One format.

    ``status_edit`` and ``link_edit`` return the lines to change, and raise
    :class:`archdocs.errors.UsageError` where that can't be done without touching more.
    """

    @property
    def name(self) -> str:
        """The name shown in lists."""

    def recognises(self, document: Document) -> bool:
        """Say whether the file is written in this format."""

    def read(self, document: Document) -> Reading:
        """Read the metadata; whatever somebody wrote, this does not raise."""

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """Return the edit that makes ``status`` the status."""

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """Return the edit that makes ``date`` (ISO) the date."""

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """Return the edit that adds a link."""


#: In the order they are tried; the last one takes everything.
DIALECTS: dict[str, Dialect] = {
    "kep": KEP,
    "pep": PEP,
    "eip": EIP,
    "heading": HEADING,
    "madr-3": MADR3,
    "madr-4": MADR4,
    "rust-rfc": RUST,
    "log4brains": LOG4BRAINS,
    "aries-rfc": ARIES,
    "tyree-akerman": TYREE,
    "madr-2": BULLETS,
    "oep": OEP,
    "openedx": OPENEDX,
    "cosmos": COSMOS,
    "nygard": NYGARD,
    "edgex": EDGEX,
    "opentofu": OPENTOFU,
    "alexandrian": ALEXANDRIAN,
    "plain": PLAIN,
}


def recognise(document: Document) -> Dialect:
    """Return the format a file is written in."""
    return next(dialect for dialect in DIALECTS.values() if dialect.recognises(document))
