"""Records from one format into another: nothing lost, and what the other can't say named."""

from __future__ import annotations

from archdocs.records.convert.formats import FORMATS, known_format
from archdocs.records.convert.verb import Conversion, convert

__all__ = ["FORMATS", "Conversion", "convert", "known_format"]
