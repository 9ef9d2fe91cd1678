"""The dashboard, its page, its badge, stated values and banners, in one project's pages."""

from __future__ import annotations

import filecmp
import re
from pathlib import Path

import defusedxml.ElementTree as SafeXML

from sphinxrun import Built, build
from support import Repo

CONF = """\
project = "Test"
extensions = ["archdocs.sphinxext"]
html_theme = "basic"
"""
INDEX = """\
# Home

The [guide](guide.md), {doc}`/freshness`, made by `{freshness}`.

```{toctree}
guide
notes
```
"""
GUIDE = """\
# Guide

<!-- archdocs: owner=web -->

## Waiting *long*

Waits {value}`30 <config/limits.toml#checkout.timeout>` seconds <b>.

## Reading

<!-- archdocs: covers=config/limits.toml owner=books review-every=3650d -->

To be read.
"""
NOTES = """\
Notes
=====

See :doc:`guide`. Up to :value:`3 <config/limits.toml#checkout.most>` of them.
"""


def write(repo: Repo) -> None:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", INDEX)
    repo.write("docs/guide.md", GUIDE)
    repo.write("docs/notes.rst", NOTES)
    repo.write("config/limits.toml", "[checkout]\ntimeout = 30\nmost = 3\n")
    repo.commit()
    repo.write("config/limits.toml", "[checkout]\ntimeout = 45\nmost = 3\n")
    repo.commit("Wait longer", date="2026-03-05T12:00:00+00:00")


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


def part(page: str, name: str) -> str:
    """Return one section of the dashboard as text."""
    found = re.search(rf'<section id="freshness-{name}">(.*?)</section>', page, re.DOTALL)
    assert found, name
    return found[1]


def same_files(left: Path, right: Path) -> None:
    compared = filecmp.dircmp(left, right, ignore=[".buildinfo", ".doctrees"])
    assert not compared.left_only
    assert not compared.right_only
    assert compared.common_files
    _, different, errors = filecmp.cmpfiles(left, right, compared.common_files, shallow=False)
    assert not errors
    assert [name for name in different if name.endswith((".html", ".svg"))] == []


def test_the_dashboard_and_all_it_leads_to(repo: Repo) -> None:
    write(repo)
    one = build(repo.path, out="_one")
    assert one.status == 0, one.log
    check_dashboard(one)
    check_pages(one)
    two = build(repo.path, "-j2", out="_two")
    assert two.status == 0, two.log
    same_files(one.out, two.out)


def check_dashboard(built: Built) -> None:
    page = built.page("freshness")
    assert "1 of 5 sections is known to be stale; none was reviewed" in plain(page)
    stale = part(page, "stale")
    assert 'href="guide.html#waiting-long"' in stale
    words = plain(stale)
    assert "Waiting long in Guide" in words
    assert "config/limits.toml#checkout.timeout" in words
    assert "error: stale.value" in words
    assert words.endswith("2026-03-05 web 2 pages")
    assert "Reading in Guide books never" in plain(part(page, "reviews-to-come"))
    assert "web 1 2 2026-01-05" in plain(part(page, "by-owner"))
    assert "nobody named 0 2" in plain(part(page, "by-owner"))
    assert "page 1 5" in plain(part(page, "by-kind"))
    assert "docs 1 5" in plain(part(page, "by-area"))
    assert "Guide 2026-01-05 never web 2 pages" in plain(
        part(page, "untouched-for-the-longest-time")
    )
    assert "Over the versions" not in page
    badge = SafeXML.fromstring((built.out / "freshness.svg").read_bytes())
    assert badge.get("aria-label") == "documentation: 1 of 5 stale"
    assert not list((built.out / "_sources").rglob("*main*"))
    assert (built.out / "_sources" / "freshness.md.txt").is_file()


def check_pages(built: Built) -> None:
    guide = built.page("guide")
    title = 'title="From config/limits.toml#checkout.timeout"'
    assert f'<span class="archdocs-value" {title}>30</span>' in guide
    assert 'title="From config/limits.toml#checkout.most">3</span>' in built.page("notes")
    banner = plain(guide[guide.index("archdocs-stale") :])
    assert "Since 2026-03-05" in banner
    assert "Owner web" in banner
    assert "What to do: Run: archdocs check --fix" in banner


def test_a_page_of_ones_own_and_what_it_asks_for(repo: Repo) -> None:
    write(repo)
    repo.write("docs/index.md", INDEX.replace("{doc}`/freshness`", "here"))
    repo.write("docs/notes.rst", NOTES + "\n.. freshness::\n   :owner: books\n   :limit: 5\n")
    repo.write("docs/conf.py", CONF + "archdocs_freshness_page = True\n")
    repo.commit()
    built = build(repo.path)
    assert built.status == 0, built.log
    assert not (built.out / "freshness.html").exists()
    page = built.page("notes")
    assert "Nothing is known to be stale" in page
    assert "Reading" in part(page, "reviews-to-come")
    assert "Waiting" not in part(page, "untouched-for-the-longest-time")


def test_other_builders_show_it_as_text(repo: Repo) -> None:
    write(repo)
    built = build(repo.path, builder="text")
    assert built.status == 0, built.log
    text = (built.out / "freshness.txt").read_text("utf-8")
    assert "1 of 5 sections" in text
    assert "Waits 30 seconds" in (built.out / "guide.txt").read_text("utf-8")
