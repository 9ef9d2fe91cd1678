"""The lock: what is written is TOML and read again; what merges leave behind is survived."""

from __future__ import annotations

import datetime
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.freshness import engine
from archdocs.freshness.durations import after, is_duration
from archdocs.freshness.lock import Lock, Review, holds_of, parse_lock, render_lock
from archdocs.freshness.marking import mark_reviewed, reviewer
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
digests = st.text("0123456789abcdef", min_size=16, max_size=16)
reviews = st.builds(
    Review,
    section=texts.filter(bool),
    date=st.dates(),
    by=texts,
    why=texts,
    text=st.tuples(digests),
    covers=st.dictionaries(texts, digests, max_size=3),
    holds=st.tuples(digests),
)


def one(review: Review) -> str:
    return render_lock(Lock((review,)))


@given(st.lists(reviews, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_toml_and_is_read_again(made: list[Review]) -> None:
    text = render_lock(Lock(tuple(made)))
    blocks = tomllib.loads(text).get("review", [])
    assert [block["section"] for block in blocks] == sorted(r.section for r in made)
    again = parse_lock(text)
    assert not again.problems
    assert sorted(map(one, again.reviews)) == sorted(map(one, made))
    assert render_lock(again) == text


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    parse_lock(text)
    parse_lock("[[review]]\n" + text)


def review(text: str, code: str, date: int) -> Review:
    covers = {"src": code}
    day = datetime.date(2026, 1, date)
    return Review("docs/a.md#a", day, f"r{date}", "why", (text,), covers, (holds_of(text, covers),))


def test_of_reviews_kept_from_both_sides_the_true_one_stands() -> None:
    ours, theirs = review("1" * 16, "a" * 16, 1), review("2" * 16, "b" * 16, 2)
    both = parse_lock(render_lock(Lock((ours, theirs))))
    assert both.standing(ours.section, "1" * 16, {"src": "a" * 16}) == ours
    assert both.standing(ours.section, "2" * 16, {"src": "b" * 16}) == theirs
    assert both.standing(ours.section, "1" * 16, {"src": "b" * 16}) is None


def test_a_union_merge_inside_one_block_mixes_nothing(repo: Repo) -> None:
    repo.write(".gitattributes", "archdocs.lock merge=union\n")
    ours, theirs = review("1" * 16, "a" * 16, 1), review("2" * 16, "b" * 16, 2)
    repo.write("archdocs.lock", render_lock(Lock((review("0" * 16, "0" * 16, 3),))))
    repo.commit()
    repo.git("checkout", "-q", "-b", "theirs")
    repo.write("archdocs.lock", render_lock(Lock((theirs,))))
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("archdocs.lock", render_lock(Lock((ours,))))
    repo.commit()
    repo.git("merge", "-q", "-m", "merge", "theirs")
    merged = parse_lock((repo.path / "archdocs.lock").read_text())
    assert not merged.problems
    assert merged.standing(ours.section, "1" * 16, {"src": "a" * 16})
    assert merged.standing(ours.section, "2" * 16, {"src": "b" * 16})
    assert merged.standing(ours.section, "1" * 16, {"src": "b" * 16}) is None
    assert merged.standing(ours.section, "2" * 16, {"src": "a" * 16}) is None


def project(repo: Repo) -> Project:
    repo.write("src/pay.py", "def pay():\n    pass\n")
    repo.write(
        "docs/a.md",
        "# A\n\nText.\n\n## Pay\n\n<!-- archdocs: covers=src/pay.py#pay -->\n\nText.\n\n"
        "## Due\n\n<!-- archdocs: review-every=1d -->\n\nText.\n",
    )
    repo.commit()
    return Project(repo.path)


def test_a_page_marks_all_its_units_and_a_section_one(repo: Repo) -> None:
    made = mark_reviewed(project(repo), "docs/a.md", why="read  it\nall", by="Ann", today=TODAY)
    assert [r.section for r in made] == ["docs/a.md#a/pay", "docs/a.md#a/due"]
    text = (repo.path / "archdocs.lock").read_text()
    assert 'why = "read it all"' in text
    assert 'covers."src/pay.py#pay" = ' in text
    mark_reviewed(Project(repo.path), "./docs/a.md#pay", why="again", by="Bo", today=TODAY)
    lock = parse_lock((repo.path / "archdocs.lock").read_text())
    assert [(r.section, r.by) for r in lock.reviews] == [
        ("docs/a.md#a/due", "Ann"),
        ("docs/a.md#a/pay", "Bo"),
    ]
    assert not [f for f in engine.check(Project(repo.path), today=TODAY) if f.code != "x"]


def test_a_review_follows_a_renamed_heading(repo: Repo) -> None:
    mark_reviewed(project(repo), "docs/a.md#a/due", why="read", by="Ann", today=TODAY)
    page = repo.path / "docs/a.md"
    page.write_text(page.read_text().replace("## Due", "## Late"))
    repo.commit()
    assert not engine.check(Project(repo.path), today=TODAY)
    mark_reviewed(Project(repo.path), "docs/a.md#a/late", why="read", by="Ann", today=TODAY)
    lock = parse_lock((repo.path / "archdocs.lock").read_text())
    assert [r.section for r in lock.reviews] == ["docs/a.md#a/late"]


@pytest.mark.parametrize(
    ("name", "why", "message", "hint"),
    [
        ("docs/b.md", "x", "there is no document `docs/b.md`", "did you mean `docs/a.md`?"),
        ("docs/a.md#deu", "x", "`docs/a.md` has no section `deu`", ""),
        ("docs/a.md#a/due", " ", "a review without a reason proves nothing", "add --why"),
        ("README.md", "x", "no section of `README.md` says what it covers or when it is due", ""),
    ],
)
def test_what_can_not_be_marked(repo: Repo, name: str, why: str, message: str, hint: str) -> None:
    repo.write("README.md", "# R\n")
    made = project(repo)
    with pytest.raises(UsageError) as caught:
        mark_reviewed(made, name, why=why, by="Ann", today=TODAY)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)
    assert not (repo.path / "archdocs.lock").exists()


def test_a_lock_that_can_not_be_read_is_not_overwritten(repo: Repo) -> None:
    made = project(repo)
    repo.write("archdocs.lock", ">>>>>>> theirs\n")
    with pytest.raises(UsageError, match=r"archdocs\.lock:1"):
        mark_reviewed(made, "docs/a.md", why="x", by="Ann", today=TODAY)
    assert (repo.path / "archdocs.lock").read_text() == ">>>>>>> theirs\n"


def test_the_reviewer_is_gits_user(repo: Repo) -> None:
    assert reviewer(project(repo)) == "Test"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("180d", datetime.date(2026, 7, 30)),
        ("6w", datetime.date(2026, 3, 14)),
        ("1m", datetime.date(2026, 2, 28)),
        ("1Y", datetime.date(2027, 1, 31)),
        ("9999y", None),
        ("0d", None),
        ("soon", None),
        ("1.5y", None),
    ],
)
def test_durations(text: str, end: datetime.date | None) -> None:
    assert after(datetime.date(2026, 1, 31), text) == end
    assert is_duration(text) or end is None
