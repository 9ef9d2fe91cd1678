"""An overview tells every section's age, owner and place; badges and trends come from it."""

from __future__ import annotations

import datetime

import defusedxml.ElementTree as SafeXML
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Location, Severity
from archdocs.freshness.marking import mark_reviewed
from archdocs.freshness.overview import (
    Item,
    Overview,
    Point,
    Reason,
    dump,
    is_stale,
    restore,
    since_of,
)
from archdocs.freshness.owners import fits
from archdocs.freshness.survey import survey
from archdocs.project import Project
from archdocs.reports.badge import badge
from archdocs.site.stale import State, overview_of
from archdocs.site.versions import Version
from archdocs.sphinxext.trendchart import chart
from support import Repo

TODAY = datetime.date(2026, 7, 1)
JANUARY, MARCH = "2026-01-05T12:00:00+00:00", "2026-03-05T12:00:00+00:00"


def items(repo: Repo) -> dict[str, Item]:
    _, overview = survey(Project(repo.path), today=TODAY)
    return {f"{item.path}#{item.anchor}": item for item in overview.items}


def test_every_section_is_told(repo: Repo) -> None:
    repo.write("CODEOWNERS", "* @all\n/docs/ops/ @ops @night # night\n")
    repo.write("adr/0001-x.md", "---\nstatus: accepted\ndate: 2026-01-01\nowner: arch\n---\n# X\n")
    repo.write(
        "docs/a.md", "# A\n\n<!-- archdocs: owner=web -->\n\n[b](ops/b.md)\n\n## In\n\nText.\n"
    )
    repo.write("docs/ops/b.md", "# B\n\nText, {adr}`1`, [a](../a.md#in), [a](../a.md).\n")
    repo.write(
        "docs/c.md", "---\nowner: books\nreview-every: 30d\n---\n# C\n\n[x](../adr/0001-x.md)\n"
    )
    repo.commit(date=JANUARY)
    repo.write(
        "docs/a.md", "# A\n\n<!-- archdocs: owner=web -->\n\n[b](ops/b.md)\n\n## In\n\nNew.\n"
    )
    repo.commit(date=MARCH)
    mark_reviewed(Project(repo.path), "docs/a.md#a/in", why="read", by="me", today=TODAY)
    found = items(repo)
    assert {name: item.owner for name, item in found.items()} == {
        "adr/0001-x.md#x": "arch",
        "docs/a.md#a": "web",
        "docs/a.md#a/in": "web",
        "docs/c.md#": "books",
        "docs/c.md#c": "books",
        "docs/ops/b.md#b": "@ops @night",
    }
    section = found["docs/a.md#a/in"]
    assert (section.title, section.page, section.kind, section.area) == ("In", "A", "page", "docs")
    assert (section.changed, section.reviewed, section.linked) == ("2026-03-05", "2026-07-01", 1)
    assert (found["adr/0001-x.md#x"].kind, found["adr/0001-x.md#x"].linked) == ("adr", 2)
    page = found["docs/c.md#"]
    assert (page.due, page.since) == ("2026-02-04", "2026-02-04")
    assert [reason.code for reason in page.reasons] == ["stale.review-due"]


@pytest.mark.parametrize(
    ("pattern", "path", "fitting"),
    [
        ("*", "a/b.md", True),
        ("*.rst", "a/b.md", False),
        ("/docs/", "docs/a/b.md", True),
        ("docs/", "x/docs/a.md", True),
        ("/docs/*.md", "docs/a.md", True),
        ("/docs/*.md", "docs/x/a.md", False),
    ],
)
def test_codeowners(pattern: str, path: str, fitting: bool) -> None:
    assert fits(pattern, path) is fitting


