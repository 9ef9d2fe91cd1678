"""Edits change the lines they mean and not a byte more."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.project import shipped_templates
from archdocs.records.dialects.reading import Target
from archdocs.records.edit import add_link, set_date, set_status
from archdocs.records.kinds import load_kinds
from archdocs.records.model import Record
from archdocs.records.reader import read_record
from archdocs.settings import Settings

ADR = load_kinds((shipped_templates(),), Settings())["adr"]
PATH = "adr/0003-use-kafka.md"
OTHER = Target("ADR-0007", 7, "Use [Pulsar]", "0007-use-pulsar.md")

FRONT = "---\nstatus: accepted\ndate: 2024-01-02\n---\n# Use Kafka\n\nBody\n"
BULLETS = "# Use Kafka\n\n* Status: accepted\n* Date: 2024-01-02\n\n## Context\n\n* Status: x\n"
NYGARD = "# 3. Use Kafka\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nAccepted\n"
TOP = "# 3. Use Kafka\n\n# Status\n\nAccepted\n\n# Context\n\nText\n"
BARE = "# Use Kafka\n\n## Context and Problem Statement\n"
FORMS = {"front": FRONT, "bullets": BULLETS, "nygard": NYGARD, "top": TOP, "bare": BARE}


def read(data: bytes) -> Record:
    record, _ = read_record(PATH, data, ADR, 4)
    assert record is not None
    return record


def different(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the lines that went and the lines that came."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_status_edit_touches_one_line(form: str, bom: str, end: str) -> None:
    data = (bom + FORMS[form].replace("\n", end)).encode()
    after = set_status(PATH, data, ADR, "deprecated")
    assert read(after).status == "deprecated"
    gone, come = different(data.replace(b"\r", b"\n"), after.replace(b"\r", b"\n"))
    if form != "bare":
        assert (len(gone), len(come)) == (1, 1)
        assert after.count(end.encode()) == data.count(end.encode())
    assert after.startswith(bom.encode())
    if end == "\r\n":
        assert after.count(b"\n") == after.count(b"\r\n")
    if end == "\n":
        assert b"\r" not in after
    if form != "bare":
        assert set_status(PATH, after, ADR, "accepted") == data


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_superseding_is_said_in_the_form_of_the_file(form: str, end: str) -> None:
    data = FORMS[form].replace("\n", end).encode()
    after = add_link(PATH, set_status(PATH, data, ADR, "superseded"), "superseded-by", OTHER)
    record = read(after)
    assert record.status == "superseded"
    assert [link.kind for link in record.links] == ["superseded-by"]
    again = add_link(PATH, after, "superseded-by", Target("ADR-0008", 8, "B", "0008-b.md"))
    assert len(read(again).links) == 2
    if form in ("nygard", "top"):
        want = rf"Superseded by [7. Use \[Pulsar\]](0007-use-pulsar.md){end}"
        assert want.encode() in after
        assert b"Superseded\n" not in after.replace(b"\r", b"")
    if form == "bullets":
        assert f"* Status: superseded by [ADR-0007](0007-use-pulsar.md){end}".encode() in after
    if form == "front":
        assert f"status: superseded{end}date: 2024-01-02{end}superseded-by: [ADR-0007]{end}" in (
            after.decode()
        )


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("status: 'accepted'  # since May", "status: 'deprecated'  # since May"),
        ('status: "accepted"', 'status: "deprecated"'),
        ("status:   accepted", "status:   deprecated"),
        ("status:", "status: deprecated"),
        ("status: accepted on 1 May", "status: deprecated"),
        ("title: x", "title: x\nstatus: deprecated"),
        ("tags:\n  - a\nz: {b: [c]}", "tags:\n  - a\nz: {b: [c]}\nstatus: deprecated"),
    ],
)
def test_quotes_comments_and_spaces_stay(front: str, expected: str) -> None:
    data = f"---\n{front}\n---\n# X\n".encode()
    assert set_status(PATH, data, ADR, "deprecated") == f"---\n{expected}\n---\n# X\n".encode()


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("supersedes: [ADR-0001]", "supersedes: [ADR-0001, ADR-0007]"),
        ("supersedes: []  # none", "supersedes: [ADR-0007]  # none"),
        ("supersedes: ADR-0001", "supersedes: [ADR-0001, ADR-0007]"),
        ("supersedes:", "supersedes: [ADR-0007]"),
        ("supersedes:\n- ADR-0001", "supersedes:\n- ADR-0001\n- ADR-0007"),
        (
            "supersedes:\n    - 'ADR-0001' # x\nz: 1",
            "supersedes:\n    - 'ADR-0001' # x\n    - ADR-0007\nz: 1",
        ),
        ("z: {b: c}", "z: {b: c}\nsupersedes: [ADR-0007]"),
    ],
)
def test_lists_keep_their_form(front: str, expected: str) -> None:
    data = f"---\nstatus: accepted\n{front}\n---\n# X\n".encode()
    after = add_link(PATH, data, "supersedes", OTHER).decode()
    if front.startswith("z"):
        assert "status: accepted\nsupersedes: [ADR-0007]\nz: {b: c}\n" in after
    else:
        assert after == f"---\nstatus: accepted\n{expected}\n---\n# X\n"


@pytest.mark.parametrize(
    "front",
    ["status: |\n  accepted", "status:\n  accepted", "{status: a}", "status: 'a", "? status\n: a"],
)  # fmt: skip
def test_what_is_not_safe_to_edit_is_refused(front: str) -> None:
    data = f"---\n{front}\n---\n# X\n".encode()
    with pytest.raises(UsageError, match=r"^adr/0003-use-kafka\.md:\d+: "):
        set_status(PATH, data, ADR, "deprecated")


def test_a_status_that_a_link_states_is_not_overwritten() -> None:
    data = b"# 3. X\n\n## Status\n\nSuperseded by [7. Y](0007-y.md)\n"
    with pytest.raises(UsageError, match=r":5: its status can't be set to accepted"):
        set_status(PATH, data, ADR, "accepted")


def test_a_file_without_a_last_line_end_keeps_lacking_it() -> None:
    data = b"# 3. X\r\n\r\n## Status\r\n\r\nAccepted"
    assert set_status(PATH, data, ADR, "deprecated") == data.replace(b"Accepted", b"Deprecated")
    after = add_link(PATH, data, "supersedes", Target("ADR-0002", 2, "Y", "0002-y.md"))
    assert after == data + b"\r\n\r\nSupersedes [2. Y](0002-y.md)"


@pytest.mark.parametrize("form", FORMS)
def test_a_date_is_added_or_set(form: str) -> None:
    after = set_date(PATH, FORMS[form].encode(), datetime.date(2025, 3, 4))
    record = read(after)
    assert record.date == datetime.date(2025, 3, 4)
    assert record.status == read(FORMS[form].encode()).status


LINE = st.text(alphabet="aZ# *-:`|é日\t<>[]()'\"", max_size=20)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(LINE, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from(["accepted", "rejected", "deprecated", "proposed"]),
)
def test_whatever_stands_below_is_kept(
    form: str, lines: list[str], end: str, bom: bool, status: str
) -> None:
    text = FORMS[form].replace("\n", end) + end.join(lines)
    data = (("\ufeff" if bom else "") + text).encode()
    try:
        after = set_status(PATH, data, ADR, status)
    except UsageError:
        return
    assert read(after).status == status
    gone, come = different(data, after)
    assert len(gone) <= 1
    assert len(come) <= 5
    assert after.endswith(end.join(lines).encode())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=120), st.sampled_from(["supersedes", "superseded-by", "relates"]))
def test_arbitrary_bytes_are_edited_well_or_refused(data: bytes, kind: str) -> None:
    edits: list[Callable[[], bytes]] = [
        lambda: set_status(PATH, data, ADR, "accepted"),
        lambda: add_link(PATH, data, kind, OTHER),
        lambda: set_date(PATH, data, datetime.date(2025, 3, 4)),
    ]
    for edit in edits:
        try:
            after = edit()
        except UsageError:
            continue
        assert read(after).id == "ADR-0003"
        for line in data.splitlines()[3:]:
            assert line in after


def test_a_line_keeps_its_own_end_among_lines_that_end_otherwise() -> None:
    data = b"# X\r\n\r* Status: proposed\n* Date: 2026-01-02\r\n\n"
    after = set_status("adr/0001-x.md", data, ADR, "accepted")
    assert after == data.replace(b"proposed", b"accepted")


def test_prose_before_the_status_is_not_taken_for_it() -> None:
    data = b"# 1. X\n\n## Status\n\nAfter long talks.\n\nAccepted\n\n## Context\n"
    with pytest.raises(UsageError, match="without touching more"):
        set_status("adr/0001-x.md", data, ADR, "accepted")
