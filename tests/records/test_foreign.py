"""The formats of other projects: read in place, edited in their own form, never guessed."""

from __future__ import annotations

import contextlib
import datetime
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.finding import Finding
from archdocs.project import shipped_templates
from archdocs.records.dialects import DIALECTS
from archdocs.records.dialects.reading import Target
from archdocs.records.edit import add_link, set_date, set_status
from archdocs.records.kinds import load_kinds
from archdocs.records.model import UNKNOWN, Link, Record
from archdocs.records.names import record_paths
from archdocs.records.reader import read_record
from archdocs.settings import Settings

ADR = load_kinds((shipped_templates(),), Settings())["adr"]
OTHER = Target("ADR-0007", 7, "Use Pulsar", "0007-use-pulsar.md")
MD = "adr/0003-use-kafka.md"
RST = "adr/0003-use-kafka.rst"

PEP = """\
PEP: 3
Title: Use Kafka
Author: Ann <ann@example.org>,
        Bob <bob@example.org>
Status: Accepted
Type: Process
Requires: 1, 2
Created: 02-Jan-2024

Abstract
========

Status: Rejected
"""
KEP = """\
title: Use Kafka
kep-number: 3
authors:
  - "@ann"
owning-sig: sig-orders
approvers:
  - "@bob"
creation-date: 2023-12-01
last-updated: 2024-01-02
status: accepted # provisional|implementable
replaces:
  - "/keps/sig-orders/0002-use-rabbitmq"
latest-milestone: "v1.22"
"""
EIP = """\
---
eip: 3
title: Use Kafka
author: Ann (@ann), Bob (@bob)
discussions-to: https://example.org/t/3
status: Accepted
created: 2024-01-02
requires: 1, 2
---

## Abstract
"""
ARIES = """\
# Aries RFC 0003: Use Kafka

- Authors: [Ann](mailto:ann@example.org), Bob
- Status: [ACCEPTED](/README.md#accepted)
- Since: 2024-01-02
- Status Note: none yet
- Supersedes: [0002](../0002-use-rabbitmq/README.md)
- Start Date: 2023-12-01

## Summary
"""
RUST = """\
- Feature Name: `use_kafka`
- Start Date: 2024-01-02
- RFC PR #: [rust-lang/rfcs#3](https://example.org/3)
- Rust Issue: N/A
- Status: accepted

## Summary

- Start Date: 1999-01-01
"""
COSMOS = """\
# ADR 003: Use Kafka

## Changelog

- 2023-12-01: Initial draft
- 02/01/2024: Change of heart
- 31/12/2023: Wording

## Status

ACCEPTED Not Implemented

## Context
"""
EDGEX = """\
# Use Kafka
### Submitters
- Ann (Example)

## Change Log
- [pending](https://example.org/1) (2023-12-01)
- [accepted](https://example.org/2) (2024-01-02)

## Context
"""
OPENTOFU = """\
# Use Kafka

> [!IMPORTANT]
This RFC has been superseded by [20240103-use-pulsar.md](20240103-use-pulsar.md)

Issue: https://example.org/3

## Proposed Solution
"""
LOG4BRAINS = """\
# Use Kafka

- Status: superseded by [a wrong name](20240203-use-pulsar.md)
- Deciders: Ann, Bob
- Date: 2024-01-02
- Tags: events

## Context
"""
TYREE = """\
# Use Kafka

* **Issue**: Orders get lost.
* **Decision**: Use Kafka.
* **Status**: Accepted
* **Date**: 2024-01-02
* **Assumptions**: None.
* **Supersedes**: [2. Use RabbitMQ](0002-use-rabbitmq.md)
"""
ALEXANDRIAN = """\
---
date: 2024-01-02
---
# Use Kafka

## Prologue

In the context of orders, facing losses, we decided for Kafka.
"""
HEADING = """\
# Use Kafka

Date: 2024-01-02

## Status: Accepted

## Context
"""
OPENEDX = """\
.. _Use Kafka:

3. Use Kafka
############

Status
******

**Accepted** (2024-01-02), while prose goes on.

Supersedes `2. Use RabbitMQ <0002-use-rabbitmq.rst>`_

.. Standard statuses
    - **Rejected** if not

Context
=======

Status::

    **Rejected**
"""
OEP_LIST = """\
OEP-3: Use Kafka
################

.. list-table::
   :widths: 25 75

   * - OEP
     - :ref:`OEP-3 Use Kafka`
   * - Title
     - Use Kafka
   * - Last Modified
     - 2024-01-02
   * - Authors
     - Ann <ann@example.org>
   * - Status
     - Accepted
   * - Replaces
     - :doc:`0002-use-rabbitmq`

Abstract
********
"""
OEP_GRID = """\
OEP-3: Use Kafka
################

+---------------+------------------+
| OEP           | :doc:`OEP-3 <x>` |
+---------------+------------------+
| Title         | Use Kafka        |
+---------------+------------------+
| Last Modified | 2024-01-02       |
+---------------+------------------+
| Status        | Accepted         |
+---------------+------------------+

Abstract
********
"""
#: Each sample: its dialect, the path it stands at, its text and the line of its status.
SAMPLES: dict[str, tuple[str, str, int]] = {
    "pep": (RST, PEP, 5),
    "kep": ("adr/sig/0003-use-kafka/kep.yaml", KEP, 10),
    "eip": (MD, EIP, 6),
    "aries-rfc": ("adr/features/0003-use-kafka/README.md", ARIES, 4),
    "rust-rfc": (MD, RUST, 5),
    "cosmos": (MD, COSMOS, 11),
    "edgex": (MD, EDGEX, 7),
    "opentofu": ("adr/20240102-use-kafka.md", OPENTOFU, 4),
    "log4brains": ("adr/20240102-use-kafka.md", LOG4BRAINS, 3),
    "tyree-akerman": (MD, TYREE, 5),
    "alexandrian": (MD, ALEXANDRIAN, 0),
    "heading": (MD, HEADING, 5),
    "openedx": (RST, OPENEDX, 9),
    "oep": (RST, OEP_LIST, 16),
    "oep-drawn": (RST, OEP_GRID, 11),
}


