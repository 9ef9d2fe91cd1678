"""Give a record another number, and rewrite everything that refers to it, all or nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, load, of_project, record_folders
from archdocs.records.document import LINE
from archdocs.records.model import Record
from archdocs.records.numbering import next_number, numbers_in_branches, numbers_on_disk
from archdocs.records.references import Rewriter
from archdocs.system import files
from archdocs.system.markup import is_document, scan
from archdocs.system.patch import patch
from archdocs.system.tree import Tree, linked, require_all

__all__ = ["Renumbered", "renumber", "unified"]

LOCK = "archdocs.lock"
#: Keys of metadata that hold a record's own number.
OWN_KEYS = ("number", "id", "kep-number")
LARGEST_NUMBER = 9_999_999


@dataclass(frozen=True, slots=True)
class Renumbered:
    """What changed: the record before and after, and the files with both their texts.

    ``unclear`` are references (``path:line``) that may mean another record of the old
    number, and were left alone. ``elsewhere`` says that a branch has a record of the new one.
    """

    before: Record
    after: Record
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    unclear: tuple[str, ...] = ()
    elsewhere: bool = False


def renumber(
    project: Project, ref: str, number: int | None = None, *, dry_run: bool = False
) -> Renumbered:
    """Give the record ``ref`` the ``number``, or the next that no branch has taken.

    With ``dry_run`` nothing is written. Raises :class:`UsageError` for an unknown record, one
    without a number of its own, a number that is taken, and a file that can't be rewritten
    without losing something; then nothing has changed.
    """
    if dry_run:
        return plan(project, ref, number)
    with files.lock(project.root, sweep=edited_folders(project)):
        done = plan(project, ref, number)
        edits: dict[str, bytes | None] = dict(done.new)
        edits[done.before.path] = None
        files.edit_together(project.root, edits, new=(done.after.path,))
    return done


def edited_folders(project: Project) -> set[Path]:
    """Return every folder with files, in each of which an edit that was cut off may leave some."""
    names = {posixpath.dirname(path) for path in project.worktree.files()}
    return {project.root / name for name in names} | set(record_folders(project))


def plan(project: Project, ref: str, number: int | None) -> Renumbered:
    """Work out every edit."""
    catalog = of_project(project)
    record = catalog.find(ref)
    kind = catalog.kinds[record.kind]
    package = record.package
    taken = numbers_in_branches(project, kind, package)
    following = next_number(project, kind, package=package, elsewhere=taken)
    chosen = following if number is None else number
    path = new_path(record, chosen, kind.prefix)
    if chosen in numbers_on_disk(project, kind, package) or catalog.tree.exists(path):
        start = f"{package}/{kind.prefix}" if package else kind.prefix
        raise UsageError(
            f"{start}-{chosen:0{project.settings.records.digits}d} exists already",
            hint="use --next for the next number that is free on every branch",
        )
    settings = project.settings
    rewriter = Rewriter(
        catalog, record, chosen, path, settings.project.docs, settings.records.digits
    )
    own = own_text(rewriter)
    rewriter = replace(rewriter, anchors=anchors(record.path, read(catalog, record), own))
    old, new, unclear = rewritten(project, rewriter)
    require_all(catalog.tree)
    after = checked(project, rewriter, new)
    return Renumbered(record, after, old, new, unclear, chosen in taken)


def new_path(record: Record, number: int, prefix: str) -> str:
    """Return the path of a record under another number, as wide as the old one was.

    Raises :class:`UsageError` for a record whose file name has no number, or a bad number.
    """
    if not 0 < number <= LARGEST_NUMBER:
        raise UsageError(f"a number is between 1 and {LARGEST_NUMBER}, not {number}")
    folder, name = posixpath.split(record.path)
    found = re.match(rf"(?:{prefix}[-_ ]*)?(\d+)", name, re.IGNORECASE)
    if record.number is None or found is None or int(found[1][:18]) != record.number:
        raise UsageError(f"{record.path} has no number in its name to change")
    digits = str(number).zfill(len(found[1]))
    return posixpath.join(folder, name[: found.start(1)] + digits + name[found.end(1) :])


def read(catalog: Catalog, record: Record) -> str:
    """Return the record's text.

    Raises :class:`UsageError` when it is gone.
    """
    data = catalog.tree.read(record.path)
    if data is None:
        raise UsageError(f"{record.path} can't be read")
    return data.decode("utf-8")


def own_text(rewriter: Rewriter) -> str:
    """Return the record's own text with its number changed where it says it of itself."""
    record = rewriter.record
    lines = LINE.findall(rewriter.document(record.path, read(rewriter.catalog, record)).text)
    title = record.lines.get("title", 0)
    names = "|".join((*OWN_KEYS, re.escape(record.kind), rewriter.prefix))
    key = re.compile(
        rf"(\s*(?:{names})\s*:\s*[\"']?)({rewriter.digits})(?=[\"']?\s*(?:#.*)?$)", re.I
    )
    heading = re.compile(
        rf"(\s*(?:#+\s*|title:\s*[\"']?)?(?:{rewriter.prefix}[ #-]*)?)({rewriter.digits})"
        r"(?=\s*[.:–—-]\s)",
        re.I,
    )
    for at, line in enumerate(lines):
        if at < title or not title:
            lines[at] = (
                key.sub(lambda found: found[1] + rewriter.number(found[2]), line, count=1)
                if key.match(line)
                else line
            )
        if at + 1 == title:
            found = heading.match(lines[at])
            if found:
                rest = lines[at][found.end() :]
                lines[at] = found[1] + rewriter.number(found[2]) + rest
                lengthen(lines, at, line, record.path)
        if not title and at > 40:
            break
    return "".join(lines)


