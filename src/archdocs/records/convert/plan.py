"""Work out a conversion: every new text, what moves with it, and whether it says the same."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import Catalog, load
from archdocs.records.convert.apart import take_apart
from archdocs.records.convert.checks import changed, other_links, way_back
from archdocs.records.convert.formats import Format
from archdocs.records.convert.job import Job
from archdocs.records.convert.markup import translated
from archdocs.records.convert.moves import Mover, new_path, text_path
from archdocs.records.convert.parts import Item, Parts
from archdocs.records.convert.sections import renamed
from archdocs.records.convert.writer import Writer
from archdocs.records.document import Document, NotText
from archdocs.records.model import Record
from archdocs.records.numbering import next_number, numbers_in_branches
from archdocs.system.markup import is_document
from archdocs.system.tree import Tree, linked

__all__ = ["Over", "Plan", "planned", "written_in"]

LOCK = "archdocs.lock"
#: Formats whose files are called by a number.
COUNTED = ("nygard", "madr-2")


@dataclass
class Plan:
    """The edits of a conversion, and its report."""

    pairs: list[tuple[Record, Record]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    old: dict[str, bytes] = field(default_factory=dict)
    new: dict[str, bytes | None] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether some record can't be converted."""
        return any(item.level == "refused" for item in self.items)

    def refuse(self, record: Record, error: UsageError) -> None:
        """Add why a record can't be converted."""
        place, _, message = error.message.partition(": ")
        line = place.rpartition(":")[2]
        known = message and line.isdigit()
        why = f"{message if known else error.message}"
        why += f"; {error.hint}" if error.hint else ""
        self.items.append(Item(record.path, int(line) if known else 1, "refused", record.id, why))


@dataclass(frozen=True)
class Over:
    """A tree with some files written over it and some gone."""

    tree: Tree
    new: Mapping[str, bytes | None]

    def files(self, under: str = "") -> tuple[str, ...]:
        """See :meth:`Tree.files`."""
        start = under.strip("/") + "/" if under.strip("./") else ""
        mine = {path for path in self.new if path.startswith(start) or path == start[:-1]}
        found = {*self.tree.files(under), *mine}
        return tuple(sorted(path for path in found if self.new.get(path, b"") is not None))

    def read(self, path: str) -> bytes | None:
        """See :meth:`Tree.read`."""
        return self.new[path] if path in self.new else self.tree.read(path)

    def exists(self, path: str) -> bool:
        """See :meth:`Tree.exists`."""
        if path in self.new:
            return self.new[path] is not None
        return self.tree.exists(path) or any(
            name.startswith(f"{path}/") for name, data in self.new.items() if data is not None
        )


def planned(project: Project, catalog: Catalog, names: tuple[str, ...], form: Format) -> Plan:
    """Work out the conversion of some records."""
    plan = Plan()
    chosen = [r for r in selected(catalog, names) if r.dialect != form.name]
    job = Job(project, catalog, form, paths(plan, project, catalog, chosen, form))
    anchors: dict[str, Mapping[str, str]] = {}
    made: list[Record] = []
    for record in chosen:
        try:
            if record.path in job.moves:
                texts, found, items = written_in(job, record)
                made.append(record)
                plan.items += items
                anchors |= {text_path(record.path): found} if found else {}
                gone = {record.path, text_path(record.path)} - texts.keys()
                plan.new |= texts | dict.fromkeys(gone)
        except UsageError as error:
            plan.refuse(record, error)
    if not plan.refused:
        mover = followed(job, plan.new, made, anchors)
        if mover is not None:
            rewrite_others(job, plan, mover)
        plan.old |= {p: data for p in plan.new if (data := catalog.tree.read(p)) is not None}
        check(job, plan, made)
    if plan.refused:
        plan.new = {}
    return plan


def paths(
    plan: Plan, project: Project, catalog: Catalog, records: Iterable[Record], form: Format
) -> dict[str, str]:
    """Return where records go; one that can't go there is refused."""
    moves: dict[str, str] = {}
    numbers = fresh_numbers(project, catalog, records, form)
    taken: set[str] = set()
    for record in records:
        try:
            path = new_path(record, form, numbers.get(record.path, ""))
            moves[record.path] = free_path(catalog, record, path, taken)
            taken.add(path)
        except UsageError as error:
            plan.refuse(record, error)
    return moves


def selected(catalog: Catalog, names: tuple[str, ...]) -> tuple[Record, ...]:
    """Return the records that are named: by any name of theirs, or by a folder they are in.

    Without names, all that a format for decisions can hold: a kind whose files have to say that
    they are of it has a format of its own, and is converted only if it is asked for.

    Raises :class:`UsageError` for a name that is none.
    """
    if not names:
        return tuple(r for r in catalog.records if not catalog.kinds[r.kind].marked)
    found: dict[str, Record] = {}
    for name in names:
        folder = posixpath.normpath(name).removeprefix("./")
        inside = [r for r in catalog.records if r.path.startswith(f"{folder}/") or folder == "."]
        for record in inside or [catalog.find(name)]:
            found[record.path] = record
    return tuple(found.values())


