"""The built site in a real browser: from files, as a reader opens it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, Page, Route, expect

from support import Cli, Repo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("switcher")]

PYDATA = (
    'project = "Shop"\nhtml_theme = "pydata_sphinx_theme"\n'
    'html_context = {"default_mode": "auto"}\n'
)
#: Where the shared site is said to be; nobody is asked there.
ADDRESS = "https://docs.example.org/shop"
#: What pydata-sphinx-theme makes of the option `switcher`, without its styles.
THEIR_SWITCHER = """<div><button class="version-switcher__button">choose</button>
<div class="version-switcher__menu"></div></div></body>"""
THEIR_OPTIONS = f"""
DOCUMENTATION_OPTIONS.theme_switcher_json_url = "{ADDRESS}/versions.json";
DOCUMENTATION_OPTIONS.theme_switcher_version_match = "v1.0";
"""
SCHEMA = Path(__file__).resolve().parents[2] / "docs/reference/versions.schema.json"
#: A sidebar as sphinx_rtd_theme has one.
NARROW = """() => {
  const side = document.createElement("div");
  side.className = "wy-side-nav-search";
  side.style.cssText = "width: 180px; overflow: hidden";
  document.body.prepend(side);
  dispatchEvent(new Event("resize"));
}"""
BASIC = 'project = "Shop"\nhtml_theme = "alabaster"\n'


@dataclass
class Reader:
    """A page in the browser, and everything that should not have happened in it."""

    page: Page
    site: Path
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open a page of the site from its file."""
        self.page.goto((self.site / path).as_uri())

    def choose(self, version: str) -> None:
        """Follow the switcher's link to a version."""
        self.page.get_by_role("button", name="Version").click()
        self.page.locator(f'.archdocs-versions a[data-version="{version}"]').click()
        self.page.wait_for_load_state()

    def choose_changes(self) -> None:
        """Follow the switcher's last link."""
        self.page.get_by_role("button", name="Version").click()
        self.page.get_by_role("link", name="What changed between versions").click()
        self.page.wait_for_load_state()

    @property
    def where(self) -> str:
        """The address, inside the site."""
        return self.page.url.removeprefix(self.site.as_uri() + "/")


