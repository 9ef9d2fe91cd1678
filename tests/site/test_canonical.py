"""The address each page names, in a site's folder."""

from __future__ import annotations

from pathlib import Path

from archdocs.site.canonical import elsewhere, settle, stated
from archdocs.site.folder import SiteFolder
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry
from archdocs.site.versions import Version

BASE = "https://docs.example.org/a&b/"
MOVED = Moved([{"v1": "cart", "v2": "basket", "main": "basket"}])


def entry(name: str, *pages: str, stable: bool = False, hidden: bool = False) -> Entry:
    """Return a version of the site with these pages."""
    version = Version(name, name, f"refs/{name}", "0" * 40, "tag", 0, name, hidden=hidden)
    return Entry(version, "ok", pages, ("stable",) if stable else ())


def page(name: str) -> bytes:
    """Return a page as it is built."""
    return f'<link rel="canonical" href="https://docs.example.org/a&amp;b/stable/{name}.html">'.encode()


def test_pages_that_stable_lacks_name_another_address(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    versions = {
        "main": ("index", "basket", "new é"),
        "v2": ("index", "basket"),
        "v1": ("index", "cart", "gone", "new é"),
        "v0": ("index", "gone"),
    }
    with folder.locked():
        folder.claim()
        pool: dict[str, str] = {}
        for slug, pages in versions.items():
            files = {f"{name}.html": page(name) for name in pages}
            folder.lay(slug, "key", f"refs/{slug}", files, pool)
        entries = [entry(slug, *pages, stable=slug == "v2") for slug, pages in versions.items()]
        settle(folder, entries, MOVED, "")
        assert (tmp_path / "v1/cart.html").read_bytes() == page("cart")
        settle(folder, entries, MOVED, BASE)
        said = (tmp_path / "v1/cart.html").read_text()
        assert (
            said
            == '<link rel="canonical" href="https://docs.example.org/a&amp;b/stable/basket.html">'
        )
        assert b"/a&amp;b/v1/gone.html" in (tmp_path / "v0/gone.html").read_bytes()
        assert b"/a&amp;b/main/new%20%C3%A9.html" in (tmp_path / "v1/new é.html").read_bytes()
        assert (tmp_path / "v2/index.html").read_bytes() == page("index")
        assert all(folder.intact(slug) for slug in versions)
        # Nothing to do: nothing is touched. An alias is the same files.
        before = (tmp_path / "v1/.archdocs-version.json").stat().st_mtime_ns
        settle(folder, entries, MOVED, BASE)
        assert (tmp_path / "v1/.archdocs-version.json").stat().st_mtime_ns == before
        folder.alias("lts", "v1", {"old.html": b"leads on"})
        assert (tmp_path / "lts/cart.html").samefile(tmp_path / "v1/cart.html")
        # When `stable` moves to where the page still is, it says so again.
        later = [entry(slug, *pages, stable=slug == "v1") for slug, pages in versions.items()]
        settle(folder, later, MOVED, BASE)
        assert (tmp_path / "v1/cart.html").read_bytes() == page("cart")
        assert b"stable/cart.html" in (tmp_path / "v2/basket.html").read_bytes()
        present = folder.intact("v1")
        assert present is not None
        assert present.stated == ()


def test_other_addresses_stay() -> None:
    for text in (b"no link", b'<link rel="canonical" href="https://elsewhere.example/x">'):
        assert stated(text, f"{BASE}v1/x.html", BASE) == text
    hidden = [entry("v2", "index", stable=True), entry("v1", "x", hidden=True), entry("v0", "x")]
    assert elsewhere(hidden, Moved(), BASE) == {
        "v1": {"x": f"{BASE}v0/x.html"},
        "v0": {"x": f"{BASE}v0/x.html"},
    }
