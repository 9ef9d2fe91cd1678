"""Statuses as people write them, and moves between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.project import shipped_templates
from archdocs.records.kinds import Kind, load_kinds
from archdocs.records.lifecycle import check_move, known_status, read_status, read_statuses
from archdocs.settings import Settings

KINDS = load_kinds((shipped_templates(),), Settings())
ADR: Kind = KINDS["adr"]
SPEC: Kind = KINDS["spec"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("accepted", "accepted"),
        ("Accepted.", "accepted"),
        ("**Accepted**", "accepted"),
        ("Accepted on 2024-01-02", "accepted"),
        ("Accepted (2024-01-02)", "accepted"),
        ("accepted <!-- optional -->", "accepted"),
        ("superseded by [ADR-0005](0005-x.md)", "superseded"),
        ("Superceded by [5. X](0005-x.md)", "superseded"),
        ("superseeded", "superseded"),
        ("[accepted](https://example.org/a/b)", "accepted"),
        ("on hold", "on hold"),
        ("Provisional", "provisional"),
        ("", "unknown"),
        ("proposed | accepted", "unknown"),
        ("{proposed | rejected | accepted}", "unknown"),
        ("accepted?", "unknown"),
        ("Accepted/Rejected", "unknown"),
        ("Not accepted yet by the board", "unknown"),
        ("Accepted pending the security review", "unknown"),
        ("We will decide this in the next meeting", "unknown"),
    ],
)
def test_reading_a_status(raw: str, status: str) -> None:
    assert read_status(raw, ADR) == status


def test_a_status_of_two_words() -> None:
    assert read_status("In Review", SPEC) == "in-review"
    assert read_status("in-review", SPEC) == "in-review"


def test_several_lines_must_not_contradict() -> None:
    assert read_statuses(("Accepted", "We all agreed to this"), ADR) == ("accepted", 0)
    assert read_statuses(("Accepted", "Superseded by [2. X](0002-x.md)"), ADR) == ("superseded", 1)
    assert read_statuses(("Proposed", "Accepted"), ADR)[0] == "unknown"
    assert read_statuses((), ADR)[0] == "unknown"


def test_illegal_moves_name_the_legal_ones() -> None:
    check_move(ADR, "ADR-0001", "proposed", "accepted")
    check_move(ADR, "ADR-0001", "unknown", "accepted")
    check_move(ADR, "ADR-0001", "on hold", "accepted")
    with pytest.raises(UsageError, match=r"can become deprecated, superseded"):
        check_move(ADR, "ADR-0001", "accepted", "proposed")
    with pytest.raises(UsageError, match="final"):
        check_move(ADR, "ADR-0001", "superseded", "accepted")


def test_a_misspelt_status_names_the_nearest() -> None:
    assert known_status(SPEC, "In Review") == "in-review"
    with pytest.raises(UsageError, match="did you mean `accepted`"):
        known_status(ADR, "acepted")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_status(text: str) -> None:
    assert read_status(text, ADR)


def test_the_title_in_a_link_is_no_placeholder() -> None:
    assert read_status("Superceded by [2. A|B](0002-a-b.md)", ADR) == "superseded"
    assert read_status("accepted | rejected", ADR) == "unknown"
