"""Record sets for the tests of exports: made up, hostile, and read from files."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from archdocs.project import shipped_templates
from archdocs.records.catalog import Catalog, load
from archdocs.records.export.model import Source
from archdocs.records.kinds import load_kinds
from archdocs.records.model import Link, Record
from archdocs.settings import Settings

__all__ = ["HOSTILE", "MemoryTree", "from_files", "made_up", "sources"]

KINDS = load_kinds((shipped_templates(),), Settings())
HOSTILE = (
    '=cmd|"/c calc"!A1',
    "@SUM(1)",
    "-1; DROP TABLE records; --",
    "'=1",
    "a\x00b\x1b[31mred\u202eevil",
    "]](x) [y](javascript:alert(1)) <script>`",
    "two\nlines\r\n## Status\r\n\r\nAccepted",
    "[[env('HOME')]] <<a, b>>",
    "日本語 — ✓ \U0001f600",
    "..\\; x; y\\",
    "caf\udce9",
    "R & D | # %s {{ x }}",
)
LINK_KINDS = ("supersedes", "superseded-by", "amends", "relates", "depends", "implements")


@dataclass
class MemoryTree:
    """Files by path, as a tree."""

    data: Mapping[str, bytes] = field(default_factory=dict)

    def files(self, under: str = "") -> tuple[str, ...]:
        start = f"{under.strip('/')}/" if under.strip("/") else ""
        return tuple(sorted(path for path in self.data if path == under or path.startswith(start)))

    def read(self, path: str) -> bytes | None:
        return self.data.get(path)

    def exists(self, path: str) -> bool:
        return path in self.data or any(name.startswith(f"{path}/") for name in self.data)


def from_files(files: Mapping[str, str | bytes], settings: Settings | None = None) -> Source:
    """Return the records of files as an export sees them."""
    data = {k: v if isinstance(v, bytes) else v.encode() for k, v in files.items()}
    folders = (shipped_templates(),)
    catalog = load(MemoryTree(data), settings or Settings(), template_folders=folders)
    return Source("shop", catalog, catalog.records)


def made_up(*records: Record, files: Mapping[str, bytes] | None = None) -> Source:
    """Return records that no file holds."""
    catalog = Catalog(KINDS, records, MemoryTree(files or {}))
    return Source("shop", catalog, records)


words = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=30), st.sampled_from(("Use Kafka", "", "a"))
)
days = st.none() | st.dates(datetime.date(1970, 1, 1), datetime.date(2099, 12, 31))
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def record_sets(draw: st.DrawFn) -> tuple[Record, ...]:
    """Make up to six records with links among each other, and elsewhere."""
    count = draw(st.integers(0, 6))
    names = [
        (draw(st.sampled_from(("adr", "spec"))), draw(st.integers(0, 12))) for _ in range(count)
    ]
    found = []
    for place, (kind, number) in enumerate(names):
        prefix, folder = KINDS[kind].prefix, KINDS[kind].folder
        ends = [f"{KINDS[k].prefix}-{n:04d}" for k, n in names]
        target = st.sampled_from((*ends, "ADR-0099", "../docs/x y (1).md", "https://example.org/a"))
        link = st.builds(Link, st.sampled_from(LINK_KINDS), target, st.integers(0, 9))
        texts = st.lists(words.filter(str.strip), max_size=3).map(tuple)
        found.append(
            Record(
                kind=kind,
                id=f"{prefix}-{number:04d}",
                number=number,
                title=draw(words),
                status=draw(st.sampled_from((*KINDS[kind].statuses, "unknown", "on hold"))),
                raw_status=draw(words),
                date=draw(days),
                path=f"{folder}/{number:04d}-{place}.md",
                dialect="madr-4",
                owner=draw(words),
                deciders=draw(texts),
                tags=draw(texts),
                review_by=draw(days),
                links=tuple(dict.fromkeys(draw(st.lists(link, max_size=3)))),
                lines=draw(
                    st.dictionaries(st.sampled_from(("title", "status")), st.integers(0, 9))
                ),
                fields=draw(st.dictionaries(words.filter(bool), plain_json, max_size=3)),
            )
        )
    return tuple(found)


sources = record_sets().map(lambda records: made_up(*records))