words = st.text(max_size=8)
reasons = st.builds(Reason, words, words, words, words)
an_item = st.builds(
    Item, *[words] * 10, st.integers(0, 9), st.lists(reasons, max_size=2).map(tuple)
)
overviews = st.builds(
    Overview,
    st.lists(an_item, max_size=4).map(tuple),
    st.lists(st.builds(Point, words, words, st.integers(0, 9), st.integers(0, 9)), max_size=3).map(
        tuple
    ),
    st.booleans(),
)


@given(overviews)
@settings(max_examples=50, deadline=None)
def test_an_overview_is_what_was_written(overview: Overview) -> None:
    assert restore(dump(overview)) == overview


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"items": [{}], "trend": []}', "1"])
def test_what_is_no_overview_is_said(text: str) -> None:
    with pytest.raises(ArchdocsError, match="can't be read"):
        restore(text)


def item(name: str, linked: int, *, since: str = "", changed: str = "2026-01-01") -> Item:
    why = (Reason("stale.value", "error", "x", since),)
    return Item(name, "", name, name, "page", "docs", "", changed, "", "", linked, why)


def test_most_linked_then_oldest_comes_first() -> None:
    made = (item("c", 1), item("b", 1, since="2025-05-05"), item("a", 0), item("d", 7))
    assert [each.path for each in Overview(made).stale] == ["d", "b", "c", "a"]


def test_since_when() -> None:
    def made(code: str, *evidence: tuple[str, str], message: str = "x") -> Finding:
        return Finding(code, message, Location("a"), Severity.WARNING, evidence=evidence)

    assert since_of(made("stale.x", ("changed", "abc 2026-01-02 why"))) == "2026-01-02"
    assert since_of(made("stale.x", ("now", "gone by 1 2026-01-03"))) == "2026-01-03"
    due = "the review was due on 2026-01-04"
    changed = ("changed", "2025-01-01 why")
    assert since_of(made("stale.review-due", changed, message=due)) == "2026-01-04"
    assert since_of(made("stale.x", ("quoted", "2026-01-05"))) == ""
    assert is_stale(made("stale.value"))
    assert not is_stale(made("link.broken"))
    assert not is_stale(made("stale.bad-comment"))


def version(name: str, time: int, kind: str = "tag") -> Version:
    return Version(name, name, f"refs/{name}", name, kind, time)


def test_a_trend_ends_with_its_own_version_and_releases_have_none() -> None:
    old, new, main = version("v1", 1), version("v2", 100_000), version("main", 200_000, "branch")
    disk = version("disk", 0, "worktree")
    state = State.of((), Overview((item("a", 0),)))
    states = {main: state, new: state, old: state, disk: state}
    names = {
        each.name: [point.name for point in restore(overview_of(each, states)).trend]
        for each in states
    }
    assert names == {
        "v1": [],
        "v2": [],
        "main": ["v1", "v2", "main"],
        "disk": ["v1", "v2", "disk"],
    }


@given(
    st.lists(
        st.builds(Point, st.text(max_size=20), words, st.integers(0, 99), st.integers(0, 99)),
        min_size=1,
        max_size=30,
    ).map(tuple)
)
@settings(max_examples=40, deadline=None)
def test_a_chart_is_a_picture_with_a_bar_for_each_version(points: tuple[Point, ...]) -> None:
    clean = tuple(Point(f"v{n}<&>\"'", p.date, p.sections, p.stale) for n, p in enumerate(points))
    root = SafeXML.fromstring(chart(clean))
    assert len(root.findall(".//{*}rect")) == len(points)
    assert root.get("role") == "img"
    assert root.get("aria-label")


@pytest.mark.parametrize(
    ("stale", "words"), [(0, "fresh"), (3, "3 of 150 stale"), (100, "100 of 150 stale")]
)
def test_a_badge_says_it_in_words(stale: int, words: str) -> None:
    root = SafeXML.fromstring(badge(stale, 150))
    assert root.get("aria-label") == f"documentation: {words}"
    assert words in "".join(root.itertext())
    assert badge(stale, 150) == badge(stale, 150)
