"""The decision log follows a branch's own releases, and compares each with the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdocs.journal.decisions import Group, chosen, decision_log, dump, restore
from archdocs.journal.releases import releases_before
from archdocs.project import Project
from archdocs.system.git import Git
from support import Repo

DAYS = [f"2026-0{month}-05T12:00:00+00:00" for month in range(1, 8)]


def record(title: str, status: str, date: str, front: str = "") -> str:
    return f"---\nstatus: {status}\ndate: {date}\n{front}---\n\n# {title}\n"


def release(repo: Repo, name: str, month: int) -> None:
    repo.commit(date=DAYS[month - 1])
    repo.tag(name, date=DAYS[month - 1])


@pytest.fixture
def told(repo: Repo) -> Repo:
    repo.write("archdocs.toml", "")
    repo.write("adr/0001-call.md", record("Call", "accepted", "2026-01-02"))
    repo.write("adr/0009-gone.md", record("Gone", "proposed", "2026-01-02"))
    release(repo, "v1.0", 1)
    (repo.path / "adr/0009-gone.md").unlink()
    gone = "superseded-by: [ADR-0002]\n"
    repo.write("adr/0001-call.md", record("Call", "superseded", "2026-01-02", gone))
    repo.write("adr/0002-queue.md", record("Queue", "accepted", "2026-02-02", "supersedes: [1]\n"))
    release(repo, "v1.1rc1", 2)
    repo.write("specs/0001-pay.md", record("Pay", "draft", "2026-02-03"))
    release(repo, "v1.1", 2)
    repo.tag("nightly", date=DAYS[1])
    repo.write("adr/0003-more.md", record("More", "proposed", "2026-03-01"))
    repo.commit(date=DAYS[2])
    return repo


def shown(groups: tuple[Group, ...]) -> list[str]:
    return [
        f"{group.name or '-'} {event.date} {event.id} {event.change}"
        f"{'<' + event.before if event.before else ''}{' by ' + event.by[0] if event.by else ''}"
        for group in groups
        for event in group.events
    ]


def log_of(repo: Repo, ref: str = "HEAD") -> tuple[Group, ...]:
    return decision_log(Project(repo.path), repo.git("rev-parse", f"{ref}^{{commit}}"))


def test_each_release_tells_what_changed_in_it(told: Repo) -> None:
    assert shown(log_of(told)) == [
        "v1.0 2026-01-02 ADR-0009 proposed",
        "v1.0 2026-01-02 ADR-0001 accepted",
        "v1.1 2026-02-03 SPEC-0001 draft",
        "v1.1 2026-02-02 ADR-0002 accepted",
        "v1.1 2026-02-02 ADR-0001 superseded<accepted by ADR-0002",
        "v1.1 2026-01-02 ADR-0009 removed<proposed",
        "- 2026-03-01 ADR-0003 proposed",
    ]
    assert shown(log_of(told, "v1.0")) == shown(log_of(told)[:1])


def test_what_is_on_disk_comes_last(told: Repo) -> None:
    told.write("adr/0003-more.md", record("More", "rejected", "2026-03-03"))
    groups = decision_log(Project(told.path), None)
    assert shown(groups)[-1] == "- 2026-03-03 ADR-0003 rejected"


def test_it_survives_json(told: Repo) -> None:
    groups = log_of(told)
    assert restore(dump(groups)) == groups


def test_kinds_releases_days_and_numbers_choose(told: Repo) -> None:
    groups, adr = log_of(told), frozenset({"adr"})
    assert [g.name for g in chosen(groups, adr)] == ["", "v1.1", "v1.0"]
    assert [g.name for g in chosen(groups, adr, "v1.0")] == ["", "v1.1"]
    assert shown(tuple(chosen(groups, adr, "2026-02-02"))) == [
        "- 2026-03-01 ADR-0003 proposed",
        "v1.1 2026-02-02 ADR-0002 accepted",
        "v1.1 2026-02-02 ADR-0001 superseded<accepted by ADR-0002",
    ]
    assert len(shown(tuple(chosen(groups, adr, limit=2)))) == 2
    assert list(chosen(groups, frozenset({"runbook"}))) == []


def test_a_release_tagged_beside_the_branch_stands_where_it_left(told: Repo) -> None:
    told.git("switch", "-q", "-c", "release", "HEAD~1")
    told.write("adr/0001-call.md", record("Called", "superseded", "2026-01-02"))
    release(told, "v1.1.1", 4)
    told.git("switch", "-q", "main")
    told.write("adr/0004-x.md", record("X", "proposed", "2026-05-01"))
    fork = told.commit(date=DAYS[4])
    told.git("switch", "-q", "-c", "next")
    told.write("adr/0005-y.md", record("Y", "proposed", "2026-05-01"))
    release(told, "v2.0", 6)
    told.git("switch", "-q", "main")
    told.write("adr/0006-z.md", record("Z", "proposed", "2026-06-01"))
    told.commit(date=DAYS[6])
    git = Git(told.path)
    points = releases_before(git, told.git("rev-parse", "HEAD"))
    assert [point.name for point in points] == ["v1.0", "v1.1", "v2.0"]
    assert points[-1].commit == fork
    early = releases_before(git, fork)
    assert [point.name for point in early] == ["v1.0", "v1.1"], "v2.0 came later"


def test_without_git_and_without_releases_all_is_one_group(repo: Repo, tmp_path: Path) -> None:
    repo.write("adr/0001-a.md", record("A", "accepted", "2026-01-02"))
    repo.commit()
    assert shown(log_of(repo)) == ["- 2026-01-02 ADR-0001 accepted"]
    plain = Repo(tmp_path / "plain")
    plain.write("archdocs.toml", "")
    plain.write("adr/0001-a.md", record("A", "accepted", "2026-01-02"))
    assert shown(decision_log(Project(plain.path), None)) == ["- 2026-01-02 ADR-0001 accepted"]