def make_site(repo: Repo, cli: Cli, conf: str) -> Path:
    repo.write("docs/conf.py", conf)
    repo.write("docs/terms.rst", "Terms\n=====\n\nBasket\n------\n\n" + "What is bought.\n" * 9)
    repo.write("docs/plan.rst", "Plan\n====\n\n" + "What will be sold, and where.\n" * 9)
    for tag in ("v1.0", "v2.0", "v3.0rc1"):
        repo.write("docs/index.rst", f"Shop {tag}\n=========\n\n.. toctree::\n   :glob:\n\n   *\n")
        repo.write("docs/cart.rst", f"Cart {tag}\n=========\n\nTotals\n------\n\nText.\n")
        if tag == "v2.0":
            repo.git("mv", "docs/terms.rst", "docs/words.rst")
            repo.git("mv", "docs/plan.rst", "docs/outlook.rst")
            repo.write("docs/refunds.rst", "Refunds\n=======\n")
        if tag == "v3.0rc1":
            repo.write("docs/plan.rst", "Floor plan\n==========\n\nAnother page.\n")
        repo.commit(tag)
        repo.tag(tag)
    ran = cli("build")
    assert ran.code == 0, ran.out + ran.err
    return repo.path / "_site"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site that the tests only read."""
    folder = tmp_path_factory.mktemp("shared")
    repo = Repo(folder / "repo")
    repo.path.mkdir()
    with pytest.MonkeyPatch.context() as patched:
        # It is made before the machine of any single test is isolated.
        patched.setenv("ARCHDOCS_CACHE_DIR", str(folder / "cache"))
        patched.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patched.setenv("GIT_AUTHOR_NAME", "Test")
        patched.setenv("GIT_AUTHOR_EMAIL", "test@example.org")
        patched.setenv("GIT_COMMITTER_NAME", "Test")
        patched.setenv("GIT_COMMITTER_EMAIL", "test@example.org")
        repo.git("init", "-q", "-b", "main")
        repo.write("archdocs.toml", f'[site]\nurl = "{ADDRESS}"\n')
        return make_site(repo, Cli(repo.path), PYDATA)


@pytest.fixture
def reader(shared: Path, browser: Browser) -> Iterator[Reader]:
    made = Reader(browser.new_page(viewport={"width": 1200, "height": 800}), shared)
    watch(made)
    yield made
    made.page.close()
    assert made.faults == []


def watch(reader: Reader) -> None:
    """Note console errors, exceptions, and requests that leave the files."""
    page = reader.page
    page.on("pageerror", lambda error: reader.faults.append(str(error)))
    page.on(
        "console",
        lambda message: reader.faults.append(message.text) if message.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else reader.faults.append(request.url)
        ),
    )


def test_the_switcher_keeps_the_page(reader: Reader) -> None:
    reader.open("main/cart.html")
    reader.choose("v1.0")
    assert reader.where == "v1.0/cart.html"
    assert "Cart v1.0" in reader.page.inner_text("h1")
    reader.open("main/refunds.html")
    reader.choose("v1.0")
    assert reader.where == "v1.0/index.html#archdocs-missing=refunds"
    assert "The page “refunds” is not in v1.0" in reader.page.inner_text("body")
    reader.choose("v2.0")
    assert reader.where == "v2.0/index.html"
    reader.open("v1.0/plan.html")
    reader.choose("main")
    assert reader.where == "main/outlook.html", "what has the name there is another page"
    reader.open("main/plan.html")
    note = reader.page.get_by_role("note", name="About this version")
    assert "The current one is v2.0, without this page: its first page (" in note.inner_text()
    reader.choose("v1.0")
    assert reader.where == "v1.0/index.html#archdocs-missing=plan"


def test_banners_lead_to_the_current_release(reader: Reader) -> None:
    reader.open("v1.0/cart.html")
    banner = reader.page.get_by_role("note", name="About this version")
    assert "v1.0 is not the newest release." in banner.inner_text()
    banner.get_by_role("link").first.click()
    assert reader.where == "v2.0/cart.html"
    reader.open("v1.0/cart.html")
    banner.get_by_role("link", name="what changed since").click()
    assert reader.where == "changes/v1.0...v2.0.html"
    reader.page.get_by_role("link", name="Refunds").click()
    assert reader.where == "v2.0/refunds.html"
    reader.choose_changes()
    assert reader.where == "changes/index.html#v2.0"
    reader.page.get_by_role("link", name="since v2.0").first.click()
    assert reader.where == "changes/v2.0...v3.0rc1.html"
    reader.open("main/cart.html")
    banner.get_by_role("link", name="what is new here").click()
    assert reader.where == "changes/v2.0...main.html"
    for path, text in (
        ("v2.0/cart.html", ""),
        ("stable/cart.html", ""),
        ("v3.0rc1/cart.html", "v3.0rc1 is a pre-release."),
        ("latest/cart.html", "main is not released yet."),
        ("main/cart.html", "main is not released yet."),
    ):
        reader.open(path)
        reader.page.get_by_role("button", name="Version").wait_for()
        assert text in "".join(banner.all_inner_texts())
        assert bool(text) == bool(banner.count())


def test_old_addresses_lead_on(reader: Reader) -> None:
    for path in ("latest/terms.html", "stable/terms.html", "main/terms.html"):
        address = f"{(reader.site / path).as_uri()}#basket"
        reader.page.goto(address, wait_until="commit")
        reader.page.wait_for_url("**/words.html#basket")
    assert not (reader.site / "v2.0/terms.html").exists()
    assert not (reader.site / "v1.0/words.html").exists()


def test_the_way_in_leads_to_the_stable_pages(reader: Reader) -> None:
    reader.open("index.html")
    reader.page.wait_for_url("**/stable/index.html")
    assert "Shop v2.0" in reader.page.inner_text("h1")


def test_the_keyboard_is_enough(reader: Reader) -> None:
    reader.open("main/cart.html")
    button = reader.page.get_by_role("button", name="Version")
    button.focus()
    assert button.get_attribute("aria-expanded") == "false"
    reader.page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    reader.page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert button.evaluate("node => node === document.activeElement")
    for _ in range(4):
        reader.page.keyboard.press("ArrowDown")
    assert reader.page.locator(":focus").get_attribute("data-version") == "v1.0"
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/v1.0/cart.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_scrolling_sideways(reader: Reader, scheme: str) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 700})
    reader.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    reader.open("v1.0/cart.html")
    button = reader.page.get_by_role("button", name="Version")
    button.click()
    listed = reader.page.locator(".archdocs-versions__list")
    for thing in (button, listed):
        box = thing.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_versions_json_is_as_its_schema_says_and_as_others_read_it(
    shared: Path, browser: Browser
) -> None:
    text = (shared / "versions.json").read_text()
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(text))
    for wrong in ({"url": None}, {"version": "../up"}, {"status": "failed"}):
        broken = [{**json.loads(text)[0], **wrong}]
        assert not Draft202012Validator(schema).is_valid(broken), wrong

    def serve(route: Route) -> None:
        path = shared / route.request.url.removeprefix(f"{ADDRESS}/").split("?")[0]
        if path.name == "cart.html":
            body = path.read_text().replace("</body>", THEIR_SWITCHER)
            route.fulfill(body=body, content_type="text/html")
        elif path.name == "documentation_options.js":
            body = path.read_text() + THEIR_OPTIONS
            route.fulfill(body=body, content_type="text/javascript")
        elif path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.route("**/*", serve)
    page.goto(f"{ADDRESS}/v1.0/cart.html")
    menu = page.locator(".version-switcher__menu a")
    expect(menu).to_have_text(["main", "v3.0rc1", "v2.0", "v1.0"])
    expect(page.locator(".version-switcher__button")).to_have_text("v1.0")
    links = [link.get_attribute("href") for link in menu.all()]
    assert links == [f"{ADDRESS}/{name}/cart.html" for name in ("main", "v3.0rc1", "v2.0", "v1.0")]
    page.close()


def test_any_theme_has_the_switcher(repo: Repo, cli: Cli, browser: Browser) -> None:
    repo.write(".gitignore", "_site/\n")
    repo.write(
        "archdocs.toml",
        '[site]\nhidden = ["v3*"]\nnotes = {"v1.*" = "eol"}\nalias-kind = "redirect"\n'
        '[site.aliases]\nold = "1.x"\n',
    )
    reader = Reader(browser.new_page(), make_site(repo, cli, BASIC))
    watch(reader)
    reader.open("v1.0/cart.html")
    banner = reader.page.get_by_role("note", name="About this version")
    assert "v1.0 is no longer maintained. The current one is v2.0" in banner.inner_text()
    listed = reader.page.locator(".archdocs-versions__list").text_content() or ""
    assert "v3.0rc1" not in listed
    assert "v1.0 old, no longer maintained" in listed
    reader.choose("v2.0")
    assert reader.where == "v2.0/cart.html"
    reader.page.goto((reader.site / "old/cart.html").as_uri() + "?from=mail#totals")
    reader.page.wait_for_url("**/v1.0/cart.html?from=mail#totals")
    repo.git("mv", "docs/cart.rst", "docs/basket.rst")
    repo.commit("a better name", date="2026-03-01T00:00:00+00:00")
    assert cli("build").code == 0
    reader.open("v1.0/cart.html")
    assert "there called “basket”" in (
        reader.page.locator(".archdocs-versions__list").text_content() or ""
    )
    reader.choose("main")
    assert reader.where == "main/basket.html"
    reader.choose("v1.0")
    assert reader.where == "v1.0/cart.html"
    # A narrow sidebar that shows nothing beyond its edge; and a window that changes its size.
    reader.page.goto((reader.site / "v1.0/cart.html").as_uri() + "#archdocs-missing=%E0%A4%A")
    button = reader.page.get_by_role("button", name="Version")
    button.wait_for()
    reader.page.evaluate(NARROW)
    button.click()
    side, shown = (
        reader.page.locator(name).bounding_box()
        for name in (".wy-side-nav-search", ".archdocs-versions__list")
    )
    assert side is not None
    assert shown is not None
    assert side["x"] <= shown["x"]
    assert shown["x"] + shown["width"] <= side["x"] + side["width"]
    reader.page.evaluate("dispatchEvent(new Event('resize'))")
    assert button.evaluate("node => node === document.activeElement")
    reader.page.close()
    assert reader.faults == []


def test_marks_of_failed_versions(repo: Repo, cli: Cli, browser: Browser) -> None:
    site = make_site(repo, cli, BASIC)
    (repo.path / "docs/index.rst").unlink()
    repo.commit("broken")
    repo.tag("v2.1")
    assert cli("build").code == 1
    reader = Reader(browser.new_page(), site)
    watch(reader)
    reader.open("latest/cart.html")
    assert "The last build of main failed." in reader.page.inner_text("body")
    reader.page.get_by_role("button", name="Version").click()
    text = reader.page.inner_text(".archdocs-versions__list")
    assert "main latest, last build failed" in text
    assert "v2.1 not built" in text
    reader.page.close()
    assert reader.faults == []
