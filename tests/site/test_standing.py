"""A site that stands as it should is known to, and only then."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archdocs.journal.decisions import decision_log, dump
from archdocs.project import Project
from archdocs.site import build, plan, standing, versions
from archdocs.site.chronicle import Chronicle
from archdocs.site.folder import SiteFolder
from archdocs.site.forecast import forecast
from archdocs.site.results import BuildReport
from archdocs.site.watch import told_of
from archdocs.system import gitrun
from archdocs.system.scratch import CLAIM
from support import Repo


def known(root: Path, *refs: str) -> BuildReport | None:
    """Return what is known without planning anything."""
    project = Project(root)
    folder = SiteFolder(root / "_site")
    asked = standing.question(project, build.configuration(project), folder, refs)
    return standing.answer(project, folder, asked)


def without_page(site: Path) -> None:
    (site / "v1.0/index.html").unlink()


def without_alias(site: Path) -> None:
    shutil.rmtree(site / "stable")


def other_alias(site: Path) -> None:
    shutil.rmtree(site / "stable")
    shutil.copytree(site / "main", site / "stable")


def other_list(site: Path) -> None:
    (site / "versions.js").write_text("")


def test_a_site_that_stands_is_known(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    killed = tmp_path / "tmp/archdocs-build-killed"
    killed.mkdir(parents=True)
    (killed / CLAIM).write_text("")
    repo.write("docs/conf.py", 'project = "Shop"\nhtml_theme = "basic"\n')
    repo.write("docs/index.rst", "Shop\n====\n\n:ref:`nowhere`\n")
    repo.write(".gitignore", "_site/\n")
    repo.commit("first")
    repo.tag("v1.0")
    repo.write("docs/index.rst", "Shop\n====\n\nMore. :ref:`nowhere`\n")
    repo.commit("second")
    assert known(repo.path) is None
    # What is built anew is remembered, too, in place of what was known before.
    made = build.build(Project(repo.path), use_cache=False)
    assert not killed.exists(), "what a killed build left goes with the next one"
    stands = known(repo.path)
    assert stands is not None
    assert [each.outcome for each in stands.versions] == ["unchanged", "unchanged"]
    assert [each.warnings for each in stands.versions] == [1, 1]
    as_made = [
        dataclasses.replace(each, outcome="unchanged", seconds=0.0) for each in made.versions
    ]
    assert list(stands.versions) == as_made
    assert known(repo.path, "main") is None
    harm: list[Callable[[Path], None]] = [without_page, without_alias, other_alias, other_list]
    for each in harm:
        each(repo.path / "_site")
        assert known(repo.path) is None, each.__name__
        outcomes = [one.outcome for one in build.build(Project(repo.path)).versions]
        assert outcomes == ["unchanged", "unchanged"]
        assert known(repo.path) == stands
    repo.git("tag", "other")
    assert known(repo.path) is None
    repo.git("tag", "-d", "other")
    assert known(repo.path) == stands
    repo.write("archdocs.toml", "[site]\nlimit = 5\n")
    assert known(repo.path) is None


def test_history_that_was_fetched_since_counts(repo: Repo, tmp_path: Path) -> None:
    repo.write("archdocs.toml", '[site]\ninputs = ["docs"]\n')
    repo.write("docs/conf.py", 'project = "Shop"\n')
    repo.write("docs/index.rst", "Shop\n====\n")
    for day in range(1, 5):
        repo.write("code.txt", f"{day}\n")
        repo.commit(f"day {day}", date=f"2024-01-0{day}T00:00:00+0000")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(clone))
    told = []
    for _ in range(2):
        project = Project(clone)
        base = build.configuration(project)
        (version,) = versions.choose(project.git, project.settings.site)
        asked = standing.question(project, base, SiteFolder(clone / "_site"), ())
        told.append((plan.plan(project, version, base, ()).time, asked, Chronicle(project).key))
        repo.git("-C", str(clone), "fetch", "-q", "--deepen", "1")
    assert told[1][0] == told[0][0] - 86400
    assert all(one != other for one, other in zip(*told, strict=True))


def test_a_version_that_failed_is_tried_again(repo: Repo) -> None:
    repo.write("docs/conf.py", 'project = "Shop"\nextensions = ["no_such_extension"]\n')
    repo.write("docs/index.rst", "Shop\n====\n")
    repo.commit("first")
    for _ in range(2):
        assert build.build(Project(repo.path)).failed
        assert known(repo.path) is None


def test_a_log_is_remembered_until_a_tag_comes(repo: Repo) -> None:
    repo.write("adr/0001-use-kafka.md", "---\nstatus: accepted\n---\n\n# Use Kafka\n\nText.\n")
    repo.commit("first")
    project = Project(repo.path)
    (version,) = versions.choose(project.git, project.settings.site)
    first = Chronicle(project).of(version)
    assert json.loads(first)[0]["events"][0]["title"] == "Use Kafka"
    assert Chronicle(Project(repo.path)).of(version) == first
    repo.tag("v1.0")
    later = Chronicle(Project(repo.path)).of(version)
    assert [group["name"] for group in json.loads(first) + json.loads(later)] == ["", "v1.0"]
    assert later == dump(decision_log(project, version.commit))


@pytest.mark.parametrize("recorded", [False, True])
def test_many_versions_are_planned_with_few_questions(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    repo.write("docs/conf.py", 'project = "Shop"\n')
    repo.write("docs/index.rst", "Shop\n====\n")
    if recorded:
        repo.write("adr/0001-use-kafka.md", "---\nstatus: accepted\n---\n\n# Use Kafka\n")
    repo.commit("first")
    asked: list[str] = []
    run = gitrun.run

    def counted(folder: Path, *args: str, **more: object) -> object:
        asked.append(" ".join(args))
        return run(folder, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(gitrun, "run", counted)
    often = []
    for number in range(8):
        repo.git("tag", f"v1.{number}")
        repo.write("docs/index.rst", f"Shop\n====\n\n{number}\n")
        repo.commit("more", date=f"2026-02-0{number + 1}T12:00:00+00:00")
        if number in (3, 7):
            asked.clear()
            shutil.rmtree(Project(repo.path).cache.folder, ignore_errors=True)
            forecast(Project(repo.path), refs=("v*",))
            often.append(len(asked))
    assert often[0] == often[1], asked
    asked.clear()
    forecast(Project(repo.path), refs=("v*",))
    assert len(asked) < often[0], "what is remembered is not asked for again"


def test_who_waits_is_told_how_far_it_is() -> None:
    said: list[str] = []
    times = iter((0.0, 0.0, 1.9, 2.0, 2.0, 11.9, 12.0, 12.0))
    told = told_of(said.append, "looking", "abcde", clock=lambda: next(times))
    assert list(told) == list("abcde")
    assert said == ["looking: 2 of 5 versions", "looking: 4 of 5 versions"]
