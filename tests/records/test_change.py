"""Moving and superseding records that exist."""

from __future__ import annotations

import datetime

import pytest

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.new import Draft, new_record
from archdocs.records.rules import findings
from archdocs.records.supersede import supersede
from support import Repo

TODAY = datetime.date(2026, 1, 2)


def front(title: str, status: str = "accepted", extra: str = "") -> str:
    return f"---\nstatus: {status}\ndate: 2024-01-02\n{extra}---\n# {title}\n"


def test_a_move_changes_one_line(repo: Repo) -> None:
    path = repo.write("adr/0001-a.md", front("A", "proposed").replace("\n", "\r\n").encode())
    moved = change_status(Project(repo.path), "1", "Accepted", today=TODAY)
    assert (moved.before, moved.record.status) == ("proposed", "accepted")
    assert path.read_bytes() == front("A").replace("\n", "\r\n").encode()


def test_a_status_that_needs_a_date_gets_one(repo: Repo) -> None:
    path = repo.write("adr/0001-a.md", "---\nstatus: proposed\n---\n# A\n")
    change_status(Project(repo.path), "1", "accepted", today=TODAY)
    assert path.read_text() == "---\nstatus: accepted\ndate: 2026-01-02\n---\n# A\n"


def test_illegal_moves_need_force(repo: Repo) -> None:
    path = repo.write("adr/0001-a.md", front("A"))
    project = Project(repo.path)
    with pytest.raises(UsageError, match="can become deprecated, superseded"):
        change_status(project, "1", "proposed", today=TODAY)
    with pytest.raises(UsageError, match="without saying by what"):
        change_status(project, "1", "superseded", today=TODAY)
    assert path.read_text() == front("A")
    change_status(project, "1", "proposed", today=TODAY, force=True)
    assert path.read_text() == front("A", "proposed")


def test_the_same_status_again_changes_nothing(repo: Repo) -> None:
    path = repo.write("adr/0001-a.md", front("A", "Accepted  # yes"))
    before = path.read_bytes()
    moved = change_status(Project(repo.path), "1", "accepted", today=TODAY)
    assert moved.before == moved.record.status == "accepted"
    assert path.read_bytes() == before


def test_superseding_twice_is_superseding_once(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.write("adr/0002-b.md", "# 2. B\n\nDate: 2024-01-02\n\n# Status\n\nAccepted\n")
    project = Project(repo.path)
    old, new = supersede(project, "1", "2")
    assert (old.status, new.status) == ("superseded", "accepted")
    texts = [path.read_bytes() for path in sorted((repo.path / "adr").iterdir())]
    supersede(project, "1", "2")
    assert [path.read_bytes() for path in sorted((repo.path / "adr").iterdir())] == texts
    assert findings(of_project(project)) == ()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (front("A", "superseded", "superseded-by: [ADR-0002]\n"), front("B")),
        (front("A"), front("B", extra="supersedes: [ADR-0001]\n")),
        (front("A", extra="superseded-by: [ADR-0002]\n"), front("B")),
    ],
)
def test_half_a_supersession_is_completed(repo: Repo, one: str, two: str) -> None:
    repo.write("adr/0001-a.md", one)
    repo.write("adr/0002-b.md", two)
    assert findings(of_project(Project(repo.path)))
    supersede(Project(repo.path), "1", "2")
    assert findings(of_project(Project(repo.path))) == ()


def test_a_circle_is_refused_and_named(repo: Repo) -> None:
    for number, title in enumerate("abc", 1):
        repo.write(f"adr/000{number}-{title}.md", front(title))
    project = Project(repo.path)
    supersede(project, "1", "2")
    supersede(project, "2", "3")
    before = [path.read_bytes() for path in sorted((repo.path / "adr").iterdir())]
    with pytest.raises(UsageError, match="circle: ADR-0001 → ADR-0003 → ADR-0002 → ADR-0001"):
        supersede(project, "3", "1")
    with pytest.raises(UsageError, match="itself"):
        supersede(project, "1", "1")
    assert [path.read_bytes() for path in sorted((repo.path / "adr").iterdir())] == before


def test_a_record_of_another_kind_supersedes_nothing(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.write("specs/0002-s.md", front("S", "draft"))
    with pytest.raises(UsageError, match="no record called `SPEC-2`"):
        supersede(Project(repo.path), "1", "SPEC-2")


def test_a_proposal_supersedes_when_it_is_accepted(repo: Repo) -> None:
    old = repo.write("adr/0001-a.md", front("A"))
    repo.write("adr/0002-n.md", "# 2. N\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n")
    before = old.read_bytes()
    project = Project(repo.path)
    draft = Draft("New", TODAY, "proposed", supersedes=("1", "2"))
    made = new_record(project, "adr", draft)
    assert [link.kind for link in made.links] == ["supersedes", "supersedes"]
    assert old.read_bytes() == before
    assert findings(of_project(project)) == ()
    moved = change_status(project, made.id, "accepted", today=TODAY)
    assert [record.id for record in moved.superseded] == ["ADR-0001", "ADR-0002"]
    catalog = of_project(project)
    assert [record.status for record in catalog.records] == ["superseded", "superseded", "accepted"]
    assert findings(catalog) == ()
    assert change_status(project, made.id, "deprecated", today=TODAY).superseded == ()


def test_a_proposal_that_is_rejected_supersedes_nothing(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.write("adr/0002-b.md", front("B", "proposed"))
    project = Project(repo.path)
    old, new = supersede(project, "1", "2")
    assert (old.status, old.links) == ("accepted", ())
    assert [(link.kind, link.target) for link in new.links] == [("supersedes", "ADR-0001")]
    change_status(project, "2", "rejected", today=TODAY)
    assert findings(of_project(project)) == ()
    assert of_project(project).find("1").status == "accepted"


def test_accepting_is_refused_whole_where_superseding_is(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A", "rejected"))
    new = repo.write("adr/0002-b.md", front("B", "proposed", "supersedes: [ADR-0001]\n"))
    before = new.read_bytes()
    project = Project(repo.path)
    with pytest.raises(UsageError, match="ADR-0001 is rejected and can't become superseded"):
        change_status(project, "2", "accepted", today=TODAY)
    assert new.read_bytes() == before
    change_status(project, "2", "accepted", today=TODAY, force=True)
    assert of_project(project).find("1").status == "superseded"


def test_a_proposal_is_no_way_round_what_can_not_be_superseded(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A", "rejected"))
    with pytest.raises(UsageError, match="can't become superseded"):
        new_record(Project(repo.path), "adr", Draft("New", TODAY, supersedes=("1",)))
    assert len(list((repo.path / "adr").iterdir())) == 1
