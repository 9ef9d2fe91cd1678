"""Records of other repositories, which are named ``payments:ADR-0003`` here.

Every site that archdocs builds lists its records in the inventory that Sphinx publishes
(``objects.inv``). A project keeps a copy of another's inventory, so that links are checked
and pages are built without a network.
"""

from __future__ import annotations

import difflib
import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from archdocs.finding import Finding, Location
from archdocs.records import codes
from archdocs.records.model import Record
from archdocs.repositories import NAME
from archdocs.settings import Repository
from archdocs.system import inventory
from archdocs.system.inventory import BadInventory, Entry
from archdocs.system.tree import Tree

if TYPE_CHECKING:
    from archdocs.records.catalog import Catalog

__all__ = ["Elsewhere", "FarRecord", "far_records"]

#: Names that are looked through for a near one, and characters of what is looked for.
MOST_COMPARED, LONGEST = 2000, 80
RECORD = re.compile(r"(?P<prefix>[a-z][a-z0-9./-]*-)(?P<number>[0-9]{1,18})\Z")


@dataclass(frozen=True, slots=True)
class FarRecord:
    """A record of another repository: what it is called here, its title and its page."""

    name: str
    title: str
    url: str


@dataclass(frozen=True)
class Elsewhere:
    """The records that the inventories of other repositories list."""

    repositories: Mapping[str, Repository] = field(default_factory=dict)
    listed: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, repositories: Mapping[str, Repository], tree: Tree) -> Elsewhere:
        """Read the inventories that the settings name; one that can't be read is a finding."""
        listed: dict[str, Mapping[str, Entry]] = {}
        findings = []
        for name, repository in repositories.items():
            path = posixpath.normpath(repository.inventory)
            try:
                data = tree.read(path)
                if data is None:
                    raise BadInventory("is not there")
                listed[name] = records_of(inventory.labels(data))
            except BadInventory as error:
                listed[name] = {}
                findings.append(
                    codes.BAD_INVENTORY.at(
                        Location(path),
                        f"the inventory of {name} {error}",
                        hint=f"run: archdocs fetch-inventories {name}",
                    )
                )
        return cls(repositories, listed, tuple(findings))

    def names(self, ref: str) -> bool:
        """Say whether a reference is to a repository that the settings know."""
        return ref.partition(":")[0] in self.repositories

    def find(self, ref: str, kind: str = "") -> FarRecord | None:
        """Return the record a reference names: by id, or by number among those of a ``kind``."""
        name, _, ident = ref.partition(":")
        if not NAME.match(name) or name not in self.repositories:
            return None
        entries = self.listed[name]
        entry = entries.get(ident.lower())
        if entry is None and re.fullmatch(r"[0-9]{1,18}", ident):
            keys = self.numbered.get((name, f"{kind or 'adr'}-", int(ident[:18])), [])
            entry = entries[keys[0]] if len(keys) == 1 else None
        if entry is None:
            return None
        shown = entry.title.partition(": ")[0] if ": " in entry.title else entry.name.upper()
        return FarRecord(f"{name}:{shown}", entry.title, self.address(name, entry))

    @functools.cached_property
    def numbered(self) -> dict[tuple[str, str, int], list[str]]:
        """The ids of each repository's records, by what stands before their number, and it."""
        found: dict[tuple[str, str, int], list[str]] = {}
        for name, entries in self.listed.items():
            for key in entries:
                parts = RECORD.match(key)
                if parts:
                    place = (name, parts["prefix"], int(parts["number"][:18]))
                    found.setdefault(place, []).append(key)
        return found

    def address(self, name: str, entry: Entry) -> str:
        """Return the whole address of a record's page, which stays on its site."""
        base = self.repositories[name].url.rstrip("/") + "/"
        whole = urljoin(base, quote(entry.address, safe="/#%.~"))
        return whole if urlsplit(whole).netloc == urlsplit(base).netloc else base

    def suggest(self, ref: str) -> str:
        """Return ``; did you mean `payments:ADR-0003`?`` where a name is near."""
        name, _, ident = ref.partition(":")
        names = list(self.listed.get(name, {}))[:MOST_COMPARED]
        near = difflib.get_close_matches(ident.lower()[:LONGEST], names, 1, 0.5)
        found = self.find(f"{name}:{near[0]}") if near else None
        return f"; did you mean `{found.name}`?" if found else ""


def far_records(catalog: Catalog, record: Record) -> Iterator[tuple[str, FarRecord]]:
    """Yield the kind and the end of each link of a record to one of another repository."""
    for link in record.links:
        far = catalog.elsewhere.find(link.target, record.kind)
        if far is not None:
            yield link.kind, far


def records_of(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the labels that are records: an id, with the id in front of the title."""
    return {
        name: entry
        for name, entry in entries.items()
        if entry.title.lower().startswith(f"{name}: ")
    }