def fresh_numbers(
    project: Project, catalog: Catalog, records: Iterable[Record], form: Format
) -> dict[str, str]:
    """Return the next numbers for records of dated names, in the order of their dates."""
    found: dict[str, str] = {}
    if form.name not in COUNTED:
        return found
    dated = [record for record in records if record.number is None]
    last: dict[tuple[str, str], int] = {}
    for record in sorted(dated, key=lambda item: (str(item.date), item.path)):
        counted = record.kind, record.package
        if counted not in last:
            kind, package = catalog.kinds[record.kind], record.package
            taken = numbers_in_branches(project, kind, package)
            following = next_number(project, kind, package=package, elsewhere=taken)
            last[counted] = following - 1
        last[counted] += 1
        found[record.path] = str(last[counted]).zfill(project.settings.records.digits)
    return found


def free_path(catalog: Catalog, record: Record, path: str, taken: set[str]) -> str:
    """Return where a record goes.

    Raises :class:`UsageError` when something is there already.
    """
    for target in {path, text_path(path)}:
        own = target in (record.path, text_path(record.path))
        if (catalog.tree.exists(target) and not own) or path in taken:
            raise UsageError(f"{record.path}:1: {target} exists already")
    return path


def written_in(job: Job, record: Record) -> tuple[dict[str, bytes], Mapping[str, str], list[Item]]:
    """Return a record's files in another format, renamed fragments, and what was lost.

    Raises :class:`UsageError` where something can't be carried over.
    """
    form = job.form
    parts = parts_of(job.catalog, record)
    body, anchors = renamed(parts.body, record.dialect, form.name, rst=parts.rst)
    parts = replace(parts, body=body)
    rst = parts.rst if form.rst is None else form.rst
    if rst != parts.rst:
        parts = translated(parts, rst=rst)
    writer = Writer(parts, form, job.links(record), job.catalog.kinds[record.kind])
    path = job.moves.get(record.path, record.path)
    texts = {
        posixpath.join(posixpath.dirname(path), name) if name else path: text.encode("utf-8")
        for name, text in writer.files().items()
    }
    return texts, anchors, writer.items


def parts_of(catalog: Catalog, record: Record) -> Parts:
    """Read a record's files and take them apart.

    Raises :class:`UsageError`.
    """
    kind = catalog.kinds[record.kind]
    document = parsed(catalog, record.path)
    if document is None:
        raise UsageError(f"{record.path} can't be read")
    beside = parsed(catalog, text_path(record.path)) if document.is_yaml else None
    return take_apart(record, document, kind, beside)


def parsed(catalog: Catalog, path: str) -> Document | None:
    """Return a file as a document.

    Raises :class:`UsageError` for one that is not text.
    """
    data = catalog.tree.read(path)
    try:
        return None if data is None else Document.parse(path, data, catalog.names)
    except NotText as error:
        raise UsageError(f"{path}:{error.line}: not UTF-8 text", hint="save it as UTF-8") from error


def followed(
    job: Job,
    texts: dict[str, bytes | None],
    made: Iterable[Record],
    anchors: Mapping[str, Mapping[str, str]],
) -> Mover | None:
    """Rewrite the references in new texts to what moves; return what rewrites them, if anything."""
    moved: dict[str, str] = {}
    places: dict[str, str] = {}
    ids: dict[str, str] = {}
    for record in made:
        new = job.moves[record.path]
        old = text_path(record.path)
        places |= {new: old, text_path(new): old}
        if text_path(new) != old:
            moved |= {record.path: text_path(new), old: text_path(new)}
        ids[record.id] = job.links(record).after(record).id
    ids = {old: new for old, new in ids.items() if old != new}
    if not (moved or anchors or ids):
        return None
    mover = Mover(job.catalog, moved, ids, anchors, job.project.settings.project.docs)
    for path, data in texts.items():
        if data is not None:
            text = mover.rewritten(data.decode("utf-8"), places.get(path, path), path)
            texts[path] = text.encode("utf-8")
    return mover


def rewrite_others(job: Job, plan: Plan, mover: Mover) -> None:
    """Rewrite the references in files that are not converted."""
    tree = job.catalog.tree
    needles = {mover.stem(path).encode() for path in {*mover.moves, *mover.anchors}}
    needles |= {name.encode() for name in mover.ids}
    for path in tree.files():
        data = tree.read(path) if path not in plan.new else None
        if data is None or linked(job.project.root / path):
            continue
        if not any(needle in data for needle in needles) and not (mover.ids and b"`" in data):
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        new = mover.rewritten(text, path, code=not is_document(path) and path != LOCK)
        if new != text:
            plan.new[path] = new.encode("utf-8")


def check(job: Job, plan: Plan, made: Iterable[Record]) -> None:
    """Read everything again as it will be; refuse what would say something else."""
    project = job.project
    tree = Over(job.catalog.tree, plan.new)
    after = load(tree, project.settings, template_folders=project.template_folders)
    there = {record.path: record for record in after.records}
    for record in made:
        new = there.get(job.moves[record.path])
        gone = ("title", "it would be no record any more")
        fault = gone if new is None else next(changed(job, after, record, new), None)
        if new is None or fault is not None:
            key, why = fault or gone
            plan.items.append(Item(record.path, record.line_of(key), "refused", record.id, why))
        else:
            plan.pairs.append((record, new))
    plan.items += other_links(job.catalog, after, job.moves)
    if not plan.refused:
        plan.items += way_back(job, after, plan.pairs)
