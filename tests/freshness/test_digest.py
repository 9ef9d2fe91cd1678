"""The digest compares two days and tells each owner their part of it, as harmless Markdown."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archdocs.cli.main import run
from archdocs.errors import UsageError
from archdocs.freshness.digest import belongs, day_of, digest
from archdocs.freshness.digest_text import as_markdown, code, escaped
from archdocs.freshness.durations import after, ago
from archdocs.freshness.marking import mark_reviewed
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 10)
OLD, NEW = "2026-07-01T12:00:00+00:00", "2026-07-08T12:00:00+00:00"
PAGE = """\
# Limits

<!-- archdocs: owner=web -->

Waits {value}`30 <limits.toml#timeout>` seconds.

## Read

<!-- archdocs: covers=limits.toml owner=@books review-every=21d -->

To be read.

## Late

{value}`1 <limits.toml#most>`
"""


def story(repo: Repo) -> None:
    """Something goes stale, something is put right, something is read."""
    repo.write("limits.toml", "timeout = 30\nmost = 2\n")
    repo.write("docs/a.md", PAGE)
    repo.commit(date=OLD)
    repo.write("limits.toml", "timeout = 45\nmost = 1\n")
    repo.commit("Wait longer", date=NEW)
    day = datetime.date(2026, 7, 9)
    mark_reviewed(Project(repo.path), "docs/a.md#limits/read", why="it _holds_", by="me", today=day)


def test_a_digest_tells_what_happened(repo: Repo) -> None:
    story(repo)
    made = digest(Project(repo.path), since="7d", ahead="30d", today=TODAY)
    assert made.since == datetime.date(2026, 7, 3)
    assert as_markdown(made) == (
        "# Freshness from 2026-07-03 to 2026-07-10\n\n"
        "1 finding came up, 1 went away; 1 review due by 2026-08-09; 1 section reviewed."
        " Stale now: 1 section.\n\n"
        "## @\u2060books\n\n### Reviews to come\n\n"
        "- 2026-07-30: `docs/a.md#limits/read`, last reviewed 2026-07-09\n\n"
        "### Reviewed\n\n- 2026-07-09: `docs/a.md#limits/read` by me: it \\_holds\\_\n\n"
        "## web\n\n### Went stale\n\n"
        "- `docs/a.md:5`: says `30`, and `limits.toml#timeout` says `45`"
        " (stale.value, since 2026-07-08). Run: archdocs check --fix.\n\n"
        "### Put right\n\n- `docs/a.md`: says `1`, and `limits.toml#most` says `2` (stale.value)\n"
    )


def test_a_digest_of_one_owner(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    story(repo)
    made = digest(Project(repo.path), since="2026-07-03", ahead="30d", today=TODAY, owner="books")
    assert (made.stale, made.solved, made.standing) == ((), (), 0)
    assert len(made.due) == len(made.reviewed) == 1
    where = ["-C", str(repo.path), "digest", "--as-of", "2026-07-10"]
    assert run([*where, "--owner", "nobody-here"]) == 0
    assert "Nothing happened. 0 sections are stale." in capsys.readouterr().out
    assert run([*where, "--since", "2026-07-10", "--ahead", "1d"]) == 0
    assert "Nothing happened. 1 section is stale." in capsys.readouterr().out


def test_the_badge_of_a_project(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("limits.toml", "timeout = 45\n")
    repo.write("docs/a.md", "# A\n\n{value}`30 <limits.toml#timeout>`\n\n## B\n\nText.\n")
    assert run(["-C", str(repo.path), "badge", "--label", "docs"]) == 0
    assert 'aria-label="docs: 1 of 2 stale"' in capsys.readouterr().out


def test_a_project_younger_than_the_digest(repo: Repo) -> None:
    repo.write("limits.toml", "timeout = 45\n")
    repo.write("docs/a.md", "# A\n\n{value}`30 <limits.toml#timeout>`\n")
    repo.commit(date=NEW)
    made = digest(Project(repo.path), since="1y", ahead="1d", today=TODAY)
    assert len(made.stale) == 1
    assert not made.solved


@pytest.mark.parametrize("since", ["soon", "7", "2026-13-01", "", "2026-07-11"])
def test_days_that_are_none(since: str) -> None:
    with pytest.raises(UsageError):
        day_of(since, TODAY)


@given(st.dates(datetime.date(1000, 1, 1)), st.integers(1, 999), st.sampled_from("dwmy"))
@settings(max_examples=80, deadline=None)
def test_ago_leads_back(day: datetime.date, count: int, unit: str) -> None:
    then = ago(day, f"{count}{unit}")
    if then is None:
        return
    again = after(then, f"{count}{unit}")
    assert again is not None
    assert then < day
    assert 0 <= (day - again).days <= 3, "months differ in length"


@pytest.mark.parametrize(
    ("owners", "wanted", "theirs"),
    [
        ("web", "", True),
        ("", "web", False),
        ("@org/web @ops", "org/web", True),
        ("Team Web", "team web", True),
        ("Web", "@web", True),
        ("webmasters", "web", False),
    ],
)
def test_whose_it_is(owners: str, wanted: str, theirs: bool) -> None:
    assert belongs(owners, wanted) is theirs


@given(st.text("ab`*_[]()<>!|~#@\\\n&:/. -", max_size=40) | st.text(max_size=20))
@settings(max_examples=150, deadline=None)
def test_words_of_documents_are_only_words(text: str) -> None:
    for shown in (escaped(text), code(text)):
        html = MarkdownIt("commonmark").renderInline(f"x {shown} x")
        assert "<a" not in html
        assert "<img" not in html
        assert "<em" not in html


def test_nobody_is_called() -> None:
    assert escaped("ask @web") == "ask @\u2060web"
    assert escaped("run `@web`") == "run `@web`"
