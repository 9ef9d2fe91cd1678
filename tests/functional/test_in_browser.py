"""The showcase, as a reader meets it: in Chromium, in light and dark, wide and narrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = (
    "index",
    "decisions",
    "adr/0006-publish-events-through-an-outbox-and-kafka",
    "domains/inventory",
    "architecture/runtime",
    "architecture/containers",
    "data-model",
    "postmortems/0001-customers-authorised-twice",
)


@pytest.fixture(scope="module")
def site(showcase_site: Path) -> Path:
    """Return the built showcase."""
    return showcase_site


@dataclass
class Watched:
    """A page, what its console complained about, and where it sent requests."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def log(self, message: ConsoleMessage) -> None:
        """Note complaints."""
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def request(self, request: Request) -> None:
        """Note what leaves the site."""
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.outside.append(request.url)


def watch(browser: Browser, *, width: int = 1280, scheme: str = "light") -> Watched:
    """Open a page that is watched."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    watched = Watched(context.new_page())
    watched.page.on("console", watched.log)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("request", watched.request)
    return watched


def address(site: Path, version: str, name: str) -> str:
    """Return the address of a page on disk."""
    path = site / version / f"{name}.html"
    assert path.is_file(), path
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_quiet_fit_and_accessible(
    site: Path, browser: Browser, width: int, scheme: str
) -> None:
    watched = watch(browser, width=width, scheme=scheme)
    for name in PAGES:
        watched.page.goto(address(site, "latest", name))
        watched.page.wait_for_selector(".archdocs-versions")
        overflow = watched.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name} is {overflow}px too wide at {width}"
        # In the dark only the colours are others.
        rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
        found = Axe().run(watched.page, options={"preload": False, **rules}).response["violations"]
        serious = [
            f"{item['id']}: {node['html'][:200]}"
            for item in found
            if item["impact"] in ("serious", "critical")
            for node in item["nodes"]
        ]
        assert serious == [], f"{name} at {width} in {scheme}"
    assert watched.errors == []
    assert watched.outside == []
    watched.page.context.close()


def test_the_switcher_keeps_the_page(site: Path, browser: Browser) -> None:
    watched = watch(browser)
    page = watched.page
    page.goto(address(site, "v2.1.0", "domains/inventory"))
    switcher = page.locator(".archdocs-versions")
    expect(switcher).to_be_visible()
    switcher.locator("button, summary, select").first.click()
    page.get_by_role("link", name="v2.0.0").or_(
        page.get_by_role("option", name="v2.0.0")
    ).first.click()
    page.wait_for_url("**/v2.0.0/domains/inventory.html")
    assert watched.errors == []
    page.context.close()


def test_an_old_version_links_the_same_page_in_the_current_one(
    site: Path, browser: Browser
) -> None:
    watched = watch(browser)
    watched.page.goto(address(site, "v2.0.0", "domains/inventory"))
    watched.page.get_by_role("link", name="this page in v2.1.0").click()
    watched.page.wait_for_url("**/domains/inventory.html")
    assert "/v2.0.0/" not in watched.page.url
    watched.page.context.close()


def test_search_finds_a_decision(site: Path, browser: Browser) -> None:
    watched = watch(browser)
    page = watched.page
    page.goto(address(site, "latest", "index"))
    page.goto((site / "latest" / "search.html").as_uri() + "?q=outbox")
    link = page.locator("#search-results a[href*='adr/']").first
    expect(link).to_be_visible(timeout=15_000)
    link.click()
    expect(page.locator(".archdocs-record").first).to_be_visible()
    assert watched.outside == []
    page.context.close()


def test_the_stale_section_and_only_it_carries_a_banner(site: Path, browser: Browser) -> None:
    watched = watch(browser)
    watched.page.goto(address(site, "latest", "domains/inventory"))
    banner = watched.page.locator(".archdocs-stale")
    expect(banner).to_have_count(1)
    expect(banner).to_contain_text("reserve_stock()")
    expect(watched.page.locator("section#holding-stock > .archdocs-stale")).to_have_count(1)
    watched.page.context.close()


def test_diagrams_follow_the_colour_mode(site: Path, browser: Browser) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        watched = watch(browser, scheme=scheme)
        watched.page.goto(address(site, "latest", "architecture/containers"))
        text = watched.page.locator("figure svg g.edge text").first
        expect(text).to_be_visible()
        colours[scheme] = text.evaluate("node => getComputedStyle(node).fill")
        watched.page.context.close()
    assert colours["light"] != colours["dark"]


def test_a_picture_is_enlarged_and_printed(site: Path, browser: Browser) -> None:
    watched = watch(browser, scheme="dark")
    page = watched.page
    page.goto(address(site, "latest", "architecture/containers"))
    frame = page.locator(".archdocs-scroll").first
    opens = page.get_by_role("button", name="Enlarge: ").first
    opens.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Full size").first).to_be_focused()
    opens.press("Enter")
    enlarged = page.locator(".archdocs-zoom svg")
    expect(enlarged).to_be_visible()
    expect(frame.locator("svg")).to_have_count(0)
    fits = enlarged.evaluate("svg => svg.getBoundingClientRect().width")
    assert fits <= 1280
    page.keyboard.press("+")
    assert enlarged.evaluate("svg => svg.getBoundingClientRect().width") > fits
    page.keyboard.press("0")
    assert enlarged.evaluate("svg => svg.getBoundingClientRect().width") == fits
    page.keyboard.press("Escape")
    expect(page.locator(".archdocs-zoom")).to_have_count(0)
    expect(frame.locator("svg")).to_be_visible()
    text = page.locator("figure svg g.edge text").first
    colour = "node => getComputedStyle(node).fill"
    dark = text.evaluate(colour)
    page.emulate_media(media="print")
    expect(page.locator(".archdocs-tools").first).to_be_hidden()
    assert text.evaluate(colour) != dark, "paper is light"
    assert page.pdf().startswith(b"%PDF")
    assert watched.errors == []
    page.goto(address(site, "latest", "index"))
    assert "archdocs-zoom.js" not in page.content() or page.locator(".archdocs-scroll").count()
    page.context.close()


def test_the_root_leads_to_the_site_without_scripts(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/index.html")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1000, 1100, 1280, 1440])
def test_the_switcher_covers_nothing(site: Path, browser: Browser, width: int) -> None:
    watched = watch(browser, width=width)
    watched.page.goto(address(site, "latest", "index"))
    switcher = watched.page.locator(".archdocs-versions").bounding_box()
    assert switcher
    for link in watched.page.locator(".bd-header .navbar-nav a:visible, .navbar-brand").all():
        box = link.bounding_box()
        if box and link.is_visible():
            apart = (
                box["x"] >= switcher["x"] + switcher["width"]
                or box["x"] + box["width"] <= switcher["x"]
                or box["y"] >= switcher["y"] + switcher["height"]
                or box["y"] + box["height"] <= switcher["y"]
            )
            assert apart, f"{link.inner_text()} at {width}"
    watched.page.context.close()
