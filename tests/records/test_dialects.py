"""Every format, read as real repositories write it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.project import shipped_templates
from archdocs.records.dialects import recognise
from archdocs.records.document import Document
from archdocs.records.kinds import load_kinds
from archdocs.records.model import Link, Record
from archdocs.records.reader import read_record
from archdocs.settings import Settings

ADR = load_kinds((shipped_templates(),), Settings())["adr"]

NYGARD = """\
# 3. Use Kafka

Date: 2024-01-02

## Status

Accepted

Supersedes [2. Use RabbitMQ](0002-use-rabbitmq.md)

Amended by [5. Two brokers](0005-two-brokers.md)

## Context

Nothing.
"""
MADR2 = """\
# Use Kafka

* Status: accepted <!-- optional -->
* Deciders: Ann, Bob <!-- optional -->
* Date: 2024-01-02

Technical Story: none

## Context and Problem Statement <!-- optional -->

## Links <!-- optional -->

* Supersedes [ADR-0002](0002-use-rabbitmq.md)
* Amended by [ADR-0005](0005-two-brokers.md)
* See the [handbook](https://example.org)
"""
MADR3 = """\
---
status: accepted
date: 2024-01-02
deciders: Ann, Bob
supersedes: [ADR-0002]
amended-by: 0005-two-brokers.md
---
# Use Kafka

## Context and Problem Statement
"""
MADR4 = """\
---
status: "accepted"
date: 2024-01-02
decision-makers:
  - Ann
  - Bob
supersedes:
  - ADR-0002
amended-by:
  - "[ADR-0005](0005-two-brokers.md)"
---

# Use Kafka
"""
ALL = {"nygard": NYGARD, "madr-2": MADR2, "madr-3": MADR3, "madr-4": MADR4}


def read(text: str, path: str = "adr/0003-use-kafka.md") -> tuple[Record, list[str]]:
    record, findings = read_record(path, text.encode(), ADR, 4)
    assert record is not None
    return record, [finding.code for finding in findings]


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_format_says_the_same(dialect: str, bom: str, end: str) -> None:
    record, codes = read(bom + ALL[dialect].replace("\n", end))
    assert record.dialect == dialect
    assert record.id == "ADR-0003"
    assert record.title == "Use Kafka"
    assert record.status == "accepted"
    assert record.date == datetime.date(2024, 1, 2)
    assert record.deciders == (() if dialect == "nygard" else ("Ann", "Bob"))
    assert [link.kind for link in record.links] == ["supersedes", "amended-by"]
    assert codes == []
    lines = ALL[dialect].splitlines()
    assert "Use Kafka" in lines[record.lines["title"] - 1]
    assert "ccepted" in lines[record.lines["status"] - 1]
    assert "2024" in lines[record.lines["date"] - 1]
    assert all("2" in lines[link.line - 1] or "5" in lines[link.line - 1] for link in record.links)


def test_the_target_counts_and_not_the_text_of_a_link() -> None:
    record, _ = read("# 3. X\n\n## Status\n\nSuperceded by [4. Wrong](0007-right.md)\n")
    assert record.status == "superseded"
    assert record.links == (Link("superseded-by", "0007-right.md", 5),)


@pytest.mark.parametrize("heading", ["# Status", "### Status", "Status\n------", "## Status:"])
def test_status_headings_of_any_level(heading: str) -> None:
    record, _ = read(f"# 3. X\n\nDate: 2024-01-02\n\n{heading}\n\nAccepted\n\n# Context\n")
    assert (record.status, record.dialect) == ("accepted", "nygard")


def test_code_and_comments_hold_no_headings() -> None:
    text = (
        "```md\n# Not me\n## Status\n\nRejected\n```\n<!--\n# Nor me\n-->\n~~~\n# x\n~~~~\n# Me\n"
    )
    record, codes = read(text)
    assert (record.title, record.status, record.dialect) == ("Me", "unknown", "plain")
    assert codes == ["record.unknown-status"]


@pytest.mark.parametrize(
    "text",
    ["# 3. Real", "# ADR-0003: Real", "# ADR 3 - Real", "# 0003. Real", "Real\n===="],
)
def test_the_own_number_is_no_part_of_a_title(text: str) -> None:
    assert read(text + "\n")[0].title == "Real"


@pytest.mark.parametrize("title", ["4. Real", "3 reasons", "3.5 is enough", "C#", "A - B"])
def test_other_numbers_are_part_of_a_title(title: str) -> None:
    assert read(f"# {title}\n")[0].title == title


def test_the_official_template_of_madr_does_not_pass_for_a_decision() -> None:
    record, codes = read(
        '---\nstatus: "{proposed | accepted}"\ndate: {YYYY-MM-DD when it was updated}\n'
        "decision-makers: {list everyone}\n---\n# {short title}\n"
    )
    assert record.status == "unknown"
    assert record.deciders == ()
    assert set(codes) == {"record.unknown-status", "record.bad-front-matter"}


@pytest.mark.parametrize(
    ("front", "line"),
    [("status: 'accepted", 2), ("a: 1\nstatus: a: b", 3), ("a: &x 1\nb: *x", 3), ("- a", 2)],
)
def test_broken_front_matter_is_one_finding_with_its_line(front: str, line: int) -> None:
    record, findings = read_record("adr/0003-x.md", f"---\n{front}\n---\n# X\n".encode(), ADR, 4)
    assert record is not None
    assert record.status == "unknown"
    assert [finding.code for finding in findings] == ["record.bad-front-matter"]
    assert findings[0].location.line in (line, line + 1)


@pytest.mark.parametrize(
    ("date", "good"),
    [
        ("2024-01-02", True),
        ("2024/1/2", True),
        ("2024-01-02T10:00:00Z", True),
        ("2023-14-05", False),
        ("05-04-2023", False),
        ("January 2", False),
    ],
)
def test_dates(date: str, good: bool) -> None:
    record, codes = read(f'---\nstatus: accepted\ndate: "{date}"\n---\n# X\n')
    assert (record.date is not None) == good
    assert codes == ([] if good else ["record.bad-date"])


def test_a_dated_file_has_its_day_and_no_number() -> None:
    record, codes = read("# X\n\n- Status: accepted\n", "adr/20240102-use-x.md")
    assert (record.id, record.number) == ("ADR-20240102-use-x", None)
    assert record.date == datetime.date(2024, 1, 2)
    assert codes == []


PIECES = st.sampled_from(
    ["---", "# T", "## Status", "Accepted", "* Status: a", "```", "<!--", "-->", "status: x", "===",
     "Superseded by [3. X](0003-x.md)", "superseded-by: [ADR-1, {a: b}]", "- ", "date: 1", "\ufeff",
     "\x00", "\u2028", "Date: ", "| a |", "supersedes: *x", "deciders: {x}", "* Supersedes: "]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=14), st.sampled_from("\n\r"))
def test_reading_never_raises(pieces: list[str], end: str) -> None:
    data = end.join(pieces).encode("utf-8", "surrogatepass")
    record, findings = read_record("adr/0003-x.md", data, ADR, 4)
    assert record is not None or findings
    for finding in findings:
        assert finding.location.line <= max(data.count(b"\n") + data.count(b"\r") + 1, 1)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_found_unreadable(data: bytes) -> None:
    record, findings = read_record("adr/0003-x.md", data, ADR, 4)
    assert (record is None) == any(f.code == "record.unreadable" for f in findings)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=10))
def test_lines_put_together_again_are_the_file(pieces: list[str]) -> None:
    text = "\r\n".join(pieces)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    document = Document.parse("x", data)
    assert document.apply(()) == data
    recognise(document).read(document)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text", ["#" * 60000, "[" * 60000, "* " * 30000, "`" * 60000, "<!--" * 9999]
)
def test_long_lines_are_read_in_time(text: str) -> None:
    for form in (
        f"# X{text}x\n\n{text}\n\n## Status\n\n{text}\n",
        f"---\nstatus: {text}x\n---\n{text}",
        f"# X\n\n* Status: {text}x\n* Deciders: {text}x\n* Supersedes: {text}x\n",
    ):
        read(form)  # a quadratic pattern takes minutes, and is cut off
