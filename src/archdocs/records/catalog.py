"""All records of one tree: found, read, resolved by any of their names, and linked."""

from __future__ import annotations

import fnmatch
import functools
import itertools
import posixpath
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from archdocs import linknames
from archdocs.errors import UsageError
from archdocs.finding import Finding
from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.project import Project
from archdocs.records import codes
from archdocs.records.kinds import Kind, Kinds, load_kinds, nearest
from archdocs.records.model import Link, Record
from archdocs.records.names import record_paths
from archdocs.records.numbering import folders_on_disk
from archdocs.records.reader import read_record
from archdocs.settings import Settings
from archdocs.system.tree import Tree, WorkTree

__all__ = ["Catalog", "load", "of_project", "record_folders"]

#: An address on the web, or another scheme: nothing of this tree.
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
#: The line of front matter that names a record's kind.
MARK = re.compile(
    rb"\xef?\xbb?\xbf?---[ \t]*\r?\n(?:(?!---)[^\r\n]*\r?\n){0,60}?kind:[ \t]*([^\s#]+)"
)
LONGEST_HEAD = 4096


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
        names: LinkNames = BUILT_IN,
    ) -> None:
        self.kinds = kinds
        self.names = names
        self.records = records
        self.tree = tree
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

    def matching(self, ref: str, kind: str | None = None) -> tuple[Record, ...]:
        """Return every record that a reference names exactly: never a part of a name.

        A reference is a number, an id, a path or a file name. A number without a kind is
        of the first kind that has it.
        """
        clean = urllib.parse.unquote(ref.strip().split("#")[0]).removeprefix("./").lower()
        if not clean:
            return ()
        numbered = re.fullmatch(r"(?:([a-z]+)[- ]?)?0*(\d+)", clean)
        if numbered:
            clean = f"{numbered[1] or ''}{int(numbered[2])}"
        found = self._by_name.get((kind or "", clean), [])
        if numbered and not numbered[1] and not kind:
            found = [record for record in found if record.kind == found[0].kind]
        return tuple(found)

    def resolve(self, ref: str, kind: str | None = None) -> Record | None:
        """Return the record a reference names, the first where several share a number."""
        return next(iter(self.matching(ref, kind)), None)

    def find(self, ref: str, kind: str | None = None) -> Record:
        """Return the one record that a user named.

        Raises :class:`UsageError` when there is none, with the nearest, or several.
        """
        found = self.matching(ref, kind)
        if len(found) == 1:
            return found[0]
        if found:
            paths = ", ".join(record.path for record in found)
            raise UsageError(
                f"`{ref}` names several records: {paths}", hint="name one by its file name"
            )
        where = "archdocs list" if self.records else 'archdocs new-adr "…"'
        raise UsageError(f"no record called `{ref}`{self.suggest(ref)}", hint=f"run: {where}")

    def suggest(self, ref: str) -> str:
        """Return ``; did you mean `ADR-0003`?`` where an id or file name is near."""
        known: dict[str, str] = {}
        for record in self.records:
            known[record.id.lower()] = record.id
            known[record.stem.lower()] = record.stem
        text = nearest(ref, known)
        for name, shown in known.items():
            text = text.replace(f"`{name}`", f"`{shown}`")
        return text

    def target_of(self, record: Record, link: Link) -> Record | None:
        """Return the record a link leads to: by path from the record, or by any name."""
        path = self.path_of(record, link)
        if path:
            found = self._by_name.get(("", path.lower()), [])
            if found:
                return found[0]
        return self.resolve(link.target, record.kind) or self.resolve(link.target)

    def path_of(self, record: Record, link: Link) -> str:
        """Return the project path a link's target spells, empty for an id or an address."""
        target = urllib.parse.unquote(link.target.split("#")[0])
        if not target or ADDRESS.match(target):
            return ""
        if target.startswith("/"):
            return posixpath.normpath(target.lstrip("/"))
        return posixpath.normpath(posixpath.join(record.folder, target))

    def dangles(self, record: Record, link: Link) -> bool:
        """Say whether a link of a record leads nowhere in this tree."""
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
    """Return every name a record answers to, in lower case."""
    name = record.path.rpartition("/")[2]
    names = {record.id.lower(), record.path.lower(), record.stem.lower()}
    names.add(record.folder.lower() if record.is_folder else name.lower())
    if name.lower() == "kep.yaml":
        # Its text stands beside it, and that is where pages lead.
        names.add(f"{record.folder.lower()}/readme.md")
    if record.number is not None:
        names |= {str(record.number), f"{kind.prefix.lower()}{record.number}"}
    return names


