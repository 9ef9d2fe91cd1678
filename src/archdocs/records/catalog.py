"""All records of one tree: found, read, resolved by any of their names, and linked."""

from __future__ import annotations

import difflib
import functools
import itertools
import posixpath
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from pathlib import Path

from archdocs import linknames
from archdocs.errors import UsageError
from archdocs.finding import Finding
from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.project import Project
from archdocs.records import codes, memory
from archdocs.records.elsewhere import Elsewhere
from archdocs.records.folders import folders_on_disk, package_at
from archdocs.records.found import record_files
from archdocs.records.kinds import Kind, load_kinds
from archdocs.records.model import Link, Record
from archdocs.records.names import DATED
from archdocs.settings import Settings
from archdocs.system.tree import Tree, WorkTree

__all__ = ["Catalog", "load", "of_project", "record_folders"]

#: An address on the web, or another scheme: nothing of this tree.
NOWHERE = Elsewhere()
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


class Catalog:
    """The records of one tree, in the order of their kinds and file names.

    ``reading`` is what was wrong with single files as they were read; what is wrong between
    records, :mod:`archdocs.records.rules` finds.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        records: tuple[Record, ...],
        tree: Tree,
        reading: tuple[Finding, ...] = (),
        *,
        names: LinkNames = BUILT_IN,
        packages: tuple[str, ...] = (),
        elsewhere: Elsewhere = NOWHERE,
    ) -> None:
        self.kinds = kinds
        self.packages = packages
        self.names = names
        self.records = records
        self.tree = tree
        self.elsewhere = elsewhere
        self.reading = reading
        self._by_name: dict[tuple[str, str], list[Record]] = {}
        for record in records:
            for name in names_of(record, kinds[record.kind]):
                for kind in (record.kind, ""):
                    self._by_name.setdefault((kind, name), []).append(record)

    @property
    def unreadable(self) -> tuple[Finding, ...]:
        """The findings about files that are records by name and missing from ``records``."""
        return tuple(f for f in self.reading if f.code == codes.UNREADABLE.code)

    def get(self, ident: str) -> Record | None:
        """Return the record with exactly this id, in any case of letters."""
        found = self._by_name.get(("", ident.lower()), [])
        return next((record for record in found if record.id.lower() == ident.lower()), None)

    def matching(self, ref: str, kind: str | None = None, package: str = "") -> tuple[Record, ...]:
        """Return every record that a reference names exactly: never a part of a name.

        A reference is a number, an id, a path or a file name. A number without a kind is
        of the first kind that has it. In a text of a ``package`` its own records come first;
        ``/ADR-3`` is the project's, ``payments/3`` a package's. A number that nobody else has
        may be of any package.
        """
        clean = urllib.parse.unquote(ref.strip().split("#")[0]).removeprefix("./").lower()
        place, slash, name = clean.rpartition("/")
        numbered = re.fullmatch(r"(?:([a-z]+)[- ]?)?0*(\d+)", name)
        if numbered:
            name = f"{numbered[1] or ''}{int(numbered[2][:18])}"
        tries = [f"{place}/{name}".removeprefix("/") if slash else name]
        if not slash:
            tries = [f"{package.lower()}/{name}", *tries, f"*/{name}"] if name else []
        named = (self._by_name.get((kind or "", each)) for each in tries)
        found = next((records for records in named if records), [])
        if numbered and not numbered[1] and not kind:
            found = [record for record in found if record.kind == found[0].kind]
        own = [record for record in found if record.package == package]
        return tuple(own or found)

    def resolve(self, ref: str, kind: str | None = None, package: str = "") -> Record | None:
        """Return the record a reference names, the first where several share a number.

        What records of several packages are called means none of them.
        """
        found = self.matching(ref, kind, package)
        return found[0] if len({record.package for record in found}) == 1 else None

    def find(self, ref: str, kind: str | None = None, package: str = "") -> Record:
        """Return the one record that a user named.

        Raises :class:`UsageError` when there is none, with the nearest, or several.
        """
        found = self.matching(ref, kind, package)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(record.path for record in found)
            by = "id" if len({record.id for record in found}) == len(found) else "file name"
            message = f"`{ref}` names several records: {names}"
            raise UsageError(message, hint=f"name one by its {by}")
        where = "archdocs list" if self.records else 'archdocs new-adr "…"'
        raise UsageError(f"no record called `{ref}`{self.suggest(ref)}", hint=f"run: {where}")

    def package_at(self, path: str) -> str:
        """Return the package that a file belongs to, empty for none."""
        return package_at(path, self.packages)

    def suggest(self, ref: str) -> str:
        """Return ``; did you mean `ADR-0003`?`` where an id or file name is near."""
        near = difflib.get_close_matches(ref.lower(), self._shown, n=1, cutoff=0.5)
        return f"; did you mean `{self._shown[near[0]]}`?" if near else ""

    @functools.cached_property
    def _shown(self) -> dict[str, str]:
        """Every id and stem, by its lower-case form."""
        names = (name for record in self.records for name in (record.id, record.stem))
        return {name.lower(): name for name in names}

    def target_of(self, record: Record, link: Link) -> Record | None:
        """Return the record a link leads to: by path from the record, or by any name."""
        path = self.path_of(record, link)
        if path:
            found = self._by_name.get(("", path.lower()), [])
            if found:
                return found[0]
        own = record.package
        return self.resolve(link.target, record.kind, own) or self.resolve(link.target, None, own)

    def path_of(self, record: Record, link: Link) -> str:
        """Return the project path a link's target spells, empty for an id or an address."""
        target = urllib.parse.unquote(link.target.split("#")[0])
        if not target or ADDRESS.match(target):
            return ""
        if target.startswith("/"):
            return posixpath.normpath(target.lstrip("/"))
        return posixpath.normpath(posixpath.join(record.folder, target))

    def dangles(self, record: Record, link: Link) -> bool:
        """Say whether a link of a record leads nowhere in this tree or the inventories."""
        if self.elsewhere.names(link.target):
            return self.elsewhere.find(link.target, record.kind) is None
        if ADDRESS.match(link.target) or self.target_of(record, link):
            return False
        path = self.path_of(record, link)
        return not path or path.startswith("..") or not self.tree.exists(path)

    @functools.cached_property
    def _forward(self) -> dict[str, tuple[tuple[Link, Record], ...]]:
        found = {}
        for record in self.records:
            pairs = ((link, self.target_of(record, link)) for link in record.links)
            found[record.path] = tuple((link, other) for link, other in pairs if other)
        return found

    @functools.cached_property
    def _back(self) -> dict[str, tuple[tuple[Link, Record], ...]]:
        found: dict[str, list[tuple[Link, Record]]] = {}
        for record in self.records:
            for link, other in self._forward[record.path]:
                found.setdefault(other.path, []).append((link, record))
        return {path: tuple(pairs) for path, pairs in found.items()}

    def links(self, record: Record) -> tuple[tuple[Link, Record], ...]:
        """Return the links written in a record that lead to records."""
        return self._forward.get(record.path, ())

    def forward(self, record: Record) -> tuple[tuple[str, Record], ...]:
        """Return the kind and the other end of each link written in a record."""
        return unique((link.kind, other) for link, other in self.links(record))

    def backlinks(self, record: Record) -> tuple[tuple[str, Record], ...]:
        """Return what other records say about this one, as seen from here."""
        pairs = self._back.get(record.path, ())
        return unique((self.names.inverse(link.kind), other) for link, other in pairs)

    def both_ways(self, record: Record) -> tuple[tuple[str, Record], ...]:
        """Return every link of a record, whichever side it is written on, once."""
        return unique((*self.forward(record), *self.backlinks(record)))


