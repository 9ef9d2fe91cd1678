"""``archdocs adopt``, several folders of a kind, and kinds of a project's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archdocs.cli.main import run
from support import Repo

NYGARD = "# {n}. Use X\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n"
BULLETS = "# Use X\n\n- Status: accepted\n- Date: 2024-01-02\n"
PEP = "PEP: {n}\nTitle: Use X\nStatus: {status}\nCreated: 02-Jan-2024\n\nAbstract\n========\n"
KIND = """\
name = "pep"
title = "Enhancement proposal"
prefix = "PEP"
folder = "peps"
file = "pep-{number}-{slug}.md"
template = "short"
initial = "draft"
superseded = "superseded"

[statuses]
draft = ["accepted", "rejected"]
accepted = ["final"]
final = ["superseded"]
rejected = []
superseded = []
"""
TEMPLATE = """\
PEP: {{ number }}
Title: {{ title }}
Status: {{ status | capitalize }}
Created: {{ date }}

Abstract
"""


def said(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = run(list(args))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def packages(repo: Repo) -> Repo:
    repo.write("docs/adr/20240102-use-x.md", BULLETS)
    repo.write("packages/core/docs/adr/20240103-use-x.md", BULLETS)
    repo.write("packages/web/docs/adr/20240104-use-x.md", BULLETS)
    repo.write("tests/fixtures/adr/20240105-use-x.md", BULLETS)
    repo.write("peps/pep-0001.rst", PEP.format(n=1, status="Final"))
    repo.write("notes/2024-report.md", "# Report\n")
    repo.commit("records")
    return repo


def test_every_package_is_found_and_only_the_configuration_written(
    packages: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, "adopt", str(packages.path), "--format", "json")
    assert (code, "wrote archdocs.toml" in err) == (0, True)
    found = json.loads(out)
    assert [(item["path"], item["adopted"]) for item in found["folders"]] == [
        ("docs/adr", True),
        ("packages/core/docs/adr", True),
        ("packages/web/docs/adr", True),
        ("peps", False),
    ]
    assert found["folders"][0]["dialects"] == {"log4brains": 1}
    assert packages.git("status", "--porcelain").split() == ["??", "archdocs.toml"]
    code, out, _ = said(capsys, "-C", str(packages.path), "list", "--format", "json")
    assert code == 0
    assert out.count("use-x.md") == 3


def test_a_project_is_not_adopted_twice_but_looked_at(
    packages: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    packages.write("archdocs.toml", "")
    code, _, err = said(capsys, "adopt", str(packages.path))
    assert (code, "--dry-run" in err) == (2, True)
    code, out, _ = said(capsys, "adopt", str(packages.path), "--dry-run")
    assert code == 0
    assert "also" in out
    assert (packages.path / "archdocs.toml").read_text() == ""


def test_nothing_to_adopt_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "adopt", str(tmp_path))
    assert (code, "archdocs init" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_new_numbers_are_free_in_every_folder(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write("archdocs.toml", '[records.also]\nadr = ["packages/*/adr"]\n')
    repo.write("adr/0001-use-x.md", NYGARD.format(n=1))
    repo.write("packages/web/adr/0007-use-x.md", NYGARD.format(n=7))
    repo.write("packages/web/other/0009-use-x.md", NYGARD.format(n=9))
    repo.commit("records")
    code, out, _ = said(capsys, "-C", str(repo.path), "new-adr", "Use Y", "--no-edit")
    assert code == 0
    assert out.strip().endswith("adr/0008-use-y.md")


@pytest.mark.parametrize(
    "value", ['"packages/*/adr"', '["../adr"]', '["/adr"]', "[1]", '["packages/**"]']
)
def test_folders_that_will_not_do(
    repo: Repo, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write("archdocs.toml", f"[records.also]\nadr = {value}\n")
    code, _, err = said(capsys, "-C", str(repo.path), "list")
    assert (code, "archdocs.toml" in err) == (2, True)


def test_a_kind_of_ones_own_from_end_to_end(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("archdocs.toml", "")
    repo.write("templates/kinds/pep.toml", KIND)
    repo.write("templates/pep/short.md.jinja", TEMPLATE)
    repo.write("peps/pep-0001.rst", PEP.format(n=1, status="Final"))
    repo.write("peps/pep-0002.rst", PEP.format(n=2, status="Deferred"))
    repo.commit("records")
    at = ("-C", str(repo.path))
    code, out, _ = said(capsys, *at, "new", "pep", "Use Kafka", "--no-edit")
    assert (code, out.strip().rpartition("/")[2]) == (0, "pep-0003-use-kafka.md")
    code, out, _ = said(capsys, *at, "list", "--kind", "pep", "--format", "json")
    assert code == 0
    assert [word for word in ("final", "deferred", "draft") if f'"{word}"' in out] == [
        "final",
        "deferred",
        "draft",
    ]
    assert said(capsys, *at, "status", "PEP-3", "accepted")[0] == 0
    assert "Status: Accepted\n" in (repo.path / "peps/pep-0003-use-kafka.md").read_text()
    code, _, err = said(capsys, *at, "status", "PEP-3", "draft")
    assert (code, "from accepted it can become final" in err) == (2, True)
    code, out, _ = said(capsys, *at, "check", "--format", "json")
    assert code == 1
    assert "record.illegal-status" in out
