"""What one conversion is about: where the records are, what they become and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archdocs.project import Project
from archdocs.records.catalog import Catalog
from archdocs.records.convert.formats import Format
from archdocs.records.convert.links import Links
from archdocs.records.model import Record

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """A conversion to ``form``; ``moves`` maps the paths of the records to their new ones."""

    project: Project
    catalog: Catalog
    form: Format
    moves: Mapping[str, str]

    def links(self, record: Record) -> Links:
        """Return what writes the links of a record."""
        return Links(self.catalog, record, self.moves, self.project.settings.records.digits)
