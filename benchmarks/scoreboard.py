"""Read corpora of real records and count what can be told of them.

``python -m benchmarks.scoreboard pep=…/peps kep=…/enhancements/keps adr=…/doc/adr`` prints a
Markdown table. Each argument is a kind (one that is shipped, or of ``benchmarks/corpora``), an
equals sign and a folder; ``Name:kind=folder`` gives the row a name, and ``folder#pattern`` reads
only the paths in which the regular expression is found.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from archdocs.project import shipped_templates
from archdocs.records.kinds import Kind, load_kinds
from archdocs.records.model import UNKNOWN
from archdocs.records.names import record_paths
from archdocs.records.reader import read_record
from archdocs.settings import Settings
from archdocs.system.tree import WorkTree

__all__ = ["Row", "main", "read_corpus", "table"]

KINDS = (Path(__file__).parent / "corpora", shipped_templates())
#: Statuses shown in a row; the rest are added up.
SHOWN = 7
HEAD = (
    "| Corpus | Records | Read | Statuses | Own words | Unknown | Exceptions | Seconds |",
    "|---|--:|--:|---|--:|--:|--:|--:|",
)


@dataclass(slots=True)
class Row:
    """What was counted in one corpus.

    ``own`` are records whose status can be read and is none of the kind's; ``silent`` those
    of the unknown ones that say no status at all.
    """

    name: str
    found: int = 0
    read: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    silent: int = 0
    exceptions: list[str] = field(default_factory=list)
    dialects: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def line(self) -> str:
        """Return the row of the table."""
        shown = [f"{name} {count}" for name, count in self.statuses.most_common(SHOWN)]
        rest = sum(self.statuses.values()) - sum(n for _, n in self.statuses.most_common(SHOWN))
        shown += [f"others {rest}"] if rest else []
        unknown = f"{len(self.unknown)} ({self.silent} say none)" if self.unknown else "0"
        cells = (
            self.name,
            str(self.found),
            str(self.read),
            ", ".join(shown) or "–",
            str(sum(self.own.values())),
            unknown,
            str(len(self.exceptions)),
            f"{self.seconds:.2f}",
        )
        return f"| {' | '.join(cells)} |"


def read_corpus(name: str, kind: Kind, folder: Path, only: str = "") -> Row:
    """Read every record under a folder; an exception is counted and ends nothing."""
    row = Row(name)
    tree = WorkTree(folder)
    start = time.perf_counter()
    for path in record_paths(tree.files(), kind.prefix):
        if not re.search(only, path):
            continue
        row.found += 1
        try:
            record, _ = read_record(path, tree.read(path), kind, 4)
        except Exception as error:  # noqa: BLE001 - to be counted is what it is for
            row.exceptions.append(f"{path}: {error!r}")
            continue
        if record is None:
            continue
        row.read += 1
        row.dialects[record.dialect] += 1
        if record.status == UNKNOWN:
            row.unknown.append(f"{path}: {record.raw_status!r}")
            row.silent += not record.raw_status
        elif record.status in kind.moves:
            row.statuses[record.status] += 1
        else:
            row.own[record.status] += 1
    row.seconds = time.perf_counter() - start
    return row


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    return "\n".join((*HEAD, *(row.line() for row in rows))) + "\n"


def main(args: list[str]) -> int:
    """Print the table, and on standard error what a reader of it may want to look up."""
    kinds = load_kinds(KINDS, Settings())
    rows = []
    for arg in args:
        left, _, place = arg.partition("=")
        folder, _, only = place.partition("#")
        name, _, kind = left.rpartition(":")
        if kind not in kinds or not Path(folder).is_dir():
            print(f"{arg}: not KIND=FOLDER; kinds: {', '.join(kinds)}", file=sys.stderr)
            return 2
        rows.append(read_corpus(name or kind, kinds[kind], Path(folder), only))
    print(table(rows), end="")
    for row in rows:
        print(f"{row.name}: {dict(row.dialects)}; own words {dict(row.own)}", file=sys.stderr)
        for text in (*row.exceptions, *row.unknown):
            print(f"  {text}", file=sys.stderr)
    return 1 if any(row.exceptions for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
