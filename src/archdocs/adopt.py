"""Find the records of a repository, in whatever formats and packages, and configure them.

What is there is found by reading it, named, and left as it is: only ``archdocs.toml`` is
written.
"""

from __future__ import annotations

import dataclasses
import json
import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from archdocs import config
from archdocs.errors import UsageError
from archdocs.initialise import look_around, title_of
from archdocs.project import Project, shipped_templates
from archdocs.records.kinds import Kind, load_kinds
from archdocs.records.model import FOLDER_FILES
from archdocs.records.names import record_paths
from archdocs.records.reader import read_record
from archdocs.settings import Settings
from archdocs.system import files

__all__ = ["Adoption", "Folder", "adopt_folder", "as_json", "as_text"]

#: Folders whose files are inputs of tests, templates, or somebody else's.
NOT_OURS = re.compile(
    r"(?:^|/)(?:tests?|[\w-]+-tests?|testdata|fixtures|templates?|vendor|third_party|examples?"
    r"|node_modules|\.[^/]+)(?:/|$)"
)
#: The letters before the number of a file: ``pep-0008.rst``.
PREFIX = re.compile(r"([A-Za-z]{2,10})[-_]?\d")
#: Formats of other kinds of documents than decisions.
OTHER_KINDS = frozenset({"pep", "eip", "kep", "rust-rfc", "aries-rfc", "oep", "opentofu"})
#: Names of folders that hold decisions even where a file says nothing of itself.
DECISIONS = re.compile(r"(?:^|/)(?:adrs?|decisions|architecture-decisions)$", re.IGNORECASE)
#: Formats in which new decisions are written like the old; others begin with the default.
TEMPLATES = {"nygard": "nygard"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of records: how many of which format and status, and whether it is adopted."""

    path: str
    records: int
    dialects: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    adopted: bool


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was found, and the text of the configuration; ``written`` says whether it is there."""

    root: Path
    docs: str
    folders: tuple[Folder, ...]
    configuration: str
    written: bool


def adopt_folder(root: Path, *, dry_run: bool = False) -> Adoption:
    """Look for documents and records under ``root`` and write ``archdocs.toml``.

    Raises :class:`UsageError` for a folder that is not there, has no records and no
    documentation, or is a project already (unless ``dry_run``).
    """
    if not root.is_dir():
        raise UsageError(f"{root} is no folder")
    there = config.find_config(root)
    if there and not dry_run:
        raise UsageError(
            f"{root} has a configuration already: {there.name}",
            hint="see what there is to adopt: archdocs adopt --dry-run",
        )
    found = look_around(root)
    folders = find_folders(root)
    if not folders and not found.docs:
        raise UsageError(
            f"{root} has neither records nor a Sphinx documentation",
            hint="start one: archdocs init",
        )
    text = config.to_toml(tables(root, found.docs, found.decisions, folders)).lstrip("\n")
    if not dry_run:
        with files.lock(root):
            files.edit_together(root, {"archdocs.toml": text.encode()}, create=True)
    return Adoption(root, found.docs, folders, text, not dry_run)


def find_folders(root: Path) -> tuple[Folder, ...]:
    """Return every folder of records, those with the most first."""
    tree = Project(root, Settings()).worktree
    kind = load_kinds((shipped_templates(),), Settings())["adr"]
    paths = [path for path in tree.files() if not NOT_OURS.search(posixpath.dirname(path))]
    groups: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        base = folder.rpartition("/")[0] if name.lower() in FOLDER_FILES else folder
        groups.setdefault(base, []).append(path)
    found: list[Folder] = []
    for base, names in sorted(groups.items()):
        prefix = common_prefix(names, kind)
        read_as = dataclasses.replace(kind, prefix=prefix.upper())
        counted = Counter[str](), Counter[str]()
        for path in record_paths(names, prefix):
            record, _ = read_record(path, tree.read(path), read_as, 4)
            if record is not None:
                counted[0][record.dialect] += 1
                counted[1][record.status] += 1
        made = folder_of(base, *counted, native=prefix == kind.prefix)
        if made is not None:
            found.append(made)
    return tuple(sorted(found, key=lambda item: (-item.records, item.path)))


def common_prefix(names: list[str], kind: Kind) -> str:
    """Return the letters that most files have before their number, else the kind's own."""
    heads = (PREFIX.match(path.rpartition("/")[2]) for path in names)
    found = Counter(head[1].lower() for head in heads if head)
    top = found.most_common(1)
    if not top or top[0][0] == kind.prefix.lower() or top[0][1] * 2 < len(names):
        return kind.prefix
    return top[0][0]


def folder_of(
    path: str, dialects: Counter[str], statuses: Counter[str], *, native: bool
) -> Folder | None:
    """Return a folder of records, or ``None`` where nothing says that it is one.

    A number before a name makes no record: some file must be in a format, or the folder be
    called as decisions are.
    """
    count = dialects.total()
    telling = count - dialects["plain"]
    if not path or not count or (not telling and not DECISIONS.search(path)):
        return None
    main = dialects.most_common(1)[0][0]
    adopted = native and main not in OTHER_KINDS
    return Folder(
        path, count, tuple(dialects.most_common()), tuple(statuses.most_common()), adopted
    )


def tables(
    root: Path, docs: str, decisions: str, folders: tuple[Folder, ...]
) -> dict[str, dict[str, object]]:
    """Return the configuration: of the folders, the known place or the largest is the first."""
    made: dict[str, dict[str, object]] = {"project": {"name": title_of(root)}}
    if docs and docs != "docs":
        made["project"]["docs"] = docs
    ours = [folder for folder in folders if folder.adopted]
    first = next((folder for folder in ours if folder.path == decisions), ours[0] if ours else None)
    if first is None:
        return made
    records: dict[str, object] = {"folders": {"adr": first.path}}
    more = [item.path for item in ours if not f"{item.path}/".startswith(f"{first.path}/")]
    if more:
        records["also"] = {"adr": sorted(more)}
    template = TEMPLATES.get(first.dialects[0][0], "")
    if template:
        records["templates"] = {"adr": template}
    return {**made, "records": records}


def as_text(adoption: Adoption) -> str:
    """Return what was found, for people."""
    lines = [f"documentation in {adoption.docs}"] if adoption.docs else []
    for folder in adoption.folders:
        dialects = ", ".join(f"{name} {count}" for name, count in folder.dialects)
        statuses = ", ".join(f"{name} {count}" for name, count in folder.statuses)
        lines.append(f"{folder.path}: {folder.records} records ({dialects}); {statuses}")
        if not folder.adopted:
            lines.append("  not adopted: no decisions; declare their kind in templates/kinds/")
    lines += ["", adoption.configuration.rstrip("\n")]
    return "\n".join(lines)


def as_json(adoption: Adoption) -> str:
    """Return what was found, for programs."""
    folders = [
        {
            "path": folder.path,
            "records": folder.records,
            "dialects": dict(folder.dialects),
            "statuses": dict(folder.statuses),
            "adopted": folder.adopted,
        }
        for folder in adoption.folders
    ]
    shown = {
        "docs": adoption.docs,
        "folders": folders,
        "configuration": adoption.configuration,
        "written": adoption.written,
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)
