"""The replay counts what the gate would have stopped, and what was edited afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))  # where the benchmarks are

from benchmarks.replay.gate import Tally, changes_of, replay
from benchmarks.replay.precision import (
    findings_at,
    judge,
    name_in,
    read_labels,
    row_of,
)

from archdocs.project import Project
from support import Repo

CODE = "def charge_card(amount):\n    return amount\n"


def story(repo: Repo) -> None:
    """A name is taken away, its page edited within days; then a year passes."""
    repo.write("src/pay.py", CODE)
    repo.write(
        "docs/a.md", "# Pay\n\nCall `charge_card()` for it.\n\n## Else\n\nOther text here.\n"
    )
    repo.commit("write", date="2024-01-01T12:00:00+00:00")
    repo.write("src/pay.py", CODE.replace("charge_card", "authorize_it"))
    repo.commit("rename", date="2024-02-01T12:00:00+00:00")
    repo.write("src/pay.py", CODE.replace("charge_card", "authorize_it") + "\nX = 1\n")
    repo.commit("more", date="2024-03-01T12:00:00+00:00")
    repo.write("docs/a.md", "# Pay\n\nCall `authorize_it()` now.\n\n## Else\n\nOther text here.\n")
    repo.commit("edit", date="2024-04-01T12:00:00+00:00")
    repo.write("src/pay.py", "X = 2\n")
    repo.commit("late", date="2025-04-01T12:00:00+00:00")


def test_a_change_that_breaks_a_page_is_counted(repo: Repo) -> None:
    story(repo)
    project = Project(repo.path)
    commits = changes_of(project, most=0, days=180)
    assert [commit.subject for commit in commits] == ["rename", "more"]
    tally = Tally()
    for tally in replay(project, commits, days=180):
        assert tally.replayed
    assert (tally.replayed, tally.interrupted, tally.by_freshness) == (2, 1, 1)
    assert (tally.flagged, tally.edited) == (1, 1)
    assert (tally.others, tally.others_edited) == (1, 0)


def test_a_label_is_found_again(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    story(repo)
    commit = repo.git("rev-parse", "HEAD~2")
    [finding] = findings_at(Project(repo.path), commit)
    assert name_in(finding) in row_of("x/y", commit, finding)
    counts, unknown = judge([finding], ())
    assert (sum(counts.values()), unknown) == (0, [finding])


def test_the_labelled_set_is_whole() -> None:
    labels = read_labels()
    assert labels
    for label in labels:
        assert label.label in ("true", "false", "unsure")
        assert len(label.commit) == 40
        assert label.by
        assert label.why
    places = [(label.repository, *label.place) for label in labels]
    assert len(set(places)) == len(places)