def read(path: str, data: bytes | str) -> tuple[Record, list[Finding]]:
    record, findings = read_record(path, data.encode() if isinstance(data, str) else data, ADR, 4)
    assert record is not None
    return record, findings


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_is_read(name: str, end: str, bom: str) -> None:
    path, text, line = SAMPLES[name]
    record, findings = read(path, bom + text.replace("\n", end))
    assert record.dialect == name.removesuffix("-drawn")
    assert record.title.lower().replace("_", " ").endswith("use kafka")
    assert record.date == datetime.date(2024, 1, 2)
    late = {"alexandrian": UNKNOWN, "opentofu": "superseded", "log4brains": "superseded"}
    assert record.status == late.get(name, "accepted")
    assert record.lines.get("status", 0) == line
    codes = [finding.code for finding in findings]
    assert codes == (["record.unknown-status"] if name == "alexandrian" else [])


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("pep", [("depends", "1", 7), ("depends", "2", 7)]),
        ("kep", [("supersedes", "/keps/sig-orders/0002-use-rabbitmq", 11)]),
        ("eip", [("depends", "1", 8), ("depends", "2", 8)]),
        ("aries-rfc", [("supersedes", "../0002-use-rabbitmq/README.md", 7)]),
        ("opentofu", [("superseded-by", "20240103-use-pulsar.md", 4)]),
        ("log4brains", [("superseded-by", "20240203-use-pulsar.md", 3)]),
        ("tyree-akerman", [("supersedes", "0002-use-rabbitmq.md", 8)]),
        ("openedx", [("supersedes", "0002-use-rabbitmq.rst", 11)]),
        ("oep", [("supersedes", "0002-use-rabbitmq.rst", 18)]),
    ],
)
def test_links_and_their_lines(name: str, links: list[tuple[str, str, int]]) -> None:
    path, text, _ = SAMPLES[name]
    assert read(path, text)[0].links == tuple(Link(*link) for link in links)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("**Provisional**", "provisional"),
        ("**Accepted** but under review by the board of directors", UNKNOWN),
        ("Approved by TSC vote on 3/16/2022", "approved"),
        ("**Approved** (by TSC vote on 10/6/21)", "approved"),
        ("Accepted / Rejected", UNKNOWN),
        ("Accepted on 3/16/2022", "accepted"),
    ],
)
def test_words_of_their_own_are_kept_and_nothing_is_guessed(text: str, status: str) -> None:
    record, _ = read(RST, f"Title\n=====\n\nStatus\n------\n\n{text}\n")
    assert (record.status, record.raw_status) == (status, text)


