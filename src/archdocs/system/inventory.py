"""The inventory that Sphinx publishes beside a site: every name in it, and its address.

The format is Sphinx's second (``objects.inv``): four lines of text, then compressed lines of
``name domain:role priority address title``. What comes from another site is read with limits.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

__all__ = ["LARGEST", "BadInventory", "Entry", "labels"]

#: Bytes of the largest inventory, as it comes and unpacked; CPython's own has 1.3 MB unpacked.
LARGEST = 4 << 20
LARGEST_UNPACKED = 32 << 20
FIRST = b"# Sphinx inventory version 2"
#: Runs of white space are taken whole: a long one would be tried from each of its places.
LINE = re.compile(
    r"(?P<name>\S+(?:\s++(?!std:label\s)\S+)*+)\s++std:label\s++-?\d++\s++"
    r"(?P<address>\S*+)\s++(?P<title>.*)"
)
#: Characters of a line beyond which it is no name of a page; Sphinx's own have some hundred.
LONGEST = 5000


class BadInventory(ValueError):
    """What should be an inventory is none; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name: its ``address`` relative to the site, and its ``title``."""

    name: str
    address: str
    title: str


def labels(data: bytes) -> dict[str, Entry]:
    """Return the labels of an inventory, by name.

    Raises :class:`BadInventory`.
    """
    head = data.split(b"\n", 4)
    if len(data) > LARGEST or len(head) < 5 or head[0].strip() != FIRST:
        raise BadInventory("is no inventory of Sphinx (objects.inv, version 2)")
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(head[4], LARGEST_UNPACKED).decode("utf-8")
    except (zlib.error, UnicodeDecodeError) as error:
        raise BadInventory(f"can't be unpacked: {error}") from error
    if not unpack.eof:
        raise BadInventory("is cut off, or too large")
    found = {}
    for line in text.split("\n"):
        entry = LINE.fullmatch(line) if len(line) <= LONGEST else None
        if entry:
            name, address = entry["name"], entry["address"]
            if address.endswith("$"):
                address = address[:-1] + name
            title = name if entry["title"] == "-" else entry["title"]
            found[name] = Entry(name, address, title)
    return found
