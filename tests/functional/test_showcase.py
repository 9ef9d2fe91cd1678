"""The shop that ``init --preset ecommerce`` scaffolds, and the history made of it."""

from __future__ import annotations

import datetime
import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import Cli, Repo

ROOT = Path(__file__).resolve().parents[2]

STATUSES = {
    "ADR-0001": "accepted",
    "ADR-0002": "superseded",
    "ADR-0003": "deprecated",
    "ADR-0004": "superseded",
    "ADR-0005": "accepted",
    "ADR-0006": "accepted",
    "ADR-0007": "rejected",
    "ADR-0008": "proposed",
}
KINDS = {"adr", "spec", "view", "principle", "integration", "control", "slo", "radar"} | {
    "experiment",
    "abtest",
    "runbook",
    "postmortem",
    "roadmap",
    "path",
}
RELEASES = ["v1.0.0", "v1.1.0", "v2.0.0", "v2.1.0"]
STALE = "docs/domains/inventory.md"


def showcase(target: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as ``make site`` does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "showcase.py"), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )


def made(target: Path) -> Repo:
    """Make the showcase and return its repository."""
    done = showcase(target)
    assert done.returncode == 0, done.stderr
    return Repo(target)


@pytest.fixture
def shop(repo: Repo, cli: Cli) -> Repo:
    """Return a repository with the preset, committed now."""
    done = cli("init", "--preset", "ecommerce", "--name", "Finch & Daughters")
    assert done.code == 0, done.err
    repo.commit("Start", date=datetime.datetime.now(datetime.UTC).isoformat())
    return repo


def test_preset_has_eight_decisions_in_every_status(shop: Repo, cli: Cli) -> None:
    listed = json.loads(cli("list", "--kind", "adr", "--format", "json").out)
    assert {record["id"]: record["status"] for record in listed} == STATUSES
    assert set(STATUSES.values()) == {
        "accepted",
        "superseded",
        "deprecated",
        "rejected",
        "proposed",
    }


def test_preset_has_a_chain_of_three_and_a_record_of_every_written_kind(
    shop: Repo, cli: Cli
) -> None:
    listed = json.loads(cli("list", "--format", "json").out)
    links = {
        (record["id"], link["kind"], link["target"])
        for record in listed
        for link in record["links"]
    }
    chain = ["ADR-0002", "ADR-0004", "ADR-0006"]
    for old, new in itertools.pairwise(chain):
        assert (old, "superseded-by", new) in links
        assert (new, "supersedes", old) in links
    assert [record["id"] for record in listed if record["kind"] == "spec"] == ["SPEC-0001"]
    assert {record["kind"] for record in listed} == KINDS


def test_preset_keeps_the_given_name_in_every_place(shop: Repo) -> None:
    for path in ("docs/index.md", "README.md"):
        assert "# Finch & Daughters" in (shop.path / path).read_text("utf-8")
    assert not list(shop.path.rglob("*.jinja"))


def test_preset_is_clean_after_its_first_commit(shop: Repo, cli: Cli) -> None:
    done = cli("check")
    assert done.code == 0, done.out + done.err


def test_showcase_has_the_same_commits_every_time(tmp_path: Path) -> None:
    first, second = made(tmp_path / "one"), made(tmp_path / "two")
    assert first.git("tag", "--list").split() == RELEASES
    assert first.git("show-ref", "--head") == second.git("show-ref", "--head")
    assert first.git("status", "--porcelain") == ""
    assert int(first.git("rev-list", "--count", "v2.1.0..main")) == 1


def test_showcase_is_left_alone_when_it_is_up_to_date(tmp_path: Path) -> None:
    repo = made(tmp_path / "shop")
    (repo.path / "untracked").write_text("mine")
    done = showcase(repo.path)
    assert done.returncode == 0
    assert "up to date" in done.stdout
    assert (repo.path / "untracked").exists()


def test_outdated_showcase_is_made_anew(tmp_path: Path) -> None:
    repo = made(tmp_path / "shop")
    head = repo.git("rev-parse", "HEAD")
    repo.commit("Drift away")
    (repo.path / ".git" / "archdocs-showcase").write_text("older")
    assert showcase(repo.path).returncode == 0
    assert repo.git("rev-parse", "HEAD") == head
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_foreign_folder_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    done = showcase(tmp_path)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_decisions_change_from_release_to_release(tmp_path: Path) -> None:
    repo = made(tmp_path / "shop")
    counted = {
        tag: len(repo.git("ls-tree", "--name-only", tag, "adr/").split()) for tag in RELEASES
    }
    assert counted == {"v1.0.0": 3, "v1.1.0": 5, "v2.0.0": 7, "v2.1.0": 7}
    accepted = "status: accepted"
    queue = "adr/0004-hand-orders-over-through-a-message-queue.md"
    assert accepted in repo.git("show", f"v1.1.0:{queue}")
    assert accepted not in repo.git("show", f"v2.0.0:{queue}")


def test_check_names_the_one_section_that_the_code_left_behind(tmp_path: Path) -> None:
    repo = made(tmp_path / "shop")
    done = Cli(repo.path)("check", "--format", "json")
    assert done.code == 1, done.err
    found = [
        finding
        for finding in json.loads(done.out)["findings"]
        if finding["severity"] in ("warning", "error")
    ]
    assert [(finding["code"], finding["path"]) for finding in found] == [("stale.ref-moved", STALE)]
    assert "reserve_stock" in found[0]["message"]


def test_releases_before_the_rename_have_nothing_stale(tmp_path: Path) -> None:
    repo = made(tmp_path / "shop")
    for release in RELEASES[:-1]:
        repo.git("checkout", "-q", release)
        done = Cli(repo.path)("check")
        assert done.code == 0, release + done.out + done.err


@pytest.mark.parametrize("release", ["v1.0.0", "v2.1.0"])
def test_release_builds_without_a_warning(tmp_path: Path, release: str) -> None:
    repo = made(tmp_path / "shop")
    site = tmp_path / "site"
    done = Cli(repo.path)("build", "--ref", release, "--output", str(site))
    assert done.code == 0, done.out + done.err
    assert "WARNING" not in done.err
    page = next(path for path in site.rglob("context.html") if "latest" not in path.parts)
    assert "<svg" in page.read_text("utf-8")
