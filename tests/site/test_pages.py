from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.site.pages import Entry, root_files
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
    files = root_files(project, [entry(version)], "https://example.org")
    for page, scripts in (("index.html", 0), ("404.html", 0)):
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
    assert set(files) == {"versions.json", "versions.js", "index.html", "404.html", ".nojekyll"}


def test_pages_are_listed_once_and_told_by_what_is_missing() -> None:
    files = root_files("Shop", [entry("v2", "a", "b"), entry("v1", "b", "c")], "")
    text = files["versions.js"].strip()
    data = json.loads(text.removeprefix("window.ARCHDOCS_VERSIONS=").removesuffix(";"))
    assert data["pages"] == ["a", "b", "c"]
    assert [version["missing"] for version in data["versions"]] == [[2], [0]]
