"""Broken links whose target was renamed, and what is known of where it went."""

from __future__ import annotations

import datetime

import pytest

from archdocs import fixes
from archdocs.finding import Finding
from archdocs.freshness import engine
from archdocs.project import Project
from support import Repo

TEXT = "# Old\n\nWhat stays the same.\n\nAnd some more of it.\n\nAnd more.\n"
ADR = "# 1. Use Kafka\n\nDate: 2026-01-01\n\n## Status\n\nAccepted\n"


def broken(repo: Repo) -> list[Finding]:
    found = engine.check(Project(repo.path), today=datetime.date(2026, 7, 1))
    return [finding for finding in found if finding.code == "link.broken"]


@pytest.fixture
def project(repo: Repo) -> Repo:
    repo.write("docs/conf.py", "project = 'x'\n")
    repo.write("docs/guide/old.md", TEXT)
    repo.write("docs/img/a.png", b"\x89PNG\0")
    repo.write("adr/0001-use-kafka.md", ADR)
    repo.write("adr/0002-other.md", ADR.replace("1. Use Kafka", "2. Other"))
    repo.commit()
    repo.git("mv", "docs/guide/old.md", "docs/guide/middle.md")
    repo.commit("rename", "2026-02-01T12:00:00+00:00")
    repo.write("docs/guide/middle.md", TEXT + "\nOne line.\n")
    repo.git("mv", "docs/guide/middle.md", "docs/new page.md")
    repo.git("mv", "docs/img/a.png", "docs/img/Chart.png")
    repo.git("mv", "adr/0001-use-kafka.md", "adr/0001-use-redpanda.md")
    repo.commit("move", "2026-03-01T12:00:00+00:00")
    return repo


#: A folder, a link in a page there, and what it becomes.
CASES = (
    ("docs", "[x](guide/old.md)", "[x](new%20page.md)"),
    ("docs", "[x](guide/old.md#old)", "[x](new%20page.md#old)"),
    ("docs", "[x](./guide/middle.md 'title')", "[x](new%20page.md 'title')"),
    ("docs/b", "[x](../guide/old.md)", "[x](../new%20page.md)"),
    ("docs", "[x](/guide/old.md)", "[x](/new%20page.md)"),
    ("docs", "[x](</guide/old.md>)", "[x](</new%20page.md>)"),
    ("notes", "[../docs/guide/old.md](../docs/guide/old.md)",
     "[../docs/guide/old.md](../docs/new%20page.md)"),
    ("docs", "![x](img/a.png)", "![x](img/Chart.png)"),
    ("docs", "![x](img/chart.png)", "![x](img/Chart.png)"),
    ("docs", "{doc}`guide/old`", "{doc}`new page`"),
    ("docs", "[x](../adr/0001-use-kafka.md)", "[x](../adr/0001-use-redpanda.md)"),
    ("docs", "[x](adr/0001-use-kafka.md)", "[x](adr/0001-use-redpanda.md)"),
    ("docs", "{doc}`/adr/0001-use-kafka`", "{doc}`/adr/0001-use-redpanda`"),
    ("adr", "[x](0001-use-kafka.md)", "[x](0001-use-redpanda.md)"),
    ("adr", "[x](002-others.md)", "[x](0002-other.md)"),
)  # fmt: skip


def test_links_follow_what_was_renamed(project: Repo) -> None:
    for number, (folder, before, _) in enumerate(CASES):
        project.write(f"{folder}/page-{number}.md", f"# Page\n\nSee {before}.\n")
    found = broken(project)
    assert len(found) == len(CASES)
    assert all(finding.hint.startswith("did you mean `") for finding in found)
    assert not fixes.apply(project.path, found).refused
    for number, (folder, _, after) in enumerate(CASES):
        text = (project.path / folder / f"page-{number}.md").read_text()
        assert text == f"# Page\n\nSee {after}.\n"
    assert not broken(project)


def test_a_toctree_follows_too(project: Repo) -> None:
    project.git("mv", "docs/new page.md", "docs/fresh.md")
    path = project.write("docs/index.md", "# I\n\n```{toctree}\nguide/old\nOld <guide/old>\n```\n")
    fixes.apply(project.path, broken(project))
    assert path.read_text() == "# I\n\n```{toctree}\nfresh\nOld <fresh>\n```\n"
    assert not broken(project)


def test_what_is_renamed_and_not_committed(project: Repo) -> None:
    project.write("docs/a.md", "# A\n\n[x](guide/old.md) [y](img/Chart.png)\n")
    (project.path / "docs/new page.md").rename(project.path / "docs/newer.md")
    (project.path / "docs/img/Chart.png").rename(project.path / "docs/chart.png")
    fixes.apply(project.path, broken(project))
    assert "[x](newer.md) [y](chart.png)" in (project.path / "docs/a.md").read_text()


def test_what_is_not_certain_is_left_alone(project: Repo) -> None:
    links = ["[x](guide/never.md)", "{ref}`old`", "{adr}`7`", "[x](../gone/old.md)"]
    links += ["[x](guide/old.md) [y](guide/old.md)", "[x](0001-use-kafka.md)"]
    for number, link in enumerate(links):
        project.write(f"docs/page-{number}.md", f"# Page\n\n{link}\n")
    found = broken(project)
    assert len({finding.location.path for finding in found}) == len(links)
    assert not any(finding.fix for finding in found)


def test_without_a_history_only_names_count(project: Repo) -> None:
    project.write("docs/a.md", "# A\n\n[x](guide/old.md)\n\n[y](IMG/chart.png)\n")
    (project.path / ".git").rename(project.path / "git")
    found = broken(project)
    assert [finding.fix != () for finding in found] == [False, True]
