"""What changed between two versions: by the command, and on the pages of a site."""

from __future__ import annotations

import dataclasses
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.cli.main import run
from archdocs.project import Project
from archdocs.settings import SiteSettings
from archdocs.site.changes.compare import compare
from archdocs.site.changes.facts import (
    Facts,
    PageFact,
    RecordFact,
    SectionFact,
    dump,
    restore,
    short,
)
from archdocs.site.changes.order import newest_first
from archdocs.site.changes.page import Pair, Side, index_page, pair_page
from archdocs.site.changes.publish import lay, pairs, predecessor
from archdocs.site.changes.told import FORMATS, Told
from archdocs.site.folder import SiteFolder
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry
from archdocs.site.plan import Planned
from archdocs.site.versions import Version, choose, parse_release
from archdocs.system.git import Git
from support import Repo

MOVED = Moved([{"v1.0": "same", "v2.0": "kept"}])
RECORD = "---\nstatus: {}\ndate: 2026-01-02\n{}---\n\n# {}\n\n{}\n"
SCRIPT = 'from diagrams import Diagram, Node\n\nwith Diagram("Flow"):\n    Node("{}")\n'
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a repository with two releases, and more that is not committed."""
    folder = tmp_path_factory.mktemp("shop")
    repo = Repo(folder / "repo")
    repo.path.mkdir()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ARCHDOCS_CACHE_DIR", str(folder / "cache"))
        for name in ("AUTHOR", "COMMITTER"):
            patched.setenv(f"GIT_{name}_NAME", "Test")
            patched.setenv(f"GIT_{name}_EMAIL", "test@example.org")
        repo.git("init", "-q", "-b", "main")
        first(repo)
        second(repo)
        return Project.discover(repo.path)


def first(repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    repo.write("docs/conf.py", 'project = "Shop"\n')
    repo.write("adr/0001-one.md", RECORD.format("accepted", "", "One", "Text."))
    repo.write("adr/0002-two.md", RECORD.format("proposed", "", "Two", "Text."))
    repo.write("adr/0003-three.md", RECORD.format("accepted", "", "Three", "Text."))
    repo.write("adr/0009-gone.md", RECORD.format("rejected", "", "Gone", "Text."))
    repo.write("docs/index.rst", "Shop\n====\n\nWelcome.\n")
    repo.write("docs/cart.md", "# Cart\n\nA.\n\n## Totals\n\nB.\n\n## Old\n\nC.\n\n## Way\n\nD.\n")
    repo.write("docs/same.md", "# Same\n\n" + "Long text that stays.\n" * 9)
    repo.write("docs/left.md", "# Left\n")
    repo.write("docs/_build/made.md", "# Made\n")
    repo.write("diagrams/flow.py", SCRIPT.format("Cart"))
    repo.commit("first", date="2026-01-01T00:00:00+00:00")
    repo.tag("v1.0")


def second(repo: Repo) -> None:
    link = "superseded-by: [ADR-0004]\n"
    repo.write("adr/0001-one.md", RECORD.format("superseded", link, "One", "Text."))
    repo.write("adr/0002-two.md", RECORD.format("accepted", "", "Two", "Text."))
    repo.write("adr/0003-three.md", RECORD.format("accepted", "", "Three <b>", "Other text."))
    new = RECORD.format("accepted", "supersedes: [ADR-0001]\n", "Four", "Text.")
    repo.write("adr/0004-four.md", new)
    repo.write("specs/0001-plan.md", RECORD.format("draft", "", "Plan", "Text."))
    for gone in ("adr/0009-gone.md", "docs/left.md"):
        (repo.path / gone).unlink()
    (repo.path / "docs/same.md").rename(repo.path / "docs/kept.md")
    repo.write("docs/index.rst", "The shop\n========\n\nWelcome.\n")
    repo.write(
        "docs/cart.md", "# Cart\n\nA.\n\n## Totals\n\nBB.\n\n## New\n\nE.\n\n## Path\n\nD.\n"
    )
    repo.write("docs/more.md", "# More\n")
    repo.write("diagrams/flow.py", SCRIPT.format("Basket"))
    repo.commit("second", date="2026-02-01T00:00:00+00:00")
    repo.tag("v2.0")


def told(project: Project, capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert run(["-C", str(project.root), "changes", *args]) == 0
    return capsys.readouterr().out


def test_the_command_tells_what_changed(shop: Project, capsys: pytest.CaptureFixture[str]) -> None:
    data: dict[str, Any] = json.loads(told(shop, capsys, "v1.0", "v2.0", "--format", "json"))
    records = {each["id"]: (each["change"], each["status"]) for each in data["records"]}
    assert records == {
        "ADR-0001": ("superseded", "superseded"),
        "ADR-0002": ("moved", "accepted"),
        "ADR-0003": ("edited", "accepted"),
        "ADR-0004": ("added", "accepted"),
        "ADR-0009": ("removed", None),
        "SPEC-0001": ("added", "draft"),
    }
    pages = {each["page"]: each for each in data["pages"]}
    assert {name: each["change"] for name, each in pages.items()} == {
        "index": "retitled", "cart": "changed", "kept": "renamed", "left": "removed",
        "more": "added",
    }  # fmt: skip
    assert pages["kept"]["before"]["page"] == "same"
    sections = [(each["change"], each["heading"][-1]) for each in pages["cart"]["sections"]]
    assert sections == [
        ("changed", "Totals"), ("added", "New"), ("renamed", "Path"), ("removed", "Old"),
    ]  # fmt: skip
    assert [each["outcome"] for each in data["diagrams"]] == ["changed"]
    text = told(shop, capsys, "v1.0", "v2.0")
    assert "superseded  ADR-0001: One (by ADR-0004, accepted → superseded)" in text
    assert "edited      ADR-0003: Three <b> (was called “Three”)" in text
    assert "Basket" in text
    notes = told(shop, capsys, "v1.0", "v2.0", "--format", "markdown")
    assert notes.startswith("## Changes from v1.0 to v2.0")
    assert "Three \\<b\\>" in notes
    assert "nothing changed from v2.0 to v2.0" in told(shop, capsys, "v2.0", "v2.0")


def test_files_on_disk_are_a_version(shop: Project, capsys: pytest.CaptureFixture[str]) -> None:
    page = shop.root / "docs/more.md"
    page.rename(shop.root / "docs/moved.md")
    try:
        assert "renamed     More (moved) (was more)" in told(shop, capsys, "v2.0")
    finally:
        (shop.root / "docs/moved.md").rename(page)
    assert run(["-C", str(shop.root), "changes", "v9"]) == 2


def entry(name: str, *pages: str, alias: str = "", time: int = 1, **more: Any) -> Entry:
    version = Version(name, name, f"refs/tags/{name}", "0" * 40, "tag", time, name)
    version = dataclasses.replace(version, release=parse_release(name), **more)
    return Entry(version, "ok", pages or ("index",), (alias,) if alias else ())


def shown(project: Project) -> list[tuple[Planned, Entry]]:
    """Return both releases as a build plans them, and one that is hidden."""
    git = project.git
    assert git is not None
    made = []
    for name, alias, hidden in (("v2.0", "stable", False), ("v1.0", "", False), ("v0", "", True)):
        commit = git.resolve("v1.0" if hidden else name) or ""
        pages = ("index", "cart", "kept" if name == "v2.0" else "same", "adr/0001-one")
        each = entry(name, *pages, alias=alias, commit=commit, hidden=hidden)
        made.append((Planned(each.version, "", (), "docs", 1, "", ()), each))
    return made


def test_pages_of_the_site(shop: Project, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "site")
    folder.path.mkdir()
    versions = shown(shop)
    assert lay(shop, folder, versions, MOVED, records=True)
    made = {path.name for path in (folder.path / "changes").iterdir()}
    assert {"index.html", "v1.0...v2.0.html", "pictures"} <= made
    assert not [name for name in made if "v0" in name]
    page = (folder.path / "changes/v1.0...v2.0.html").read_text()
    assert '<a href="../v2.0/adr/0001-one.html">ADR-0001: One</a>' in page
    assert "ADR-0003: Three &lt;b&gt;" in page
    assert '<a href="../v2.0/kept.html">Same</a> <small>(was same)</small>' in page
    assert '<a href="../v2.0/cart.html#totals">Totals</a>' in page
    assert "More" not in page, "it was not built"
    index = (folder.path / "changes/index.html").read_text()
    assert "since v1.0</a>: 5 decisions, 1 other record" in index
    picture = next((folder.path / "changes/pictures").iterdir())
    assert f'<img src="pictures/{picture.name}"' in page
    before = picture.stat(), page
    assert lay(shop, folder, versions, MOVED, records=True)
    assert before[0] == picture.stat()
    again = SiteFolder(tmp_path / "again")
    again.path.mkdir()
    assert lay(shop, again, versions, MOVED, records=True)
    assert before[1] == (again.path / "changes/v1.0...v2.0.html").read_text()
    assert not lay(shop, SiteFolder(tmp_path / "one"), versions[:1], Moved(), records=False)


def test_which_versions_are_compared() -> None:
    main = dataclasses.replace(entry("main"), aliases=("latest",))
    few = [main, entry("v2rc1"), entry("v2"), entry("v1rc1"), entry("v1")]
    assert [predecessor(few, place) for place in range(5)] == [1, 2, 4, 4, None]
    assert len(pairs(few)) == 10
    many = [main, *(entry(f"v{n}", alias="stable" if n == 30 else "") for n in range(30, 0, -1))]
    found = pairs(many)
    assert len(found) == 30 + 29 + 28
    assert {(0, 30), (1, 30), (29, 30)} <= set(found)
    thousand = [main, *(entry(f"v{n}") for n in range(1000, 0, -1))]
    assert len(pairs(thousand)) == 1000 + 999


def test_what_contains_another_version_is_the_later_one(repo: Repo) -> None:
    def commit(name: str, day: int) -> None:
        repo.write(name, name)
        repo.commit(name, date=f"2026-01-{day:02d}T00:00:00+00:00")

    def ordered() -> list[str]:
        git = Git(repo.path)
        found = choose(git, SiteSettings(refs=("*",)), worktree=True)
        return [version.name for version in newest_first(git, found)]

    commit("one", 1)
    repo.tag("v1.0")
    repo.git("branch", "1.x")
    commit("two", 2)
    repo.tag("v2.0")
    repo.git("checkout", "-q", "-b", "next")
    commit("three", 4)
    repo.git("checkout", "-q", "1.x")
    commit("mended", 5)
    repo.git("checkout", "-q", "--orphan", "pages")
    commit("other", 3)
    repo.git("checkout", "-q", "main")
    assert ordered() == ["worktree", "next", "main", "pages", "v2.0", "1.x", "v1.0"]
    commit("four", 6)
    # Neither contains the other now: the default branch is the later one.
    assert ordered() == ["worktree", "main", "next", "pages", "v2.0", "1.x", "v1.0"]


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@given(names, names)
@settings(max_examples=60)
def test_whatever_a_version_says_is_text(one: str, other: str) -> None:
    one, other = short(f"{one}\x1b"), short(other)
    record = RecordFact(one, one, one, one, one, one, one, (one,), one)
    page = PageFact(one, one, one, (SectionFact((one,), one, one),))
    old = Facts((record,), (page,), (), (one,))
    new = Facts(
        (dataclasses.replace(record, title=other, status=other, text="2", by=(other,)),),
        (dataclasses.replace(page, title=other, sections=(SectionFact((other,), other, "2"),)),),
    )
    assert restore(dump(old)) == old
    changes = compare(old, new, {})
    sides = [Side(entry(name, one), one) for name in ("v1", "v2")]
    pair = Pair(*sides)
    parser = Tags()
    parser.feed(pair_page(one, pair, changes, {0: one}, records=True))
    parser.feed(index_page(one, sides, {"v2": (pair, one)}, {"v1": [pair]}))
    assert {"script", "img", "iframe", "svg", "b"}.isdisjoint(parser.tags)
    for form in FORMATS.values():
        assert "\x1b" not in form(Told(one, other, ("", ""), changes))
    assert not compare(old, dataclasses.replace(old, broken=()), {}).records
