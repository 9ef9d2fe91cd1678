"""Records as they were, and what changed between two moments."""

from __future__ import annotations

import json

import pytest

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.changelog import FORMATS, Changelog, changelog
from archdocs.records.moments import catalog_at, moment
from support import Repo


def front(title: str, status: str = "accepted", extra: str = "") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-02\n{extra}---\n# {title}\n"


def history(repo: Repo) -> Project:
    """Make three releases: two decisions; one superseded and one moved; one gone."""
    repo.write("archdocs.toml", "")
    repo.write("adr/0001-a.md", front("A"))
    repo.write("adr/0002-b.md", front("B", "proposed"))
    repo.write("specs/0001-s.md", "---\nstatus: draft\n---\n# S\n")
    repo.commit(date="2026-01-05T12:00:00+00:00")
    repo.tag("v1")
    repo.write("adr/0001-a.md", front("A", "superseded", "superseded-by: [3]\n"))
    repo.write("adr/0002-b.md", front("B", "rejected"))
    repo.write("adr/0003-c.md", front("C [draft] <b>", extra="supersedes: [1]\n"))
    repo.write("adr/0004-d.md", front("D", "proposed"))
    repo.write("specs/0001-s.md", "---\nstatus: in-review\n---\n# S\n")
    repo.commit(date="2026-02-05T23:30:00+00:00")
    repo.tag("v2")
    repo.git("rm", "-q", "adr/0002-b.md")
    repo.git("mv", "adr/0004-d.md", "adr/0005-d.md")
    repo.commit(date="2026-03-05T12:00:00+00:00")
    return Project(repo.path)


def changes(made: Changelog) -> list[tuple[str, str, bool, str, tuple[str, ...]]]:
    return [(e.change, e.record.id, e.new, e.before, e.by) for e in made.entries]


def test_what_was_decided_between_two_tags(repo: Repo) -> None:
    made = changelog(history(repo), "v1..v2")
    assert changes(made) == [
        ("added", "ADR-0004", True, "", ()),
        ("accepted", "ADR-0003", True, "", ()),
        ("rejected", "ADR-0002", False, "proposed", ()),
        ("superseded", "ADR-0001", False, "accepted", ("ADR-0003",)),
        ("in-review", "SPEC-0001", False, "draft", ()),
    ]
    assert FORMATS["text"](made).splitlines()[3] == (
        "superseded  ADR-0001   A (by ADR-0003; was accepted)"
    )
    text = FORMATS["markdown"](made)
    assert "### Accepted\n\n- **ADR-0003** C \\[draft\\] \\<b\\> (new)\n" in text
    data = json.loads(FORMATS["json"](made))
    assert data["to"]["ref"] == "v2"
    assert data["changes"][3]["by"] == ["ADR-0003"]


def test_a_renumbered_record_is_no_change_and_a_removed_one_is(repo: Repo) -> None:
    project = history(repo)
    made = changelog(project, "v2..")
    assert changes(made) == [("removed", "ADR-0002", False, "rejected", ())]
    assert changelog(project, "v2..HEAD", "spec").entries == ()
    assert FORMATS["text"](changelog(project, "v2..v2")) == "no changes"
    assert "No changes." in FORMATS["markdown"](changelog(project, "v2..v2"))


def test_a_day_is_its_last_commit_along_first_parents(repo: Repo) -> None:
    project = history(repo)
    found = moment(project, "2026-02-05")
    assert found.commit == repo.git("rev-parse", "v2^{commit}")
    assert found.note.endswith("of 2026-02-05")
    assert moment(project, "2026-02-04").note.endswith("of 2026-01-05")
    status = {record.id: record.status for record in catalog_at(project, found.commit).records}
    assert status["ADR-0001"] == "superseded"
    repo.git("checkout", "-q", "-b", "side", "v1")
    repo.write("adr/0009-x.md", front("X"))
    repo.commit(date="2026-01-10T00:00:00+00:00")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-edit", "side", date="2026-03-10T00:00:00+00:00")
    ids = [r.id for r in catalog_at(project, moment(project, "2026-01-20").commit).records]
    assert "ADR-0009" not in ids


def test_folders_are_those_of_the_time(repo: Repo) -> None:
    repo.write("archdocs.toml", '[records.folders]\nadr = "doc/decisions"\n')
    repo.write("doc/decisions/0001-a.md", front("A"))
    repo.commit()
    repo.tag("v1")
    repo.git("mv", "doc/decisions", "adr")
    repo.write("archdocs.toml", "")
    repo.commit()
    project = Project(repo.path)
    then = catalog_at(project, moment(project, "v1").commit)
    assert [record.path for record in then.records] == ["doc/decisions/0001-a.md"]
    assert changelog(project, "v1..").entries == ()


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ("v1", "does not name two moments"),
        ("..v1", "does not name two moments"),
        ("v1...v2", "does not name two moments"),
        ("v1..v22", "no commit is called `v22`; did you mean `v2`?"),
        ("2026-02-30..v1", "is no day of the calendar"),
        ("2020-01-01..v1", "there was no commit yet on 2020-01-01"),
        ("--output=x..v1", "no commit is called `--output=x`"),
    ],
)
def test_bad_moments_are_refused(repo: Repo, span: str, message: str) -> None:
    project = history(repo)
    with pytest.raises(UsageError, match=message):
        changelog(project, span)
