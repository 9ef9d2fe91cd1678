"""Front matter: whatever somebody wrote, values or one message with a line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.system import frontmatter


def test_values_stay_text_and_know_their_line() -> None:
    found = frontmatter.split("---\nid: 0010\ndate: 2026-01-05\nok: yes\nnone:\n---\n# T\n")
    assert found.values == {"id": "0010", "date": "2026-01-05", "ok": "yes", "none": None}
    assert found.lines == {"id": 2, "date": 3, "ok": 4, "none": 5}
    assert found.body_line == 7
    assert found.present


@pytest.mark.parametrize("text", ["", "# T\n", "---\n", "--- x\n---\n", "text\n---\n---\n"])
def test_no_block_is_no_error(text: str) -> None:
    found = frontmatter.split(text)
    assert (found.values, found.error, found.present) == ({}, "", False)


@pytest.mark.parametrize(
    ("block", "message", "line"),
    [
        ("a: 1\nb: [\n", "not valid YAML", 3),
        ("a: &x 1\nb: *x\n", "aliases", 3),
        ("- a\n- b\n", "not a list of `key: value`", 2),
        ("a: " + "[" * 40 + "]" * 40 + "\n", "nested deeper", 2),
        ("a: " + "x" * 70000 + "\n", "larger than 16 KiB", 2),
        ("a: b: c\n", "not valid YAML", 2),
    ],
)
def test_faults(block: str, message: str, line: int) -> None:
    found = frontmatter.split(f"---\n{block}---\n")
    assert message in found.error
    assert found.error_line == line
    assert found.values == {}


def test_byte_order_mark_and_windows_line_ends() -> None:
    found = frontmatter.split("\ufeff---\r\nstatus: accepted\r\n---\r\n# T\r\n")
    assert found.values == {"status": "accepted"}
    assert found.body_line == 4


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_block_is_values_or_an_error(block: str) -> None:
    found = frontmatter.split(f"---\n{block}\n---\n")
    assert not (found.error and found.values)
    assert found.error_line >= (1 if found.error else 0)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z-]{0,10}", fullmatch=True),
        st.one_of(
            st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,20}[A-Za-z0-9]", fullmatch=True),
            st.lists(st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=4),
        ),
        max_size=6,
    )
)
@settings(max_examples=200, deadline=None)
def test_simple_values_come_back_as_written(values: dict[str, str | list[str]]) -> None:
    lines = [
        f"{key}: [{', '.join(value)}]" if isinstance(value, list) else f"{key}: {value}"
        for key, value in values.items()
    ]
    found = frontmatter.split("\n".join(["---", *lines, "---", ""]))
    assert found.values == {
        key: None if v in ("null", "~") else v for key, v in values.items()
    } or any("null" in str(value) for value in values.values())
