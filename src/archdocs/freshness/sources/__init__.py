"""What files of a project state: settings, constants, images, read as plain data by a key.

One file per language, each a function from text to nested dicts, lists and scalars. Nothing
is run and nothing outside of the text is looked at. What is written there but is no literal
is :data:`COMPUTED`.
"""

from __future__ import annotations

from archdocs.freshness.sources.compare import renewed, same
from archdocs.freshness.sources.key import NoValue, parse_key
from archdocs.freshness.sources.read import LARGEST, load, value_of

__all__ = ["LARGEST", "NoValue", "load", "parse_key", "renewed", "same", "value_of"]
