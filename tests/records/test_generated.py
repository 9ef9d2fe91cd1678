"""Thousands of records of every format: all are read; a status edit changes a status alone."""

from __future__ import annotations

from collections import Counter

import pytest

from archdocs.errors import UsageError
from archdocs.project import shipped_templates
from archdocs.records.dialects import DIALECTS
from archdocs.records.edit import set_status
from archdocs.records.kinds import load_kinds
from archdocs.records.model import Record
from archdocs.records.reader import read_record
from archdocs.settings import Settings
from generatedrecords import SHAPES, generate

ADR = load_kinds((shipped_templates(),), Settings())["adr"]
WANTED = ("accepted", "rejected", "deprecated")
COUNTS = [200, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]


def read(path: str, data: bytes) -> Record:
    record, _ = read_record(path, data, ADR, 4)
    assert record is not None, path
    return record


def middle(before: bytes, after: bytes) -> tuple[int, bytes, bytes]:
    """Return how many bytes are equal at the start, and what differs before the equal end."""
    most = min(len(before), len(after))
    start = next((n for n in range(most) if before[n] != after[n]), most)
    end = next((n for n in range(most - start) if before[-1 - n] != after[-1 - n]), most - start)
    return start, before[start : len(before) - end], after[start : len(after) - end]


def line_at(data: bytes, start: int) -> int:
    head = data[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return head.count(b"\n") + 1


def rest_of(record: Record) -> tuple[object, ...]:
    """Return what a status edit must leave as it is."""
    links = [(link.kind, link.target) for link in record.links]
    return record.title, record.date, record.owner, record.deciders, record.tags, links


@pytest.mark.parametrize("count", COUNTS)
def test_generated_records_are_read_and_edited_to_the_byte(count: int) -> None:
    dialects: Counter[str] = Counter()
    edited: Counter[str] = Counter()
    for number, made in enumerate(generate(count)):
        record = read(made.path, made.data)
        dialects[record.dialect] += 1
        wanted = WANTED[number % len(WANTED)]
        try:
            after = set_status(made.path, made.data, ADR, wanted)
        except UsageError:
            continue  # said so in one line, and nothing was written
        now = read(made.path, after)
        assert now.status == wanted, made
        assert rest_of(now) == rest_of(record), made
        start, old, new = middle(made.data, after)
        assert made.data.startswith(after[:start])
        said = record.lines.get("status")
        if said and old:
            assert line_at(made.data, start) == said, made
        assert len(old.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) <= 2, made
        assert len(new) < 200, made
        edited[made.shape] += 1
    assert set(DIALECTS) <= set(dialects), set(DIALECTS) - set(dialects)
    assert sum(edited.values()) > count * 0.6
    assert set(edited) | {"edgex", "oep-drawn"} >= set(SHAPES)
