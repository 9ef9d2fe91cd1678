from __future__ import annotations

import dataclasses
import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from archdocs.site import everywhere, notfound, pages
from archdocs.site.everywhere import Seen
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry, root_files, sitemaps
from archdocs.site.versions import Version

names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def entry(name: str, *pages: str) -> Entry:
    version = Version(name, name, f"refs/tags/{name}", "0" * 40, "tag", 1_700_000_000, "v1")
    return Entry(version, "ok", pages or ("index",), ("stable",))


@given(names, names)
@settings(max_examples=100, deadline=None)
def test_names_are_text_never_markup(project: str, version: str) -> None:
    url = "https://example.org"
    files = root_files(project, [entry(version)], url)
    files |= notfound.root_files(project, [entry(version)], url)
    for page, scripts in (("index.html", 0), ("404.html", 1)):
        parser = Tags()
        parser.feed(files[page])
        assert parser.tags.count("script") == scripts
        assert not {"img", "iframe", "svg"} & set(parser.tags)
    assert json.loads(files["versions.json"])[0]["name"] == version
    script = files["versions.js"]
    assert "</" not in script
    data = json.loads(script.strip().removeprefix("window.ARCHDOCS_VERSIONS=").removesuffix(";"))
    assert data["versions"][0]["name"] == version
    ElementTree.fromstring(files["sitemap.xml"])


def test_without_an_address_nothing_absolute_is_made() -> None:
    files = root_files("Shop", [entry("v1")], "")
    assert set(files) == {"versions.json", "versions.js", "index.html", ".nojekyll"}
    # The script is asked of the same host, wherever a copy of the site is looked at.
    text = notfound.root_files("Shop", [entry("v1")], "https://example.org/shop")["404.html"]
    assert '<script defer src="/shop/missing.js"></script>' in text
    assert '<a href="https://example.org/shop/v1/index.html">v1 (stable)</a>' in text


def test_sitemaps_are_as_search_engines_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    named = [entry("v1", "a", "maß und/日本", "q?#&", "search")]
    files = sitemaps(named, "https://e.org/")
    assert set(files) == {"sitemap.xml"}
    spaces = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = ElementTree.fromstring(files["sitemap.xml"]).findall("url/loc", spaces)
    assert [each.text for each in found] == [
        "https://e.org/stable/a.html",
        "https://e.org/stable/ma%C3%9F%20und/%E6%97%A5%E6%9C%AC.html",
        "https://e.org/stable/q%3F%23%26.html",
    ]
    monkeypatch.setattr(pages, "MOST_URLS", 2)
    files = sitemaps(named, "https://e.org/")
    found = ElementTree.fromstring(files["sitemap.xml"]).findall("sitemap/loc", spaces)
    assert [each.text for each in found] == [
        "https://e.org/sitemap-1.xml", "https://e.org/sitemap-2.xml"
    ]  # fmt: skip
    assert [files[f"sitemap-{part}.xml"].count("<url>") for part in (1, 2)] == [2, 1]


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[str]:
    """Serve a site in a folder of a host that shows its own page for what isn't there."""
    site = tmp_path / "host/shop"
    second = dataclasses.replace(entry("v2").version, slug="v2", hidden=True)
    versions = [entry("v1", "index", "old/ä"), Entry(second, "ok", ("index", "new"), ())]
    moved = Moved([{"v1": "old/ä", "v2": "new"}])
    files = root_files("Shop", versions, "", moved=moved)
    for path, text in (files | notfound.root_files("Shop", versions, "")).items():
        (site / "v1").mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    (site / "v1/index.html").write_text("<title>Version 1</title>")

    class Host(http.server.SimpleHTTPRequestHandler):
        def send_error(self, *_: object, **__: object) -> None:
            text = (site / "404.html").read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Host, directory=str(site.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/shop"
        server.shutdown()


def test_from_any_depth_the_way_leads_back_to_the_versions(hosted: str, browser: Browser) -> None:
    page = browser.new_page()
    for path in ("nowhere", "v1/deep/down/nowhere.html", "v9/"):
        page.goto(f"{hosted}/{path}")
        assert page.title() == "Page not found – Shop"
        page.wait_for_selector("main a[href^='/shop/']")
    page.click("main a")
    assert page.title() == "Version 1"
    assert page.url == f"{hosted}/v1/index.html"
    # What a version calls otherwise, and who else has it.
    found = page.locator("#archdocs-found li")
    page.goto(f"{hosted}/v2/old/%C3%A4.html#part")
    expect(found).to_have_text(["v2, called “new” there", "v1"])
    address = "v2/new.html#part"
    expect(found.first.locator("a")).to_have_attribute("href", f"{hosted}/{address}")
    page.goto(f"{hosted}/stable/new.html")
    expect(found).to_have_text(["v1, called “old/ä” there"])
    expect(found.locator("a")).to_have_attribute("href", f"{hosted}/stable/old/%C3%A4.html")
    # An address that begins like one of another site asks nobody else.
    host = hosted.removesuffix("/shop")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request(f"{host}/versions.json"):
        page.goto(f"{host}//elsewhere.invalid/shop/x.html")
    assert [url for url in asked if not url.startswith(host)] == []
    page.close()


def test_pages_are_listed_once_and_told_by_what_is_missing() -> None:
    files = root_files("Shop", [entry("v2", "a", "b"), entry("v1", "b", "c")], "")
    text = files["versions.js"].strip()
    data = json.loads(text.removeprefix("window.ARCHDOCS_VERSIONS=").removesuffix(";"))
    assert data["pages"] == ["a", "b", "c"]
    assert [version["missing"] for version in data["versions"]] == [[2], [0]]


@given(names, names, names)
@settings(max_examples=60)
def test_a_record_s_name_is_text_never_markup(ident: str, title: str, status: str) -> None:
    seen = [(entry("v2"), [Seen(ident, title, status, "adr/1")]), (entry("v1"), ())]
    parser = Tags()
    parser.feed(everywhere.page("Shop", seen))
    assert parser.tags.count("section") == parser.tags.count("li") == 1
    assert not {"script", "img", "iframe", "svg"} & set(parser.tags)


def test_a_record_in_every_version(tmp_path: Path) -> None:
    record = {"id": "ADR-1", "title": "Use Redis", "status": "proposed", "path": "adr/1.md"}
    odd: list[object] = [1, {}, {"id": "X"}, {"id": 3, "path": "x"}, {"id": "Y", "path": "gone.md"}]
    later = {**record, "title": "Use Valkey", "status": "accepted"}
    for version, records in (("v1", [record]), ("v2", [later, *odd])):
        (tmp_path / version).mkdir()
        (tmp_path / version / "records.json").write_text(json.dumps({"records": records}))
    seen = [
        (entry(name), everywhere.seen_in(tmp_path / name, ["adr/1"])) for name in ("v2", "v1", "v0")
    ]
    text = everywhere.page("Shop", seen)
    assert re.findall(r'id="([^"]*)"', text) == ["adr-1", "y"]
    assert '<a href="v1/adr/1.html">v2</a>: accepted</li>' in text
    assert '<a href="v1/adr/1.html">v1</a>: proposed <small>as “Use Redis”</small>' in text
    assert "<li>v2: no status</li>" in text, "no page of its own"
    assert set(root_files("Shop", [entry("v2")], "", text)) >= {"records.html"}
    for data in ("[", "[]", '{"records": 1}', "[" * 99999):
        (tmp_path / "v1/records.json").write_text(data)
        assert everywhere.seen_in(tmp_path / "v1", []) == ()
    assert everywhere.page("Shop", [(entry("v1"), ())]) == ""
