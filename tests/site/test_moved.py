"""Pages followed from version to version, under whatever name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from archdocs.project import Project
from archdocs.site import everywhere
from archdocs.site.canonical import elsewhere
from archdocs.site.everywhere import Seen
from archdocs.site.moved import Moved, moved_pages
from archdocs.site.pages import Entry
from archdocs.site.plan import Planned
from archdocs.site.redirects import resolve
from archdocs.site.versions import Version
from support import Repo


def text(word: str) -> str:
    """Return a page that is like no other."""
    return f"# {word}\n\n" + "".join(f"{word} says {word} {line}.\n" for line in range(40))


def entry(name: str, *pages: str, stable: bool = False) -> Entry:
    version = Version(name, name, f"refs/tags/{name}", "", "tag", 0, name)
    return Entry(version, "ok", pages, ("stable",) if stable else ())


def history(repo: Repo) -> list[Entry]:
    """Make versions, newest first: renames one after another, old names given away, a swap."""
    repo.write("archdocs.toml", "")
    repo.write("docs/conf.py", "")
    made: list[Entry] = []

    def release(name: str) -> None:
        date = f"2026-0{len(made) + 1}-01T00:00:00+00:00"
        repo.commit(name, date=date)
        repo.tag(name, date=date)
        pages = (path.stem for path in (repo.path / "docs").glob("*.md"))
        made.insert(0, entry(name, *sorted(pages)))

    for name in ("first", "left", "right", "old", "kept"):
        repo.write(f"docs/{name}.md", text(name))
    release("v1")
    repo.git("mv", "docs/first.md", "docs/second.md")
    repo.git("mv", "docs/old.md", "docs/new.md")
    release("v2")
    repo.git("mv", "docs/second.md", "docs/third.md")
    repo.write("docs/old.md", text("stranger"))
    repo.write("docs/left.md", text("right"))
    repo.write("docs/right.md", text("left"))
    release("v3")
    # A rename and another page under the old name at once; and a page that is gone for a while.
    repo.git("mv", "docs/third.md", "docs/fourth.md")
    repo.write("docs/third.md", text("newcomer"))
    (repo.path / "docs/kept.md").unlink()
    release("v4")
    repo.write("docs/kept.md", text("kept") + "Back again.\n")
    repo.git("rm", "-q", "docs/new.md")
    release("v5")
    return made


def follow(project: Project, entries: list[Entry]) -> Moved:
    git = project.git
    assert git is not None
    planned = [
        Planned(
            dataclasses.replace(
                each.version, commit=git.resolve(each.version.name) or "", time=number
            ),
            *("", (), "docs", 1, "", ()),
        )
        for number, each in zip(range(len(entries), 0, -1), entries, strict=True)
    ]
    return moved_pages(project, planned, {each.version.ref: each.pages for each in entries})


def test_a_page_stays_itself_and_its_old_name_may_be_another_s(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = history(repo)
    pages = {each.version.slug: set(each.pages) for each in entries}
    moved = follow(Project(repo.path), entries)

    def there(slug: str, page: str, other: str) -> str | None:
        back = moved.there(slug, page, other, pages[other])
        if back is not None:
            assert moved.there(other, back, slug, pages[slug]) == page, "and the other way round"
        return back

    assert [there("v1", "first", f"v{n}") for n in (1, 2, 3, 4)] == [
        "first", "second", "third", "fourth"
    ]  # fmt: skip
    assert there("v1", "old", "v3") == "new"
    assert there("v3", "old", "v1") is None, "it only has the name"
    assert there("v1", "old", "v5") is None, "what is called so there is another"
    assert (there("v1", "left", "v3"), there("v2", "right", "v3")) == ("right", "left")
    assert there("v3", "third", "v4") == "fourth"
    assert there("v4", "third", "v3") is None
    assert there("v1", "kept", "v5") == "kept"
    assert there("v1", "kept", "v4") is None
    # Old addresses: of several pages that had a name, the last one is meant.
    former = moved.former("v4", pages["v4"])
    assert former == {"first": "fourth", "second": "fourth"}
    assert resolve(pages["v4"], former, {})[0] == former
    assert moved.former("v1", pages["v1"]) == {
        "new": "old", "second": "first", "third": "first", "fourth": "first"
    }  # fmt: skip
    # What the script of the pages is told.
    place = moved.groups.index(["new", "old"])
    assert (place, "old") in moved.others("v3", pages["v3"])
    assert (place, "old") not in moved.others("v1", pages["v1"])
    # What is remembered of the commits is what git says.
    monkeypatch.setattr("archdocs.system.git.Git.moves", None)
    assert follow(Project(repo.path), entries).trails == moved.trails
    stable = [dataclasses.replace(entries[0], aliases=("stable",)), *entries[1:]]
    named = elsewhere(stable, moved, "https://e.org/")
    assert named["v1"]["first"] == "https://e.org/stable/fourth.html"
    assert named["v1"]["old"] == "https://e.org/v4/new.html"
    assert named["v1"]["left"] == "https://e.org/stable/right.html"
    assert "old" not in named["v3"]
    assert "v5" not in named


def test_a_record_with_another_number_keeps_its_address() -> None:
    trail = {"v1": "adr/3-one", "v2": "adr/9-one"}
    one = Seen("ADR-3", "One", "proposed", "adr/3-one")
    seen = [
        (
            entry("v2"),
            [
                Seen("ADR-9", "One", "accepted", "adr/9-one"),
                Seen("ADR-3", "Two", "", "adr/3-two"),
            ],
        ),
        (entry("v1"), [one, Seen("ADR-5", "Gone", "rejected", "")]),
    ]
    page = everywhere.page("Shop", seen, moved=Moved([trail], ["v1", "v2"]))
    sections = page.split("<section ")
    third, fifth, ninth = sections[1:]
    assert "<h2>ADR-3: Two</h2>" in third
    assert 'proposed <small>as “One”, now <a href="#adr-9">ADR-9</a></small>' in third
    assert "<h2>ADR-9: One</h2>" in ninth
    assert '<a href="v1/adr/3-one.html">v1</a>: proposed <small>as ADR-3</small>' in ninth
    assert "<small>No longer in v2.</small>" in fifth
    assert "No longer" not in third + ninth


def test_records_among_the_pages_have_addresses(tmp_path: Path) -> None:
    data = '{"records": [{"id": "R-1", "title": "A", "status": "", "path": "docs/radar/1.md"}]}'
    (tmp_path / "records.json").write_text(data)
    assert everywhere.seen_in(tmp_path, ["radar/1"], "docs")[0].page == "radar/1"
    assert everywhere.seen_in(tmp_path, ["docs/radar/1"], "docs")[0].page == "docs/radar/1"
    assert everywhere.seen_in(tmp_path, ["radar/1"], "")[0].page == ""
