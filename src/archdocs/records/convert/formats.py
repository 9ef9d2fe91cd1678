"""The formats a record can be converted to: what each can say, and what it calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from archdocs.errors import UsageError
from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records.kinds import nearest

__all__ = ["FIELDS", "FORMATS", "FRONT_KEYS", "LABELS", "Format", "known_format", "label"]

#: What a record can say beside its title, its text and its links.
FIELDS = ("status", "date", "deciders", "owner", "tags", "review-by")
#: Keys that are written for people where a format has no place for them.
LABELS: Mapping[str, str] = {
    "deciders": "Deciders",
    "owner": "Owner",
    "tags": "Tags",
    "review-by": "Review-by",
    "consulted": "Consulted",
    "informed": "Informed",
    "rfc-pr": "RFC PR",
    "rust-issue": "Rust Issue",
}
MADR = {name: name for name in FIELDS}
KEP = {
    "status": "status",
    "date": "last-updated",
    "deciders": "approvers",
    "owner": "owning-sig",
    "tags": "tags",
    "review-by": "review-by",
    "supersedes": "replaces",
    "superseded-by": "superseded-by",
    "relates": "see-also",
}
HEADER = {
    "status": "Status",
    "date": "Created",
    "deciders": "Author",
    "owner": "Sponsor",
    "supersedes": "Replaces",
    "superseded-by": "Superseded-By",
    "depends": "Requires",
}
#: For reading only.
EIP = {
    "status": "status",
    "date": "created",
    "deciders": "author",
    "tags": "tags",
    "supersedes": "replaces",
    "superseded-by": "superseded-by",
    "depends": "requires",
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format that records are written in.

    ``style`` is where its metadata stands: in a ``section`` called Status, in ``bullets``
    under the title, in front matter, in a ``yaml`` file beside the text, in a ``header``, or
    in a ``list`` before the first heading. ``keys`` maps what it can say to what it calls it.
    ``capital`` says that it writes ``Accepted``, ``numbered`` that a title is ``3. Title``.
    """

    name: str
    style: Literal["section", "bullets", "front", "yaml", "header", "list"]
    keys: Mapping[str, str] = field(default_factory=dict)
    capital: bool = False
    numbered: bool = False
    rst: bool | None = False
    mark: str = "* "
    every_link: bool = False

    def called(self, key: str, names: LinkNames = BUILT_IN) -> str | None:
        """Return what the format calls something; ``None`` for what it can't say."""
        if key in self.keys:
            return self.keys[key]
        if self.every_link and key in names.inverses:
            return names.shown(key) if self.style == "front" else names.phrase(key)
        return None


SECTION = {"status": "", "date": "Date"}
BULLETS = {name: LABELS.get(name, name.capitalize()) for name in FIELDS if name != "review-by"}
RUST = {
    "status": "Status",
    "date": "Start Date",
    "supersedes": "Supersedes",
    "superseded-by": "Superseded by",
    "amends": "Amends",
    "amended-by": "Amended by",
    "relates": "Relates",
}

FORMATS: Mapping[str, Format] = {
    item.name: item
    for item in (
        Format("nygard", "section", SECTION, True, numbered=True, every_link=True),
        Format("madr-2", "bullets", BULLETS, every_link=True),
        Format("madr-3", "front", MADR, every_link=True),
        Format("madr-4", "front", {**MADR, "deciders": "decision-makers"}, every_link=True),
        Format("log4brains", "bullets", BULLETS, mark="- ", every_link=True),
        Format("openedx", "section", SECTION, True, numbered=True, rst=True, every_link=True),
        Format("kep", "yaml", KEP),
        Format("pep", "header", HEADER, capital=True, rst=None),
        Format("rust-rfc", "list", RUST, mark="- "),
    )
}
#: Other names that people give them.
ALIASES = {
    "madr": "madr-4",
    "madr2": "madr-2",
    "madr3": "madr-3",
    "madr4": "madr-4",
    "adr-tools": "nygard",
    "rst": "openedx",
    "rfc": "rust-rfc",
}
#: What front matter calls things, by the format it is read as.
FRONT_KEYS: Mapping[str, Mapping[str, str]] = {"kep": KEP, "eip": EIP}


def known_format(name: str) -> Format:
    """Return the format called ``name``.

    Raises :class:`UsageError` that names the nearest and all there are.
    """
    clean = "-".join(name.lower().replace("_", "-").split())
    found = FORMATS.get(ALIASES.get(clean, clean))
    if found:
        return found
    near = nearest(clean, (*FORMATS, *ALIASES))
    raise UsageError(
        f"no format called `{name}` to convert to{near}",
        hint=f"there are: {', '.join(FORMATS)}",
    )


def label(key: str) -> str:
    """Return a key as people read it: ``review-by`` is ``Review-by``."""
    return LABELS.get(key) or key.replace("-", " ").capitalize()
