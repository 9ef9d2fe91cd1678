"""The index of a version's pages, made by the real Pagefind."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from archdocs.errors import EnvironmentFault
from archdocs.project import Project
from archdocs.settings import SiteSettings
from archdocs.site import pagefind, searchable
from archdocs.site.make import Made
from archdocs.site.plan import Planned
from archdocs.site.search import search_page, searched, with_index
from archdocs.site.versions import Version

PLANNED = Planned(Version("v1", "v1", "", "", "tag", 0), "k", (), "docs", 0, "", ())
PYDATA = (
    '<html lang="en"><title>{title} - Shop</title><nav>Elsewhere</nav>'
    '<article class="bd-article"><section id="top"><span id="old"></span>\n'
    '<h1>{title}<a class="headerlink" href="#top">#</a></h1><p>{text}</p></section></article>'
    "<footer>Footnote</footer></html>"
)
SEARCH = (
    "<html><head><title>Search</title>\n"
    '<script src="_static/searchtools.js?v=1"></script>\n<script src="_static/language_data.js">'
    '</script>\n<script src="searchindex.js" defer="defer"></script></head>'
    '<body><div id="search-results"></div></body></html>'
)
HOSTILE = '</i>"><script>window.ran = 1</script>'


def site() -> dict[str, bytes]:
    """Return the files of a version, as Sphinx made them."""
    records = [
        {"id": "ADR-1", "path": "docs/adr/1.md", "kind": "adr", "status": "superseded"},
        {"id": 7, "path": "adr/2.md", "kind": HOSTILE, "status": ["x"]},
        "odd",
    ]
    pages = {
        "index": PYDATA.format(title="Shop", text="Harbour pilots &lt;b&gt; carry lanterns."),
        "adr/1": PYDATA.format(title="Use lanterns", text="Because of the fog."),
        "adr/2": PYDATA.format(title="Odd", text=HOSTILE),
        "genindex": PYDATA.format(title="Index", text="lanterns"),
        "_modules/shop": PYDATA.format(title="Source", text="lanterns"),
        "bare": "<html><body>Nothing says which part is meant: lanterns.</body></html>",
        "search": SEARCH,
    }
    made = {f"{name}.html": text.encode() for name, text in pages.items()}
    return {**made, "records.json": json.dumps({"records": records}).encode()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv("ARCHDOCS_PAGEFIND")
    return Project(tmp_path)


def test_the_index_holds_the_main_parts_and_is_the_same_each_time(project: Project) -> None:
    made = with_index(project, PLANNED, Made(site()))
    assert made.notes == ()
    assert searched(made.files)
    assert not searched(site())
    pages = json.loads(made.files["_pagefind/pages.json"])
    assert sorted(pages.values()) == [
        ["adr/1", "adr", "superseded"],
        ["adr/2", HOSTILE, ""],
        ["index", "page", ""],
    ]
    kept = {name.partition("/")[2] for name in made.files if name.startswith("_pagefind/")}
    assert kept >= {"pagefind.js", "pages.json", "search.js", "search.css", "wasm.en.pagefind"}
    assert not [name for name in kept if "-ui" in name or "worker" in name or "unknown" in name]
    for name, data in site().items():
        assert (made.files[name] == data) == (name != "search.html"), name
    page = made.files["search.html"].decode()
    assert re.findall(r'src="([^"?]*)', page) == ["_pagefind/search.js"]
    assert (
        'data-sphinx="_static/searchtools.js?v=1 _static/language_data.js searchindex.js"' in page
    )
    for _ in range(3):
        backwards = dict(reversed(list(site().items())))
        assert with_index(project, PLANNED, Made(backwards)).files == made.files


@pytest.mark.parametrize(
    "start",
    [
        '<article class="bd-article pst" role="main">',
        '<article role="main" id="furo-main-content">',
        '<div role="main" class="document"><div itemprop="articleBody">',
        '<div class="body" role="main">',
        "<main>",
    ],
)
def test_the_main_part_is_found_in_any_theme(start: str) -> None:
    page = (
        f'<html class="no-js" lang="de-AT"><nav>Before</nav>{start}<section id="a"><h2>A</h2>'
        '<h1>Use <b>a &amp; <code>"b"</code>\n<a class="headerlink" href="#a">¶</a></h1>'
    )
    ((name, copy),) = searchable.copies({"a.html": page.encode(), "a.txt": b"", "b.html": b"x"})
    assert name == "a.html"
    assert "Before" not in copy
    assert '<html lang="de-AT">' in copy
    assert '<h2 id="a">A</h2>' in copy
    assert copy.count("data-pagefind-body") == 1
    assert 'data-pagefind-meta="title[content]" content="Use a &amp; &quot;b&quot;"' in copy


def test_search_pages_of_themes() -> None:
    read_the_docs = (
        '<head><script src="_static/searchtools.js"></script></head><script>\n  jQuery(function() '
        '{ Search.loadIndex("searchindex.js"); });\n</script>'
    )
    shibuya = (
        '<head><script src="searchindex.js" defer></script>'
        '<script src="_static/searchtools.js"></script></head>'
    )
    for page in (read_the_docs, shibuya):
        made = search_page(page)
        assert 'data-sphinx="_static/searchtools.js searchindex.js"' in made
        assert made.count("<script") == 1
    assert search_page("<head></head>search of its own") == "<head></head>search of its own"


def test_odd_pages_take_no_time_and_odd_catalogues_say_nothing() -> None:
    odd = ("<section ", '<section id="', "<article class=", "<h1>", "<h1 x", "<main ")
    for text in (each * 3_000 for each in odd):
        page = f"<html><main>{text}<span id=" + '<span id="x"></span>' * 3_000
        assert len(list(searchable.copies({"a.html": page.encode()}))) == 1
    (late,) = searchable.copies({"a.html": b"<main>" + b"<h1>" * 3_000 + b"Late</h1><h1>x</h1>"})
    assert 'content="Late"' in late[1]
    for data in (b"[", b"[]", b'{"records": 1}', b"[" * 99999, b"\xff"):
        assert searchable.facts(data, "docs") == {}


def test_which_engine_searches(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = SiteSettings()
    assert pagefind.engine(usual).startswith("pagefind ")
    assert pagefind.engine(replace(usual, search="sphinx")) == "sphinx"
    monkeypatch.setenv("ARCHDOCS_PAGEFIND", "")
    assert pagefind.engine(usual) == "sphinx"
    made = Made(site())
    assert with_index(project, PLANNED, made) is made
    with pytest.raises(EnvironmentFault) as told:
        pagefind.engine(replace(usual, search="pagefind"))
    assert told.value.hint == 'run: pip install "archdocs-cli[search]"'
    monkeypatch.setenv("ARCHDOCS_PAGEFIND", "/bin/false")
    after = with_index(project, PLANNED, made)
    assert after.files == made.files
    assert [note.code for note in after.notes] == ["site.search-failed"]
    assert with_index(project, PLANNED, replace(made, error=after.notes[0])).notes == ()
