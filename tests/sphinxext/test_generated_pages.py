"""The decision log, the coverage matrix and links to tasks, all in one project's pages."""

from __future__ import annotations

import filecmp
import re
from pathlib import Path

import pytest

from sphinxrun import Built, build
from support import Repo

CONF = """\
project = "Test"
extensions = ["archdocs.sphinxext"]
html_theme = "basic"
"""
SETTINGS = """\
[project]
name = "Test"

[trackers.shop]
pattern = "SHOP-\\\\d+"
url = "https://jira.example.org/browse/{id}"

[trace.columns]
spec = ["adr", "diagram"]
"""
PAGES = """\
# Home

The directive `{decision-log}` is spoken of here.

See {issue}`SHOP-1` and {issue}`the refund <SHOP-2>`.

```{decisions}
:toctree:
```

```{coverage}
:from: spec
```

```{toctree}
/specs/0001-pay
```
"""


def record(title: str, status: str, date: str, front: str = "") -> str:
    return f"---\nstatus: {status}\ndate: {date}\n{front}---\n\n# {title}\n\nText.\n"


def tell(repo: Repo) -> None:
    """Write a project of two releases and some days after."""
    repo.write("archdocs.toml", SETTINGS)
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", PAGES)
    repo.write("adr/0001-call.md", record("Call", "accepted", "2026-01-02"))
    repo.write("adr/0002-wait.md", record("Wait <b>long</b>", "proposed", "2026-01-03"))
    repo.write(
        "specs/0001-pay.md",
        record("Pay", "draft", "2026-01-03", "tracker: [SHOP-7, SHOP-8]\nrelates: [ADR-1]\n"),
    )
    repo.commit(date="2026-01-05T12:00:00+00:00")
    repo.tag("v1.0", date="2026-01-05T12:00:00+00:00")
    gone = "superseded-by: [ADR-0003]\n"
    repo.write("adr/0001-call.md", record("Call", "superseded", "2026-01-02", gone))
    repo.write("adr/0003-queue.md", record("Queue", "accepted", "2026-02-02", "supersedes: [1]\n"))
    repo.commit(date="2026-02-05T12:00:00+00:00")
    repo.tag("v1.1", date="2026-02-05T12:00:00+00:00")
    repo.write("adr/0002-wait.md", record("Wait <b>long</b>", "rejected", "2026-03-01"))
    repo.write("specs/0002-ship.md", record("Ship", "draft", "2026-03-02") + "\n")
    repo.write("docs/index.md", PAGES + "/specs/0002-ship\n".join(["", ""]))
    repo.write("docs/index.md", PAGES.replace("0001-pay\n", "0001-pay\n/specs/0002-ship\n"))
    repo.commit(date="2026-03-05T12:00:00+00:00")


@pytest.fixture
def project(repo: Repo) -> Repo:
    tell(repo)
    return repo


def section(page: str, ident: str) -> str:
    """Return the HTML of one section."""
    return page.split(f'id="{ident}"')[1].split("<section", maxsplit=1)[0]


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_the_pages_tell_what_happened_and_what_is_missing(project: Repo) -> None:
    built = build(project.path, "-j", "2")
    assert built.log == ""
    the_log_tells_each_release(built)
    the_index_leads_to_the_log(built)
    tasks_are_links(built)
    gaps_are_words(built)
    serial = build(project.path, "-j", "1", out="one")
    pages = sorted(path.relative_to(built.out) for path in built.out.rglob("*.html"))
    assert Path("decision-log.html") in pages
    for page in pages:
        assert filecmp.cmp(built.out / page, serial.out / page, shallow=False), page


def the_log_tells_each_release(built: Built) -> None:
    page = built.page("decision-log")
    last = words(section(page, "decisions-unreleased"))
    assert "Since v1.1" in last
    assert "2026-03-01 ADR-0002: Wait &lt;b&gt;long&lt;/b&gt; Rejected; was proposed" in last
    second = section(page, "decisions-v1.1")
    assert "2026-02-02 ADR-0003: Queue Accepted accepted" in words(second)
    assert "ADR-0001: Call Superseded by ADR-0003 ; was accepted superseded" in words(second)
    assert 'href="adr/0003-queue.html"' in second
    first = words(section(page, "decisions-v1.0"))
    assert "ADR-0001: Call Accepted superseded" in first, "then, and in this version"
    assert "ADR-0002: Wait &lt;b&gt;long&lt;/b&gt; Proposed rejected" in first
    assert "SPEC" not in page.split("<table")[1]