def lengthen(lines: list[str], at: int, before: str, path: str) -> None:
    """Keep the row under a reStructuredText title as long as the title."""
    grown = len(lines[at]) - len(before)
    if not path.lower().endswith(".rst") or grown <= 0:
        return
    for near in (at - 1, at + 1):
        row = lines[near].rstrip("\r\n") if 0 <= near < len(lines) else ""
        if re.fullmatch(r"([=\-~^\"'`#*+.:_])\1+", row):
            lines[near] = row[0] * grown + lines[near]


def anchors(path: str, before: str, after: str) -> dict[str, str]:
    """Return the names of headings that changed with the number."""
    pairs = zip(scan(before, path).sections, scan(after, path).sections, strict=False)
    return {
        name: other
        for old, new in pairs
        for name, other in ((old.anchor, new.anchor), (old.slug, new.slug))
        if name and name != other
    }


def rewritten(
    project: Project, rewriter: Rewriter
) -> tuple[dict[str, bytes], dict[str, bytes], tuple[str, ...]]:
    """Return the old and the new text of every file that changes, and unclear references."""
    record, tree = rewriter.record, rewriter.catalog.tree
    digits = str(record.number).encode()
    old: dict[str, bytes] = {}
    new: dict[str, bytes] = {}
    unclear: list[str] = []
    for path in tree.files():
        data = tree.read(path)
        if data is None or digits not in data or linked(project.root / path):
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if is_document(path) or path == LOCK:
            made = rewriter.document(path, text)
        else:
            made = rewriter.code(path, text)
        unclear += [f"{path}:{line}" for line in made.unclear]
        if made.text != text:
            old[path], new[path] = data, made.text.encode("utf-8")
    old[record.path] = tree.read(record.path) or b""
    new.pop(record.path, None)
    new[rewriter.new_path] = own_text(rewriter).encode("utf-8")
    return old, new, tuple(unclear)


def checked(project: Project, rewriter: Rewriter, new: Mapping[str, bytes]) -> Record:
    """Read everything again as it will be, and return the record.

    Raises :class:`UsageError` where a link would lead nowhere that led somewhere before, or
    the record would say something else.
    """
    catalog, record = rewriter.catalog, rewriter.record
    tree = Overlay(catalog.tree, new, record.path)
    after = load(tree, project.settings, template_folders=project.template_folders)
    made = next((item for item in after.records if item.path == rewriter.new_path), None)
    if (
        made is None
        or made.number != rewriter.new
        or (made.title, made.status) != (record.title, record.status)
        or len(made.links) != len(record.links)
    ):
        raise UsageError(
            f"{record.path} can't be renumbered without changing what it says",
            hint="rename it by hand",
        )
    lost = dangling(after) - dangling(catalog)
    if lost:
        raise UsageError(f"references would dangle in {', '.join(sorted(lost))}")
    return made


def dangling(catalog: Catalog) -> set[str]:
    """Return where links of records lead nowhere; without paths, which may change."""
    return {
        f"{record.title} ({link.kind})"
        for record in catalog.records
        for link in record.links
        if catalog.dangles(record, link)
    }


@dataclass(frozen=True)
class Overlay:
    """A tree with some files written over it and one gone."""

    tree: Tree
    new: Mapping[str, bytes]
    gone: str

    def files(self, under: str = "") -> tuple[str, ...]:
        """See :meth:`Tree.files`."""
        start = under.strip("/") + "/" if under.strip("./") else ""
        mine = (path for path in self.new if path.startswith(start) or path == start[:-1])
        return tuple(sorted({*self.tree.files(under), *mine} - {self.gone}))

    def read(self, path: str) -> bytes | None:
        """See :meth:`Tree.read`."""
        if path == self.gone:
            return None
        return self.new[path] if path in self.new else self.tree.read(path)

    def exists(self, path: str) -> bool:
        """See :meth:`Tree.exists`."""
        return path != self.gone and (path in self.new or self.tree.exists(path))


def unified(done: Renumbered) -> str:
    """Return the edit as a unified diff that ``git apply`` takes."""
    parts = [
        patch(
            done.before.path, done.after.path, done.old[done.before.path], done.new[done.after.path]
        )
    ]
    parts += [
        patch(path, path, done.old[path], data)
        for path, data in sorted(done.new.items())
        if path != done.after.path
    ]
    return "".join(parts)
