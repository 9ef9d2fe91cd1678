"""Reviews survive what people do to a repository with real git, and show what is tampered with."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from archdocs.finding import Finding
from archdocs.freshness import engine
from archdocs.freshness.lock import Lock, Review, holds_of, parse_lock, render_lock
from archdocs.freshness.marking import mark_reviewed
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 1)
LONG = "We take the money before the parcel leaves, and give it back when it does not.\n"
PAGE = (
    "# Shop\n\n## Pay\n\n"
    "<!-- archdocs: covers=src/pay.py#pay,src/cart.go#Cart review-every=1d -->\n\n"
    f"{LONG}\n## Ship\n\n<!-- archdocs: covers=src/cart.go review-every=1d -->\n\nOther text.\n"
)
PAY = "def pay(amount):\n    return amount\n"
CART = "package p\n\ntype Cart struct{ Size int }\n\nfunc other() {}\n"


def start(repo: Repo) -> None:
    repo.write(".gitattributes", "archdocs.lock merge=union\n")
    repo.write("src/pay.py", PAY)
    repo.write("src/cart.go", CART)
    repo.write("docs/shop.md", PAGE)
    repo.commit("start")


def mark(repo: Repo, section: str = "docs/shop.md", why: str = "read") -> None:
    mark_reviewed(Project(repo.path), section, why=why, by="Ann", today=TODAY)


def said(repo: Repo) -> list[str]:
    """Return what is said about reviews; a section whose review stands says nothing."""
    found = engine.check(Project(repo.path), today=TODAY)
    return sorted(f"{f.code} {f.section}" for f in found)


def standing(repo: Repo) -> dict[str, bool]:
    """Return, for each section, whether a review of it as it is now stands."""
    with engine.opened_view(Project(repo.path), today=TODAY) as (view, _):
        return {unit.anchor: view.review(unit) is not None for unit in view.units}


def lock(repo: Repo) -> Path:
    return repo.path / "archdocs.lock"


def test_a_review_survives_a_squash(repo: Repo) -> None:
    start(repo)
    repo.git("checkout", "-q", "-b", "work")
    repo.write("src/pay.py", PAY.replace("amount)", "amount, tax)"))
    repo.commit("change")
    mark(repo)
    repo.commit("review")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "work")
    repo.commit("squashed")
    repo.git("branch", "-q", "-D", "work")
    assert said(repo) == []


def test_a_review_survives_a_rebase(repo: Repo) -> None:
    start(repo)
    repo.git("checkout", "-q", "-b", "work")
    mark(repo)
    repo.commit("review")
    repo.git("checkout", "-q", "main")
    repo.write("src/else.py", "x = 1\n")
    repo.commit("meanwhile")
    repo.git("rebase", "-q", "main", "work")
    assert said(repo) == []


def test_a_review_survives_renames_of_heading_and_page(repo: Repo) -> None:
    start(repo)
    mark(repo)
    repo.commit("review")
    repo.git("mv", "docs/shop.md", "docs/store.md")
    repo.commit("rename")
    assert said(repo) == []
    page = repo.path / "docs/store.md"
    page.write_text(page.read_text().replace("## Pay", "## Money"))
    repo.commit("rename the heading")
    assert said(repo) == []
    page.write_text(page.read_text().replace("We take", "We never take"))
    assert said(repo) == ["stale.section-edited "]
    assert standing(repo) == {"shop/money": False, "shop/ship": True}


def test_reviews_of_two_branches_survive_their_merge(repo: Repo) -> None:
    start(repo)
    repo.git("checkout", "-q", "-b", "theirs")
    mark(repo, "docs/shop.md#shop/ship", "theirs")
    repo.commit("their review")
    repo.git("checkout", "-q", "main")
    mark(repo, "docs/shop.md#shop/pay", "ours")
    repo.commit("our review")
    repo.git("merge", "-q", "-m", "merge", "theirs")
    assert said(repo) == []
    assert standing(repo) == {"shop/pay": True, "shop/ship": True}
    mark(repo, "docs/shop.md#shop/pay", "again")
    assert said(repo) == []
    assert len(parse_lock(lock(repo).read_text()).reviews) == 2


def test_one_section_reviewed_on_both_sides_of_a_merge(repo: Repo) -> None:
    start(repo)
    mark(repo)
    repo.commit("both start from a review")
    repo.git("checkout", "-q", "-b", "theirs")
    page = repo.path / "docs/shop.md"
    page.write_text(PAGE.replace("Other text.", "Another text of theirs."))
    mark(repo, why="theirs")
    repo.commit("their review")
    repo.git("checkout", "-q", "main")
    repo.write("src/cart.go", CART.replace("Size int", "Size int64"))
    mark(repo, why="ours")
    repo.commit("our review")
    repo.git("merge", "-q", "-m", "merge", "theirs")
    # Of one section nobody has read their text against our code; the other we have read.
    assert standing(repo) == {"shop/pay": True, "shop/ship": False}
    assert "stale.lock-edited" not in " ".join(said(repo))
    mark(repo)
    assert standing(repo) == {"shop/pay": True, "shop/ship": True}


def test_of_covered_symbols_only_content_counts(repo: Repo) -> None:
    start(repo)
    mark(repo)
    repo.commit("review")
    repo.write("src/cart.go", CART.replace("other", "another"))
    assert standing(repo) == {"shop/pay": True, "shop/ship": False}
    repo.write("src/cart.go", CART.replace("Size int", "// bytes\n\tSize   int"))
    repo.write("src/pay.py", "# pays\n" + PAY.replace("(amount)", "( amount )"))
    assert standing(repo)["shop/pay"] is True
    repo.write("src/cart.go", CART.replace("Size int", "Size int64"))
    assert standing(repo)["shop/pay"] is False


def test_reviews_of_older_releases_still_stand(repo: Repo) -> None:
    start(repo)
    with engine.opened_view(Project(repo.path), today=TODAY) as (view, _):
        made = []
        for unit in view.units:
            covers = view.cover_digests(unit, former=True)
            text = view.text_digest(unit.path, unit.anchor)
            state = (holds_of(text, covers),)
            made.append(Review(unit.name, TODAY, "Ann", "read", (text,), covers, state, {}, None))
            assert covers != view.cover_digests(unit) or unit.anchor == "shop/ship"
    lock(repo).write_text(render_lock(Lock(tuple(made))))
    assert "seal" not in lock(repo).read_text()
    repo.commit("an old lock")
    repo.write("archdocs.toml", "[freshness]\nchurn = 1\n")
    assert said(repo) == []
    repo.write("src/pay.py", PAY.replace("return amount", "return 2 * amount"))
    repo.commit("change")
    assert said(repo) == ["stale.covers-churn shop/pay"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('date = "2026-07-01"', 'date = "2026-07-02"'),
        ('by = "Ann"', 'by = "Bo"'),
        ('why = "read"', 'why = "read twice"'),
    ],
)
def test_what_is_edited_by_hand_is_shown(repo: Repo, old: str, new: str) -> None:
    start(repo)
    mark(repo, "docs/shop.md#shop/pay")
    lock(repo).write_text(lock(repo).read_text().replace(old, new))
    assert "stale.lock-edited " in said(repo)
    [edited] = [f for f in engine.check(Project(repo.path), today=TODAY) if "lock" in f.code]
    line = lock(repo).read_text().split("\n")[edited.location.line - 1]
    assert line == 'section = "docs/shop.md#shop/pay"'
    mark(repo, "docs/shop.md#shop/ship")
    assert "stale.lock-edited " in said(repo), "writing another review must not seal it again"
    mark(repo)
    assert said(repo) == []


def test_digests_that_were_edited_make_no_review(repo: Repo) -> None:
    start(repo)
    mark(repo, "docs/shop.md#shop/pay")
    page = repo.path / "docs/shop.md"
    page.write_text(PAGE.replace("We take", "We never take"))
    with engine.opened_view(Project(repo.path), today=TODAY) as (view, _):
        now = view.text_digest("docs/shop.md", "shop/pay")
    text = lock(repo).read_text()
    [was] = [line for line in text.splitlines() if line.startswith("text = ")]
    lock(repo).write_text(text.replace(was, f'text = "{now}"'))
    with engine.opened_view(Project(repo.path), today=TODAY) as (view, _):
        unit = next(unit for unit in view.units if unit.anchor == "shop/pay")
        assert view.review(unit) is None


def test_a_review_from_the_future_is_shown(repo: Repo) -> None:
    start(repo)
    later = TODAY + datetime.timedelta(days=30)
    mark_reviewed(Project(repo.path), "docs/shop.md", why="read", by="Ann", today=later)
    found: list[Finding] = [
        f for f in engine.check(Project(repo.path), today=TODAY) if f.code == "stale.lock-edited"
    ]
    assert len(found) == 2
    assert "which is to come" in found[0].message