def names_of(record: Record, kind: Kind) -> set[str]:
    """Return every name a record answers to, in lower case.

    What a record of a package is called inside it begins with ``*`` here.
    """
    name = record.path.rpartition("/")[2]
    names = {record.id.lower(), record.path.lower(), record.stem.lower()}
    names.add(record.folder.lower() if record.is_folder else name.lower())
    if name.lower() == "kep.yaml":
        # Its text stands beside it, and that is where pages lead.
        names.add(f"{record.folder.lower()}/readme.md")
    number = record.number
    if number is None and record.date is not None and DATED.match(record.stem):
        number = int(f"{record.date:%Y%m%d}")
    short = {f"*/{record.bare_id.lower()}"} if record.package else set()
    for start in (f"{record.package.lower()}/", "*/") if record.package else ("",):
        if number is not None:
            short |= {f"{start}{number}", f"{start}{kind.prefix.lower()}{number}"}
    return names | short


def unique(pairs: Iterable[tuple[str, Record]]) -> tuple[tuple[str, Record], ...]:
    """Leave out what was said before."""
    found: dict[tuple[str, str], tuple[str, Record]] = {}
    for kind, record in pairs:
        found.setdefault((kind, record.path), (kind, record))
    return tuple(found.values())


def load(
    tree: Tree,
    settings: Settings,
    *,
    template_folders: tuple[Path, ...],
    known: memory.Memory | None = None,
) -> Catalog:
    """Read every record of a tree, but for what is ``known`` of files that have not changed.

    Raises :class:`archdocs.errors.ConfigError` for a kind that is not well formed; whatever
    is wrong with a record is among the catalog's findings.
    """
    kinds = load_kinds(template_folders, settings)
    records: list[Record] = []
    findings: list[Finding] = []
    order = list(kinds)
    files = sorted(record_files(tree, kinds), key=lambda item: (order.index(item[0].name), item[1]))
    read = known.read if known else functools.partial(memory.fresh, digits=settings.records.digits)
    for kind, path in files:
        record, found = read(path, tree.read(path), kind)
        findings += found
        if record is not None:
            records.append(record)
    names = linknames.named(settings.links)
    packages = tuple(itertools.chain.from_iterable(settings.records.packages.values()))
    made = tuple(records)
    elsewhere = Elsewhere.of(settings.repositories, tree)
    findings += elsewhere.findings
    return Catalog(
        kinds,
        made,
        tree,
        tuple(findings),
        names=names,
        packages=packages,
        elsewhere=elsewhere,
    )


def of_project(project: Project) -> Catalog:
    """Read the records of a project's files as they are on disk now."""
    tree = WorkTree(project.root, project.git)
    known = memory.of_project(project)
    folders = project.template_folders
    catalog = load(tree, project.settings, template_folders=folders, known=known)
    known.keep()
    return catalog


def record_folders(project: Project) -> tuple[Path, ...]:
    """Return the folders that a project's records are in."""
    kinds = load_kinds(project.template_folders, project.settings)
    return tuple(
        folder
        for name in kinds
        for own, *more in (kinds.folders(name),)
        for folder in (project.root / own, *folders_on_disk(project.root, more))
    )
