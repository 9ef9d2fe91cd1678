"""``archdocs new log``, ``new brief`` and ``trace``, as a user calls them."""

from __future__ import annotations

import pytest

from archdocs.cli.main import run
from support import Repo

RECORD = "---\nstatus: accepted\ndate: 2026-01-02\n---\n\n# {}\n\n## Context\n\nWhy. So.\n"


@pytest.fixture
def project(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo.write("archdocs.toml", "")
    repo.write("adr/0001-a.md", RECORD.format("Alpha"))
    repo.commit()
    monkeypatch.chdir(repo.path)
    return repo


def test_logs_and_briefs_are_written_once(
    project: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", "log", "--date", "2026-03-01"]) == 0
    done = capsys.readouterr()
    assert (done.out, done.err) == ("docs/journal/20260301-wrap-up.md\n", "")
    assert run(["new", "brief", "1", "--audience", "board, sales"]) == 0
    done = capsys.readouterr()
    assert done.out == "docs/briefs/0001-alpha.md\n"
    assert "audience: [board, sales]" in (project.path / done.out.strip()).read_text()
    project.commit()
    assert run(["new", "log", "--since", "HEAD"]) == 0
    done = capsys.readouterr()
    assert (done.out, done.err) == (
        "",
        "archdocs: nothing happened since HEAD: no log written\n",
    )
    project.write("adr/0002-b.md", RECORD.format("Beta"))
    assert run(["new", "log", "--since", "HEAD", "--force", "Late", "--date", "2026-03-02"]) == 0
    done = capsys.readouterr()
    assert done.out == "docs/journal/20260302-late.md\n"
    assert done.err == "archdocs: 1 file is not committed, and in no log yet\n"


def test_what_is_wrong_is_one_line(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    for args, message in (
        (["new", "log", "--since", "v9"], "no commit is called `v9`"),
        (["new", "log", "--date", "soon"], "'soon' is no day"),
        (["new", "brief"], "Missing argument 'RECORD...'"),
        (["new", "brief", "7"], "no record called `7`"),
        (["trace", "--from", "contrl"], "no kind of record called `contrl`; did you mean"),
    ):
        assert run(args) == 2
        assert message in capsys.readouterr().err


def test_help_and_the_matrix(project: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "log", "--help"]) == 0
    assert "archdocs new log [OPTIONS] [TITLE]" in capsys.readouterr().out
    assert run(["trace", "--from", "adr", "--to", "spec", "--format", "md"]) == 0
    assert "| ADR-0001 Alpha | none |" in capsys.readouterr().out
