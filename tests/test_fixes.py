"""Repairs that findings bring: applied whole, to the byte, and only where they fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs import fixes
from archdocs.errors import EnvironmentFault
from archdocs.finding import Edit, Finding, Location, Severity
from archdocs.reports import repairs
from archdocs.system import files


def finding(*edits: Edit, path: str = "a.md") -> Finding:
    return Finding("link.broken", "broken", Location(path, 1), Severity.ERROR, fix=edits)


def test_edits_change_what_they_name_and_nothing_else(tmp_path: Path) -> None:
    text = "\ufeffone two\r\ntwo two\rthree é\n\nlast two"
    (tmp_path / "a.md").write_bytes(text.encode())
    done = fixes.apply(
        tmp_path,
        [
            finding(Edit("a.md", "two", "2", 1)),
            finding(Edit("a.md", "three é\n\nlast", "3 é\n\nend", 3)),
        ],
    )
    expected = "\ufeffone 2\r\ntwo two\r3 é\n\nend two".encode()
    assert (tmp_path / "a.md").read_bytes() == expected == done.new["a.md"]
    assert done.old["a.md"] == text.encode()
    assert len(done.done) == 2
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Edit("a.md", "two", "2", 2), "more than once"),
        (Edit("a.md", "two", "2"), "more than once"),
        (Edit("a.md", "one", "1", 2), "does not say"),
        (Edit("a.md", "one", "1", 9), "does not say"),
        (Edit("a.md", "", "1", 1), "does not say"),
        (Edit("b.md", "one", "1", 1), "can't be changed"),
        (Edit("latin.md", "one", "1", 1), "not UTF-8"),
        (Edit("../outside.md", "one", "1", 1), "can't be changed"),
        (Edit("link.md", "one", "1", 1), "can't be changed"),
        (Edit("folder/a.md", "one", "1", 1), "can't be changed"),
        (Edit(".git/a.md", "one", "1", 1), "can't be changed"),
        (Edit("/etc/hostname", "one", "1", 1), "can't be changed"),
        (Edit("a\0.md", "one", "1", 1), "can't be changed"),
        (Edit("pipe", "one", "1", 1), "can't be changed"),
    ],
)
def test_what_does_not_fit_is_refused_with_all_of_its_finding(
    tmp_path: Path, edit: Edit, why: str
) -> None:
    root = tmp_path / "project"
    for folder in (root / ".git", tmp_path / "elsewhere"):
        folder.mkdir(parents=True)
        (folder / "a.md").write_text("one\n")
    (tmp_path / "outside.md").write_text("one\n")
    (root / "a.md").write_text("one\ntwo two\n")
    (root / "c.md").write_text("one\n")
    (root / "latin.md").write_bytes(b"one \xe9\n")
    (root / "link.md").symlink_to(root / "c.md")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(root / "pipe")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    repair = fixes.apply(root, [finding(Edit("c.md", "one", "1", 1), edit)])
    assert [reason for _, reason in repair.refused if why in reason]
    assert not repair.new
    assert {path: path.read_bytes() for path in before} == before
    assert fixes.located(root, [finding(edit)])[0].fix == ()


def test_repairs_of_the_same_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one two\n")
    whole, part = Edit("a.md", "one two", "1 2", 1), Edit("a.md", "two", "2", 1)
    done = fixes.plan(tmp_path, [finding(whole), finding(whole), finding(part)])
    assert done.new == {"a.md": b"1 2\n"}
    assert [why for _, why in done.refused] == ["another repair changes the same text"]
    again = finding(part, Edit("a.md", "one two", "!", 1))
    assert not fixes.plan(tmp_path, [again]).new
    assert (tmp_path / "a.md").read_text() == "one two\n"


def test_findings_say_where_their_edits_begin(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("é\r\n  one\n".encode())
    found = fixes.located(tmp_path, [finding(Edit("a.md", "one", "1")), finding()])
    assert [(edit.line, edit.column) for edit in found[0].fix] == [(2, 3)]
    assert Finding.from_dict(found[0].as_dict()) == found[0]
    first = fixes.located(tmp_path, [finding(Edit("a.md", "é", "e"))])
    assert [(edit.line, edit.column) for edit in first[0].fix] == [(1, 1)]


def test_a_disk_that_refuses_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("one\n")

    def refuse(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "stage", refuse)
    edits = Edit("a.md", "one", "1", 1), Edit("b.md", "one", "1", 1)
    with pytest.raises(EnvironmentFault, match="No space left"):
        fixes.apply(tmp_path, [finding(*edits)])
    assert (tmp_path / "a.md").read_text() == (tmp_path / "b.md").read_text() == "one\n"


TEXTS = st.text(st.sampled_from("ab \n\r\ufeffé"), max_size=40)


@settings(max_examples=200, deadline=None)
@given(before=TEXTS.filter(bool), after=TEXTS)
def test_edits_between_two_texts_make_one_of_the_other(before: str, after: str) -> None:
    edits = fixes.between("a.md", before, after)
    texts = fixes.Texts(Path())
    texts.texts["a.md"] = before
    texts.take(edits)
    assert texts.results()[1].get("a.md", before.encode()) == after.encode()
    for edit in edits:
        assert texts.place(edit).column == 1


def test_a_repair_as_people_read_it() -> None:
    made = finding(
        Edit("a.md", "x\nold\ny\n", "x\nnew\x1b[1m\ny\n", 3), Edit("b.md", "p", "p\nq", 1)
    )
    assert repairs.render([made]) == (
        "a.md:1: fixed link.broken\n    - old\n    + new\N{REPLACEMENT CHARACTER}[1m\n"
        "    b.md:1: + q\n"
    )
    assert repairs.render([finding(path="::x")]).startswith("./::x:1: fixed")
