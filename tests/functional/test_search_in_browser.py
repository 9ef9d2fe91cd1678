"""Search over the showcase's versions in Chromium: served, served strictly, and from its files."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Without loading style sheets once more, from where they aren't.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"], "preload": False}
# A slow machine is no fault of the page.
expect.set_options(timeout=60_000)
WITHOUT_WASM = "script-src 'self' 'unsafe-inline'"
STRICT = f"default-src 'self'; style-src 'self' 'unsafe-inline'; {WITHOUT_WASM} 'wasm-unsafe-eval'"


class Handler(SimpleHTTPRequestHandler):
    """Serves the site quietly, under the policy of the moment."""

    policy = STRICT

    def end_headers(self) -> None:
        """Send the policy with each answer."""
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""
        del args


@pytest.fixture
def served(showcase_site: Path) -> Iterator[str]:
    """Return the address of the served showcase."""
    handler = functools.partial(Handler, directory=str(showcase_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@dataclass
class Searcher:
    """A page, what it asked for, and what went wrong in it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def watch(self) -> Searcher:
        """Note requests, exceptions and errors."""
        page = self.page
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: self.faults.append(f"{said.text} {said.location}") if bad(said) else None,
        )
        return self

    @property
    def titles(self) -> list[str]:
        """The titles that are shown."""
        return self.page.locator(".archdocs-search__title a").all_inner_texts()

    def says(self, text: str) -> None:
        """Wait until the number of results is told so."""
        expect(self.page.locator(".archdocs-search__message")).to_have_text(text)


def bad(said: ConsoleMessage) -> bool:
    """Say whether a message of the console is a complaint, save about the icon nobody made."""
    icon = said.location.get("url", "").endswith("/favicon.ico")
    return said.type in ("error", "warning") and not icon


def test_search_over_versions(served: str, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        seen = Searcher(context.new_page()).watch()
        page = seen.page
        # From any page: the theme's dialog, by its key.
        page.goto(f"{served}/v1.1.0/index.html")
        page.wait_for_selector(".archdocs-versions")
        page.keyboard.press("Control+k")
        page.keyboard.type("lanterns")
        page.keyboard.press("Enter")
        page.wait_for_url("**/v1.1.0/search.html?q=lanterns*")
        seen.says("Nothing in v1.1.0.")

        page.fill("main input[name=q]", "search index every night")
        expect(page.locator(".own li").first).to_contain_text(
            "also in v2.1.0, main, v2.0.0, v1.0.0"
        )
        assert "q=search+index+every+night" in page.url
        first = page.locator(".own li").first
        expect(first.locator(".archdocs-search__mark")).to_have_text(
            ["accepted", "deprecated in v2.1.0"]
        )
        assert first.locator("mark").first.inner_text().casefold().startswith(("search", "rebuild"))
        expect(page.locator(".others h2")).to_have_text("Only in other versions")
        axe = Axe().run(page, "#search-results", AXE)
        assert axe.violations_count == 0, axe.generate_report()

        page.get_by_label("Kind").select_option("adr")
        page.get_by_label("Status").select_option("accepted")
        expect(page.locator(".own .archdocs-search__title a").first).to_have_text(
            "Rebuild the search index every night"
        )
        page.get_by_label("Search in").select_option("v2.1.0")
        expect(page.locator("#search-results")).not_to_contain_text("Rebuild the search index")
        page.get_by_label("Status").select_option("deprecated")
        expect(page.locator(".own .archdocs-search__title")).to_have_text(
            ["Rebuild the search index every night deprecated v2.1.0"]
        )
        # What is shown can be sent to somebody.
        shown = seen.titles
        page.reload()
        expect(page.locator(".own .archdocs-search__title a")).to_have_text(shown)

        field = page.locator("main input[name=q]")
        field.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        section = page.locator(":focus")
        assert "#" in (section.get_attribute("href") or "")
        page.keyboard.press("Escape")
        expect(field).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/v2.1.0/adr/0003-*.html?highlight=*")
        assert "Rebuild the search index every night" in page.inner_text("h1")
        assert [url for url in seen.asked if not url.startswith((served, "data:"))] == []

        # Pages may be called as what every object of the language has.
        page.route("**/_pagefind/pages.json", called_oddly)
        page.goto(f"{served}/v1.1.0/search.html?q=search+index+every+night")
        expect(page.locator(".own .archdocs-search__title").first).to_contain_text("toString")
        # Other versions may be asked still; what has no answer when the page goes is no fault.
        page.unroute_all(behavior="ignoreErrors")
        assert seen.faults == []


def called_oddly(route: Route) -> None:
    """Answer with other names of pages, kinds and statuses."""
    pages = route.fetch().json()
    route.fulfill(json={ident: ["constructor", "__proto__", "toString"] for ident in pages})


def test_search_on_a_phone_and_where_pagefind_cannot_run(
    served: str, showcase_site: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 800}, color_scheme="dark"
    ) as context:
        seen = Searcher(context.new_page()).watch()
        page = seen.page
        page.goto(f"{served}/stable/search.html?q=stock&in=v2.1.0")
        expect(page.get_by_role("button", name="Show more")).to_be_visible(timeout=60_000)
        assert len(seen.titles) == 10
        assert not [url for url in seen.asked if "/main/_pagefind" in url], "asked for one only"
        assert not [url for url in seen.asked if "searchindex.js" in url]
        page.get_by_role("button", name="Show more").click()
        expect(page.locator(".archdocs-search__title a").nth(10)).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert "/stable/" in (
            page.locator(".archdocs-search__title a").first.get_attribute("href") or ""
        )
        axe = Axe().run(page, "#search-results", AXE)
        assert axe.violations_count == 0, axe.generate_report()
        assert seen.faults == []
        # Sphinx's own search, where the policy allows no WebAssembly, and from the files.
        monkeypatch.setattr(Handler, "policy", WITHOUT_WASM)
        for start in (served, showcase_site.as_uri()):
            page.goto(f"{start}/v2.1.0/search.html?q=stock")
            expect(page.locator("#search-results")).to_contain_text("Hold stock")
            assert page.locator(".archdocs-search").count() == 0
