"""What the fast reader accepts must mean what the full YAML parser reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.system import frontmatter, fullyaml, plainyaml

WORDS = st.text(alphabet="aZ09 ._-/()@+éж日#:,'\"[]{}&*!|>%~\t", max_size=12)
SCALARS = st.one_of(
    WORDS,
    st.sampled_from(["null", "~", "true", "0010", "2024-01-02", "1:30", "- a", "a b", "''", '"x"']),
    WORDS.map(lambda text: f'"{text}"'),
    WORDS.map(lambda text: f"'{text}'"),
    st.lists(WORDS, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
)
LINES = st.one_of(
    st.builds("{}:{}{}".format, st.sampled_from(["a", "b-c", "Key", "x y"]), WORDS, SCALARS),
    st.builds("{}: {}".format, st.sampled_from(["a", "b-c", "d", "e", "f"]), SCALARS),
    st.builds("{}:".format, st.sampled_from(["a", "b-c", "d"])),
    st.builds("{}- {}".format, st.sampled_from(["", "  ", "    "]), SCALARS),
    st.builds(
        "{}{}: {}".format,
        st.sampled_from(["- ", "  - ", "  ", "    ", "  -  ", "     "]),
        st.sampled_from(["a", "b-c", "d"]),
        SCALARS,
    ),
    st.builds("{}{}:".format, st.sampled_from(["- ", "  - ", "    "]), st.sampled_from("ab")),
    st.builds("{}# {}".format, st.sampled_from(["", "  "]), WORDS),
    WORDS,
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(LINES, max_size=6))
def test_agrees_with_the_full_parser_on_what_it_accepts(lines: list[str]) -> None:
    block = "\n".join(lines) + "\n"
    plain = plainyaml.mapping(block)
    if plain is not None:
        values, places, error, _ = fullyaml.mapping(block)
        assert not error
        assert (dict(plain[0]), plain[1]) == (values, places)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_arbitrary_text_is_read_or_declined(text: str) -> None:
    plainyaml.mapping(text)
    found = frontmatter.split(f"---\n{text}\n---\nbody")
    assert found.body_line >= 1


@pytest.mark.parametrize(
    "line",
    [
        "status: accepted",
        "evidence: [the realm's settings, a quarter's report]",
        "sla: the provider's promise, 'in writing'",
        "deciders: Ann, Bob & Co",
        "covers: [src/checkout/**, lib/*.py]",
        "status: accepted # since May",
        'status: "in review"',
        "tags: [a, 'b c', \"d\"]",
        "date: 2024-01-02",
        "decision-makers: Ann Öz (CTO)",
        "supersedes:\n  - ADR-0001\n  - ADR-0002",
        "empty:",
        "rings:\n  - ring: trial\n    date: 2026-01-02\n    why:\n  - ring: adopt",
        'milestone:\n  alpha: "v1.23"\n  beta:\n# none\n  stable: v1.30 # maybe\nx: y',
        "gates:\n  - name: A\n    components:\n      - one\n    # more\n      - two\n  - name: B",
        "actions:\n- action: Alert on age, not length\n  done: 2026-02-03T10:00Z",
    ],
)
def test_takes_what_records_are_made_of(line: str) -> None:
    assert plainyaml.mapping(line + "\n") is not None


def test_lines_are_those_of_an_editor() -> None:
    found = frontmatter.split("---\r\ntitle: a\r\nstatus: b\r\n---\r\n# T\r\n")
    assert (found.lines["status"], found.body_line) == (3, 5)


CELLS = st.builds(
    "{}:{}".format, st.sampled_from("abc"), st.one_of(st.just(""), SCALARS).map(" {}".format)
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=3)


@settings(max_examples=120, deadline=None)
@given(ROWS, st.integers(0, 4), st.integers(1, 3), st.integers(-1, 1))
def test_agrees_on_rows(rows: list[list[str]], indent: int, gap: int, slip: int) -> None:
    first, more = " " * indent + "-" + " " * gap, " " * (indent + 1 + gap + slip)
    lines = [(more if number else first) + cell for row in rows for number, cell in enumerate(row)]
    block = "\n".join(["key:", *lines, "last: x"]) + "\n"
    plain = plainyaml.mapping(block)
    if plain is not None:
        values, places, error, _ = fullyaml.mapping(block)
        assert not error
        assert (dict(plain[0]), plain[1]) == (values, places)


NESTED = st.builds(
    "{}{}".format,
    st.sampled_from(["", "  ", "    ", "      ", " "]),
    st.sampled_from(
        [
            "a:",
            "b:",
            "a: x",
            "c: 'y'",
            "- x",
            "- a: z",
            "- b:",
            "- a:",
            "# c",
            "-",
            "-  ",
            "- # c",
            "- - a",
        ]
    ),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(NESTED, min_size=2, max_size=7))
def test_agrees_on_what_is_nested(lines: list[str]) -> None:
    block = "\n".join(["key:", *lines]) + "\n"
    plain = plainyaml.mapping(block)
    if plain is not None:
        values, places, error, _ = fullyaml.mapping(block)
        assert not error
        assert (dict(plain[0]), plain[1]) == (values, places)