def test_a_missing_status_of_log4brains_is_not_accepted() -> None:
    record, findings = read("adr/20240102-x.md", "# X\n\n- Date: 2024-01-02\n")
    assert (record.dialect, record.status) == ("log4brains", UNKNOWN)
    assert [finding.code for finding in findings] == ["record.unknown-status"]


def test_days_and_months_are_not_confused() -> None:
    text = "# X\n\n## Changelog\n\n- {}: Draft\n\n## Status\n\nAccepted\n"
    record, findings = read(MD, text.format("05/04/2023"))
    assert record.date is None
    assert [finding.code for finding in findings] == ["record.bad-date"]
    assert read(MD, text.format("25/04/2023"))[0].date == datetime.date(2023, 4, 25)


def test_of_a_record_in_a_folder_one_file_counts() -> None:
    paths = ["a/0001-x/kep.yaml", "a/0001-x/README.md", "a/0002-y/README.md", "a/README.md"]
    paths += ["a/0003-z.md", "a/0003-z/README.md", "a/0004-w/notes.md", "2024/README.md"]
    paths += ["2024/0005-v.md"]
    found = list(record_paths(paths))
    assert found == ["2024/0005-v.md", "a/0001-x/kep.yaml", "a/0002-y/README.md", "a/0003-z.md"]
    record, _ = read("adr/0002-y/README.md", "# Y\n\n- Status: accepted\n")
    assert (record.id, record.stem, record.is_folder) == ("ADR-0002", "0002-y", True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_status_edit_changes_one_line_or_is_refused(name: str, end: str) -> None:
    path, text, line = SAMPLES[name]
    data = text.replace("\n", end).encode()
    try:
        after = set_status(path, data, ADR, "rejected" if name != "opentofu" else "superseded")
    except UsageError as error:
        refused = error.message
    else:
        refused = ""
    if refused:
        assert name in {"edgex", "log4brains"}
        assert "\n" not in refused
        assert refused.startswith(path)
        return
    before, now = data.splitlines(keepends=True), after.splitlines(keepends=True)
    if name == "alexandrian":
        assert len(now) == len(before) + 1
        return
    changed = [n for n, (old, new) in enumerate(zip(before, now, strict=True), 1) if old != new]
    if name == "opentofu":
        assert changed == []
        return
    assert changed == [line]
    assert read(path, after)[0].status == "rejected"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aries-rfc", "- Status: [DEPRECATED](/README.md#deprecated)"),
        ("cosmos", "DEPRECATED"),
        ("openedx", "**Deprecated** (2024-01-02), while prose goes on."),
        ("kep", "status: deprecated # provisional|implementable"),
        ("tyree-akerman", "* **Status**: Deprecated"),
        ("heading", "## Status: Deprecated"),
        ("pep", "Status: Deprecated"),
        ("oep-drawn", "| Status        | Deprecated       |"),
    ],
)
def test_a_status_is_written_in_the_form_of_the_file(name: str, expected: str) -> None:
    path, text, line = SAMPLES[name]
    after = set_status(path, text.encode(), ADR, "deprecated")
    assert after.decode().splitlines()[line - 1] == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_superseding_is_written_and_read_again_or_refused(name: str) -> None:
    path, text, _ = SAMPLES[name]
    target = Target(OTHER.id, 7, OTHER.title, "0007-use-pulsar.rst") if path == RST else OTHER
    try:
        after = add_link(path, text.encode(), "superseded-by", target)
    except UsageError:
        assert name in {"edgex", "oep", "oep-drawn"}
        return
    record, _ = read(path, after)
    assert "superseded-by" in {link.kind for link in record.links}


