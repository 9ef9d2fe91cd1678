"""Roles, directives, headers and banners in real builds."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path

import pytest

from sphinxrun import build
from support import Repo

CONF = """\
project = "Test"
extensions = ["archdocs.sphinxext"]
html_theme = "basic"
"""


def adr(title: str, status: str = "accepted", extra: str = "") -> str:
    """Return a record in MADR 4."""
    return (
        f"---\nstatus: {status}\ndate: 2026-01-05\ndecision-makers: [Ann, Bo]\n{extra}---\n\n"
        f"# {title}\n\n## Context and Problem Statement\n\nWhy.\n\n"
        '## Considered Options\n\n- One\n- Two\n\n## Decision Outcome\n\nChosen option: "One".\n'
    )


@pytest.fixture
def project(repo: Repo) -> Repo:
    """Return a project with a chain of decisions and a page that uses them."""
    repo.write("archdocs.toml", '[project]\nname = "Test"\n')
    repo.write("docs/conf.py", CONF)
    repo.write(
        "docs/index.md",
        "# Home\n\nSee {adr}`1` and {adr}`the queue <0002>` and {record}`ADR-2`.\n\n"
        "```{adr} 2\n```\n\n```{decisions}\n:toctree:\n```\n\n```{supersession}\n```\n",
    )
    repo.write("adr/0001-call.md", adr("Call at once", "superseded", "superseded-by: [ADR-0002]\n"))
    repo.write("adr/0002-queue.md", adr("Queue & retry", extra="supersedes: [ADR-0001]\n"))
    repo.write("adr/README.md", "# Not a page\n")
    repo.write("adr/0009-log.md", adr("Log", "proposed", "supersedes: [ADR-0002]\n"))
    repo.commit()
    return repo


def test_a_build_is_free_of_warnings_and_shows_the_links(project: Repo) -> None:
    built = build(project.path, "-j", "2")
    assert built.log == ""
    home = built.page("index")
    assert 'href="adr/0001-call.html"' in home
    assert "ADR-0001: Call at once" in home
    assert "archdocs-status-superseded" in home, "a link to what no longer holds says so"
    assert ">the queue<" in home
    assert '<table class="archdocs-decisions' in home
    assert not (built.out / "adr/README.html").exists()


def test_a_record_shows_its_facts_and_what_replaced_it(project: Repo) -> None:
    built = build(project.path)
    old = built.page("adr/0001-call")
    assert "archdocs-superseded" in old
    assert 'href="0002-queue.html"' in old
    assert "Ann, Bo" in old
    assert "2026-01-05" in old
    assert "superseded-by:" not in old, "front matter is not text"
    new = built.page("adr/0002-queue")
    assert "Supersedes" in new
    assert "archdocs-superseded" not in new


def test_the_supersession_graph_has_links(project: Repo) -> None:
    home = build(project.path).page("index")
    graph = home.split('class="archdocs-graph"')[1].split("</div>")[0]
    assert 'href="adr/0002-queue.html"' in graph
    assert " replaced by " in graph
    assert "to be replaced by" in graph, "a proposal has replaced nothing yet"
    assert "would replace" in home
    assert "Queue &amp; retry" in graph
    assert "xlink" not in graph


def test_serial_and_parallel_builds_are_equal(project: Repo) -> None:
    one = build(project.path, "-j", "1", out="one")
    two = build(project.path, "-j", "2", out="two")
    assert (one.status, two.status) == (0, 0)
    pages = sorted(path.relative_to(one.out) for path in one.out.rglob("*.html"))
    assert pages
    for page in pages:
        assert filecmp.cmp(one.out / page, two.out / page, shallow=False), page


def test_an_unknown_record_is_a_warning_with_its_line(project: Repo) -> None:
    project.write(
        "docs/index.md", "# Home\n\n{adr}`1`\n\n{adr}`77`\n\n```{decisions}\n:toctree:\n```\n"
    )
    built = build(project.path)
    assert built.status == 1
    assert "index.md:5" in built.log
    assert "no adr called '77'" in built.log
    assert "[archdocs.record]" in built.log


def test_pages_follow_facts_that_changed_elsewhere(project: Repo) -> None:
    assert build(project.path).status == 0
    project.write("adr/0002-queue.md", adr("Queue, renamed", extra="supersedes: [ADR-0001]\n"))
    built = build(project.path)
    assert built.log == ""
    assert "Queue, renamed" in built.page("index")
    assert "Queue, renamed" in built.page("adr/0001-call"), "its header names what replaced it"


def test_an_incremental_build_equals_a_clean_one(project: Repo) -> None:
    build(project.path, out="one")
    project.write("adr/0003-third.md", adr("Third", "proposed"))
    project.write("adr/0001-call.md", adr("Call at once", "deprecated"))
    project.write("adr/0002-queue.md", adr("Queue & retry"))
    again = build(project.path, out="one")
    clean = build(project.path, out="two")
    assert again.log == clean.log == ""
    for page in ("index", "adr/0001-call", "adr/0002-queue", "adr/0003-third"):
        assert again.page(page) == clean.page(page), page


def test_records_written_elsewhere_do_not_upset_the_build(project: Repo) -> None:
    project.write("adr/0003-broken.md", "---\nstatus: [\n---\n\n# Broken front matter\n\nText.\n")
    project.write(
        "adr/0004-switch.md",
        "---\nstatus: accepted\nmyst:\n  enable_extensions: [html_admonition]\n---\n\n# Switch\n",
    )
    built = build(project.path, strict=False)
    assert built.status == 0
    assert "Malformed YAML" not in built.log
    assert "Broken front matter" in built.page("adr/0003-broken")


def test_a_stale_section_carries_its_banner(project: Repo) -> None:
    project.write("src/pay.py", "def charge_card() -> None: ...\n")
    project.write(
        "docs/pay.md",
        "# Pay\n\nFine.\n\n## Charging\n\n<!-- archdocs: covers=src/pay.py owner=payments -->\n\n"
        "`charge_card()` does it.\n\n## Refunds\n\n"
        "<!-- archdocs: cover=src/other.py -->\n\nAlso fine; the comment is the author's affair.\n",
    )
    project.write(
        "docs/index.md", "# Home\n\n```{toctree}\npay\n```\n\n```{decisions}\n:toctree:\n```\n"
    )
    project.commit("describe", date="2026-02-01T00:00:00+00:00")
    (project.path / "src/pay.py").unlink()
    project.write("src/other.py", "def other() -> None: ...\n")
    project.commit("remove", date="2026-03-01T00:00:00+00:00")
    built = build(project.path)
    assert built.log == ""
    page = built.page("pay")
    section = page.split('id="charging"')[1].split('id="refunds"')[0]
    assert "archdocs-stale" in section
    assert "stale.covers-missing" in section
    assert "archdocs-stale" not in page.split('id="charging"')[0]
    assert "archdocs-stale" not in page.split('id="refunds"')[1]


@pytest.mark.parametrize("builder", ["text", "latex", "dirhtml", "xml"])
def test_other_builders_work(project: Repo, builder: str) -> None:
    built = build(project.path, builder=builder)
    assert built.status == 0, built.log
    assert any(files for _, _, files in os.walk(built.out))


def test_relative_links_between_records_and_pages_work(project: Repo) -> None:
    project.write(
        "adr/0003-links.md", adr("Links") + "\n[home](../docs/index.md) [two](0002-queue.md)\n"
    )
    project.write(
        "docs/index.md",
        "# Home\n\n[third](../adr/0003-links.md)\n\n```{decisions}\n:toctree:\n```\n",
    )
    built = build(project.path)
    assert built.log == ""
    assert 'href="../index.html"' in built.page("adr/0003-links")
    assert 'href="0002-queue.html"' in built.page("adr/0003-links")
    assert 'href="adr/0003-links.html"' in built.page("index")


def test_without_git_it_builds(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    (root / "docs").mkdir(parents=True)
    (root / "docs/conf.py").write_text(CONF)
    (root / "docs/index.md").write_text("# Home\n\nText.\n")
    built = build(root)
    assert built.log == ""
