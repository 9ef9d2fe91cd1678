"""What the modules behind ``adr`` do with any text, and with a file system that fails."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.records.adrtools import document
from archdocs.records.adrtools.answer import Refused
from archdocs.records.adrtools.arguments import getopt, getopts
from archdocs.records.adrtools.commands import answer, suggest
from archdocs.records.adrtools.folder import dated, number_text, pattern
from archdocs.records.adrtools.new import fill, slug

LINES = st.lists(
    st.sampled_from(
        ["## Status", "# Status", "## Status\r", "Accepted", "Accepted\r", "", " ", "# 1. A",
         "## Context", "###", "text", "Amends [2. B](0002-b.md)", "#tag", "x [y](z) [w](03.md) v"]
    )
    | st.text(max_size=8),
    max_size=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(LINES, st.booleans())
def test_a_link_is_added_and_nothing_else(lines: list[str], ended: bool) -> None:
    text = "\n".join(lines) + "\n" * ended
    after = document.add_link(text, "Amends", "7. Seven", "0007-seven.md")
    if after is None:
        assert not document.links(text)
        return
    assert after.count("Amends [7. Seven](0007-seven.md)") == 1
    assert ("0007-seven.md", "7", "Amends") in document.links(after)
    assert set(document.links(text)) < set(document.links(after)) | {("", "", "")}
    kept = iter(after.split("\n"))
    assert all(line in kept for line in text.split("\n"))


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_dropping_accepted_leaves_the_other_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    after = document.drop_accepted(text)
    kept = iter(text.split("\n"))
    assert all(line in kept for line in after.removesuffix("\n").split("\n"))
    others = [line for line in text.split("\n") if line.strip() not in ("", "Accepted")]
    assert [line for line in after.split("\n") if line.strip() not in ("", "Accepted")] == others
    assert document.drop_accepted(after) == after


@settings(max_examples=200, deadline=None)
@given(st.text(), st.tuples(*[st.text(max_size=6)] * 4))
def test_a_template_without_tokens_stays_as_it_is(template: str, values: tuple[str, ...]) -> None:
    assert fill(template, values) == template
    assert fill(f"{template}\nTITLE, TITLE", values) == f"{template}\n{values[1]}, TITLE"


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_a_slug_is_a_file_name(title: str) -> None:
    made = slug(title)
    assert not set(made) & set("/\0\n. ")
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert slug(made) == made or not title.isascii()


WORDS = st.lists(st.sampled_from(["-s", "-s1", "--", "-", "", "-x", "word", "-l", "--long"]))


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_options_are_read_or_refused(words: list[str]) -> None:
    with contextlib.suppress(Refused):
        found, rest = getopts(words, "sl", "adr-new")
        assert len(words) - len(rest) >= len(found)
        assert words[len(words) - len(rest) :] == rest
    with contextlib.suppress(Refused):
        assert set(getopt(words, "sl")) <= {"s", "l"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=4))
def test_completion_suggests_words_that_begin_so(words: list[str]) -> None:
    assert suggest(["adr", *words]).code == 0


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789-.*[]+?(){}\\^$a", max_size=12))
def test_names_and_patterns_of_any_kind(text: str) -> None:
    assert text.startswith(number_text(text))
    assert dated(text) in (True, False)
    assert pattern(text, "0001-a.md") in (True, False)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20240102-a.md", True),
        ("2024-01-02-a.md", True),
        ("20241302-a.md", False),
        ("2024-first-idea.md", False),
        ("2024-1a-02-b.md", False),
        ("00000042-a.md", False),
        ("0042-a.md", False),
    ],
)
def test_what_is_a_day(name: str, day: bool) -> None:
    assert dated(name) is day


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of two records, and stand beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADR_DATE", "1992-01-12")
    for title in ("One", "Two"):
        assert answer(["new", title], "/bin").code == 0
    return tmp_path / "doc/adr"


@pytest.mark.parametrize("words", [["link", "1", "A", "2", "B"], ["new", "-l", "1:A:B", "Three"]])
def test_a_failure_before_the_first_replacement_changes_no_record(
    records: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    before = {path.name: path.read_bytes() for path in records.iterdir()}

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(os, "fchmod", fail)
    done = answer(words, "/bin")
    monkeypatch.undo()
    assert (done.code, done.err) == (1, "adr: x: No space left on device\n")
    assert {path.name: path.read_bytes() for path in records.iterdir()} == before


def test_a_link_in_place_of_a_record_is_not_written_through(records: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("# 3. Three\n\n## Status\n\nAccepted\n\n## Context\n")
    (records / "0003-three.md").symlink_to(outside)
    before = outside.read_bytes()
    assert answer(["link", "3", "A", "1", "B"], "/bin").code == 0
    assert outside.read_bytes() == before
    assert "A [1. One](0001-one.md)" in (records / "0003-three.md").read_text()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["help", "new"],
        ["config"],
        ["list"],
        ["link", "1", "Amends", "2", "Amended by"],
        ["new", "-s", "1", "-l", "2:A:B", "Trés"],
        ["init", "elsewhere"],
        ["upgrade-repository"],
        ["generate"],
        ["generate", "toc", "-i", "doc/adr/0001-one.md", "-o", "doc/adr/0001-one.md"],
        ["generate", "graph", "-e", ".pdf"],
    ],
)
def test_answers_are_values(
    records: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    done = answer(words, "/bin")
    assert done.code == (0 if words else 1)
    assert done.err == ""
    assert capfd.readouterr() == ("", "")
