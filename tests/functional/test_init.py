"""``init`` makes projects that build and check clean, and adopts without rewriting."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from sphinxrun import build
from support import Cli, Repo


def contents(root: Path) -> dict[str, bytes]:
    """Return every file under a root except git's and our own state."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not {".git", ".archdocs"} & set(path.relative_to(root).parts)
    }


@pytest.mark.parametrize("preset", ["minimal", "ecommerce"])
def test_a_new_project_builds_and_checks_clean_at_once(repo: Repo, cli: Cli, preset: str) -> None:
    made = cli("init", "--preset", preset, "--name", "Shöp & Söns")
    assert made.code == 0, made.err
    for line in made.out.splitlines():
        assert (repo.path / line).is_file()
    assert "next: archdocs serve" in made.err
    repo.commit("start", date=datetime.datetime.now(datetime.UTC).isoformat())
    checked = cli("check")
    assert checked.code == 0, checked.out + checked.err
    built = build(repo.path, "-j", "2")
    assert built.log == ""
    assert "Shöp &amp; Söns" in built.page("index")


def test_a_project_is_not_made_twice(cli: Cli) -> None:
    assert cli("init").code == 0
    again = cli("init")
    assert again.code == 2
    assert "an archdocs project already" in again.err


def test_decisions_and_documentation_are_adopted_and_nothing_rewritten(
    repo: Repo, cli: Cli
) -> None:
    repo.write("doc/conf.py", 'project = "Old"\n')
    repo.write("doc/index.rst", "Old\n===\n")
    repo.write("doc/adr/0001-old.md", "# 1. Old\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n")
    before = contents(repo.path)
    made = cli("init")
    assert made.code == 0, made.err
    after = contents(repo.path)
    assert set(after) - set(before) == {"archdocs.toml"}
    assert {path: after[path] for path in before} == before
    listed = json.loads(cli("list", "--format", "json").out)
    assert [(item["id"], item["status"]) for item in listed] == [("ADR-0001", "accepted")]
    assert "adopted the decisions in doc/adr" in made.err
    added = cli("new-adr", "Newer", "--no-edit").out.strip()
    assert "## Status" in (repo.path / added).read_text(), "written like those that were there"


@pytest.mark.parametrize("extended", [True, False])
def test_the_extension_is_advised_where_it_is_missing(
    repo: Repo, cli: Cli, *, extended: bool
) -> None:
    repo.write("docs/conf.py", 'extensions = ["archdocs.sphinxext"]\n' if extended else "")
    assert ('add "archdocs.sphinxext"' in cli("init").err) is not extended


def test_decisions_alone_get_pages_that_list_them(repo: Repo, cli: Cli) -> None:
    repo.write(".adr-dir", "architecture/choices\n")
    repo.write(
        "architecture/choices/0001-old.md",
        "# 1. Old\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nWhy.\n",
    )
    repo.write("README.md", "mine\n")
    made = cli("init")
    assert made.code == 0, made.err
    assert (repo.path / "README.md").read_text() == "mine\n"
    built = build(repo.path)
    assert built.log == ""
    assert "ADR-0001" in built.page("decisions")


def test_an_existing_file_is_kept_and_named(repo: Repo, cli: Cli) -> None:
    repo.write("README.md", "mine\n")
    made = cli("init")
    assert made.code == 0
    assert (repo.path / "README.md").read_text() == "mine\n"
    assert "kept your README.md" in made.err


def test_an_unknown_preset_names_the_nearest(cli: Cli) -> None:
    made = cli("init", "--preset", "ecomerce")
    assert made.code == 2
    assert "did you mean ecommerce?" in made.err


def test_a_file_is_no_folder(repo: Repo, cli: Cli) -> None:
    repo.write("x", "")
    made = cli("init", "x")
    assert made.code == 2
    assert "is a file" in made.err


def test_a_link_out_of_the_repository_is_not_adopted(repo: Repo, cli: Cli, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "0001-x.md").write_text("# X\n")
    (repo.path / "adr").symlink_to(outside)
    made = cli("init")
    assert "adopted" not in made.err