def the_index_leads_to_the_log(built: Built) -> None:
    """A page that only speaks of the directive holds no log."""
    assert 'href="decision-log.html"' in built.page("index")


def tasks_are_links(built: Built) -> None:
    home = built.page("index")
    assert 'href="https://jira.example.org/browse/SHOP-1"' in home
    assert re.search(r'href="https://jira.example.org/browse/SHOP-2"[^>]*>the refund<', home)
    spec = built.page("specs/0001-pay")
    assert 'href="https://jira.example.org/browse/SHOP-7"' in spec
    assert 'href="https://jira.example.org/browse/SHOP-8"' in spec


def gaps_are_words(built: Built) -> None:
    matrix = built.page("index").split("archdocs-coverage")[1].split("</table>")[0]
    assert "SPEC-0001: Pay ADR-0003 via ADR-0001 none" in words(matrix)
    assert "SPEC-0002: Ship none none" in words(matrix)
    assert "Covered 1 of 2 0 of 2" in words(matrix)


def test_a_page_of_ones_own_takes_the_place_of_the_shipped_one(project: Repo) -> None:
    first = build(project.path)
    assert (first.out / "decision-log.html").exists()
    own = "# Told\n\n```{decision-log}\n:kind: adr, spec\n:since: v1.0\n:limit: 2\n```\n"
    project.write("docs/told.md", f"---\norphan: true\n---\n\n{own}")
    project.write("docs/untold.md", f"---\norphan: true\n---\n\n{own}")
    built = build(project.path)
    assert built.log == ""
    assert 'href="told.html#archdocs-decision-log"' in built.page("index"), "the link follows"
    told = words(built.page("told"))
    assert "SPEC-0002: Ship" in told
    assert "ADR-0002" in told
    assert "ADR-0003" not in told, "two are shown"
    clean = build(project.path, out="clean")
    assert built.page("index") == clean.page("index")
    assert not (clean.out / "decision-log.html").exists()


def test_what_is_wrong_has_a_place(project: Repo) -> None:
    text = "# Home\n\n{issue}`SHOP 1`\n\n```{coverage}\n:from: spce\n```\n\n```{decisions}\n```\n"
    project.write("docs/index.md", text)
    log = build(project.path, strict=False).log
    assert "index.md:3: WARNING: no tracker knows 'SHOP 1' [archdocs.task]" in log
    assert "index.md:5: WARNING: no kind of record called `spce`; did you mean `spec`?" in log


def test_without_git_all_is_one_list_and_old_links_are_no_fault(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "plain")
    repo.write("docs/conf.py", CONF)
    tree = "```{toctree}\njournal/20260102-wrap-up\n```\n"
    coverage = "```{coverage}\n:from: spec\n```\n"
    index = f"# Home\n\n```{{decisions}}\n:toctree:\n```\n\n{coverage}\n{tree}"
    repo.write("docs/index.md", index)
    repo.write("adr/0001-call.md", record("Call", "accepted", "2026-01-02"))
    repo.write("archdocs.toml", "")
    links = "[home](../index.md#home) [moved](../index.md#gone) [lost](../lost.md#x) [no](../../x/)"
    front = "---\nkind: log\ndate: 2026-01-02\n---\n"
    repo.write("docs/journal/20260102-wrap-up.md", f"{front}\n# Wrap-up\n\n{links}\n")
    built = build(repo.path)
    assert built.log == ""
    assert "2026-01-02 ADR-0001: Call Accepted" in words(built.page("decision-log"))
    assert "No spec records yet." in built.page("index")
    page = built.page("journal/20260102-wrap-up")
    assert 'href="../index.html#home"' in page
    assert re.search(r'href="../index.html"><span[^>]*>(<span[^>]*>)?moved', page)
    assert "home moved lost no" in words(page)
    assert not re.search(r"<a[^>]*>(?:(?!</a>).)*lost", page)
