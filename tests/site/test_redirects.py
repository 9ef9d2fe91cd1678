"""Old addresses in folders whose content moves on."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.site.folder import SiteFolder
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry
from archdocs.site.redirects import SCRIPT, Folder, folders, listing, page, resolve, root_files
from archdocs.site.versions import Version

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def entry(name: str, kind: str, *pages: str, alias: str = "") -> Entry:
    version = Version(name, name, f"refs/{name}", "0" * 40, kind, 1, name)
    return Entry(version, "ok", pages, (alias,) if alias else ())


def test_where_old_addresses_lead() -> None:
    pages = {"index", "c", "deep/new", "d"}
    assert resolve(pages, {"a": "c", "b": "c", "..": "c"}, {}) == ({"a": "c", "b": "c"}, {})
    wished = {
        "one.html": "two", "two": "/deep/new.html#part", "three": "a", "out": "https://e.org/x",
        "c": "d", "r": "s", "s": "r", "far": "away", "..": "c", "m": "javascript:1", "self": "self",
    }  # fmt: skip
    leads, faults = resolve(pages, {"a": "c"}, wished)
    assert leads == {
        "a": "c", "one": "deep/new#part", "two": "deep/new#part", "three": "c",
        "out": "https://e.org/x",
    }  # fmt: skip
    said = {old: each.message.split(f"to {wished[old]} ")[1] for old, each in faults.items()}
    assert said == {
        "c": "would hide a page that is there",
        "r": "leads to itself again",
        "s": "leads to itself again",
        "self": "leads to itself again",
        "far": "leads to a page that is not there",
        "..": "is not from a page to a page or web address",
        "m": "is not from a page to a page or web address",
    }


def test_only_what_moves_on_leads_on() -> None:
    entries = [
        entry("main", "branch", "new", "other", alias="latest"),
        entry("v2", "tag", "new", alias="stable"),
        entry("v1", "tag", "old"),
    ]
    wished = {"gone": "other", "lost": "nowhere"}
    found, faults = folders(entries, Moved([{"v1": "old", "v2": "new", "main": "new"}]), wished)
    assert [(each.name, dict(each.leads)) for each in found] == [
        ("main", {"old": "new", "gone": "other"}),
        ("latest", {"old": "new", "gone": "other"}),
        ("stable", {"old": "new"}),
    ]
    assert [each.code for each in faults] == ["site.redirect"]
    assert "lost" in faults[0].message, "the other is of use to a version"
    assert {"from": "stable/old.html", "to": "stable/new.html"} in listing(found)
    assert set(root_files(found)) == {"redirects.json", SCRIPT}
    assert root_files([Folder("latest", "main", {})]) == {}


def test_old_addresses_that_can_be_no_file_lead_nowhere() -> None:
    odd = ["new.html/x", "a.html/x", "n" * 255, "/".join(["deep"] * 250), "\udc80"]
    assert resolve({"new"}, dict.fromkeys(odd, "new"), {}) == ({}, {})
    assert resolve({"new"}, {"n" * 249: "new"}, {})[0]


def test_the_page_at_an_old_address() -> None:
    text = page("a/b/old", "a/new page#part")
    assert '<link rel="canonical" href="../new%20page.html#part">' in text
    assert f'<script src="../../../{SCRIPT}"></script>' in text
    assert 'content="0; url=../new%20page.html#part"' in text


@given(names, names)
@settings(max_examples=100)
def test_whatever_is_wished_stays_inside_and_is_text(old: str, new: str) -> None:
    leads, _ = resolve({"index", new}, {old: new}, {old: new, new: "index"})
    for was, to in leads.items():
        path = Path("/site/latest", f"{was}.html")
        assert path.is_relative_to("/site/latest")
        assert ".." not in path.parts
        shown = page(was, to)
        assert len(re.findall(r"<script|<img|<iframe|<svg", shown)) == 1
        assert "javascript:" not in shown.replace(" ", "").lower()


def test_folders_get_pages_that_lead_on_and_lose_them(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path)
    made = site.lay("main", "k", "refs/main", {"new.html": b"new"}, {})
    inode = (tmp_path / "main/new.html").stat().st_ino
    for name in ("main", "latest"):
        site.alias(name, "main", {"a/old.html": b"on"})
        present = site.intact(name)
        assert present is not None
        assert present.pages == made.pages == ("new",)
        assert (tmp_path / name / "a/old.html").read_text() == "on"
    assert (tmp_path / "main/new.html").stat().st_ino == inode
    before = (tmp_path / "latest").stat().st_ino
    site.alias("latest", "main", {"a/old.html": b"on"})
    assert (tmp_path / "latest").stat().st_ino == before, "there is nothing to do"
    for name in ("main", "latest"):
        site.alias(name, "main", {})
        assert not (tmp_path / name / "a").exists()
        assert (site.intact(name), site.is_only_ours(name)) == (made, True)
    for taken in ("new.html", "new.html/x.html"):
        site.alias("latest", "main", {taken: b"on", "on.html": b"on"})
        present = site.intact("latest")
        assert present is not None
        assert sorted(present.files) == ["new.html", "on.html"]
    assert (tmp_path / "main/new.html").read_text() == "new"
    site.alias("latest", "main", {})
    assert "extra" not in json.loads((tmp_path / "latest/.archdocs-version.json").read_text())
