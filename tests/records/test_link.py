"""Linking records that exist, and taking links away."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.document import Document
from archdocs.records.link import link, unlink
from archdocs.records.model import Link
from archdocs.records.rules import findings
from archdocs.records.unlink import ways
from support import Repo

MADR = "---\nstatus: accepted  # since then\ndate: 2024-01-02\n---\n\n# {title}\n\nText.\n"
NYGARD = "# {number}. {title}\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n"
BULLETS = "# {title}\n\n* Status: accepted\n* Date: 2024-01-02\n\n## Context\n\nText.\n"
FORMATS = {"madr": MADR, "nygard": NYGARD, "bullets": BULLETS}


def write(repo: Repo, form: str, *, end: str = "\n") -> tuple[Path, Path]:
    paths = []
    for number, title in ((1, "Old [draft]"), (2, "New, and better")):
        text = FORMATS[form].format(number=number, title=title).replace("\n", end)
        paths.append(repo.write(f"adr/000{number}-x{number}.md", text.encode()))
    return paths[0], paths[1]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("kind", ["amends", "relates", "depends", "implements", "amended-by"])
def test_a_link_goes_in_and_out_without_a_trace(repo: Repo, form: str, end: str, kind: str) -> None:
    one, other = write(repo, form, end=end)
    before = one.read_bytes(), other.read_bytes()
    project = Project(repo.path)
    done = link(project, "2", kind, "1")
    assert (done.first.id, done.second.id, done.changed) == ("ADR-0002", "ADR-0001", True)
    catalog = of_project(project)
    assert (kind, "ADR-0001") in {(k, r.id) for k, r in catalog.forward(catalog.find("2"))}
    assert not findings(catalog)
    assert (one.read_bytes() != before[0]) == kind.startswith("amend")
    unlink(project, "2", kind, "1")
    assert (one.read_bytes(), other.read_bytes()) == before


@pytest.mark.parametrize("form", FORMATS)
def test_superseding_by_link_moves_the_status_and_removing_leaves_it(repo: Repo, form: str) -> None:
    one, other = write(repo, form)
    before = other.read_bytes()
    project = Project(repo.path)
    done = link(project, "2", "supersedes", "1")
    assert done.second.status == "superseded"
    assert not link(project, "1", "superseded by", "2").changed
    gone = unlink(project, "1", "superseded-by", "2")
    assert gone.first.status == "superseded"
    assert gone.first.links == gone.second.links == ()
    assert other.read_bytes() == before
    assert b"uperseded" in one.read_bytes()


def test_a_half_that_somebody_wrote_by_hand_is_completed_and_removed(repo: Repo) -> None:
    one, other = write(repo, "madr")
    other.write_text(other.read_text().replace("---\n\n#", "amends: [ADR-1]\n---\n\n#"))
    project = Project(repo.path)
    assert link(project, "2", "amends", "1").changed
    assert "amended-by: [ADR-0002]" in one.read_text()
    assert "amends: [ADR-1]\n" in other.read_text()
    assert not link(project, "2", "amends", "1").changed
    unlink(project, "1", "amended-by", "2")
    assert "amend" not in one.read_text() + other.read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("relates: [ADR-0003, ADR-0001, ADR-0004]", "relates: [ADR-0003, ADR-0004]"),
        ("relates: [0003-c.md, 0001-x1.md]  # see", "relates: [0003-c.md]  # see"),
        ("relates:\n  - ADR-0003\n  - ADR-0001\ntags: [a]", "relates:\n  - ADR-0003\ntags: [a]"),
        ("relates:\n  - ADR-0001\ntags: [a]", "tags: [a]"),
        ("relates: ADR-0003, ADR-0001", "relates: ADR-0003"),
        ('relates: ["1", "11"]', 'relates: ["11"]'),
    ],
)
def test_only_the_element_goes(repo: Repo, before: str, after: str) -> None:
    write(repo, "madr")
    for name in ("0003-c", "0004-x", "0011-x"):
        repo.write(f"adr/{name}.md", "# X\n")
    text = MADR.format(title="T").replace("date: 2024-01-02\n", "date: 2024-01-02\n{}\n")
    path = repo.write("adr/0002-x2.md", text.format(before).encode())
    unlink(Project(repo.path), "2", "relates", "1")
    assert path.read_text() == text.format(after)


def test_one_of_several_in_a_bullet_goes(repo: Repo) -> None:
    one, _ = write(repo, "bullets")
    for number in (3, 4):
        repo.write(f"adr/000{number}-y.md", "# Y\n")
    project = Project(repo.path)
    for ref in "234":
        link(project, "1", "relates", ref)
    unlink(project, "1", "relates", "3")
    assert "* Relates: [ADR-0002](0002-x2.md), [ADR-0004](0004-y.md)\n" in one.read_text()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("1", "amnds", "2"), "no kind of link called `amnds`; did you mean `amends`"),
        (("1", "amends", "9"), "no record called `9`"),
        (("1", "amends", "ADR-1"), "can't be linked to itself"),
        (("1", "supersedes", "1"), "can't be linked to itself"),
    ],
)
def test_bad_input_changes_nothing(repo: Repo, args: tuple[str, str, str], message: str) -> None:
    one, other = write(repo, "madr")
    before = one.read_bytes(), other.read_bytes()
    for verb in (link, unlink):
        with pytest.raises(UsageError, match=message):
            verb(Project(repo.path), *args)
    assert (one.read_bytes(), other.read_bytes()) == before


def test_a_link_that_is_not_there_is_named_with_those_that_are(repo: Repo) -> None:
    write(repo, "madr")
    project = Project(repo.path)
    link(project, "2", "relates", "1")
    with pytest.raises(UsageError, match="ADR-0002 has no link amends ADR-0001") as caught:
        unlink(project, "2", "amends", "1")
    assert caught.value.hint == "its links: relates ADR-0001"


def test_both_sides_or_none(repo: Repo) -> None:
    one, other = write(repo, "madr")
    one.write_text("---\nstatus: accepted\namended-by: {7: 8}\n---\n# A\n")
    before = one.read_bytes(), other.read_bytes()
    with pytest.raises(UsageError):
        link(Project(repo.path), "2", "amends", "1")
    assert (one.read_bytes(), other.read_bytes()) == before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(0, 8), st.text(max_size=12))
def test_ways_of_removing_never_fail(text: str, line: int, target: str) -> None:
    document = Document("adr/0001-x.md", text)
    for splice in ways(document, line, Link("relates", target, line + 1)):
        document.apply((splice,))
