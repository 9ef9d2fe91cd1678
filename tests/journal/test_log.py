"""A log tells what was committed since the last one, and nothing when nothing was."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from archdocs.errors import ProjectNotFound, UsageError
from archdocs.journal.log import Written, new_log
from archdocs.project import Project
from archdocs.records.new import Draft
from support import Repo

DAY = datetime.date(2026, 3, 1)


def record(title: str, status: str, date: str, front: str = "") -> str:
    return f"---\nstatus: {status}\ndate: {date}\n{front}---\n\n# {title}\n\nText.\n"


@pytest.fixture
def told(repo: Repo) -> Repo:
    """Return a project with a release, and a busy week after it."""
    repo.write("archdocs.toml", "")
    repo.write("src/pay.py", "def charge() -> None: ...\n")
    repo.write("diagrams/old.py", "x = 1\n")
    repo.write("diagrams/map.py", "x = 1\n")
    covers = "<!-- archdocs: covers=src/{}.py -->"
    repo.write(
        "docs/pay.md",
        f"# Pay\n\n## Charge [it]\n\n{covers.format('pay')}\n\nIt charges.\n\n"
        f"## Refund\n\n{covers.format('refund')}\n\nIt refunds.\n",
    )
    repo.write("adr/0001-call.md", record("Call", "accepted", "2026-01-02"))
    repo.write("adr/0002-wait.md", record("Wait", "proposed", "2026-01-03"))
    repo.write("adr/0003-stay.md", record("Stay", "accepted", "2026-01-03"))
    repo.write("specs/0001-pay.md", record("Pay", "draft", "2026-01-03"))
    repo.commit(date="2026-01-05T12:00:00+00:00")
    repo.tag("v1.0", date="2026-01-05T12:00:00+00:00")
    gone = "superseded-by: [ADR-0004]\n"
    repo.write("adr/0001-call.md", record("Call", "superseded", "2026-01-02", gone))
    repo.write("adr/0002-wait.md", record("Wait", "rejected", "2026-02-01"))
    repo.write("adr/0003-stay.md", record("Stay", "accepted", "2026-01-03") + "More.\n")
    supersedes = "supersedes: [ADR-0001]\n"
    repo.write("adr/0004-q.md", record("Queue <b>now</b>", "accepted", "2026-02-02", supersedes))
    repo.write("specs/0001-pay.md", record("Pay", "in-review", "2026-02-03"))
    (repo.path / "src/pay.py").unlink()
    repo.write("src/refund.py", "def refund() -> None: ...\n")
    (repo.path / "diagrams/old.py").unlink()
    repo.write("diagrams/map.py", "x = 2\n")
    repo.write("docs/new page.md", "# New\n")
    repo.commit(date="2026-02-10T12:00:00+00:00")
    return repo


def write(repo: Repo, title: str = "", day: datetime.date = DAY, **given: object) -> Written:
    since, force = str(given.get("since", "")), bool(given.get("force"))
    return new_log(Project(repo.path), Draft(title, day), since=since, force=force)


def text_of(repo: Repo, made: Written) -> str:
    assert made.record is not None
    return (repo.path / made.record.path).read_text("utf-8")


def test_it_tells_everything_since_the_release(told: Repo) -> None:
    made = write(told)
    assert made.record is not None
    assert made.record.path == "docs/journal/20260301-wrap-up.md"
    assert made.record.title == "Wrap-up, 2026-03-01"
    text = text_of(told, made)
    body = text.partition("\n# ")[2]
    head = told.git("rev-parse", "HEAD")
    assert f"until: {head}" in text.replace('"', "")
    assert (
        f"From v1.0, 2026-01-05 (`{told.git('rev-parse', 'v1.0^{commit}')[:12]}`)"
        f" to 2026-02-10 (`{head[:12]}`): 1 commit, 5 records, 2 diagrams, 1 page.\n" in body
    )
    sections = {part.split("\n")[0]: part for part in body.split("\n## ")[1:]}
    assert list(sections) == [
        *("Decisions", "Technical specification", "Edited", "Diagrams", "Pages"),
        *("Became stale", "No longer stale", "Notes"),
    ]
    assert sections["Decisions"].splitlines()[2:] == [
        "- **accepted** (new): [ADR-0004: Queue \\<b\\>now\\</b\\>](../../adr/0004-q.md)",
        "- **rejected** (was proposed): [ADR-0002: Wait](../../adr/0002-wait.md)",
        "- **superseded** by [ADR-0004](../../adr/0004-q.md) (was accepted):"
        " [ADR-0001: Call](../../adr/0001-call.md)",
    ]
    assert "- **in review** (was draft): [SPEC-0001: Pay]" in sections["Technical specification"]
    assert "- [ADR-0003: Stay](../../adr/0003-stay.md)" in sections["Edited"]
    assert "- **changed**: [diagrams/map.py](../../diagrams/map.py)" in sections["Diagrams"]
    assert "- **removed**: diagrams/old.py" in sections["Diagrams"]
    assert "- **new**: [docs/new page.md](../new%20page.md)" in sections["Pages"]
    charge = "- [docs/pay.md, Charge \\[it\\]](../pay.md#charge-it): "
    assert charge in sections["Became stale"]
    assert "- [docs/pay.md, Refund](../pay.md#refund): " in sections["No longer stale"]


def test_the_next_one_goes_on_where_the_last_ended(told: Repo) -> None:
    first = write(told)
    told.commit(date="2026-03-01T12:00:00+00:00")
    quiet = write(told, day=datetime.date(2026, 3, 2))
    assert quiet.record is None, "the log itself is nothing that happened"
    assert quiet.since == "the log of 2026-03-01"
    forced = write(told, force=True)
    assert forced.record is not None
    assert forced.record.path == "docs/journal/20260301-wrap-up-2.md"
    told.write("diagrams/map.py", "x = 3\n")
    told.commit(date="2026-03-02T12:00:00+00:00")
    after = text_of(told, write(told, "Stand-up", datetime.date(2026, 3, 3)))
    assert "1 diagram" in after
    assert "ADR" not in after
    assert first.record is not None


def test_since_is_what_the_user_says(told: Repo) -> None:
    text = text_of(told, write(told, since="2026-01-31"))
    assert "From 2026-01-31, 2026-01-05" in text
    with pytest.raises(UsageError, match="no commit is called `v9`"):
        write(told, since="v9")


def test_without_a_release_it_begins_with_the_history(repo: Repo) -> None:
    repo.write("adr/0001-call.md", record("Call", "accepted", "2026-01-02"))
    repo.commit()
    text = text_of(repo, write(repo))
    assert "From the beginning to" in text
    assert "- **accepted** (new): [ADR-0001: Call]" in text


def test_without_git_there_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound, match="a log is made from git's history"):
        new_log(Project(tmp_path), Draft("", DAY))


def test_many_lines_are_counted_instead(repo: Repo) -> None:
    for number in range(1, 41):
        repo.write(f"diagrams/d{number:02}.py", "x = 1\n")
    repo.commit()
    text = text_of(repo, write(repo))
    assert "diagrams/d30.py" in text
    assert "diagrams/d31.py" not in text
    assert "- and 10 more" in text
