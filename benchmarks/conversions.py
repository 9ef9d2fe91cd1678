"""Convert corpora of real records into every format and back, and count.

``python -m benchmarks.conversions adr=…/doc/adr pep=…/peps`` prints a Markdown table; arguments
are those of :mod:`benchmarks.scoreboard`. The folders are read and never written to. Each cell
is the records that were converted, of those there are; the others were refused, with a line and a
reason. After each conversion all records are read again from the new texts and compared.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from archdocs.project import Project
from archdocs.records.catalog import Catalog, load
from archdocs.records.convert.formats import FORMATS
from archdocs.records.convert.plan import Over, Plan, planned
from archdocs.system.tree import WorkTree
from benchmarks.scoreboard import KINDS

__all__ = ["Row", "main"]


@dataclass(slots=True)
class Row:
    """What was counted for one corpus; ``differ`` and ``exceptions`` must be empty."""

    name: str
    records: int = 0
    cells: dict[str, str] = field(default_factory=dict)
    written: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    losses: int = 0
    lines: int = 0
    differ: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)


def project_of(kind: str, folder: Path) -> Project:
    """Return a project of one folder, with the kinds of the corpora beside the shipped ones."""
    root = Path(tempfile.mkdtemp())
    (root / "archdocs.toml").write_text(f'[records.folders]\n{kind} = "r"\n')
    (root / "templates").symlink_to(KINDS[0])
    (root / "r").symlink_to(folder.resolve())
    return Project(root)


def convertible(project: Project, catalog: Catalog, to: str, row: Row) -> Plan | None:
    """Return the plan for all records that can be converted; the others are counted."""
    names = {record.path for record in catalog.records if record.dialect != to}
    while names:
        plan = planned(project, catalog, tuple(sorted(names)), FORMATS[to])
        refused = [item for item in plan.items if item.level == "refused"]
        if not refused:
            return plan
        row.refused.update({item.path: item.why for item in refused}.values())
        names -= {item.path for item in refused}
    return None


def counted(name: str, kind: str, folder: Path) -> Row:
    """Convert a corpus into every format."""
    row = Row(name)
    project = project_of(kind, folder)
    outside = WorkTree(folder)
    files = {f"r/{path}": outside.read(path) for path in outside.files()}
    tree = Over(WorkTree(Path(tempfile.mkdtemp())), files)
    catalog = load(tree, project.settings, template_folders=project.template_folders)
    row.records = len(catalog.records)
    for to in FORMATS:
        there = sum(record.dialect == to for record in catalog.records)
        try:
            plan = convertible(project, catalog, to, row)
        except Exception as error:  # noqa: BLE001 - to be counted is what it is for
            row.exceptions.append(f"{to}: {error!r}")
            continue
        pairs = plan.pairs if plan else []
        row.cells[to] = f"{len(pairs)} of {row.records - there}" if row.records > there else "–"
        row.written += len(pairs)
        for item in plan.items if plan else ():
            row.losses += item.level == "loss"
            row.lines += item.level == "form"
        row.differ += [
            f"{old.path} → {to}"
            for old, new in pairs
            if (old.status, old.date) != (new.status, new.date)
            or old.title.replace("`", "") != new.title.replace("`", "")
        ]
    return row


def main(args: list[str]) -> int:
    """Print the table, and why records were refused on standard error."""
    rows = []
    for arg in args:
        left, _, folder = arg.partition("=")
        name, _, kind = left.rpartition(":")
        rows.append(counted(name or kind, kind, Path(folder)))
        print(rows[-1].name, dict(rows[-1].refused.most_common(6)), file=sys.stderr)
    heads = ("Corpus", *FORMATS, "Written", "Differ", "Exceptions")
    print(f"| {' | '.join(heads)} |")
    print("|---|" + "--:|" * (len(heads) - 1))
    for row in rows:
        cells = [row.cells.get(to, "") for to in FORMATS]
        ends = map(str, (row.written, len(row.differ), len(row.exceptions)))
        print(f"| {' | '.join((row.name, *cells, *ends))} |")
        for text in (*row.differ, *row.exceptions):
            print(f"  {row.name}: {text}", file=sys.stderr)
    return 1 if any(row.differ or row.exceptions for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