PIECES = sorted({line for _, text, _ in SAMPLES.values() for line in text.splitlines()})
NOISE = [
    "\x00",
    "\u2028",
    "\ufeff",
    "::",
    "..",
    "===",
    "|",
    "> [!IMPORTANT]",
    "status:",
    "Status: ",
]
LINES = st.one_of(st.sampled_from([*PIECES, *NOISE]), st.text(max_size=20))
PATHS = st.sampled_from(sorted({path for path, _, _ in SAMPLES.values()}))
STATUSES = st.sampled_from(["accepted", "rejected", "superseded", "deprecated"])


def made(lines: list[str], end: str) -> bytes:
    return end.join(lines).encode("utf-8", "surrogatepass")


def lines_of(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r") + 1


@settings(max_examples=400, deadline=None)
@given(PATHS, st.lists(LINES, max_size=16), st.sampled_from(["\n", "\r\n", "\r"]))
def test_reading_whatever_stands_there_never_raises(path: str, lines: list[str], end: str) -> None:
    data = made(lines, end)
    record, findings = read_record(path, data, ADR, 4)
    assert record is not None or findings
    for finding in findings:
        assert finding.location.line <= lines_of(data)
    if record is not None:
        assert all(0 <= place <= lines_of(data) for place in record.lines.values())
        assert all(0 <= link.line <= lines_of(data) for link in record.links)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(DIALECTS)), PATHS, st.lists(LINES, max_size=12))
def test_no_dialect_needs_to_recognise_what_it_reads(
    name: str, path: str, lines: list[str]
) -> None:
    from archdocs.records.document import Document

    document = Document(path, "\n".join(lines))
    reading = DIALECTS[name].read(document)
    assert len(reading.stated) == len(reading.statuses)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(LINES, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    STATUSES,
)
def test_an_edit_keeps_all_other_bytes_or_is_refused(
    name: str, below: list[str], end: str, bom: bool, status: str
) -> None:
    path, text, _ = SAMPLES[name]
    data = ("\ufeff" if bom else "").encode() + made([*text.splitlines(), *below], end)
    try:
        after = set_status(path, data, ADR, status)
    except UsageError as error:
        refused = error.message
    else:
        refused = ""
    if refused:
        assert "\n" not in refused
        return
    assert read(path, after)[0].status == status
    before, now = data.splitlines(keepends=True), after.splitlines(keepends=True)
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    tail = 0
    limit = min(len(before), len(now)) - same
    while tail < limit and before[-1 - tail] == now[-1 - tail]:
        tail += 1
    assert len(before) - same - tail <= 1
    assert len(now) - same - tail <= 5


EDITS: tuple[Callable[[str, bytes], bytes], ...] = (
    lambda path, data: set_status(path, data, ADR, "deprecated"),
    lambda path, data: set_date(path, data, datetime.date(2025, 3, 4)),
    lambda path, data: add_link(path, data, "superseded-by", OTHER),
)


def generated(seed: int, count: int) -> int:
    """Read, and try to edit, records put together at random; return how many were read."""
    source = random.Random(seed)
    names = sorted(SAMPLES)
    done = 0
    for number in range(count):
        path, text, _ = SAMPLES[names[number % len(names)]]
        lines = text.splitlines()
        for _ in range(source.randrange(4)):
            at = source.randrange(len(lines) + 1)
            match source.randrange(4):
                case 0:
                    lines.insert(at, source.choice([*PIECES, *NOISE]))
                case 1:
                    del lines[at : at + 1]
                case 2:
                    lines[at : at + 1] = [line[::-1] for line in lines[at : at + 1]]
                case _:
                    lines[at : at + 1] = [line.upper() + "ß" for line in lines[at : at + 1]]
        data = made(lines, source.choice(["\n", "\r\n"]))
        record, _ = read_record(path, data, ADR, 4)
        done += record is not None
        for edit in EDITS:
            with contextlib.suppress(UsageError):
                edit(path, data)
    return done


def test_two_thousand_generated_records() -> None:
    assert generated(1, 2_000) == 2_000


@pytest.mark.slow
def test_ten_thousand_generated_records() -> None:
    assert generated(2, 10_000) == 10_000