def unique(pairs: Iterable[tuple[str, Record]]) -> tuple[tuple[str, Record], ...]:
    """Leave out what was said before."""
    found: dict[tuple[str, str], tuple[str, Record]] = {}
    for kind, record in pairs:
        found.setdefault((kind, record.path), (kind, record))
    return tuple(found.values())


def load(tree: Tree, settings: Settings, *, template_folders: tuple[Path, ...]) -> Catalog:
    """Read every record of a tree.

    Raises :class:`archdocs.errors.ConfigError` for a kind that is not well formed; whatever
    is wrong with a record is among the catalog's findings.
    """
    kinds = load_kinds(template_folders, settings)
    records: list[Record] = []
    findings: list[Finding] = []
    order = list(kinds)
    files = sorted(record_files(tree, kinds), key=lambda item: (order.index(item[0].name), item[1]))
    for kind, path in files:
        record, found = read_record(path, tree.read(path), kind, settings.records.digits)
        findings += found
        if record is not None:
            records.append(record)
    return Catalog(kinds, tuple(records), tree, tuple(findings), linknames.named(settings.links))


def record_files(tree: Tree, kinds: Kinds) -> Iterator[tuple[Kind, str]]:
    """Yield the files that are records; one folder inside another belongs to the inner kind.

    Of a marked kind, in the folder that nobody configured, those are records that say so.
    """
    taken: set[str] = set()
    seen: dict[str, frozenset[str]] = {}
    pairs = [(name, folder) for name in kinds for folder in kinds.folders(name)]
    for name, folder in sorted(pairs, key=lambda item: -item[1].count("/")):
        there = files_in(tree, folder) if may_be(tree, folder, seen) else ()
        if not there:
            continue
        kind = kinds[name]
        for path in record_paths(there, kind.prefix):
            if path in taken or (
                kind.marked and folder == kind.folder and not marked(tree, path, kind)
            ):
                continue
            taken.add(path)
            yield kind, path


def may_be(tree: Tree, folder: str, seen: dict[str, frozenset[str]]) -> bool:
    """Say whether a folder may be in a tree; what is beside it is looked at once for all."""
    parent, _, name = folder.rpartition("/")
    if not parent or set(folder) & set("*?["):
        return True
    if parent not in seen:
        cut = len(parent) + 1
        seen[parent] = frozenset(path[cut:].split("/", 1)[0] for path in tree.files(parent))
    return name in seen[parent]


def marked(tree: Tree, path: str, kind: Kind) -> bool:
    """Say whether a file's front matter names this kind, or nearly so."""
    data = tree.read(path) or b""
    found = MARK.match(data[:LONGEST_HEAD])
    word = found[1].decode("utf-8", "replace").strip().strip("\"'").lower() if found else ""
    return word == kind.name or bool(word and nearest(word, (kind.name,), cutoff=0.7))


def files_in(tree: Tree, pattern: str) -> tuple[str, ...]:
    """Return the files in the folders of a pattern, in which ``*`` is any one name."""
    pieces = pattern.split("/")
    fixed = list(itertools.takewhile(lambda piece: not set(piece) & set("*?["), pieces))
    files = tree.files("/".join(fixed))
    if len(fixed) == len(pieces):
        return files
    return tuple(path for path in files if in_folders(path, pieces))


def in_folders(path: str, pieces: list[str]) -> bool:
    """Say whether a file is in a folder whose path's parts match these."""
    parts = path.split("/")
    return len(parts) > len(pieces) and all(map(fnmatch.fnmatchcase, parts, pieces))


def of_project(project: Project) -> Catalog:
    """Read the records of a project's files as they are on disk now."""
    tree = WorkTree(project.root, project.git)
    return load(tree, project.settings, template_folders=project.template_folders)


def record_folders(project: Project) -> tuple[Path, ...]:
    """Return the folders that a project's records are in."""
    kinds = load_kinds(project.template_folders, project.settings)
    return tuple(
        folder
        for name in kinds
        for first, *also in [kinds.folders(name)]
        for folder in (project.root / first, *folders_on_disk(project.root, also))
    )
