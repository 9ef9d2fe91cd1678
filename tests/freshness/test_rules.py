"""Each rule fires on a true example and is silent on a false one, in real repositories."""

from __future__ import annotations

import datetime

import pytest

from archdocs.finding import Finding, Severity, matches
from archdocs.freshness import engine
from archdocs.freshness.codes import RULES
from archdocs.freshness.marking import mark_reviewed
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 1)
JANUARY = "2026-01-05T12:00:00+00:00"
MARCH = "2026-03-05T12:00:00+00:00"
CODE = "def charge_card(amount):\n    return amount\n\n\nLIMIT_OF_CARD = 3\n"


def findings(repo: Repo, code: str, today: datetime.date = TODAY) -> list[Finding]:
    found = engine.check(Project(repo.path), today=today)
    return [finding for finding in found if matches(finding.code, (code,))]


def churn_of(repo: Repo, count: int) -> None:
    repo.write("archdocs.toml", f"[freshness]\nchurn = {count}\n")


# covers-missing


@pytest.mark.parametrize(
    "covers",
    ["src/gone.py", "src/*.js", "src/pay.py#refund", "src/pay.py#Card.total", "lib/**"],
)
def test_covers_that_match_nothing(repo: Repo, covers: str) -> None:
    repo.write("src/pay.py", CODE + "\nclass Card:\n    pass\n")
    repo.write("docs/a.md", f"# Pay\n\n<!-- archdocs: covers={covers} -->\n")
    repo.commit()
    [finding] = findings(repo, "stale.covers-missing")
    assert str(finding.location) == "docs/a.md:3"
    assert finding.section == "pay"
    assert finding.severity is Severity.ERROR
    assert covers.partition("#")[0] in finding.message


@pytest.mark.parametrize(
    "covers",
    [
        *("src/pay.py", "src", "src/", "./src/pay.py", "src/**", "**/pay.py", "src/p?y.py"),
        *("src/pay.py#charge_card", "src/pay.py#Card.total", "src/pay.py#LIMIT_OF_CARD"),
        "src/web.ts#pay",
    ],
)
def test_covers_that_match(repo: Repo, covers: str) -> None:
    repo.write("src/pay.py", CODE + "\nclass Card:\n    total: int = 1\n")
    repo.write("src/web.ts", "export function pay(amount: number) {\n}\n")
    repo.write("docs/a.rst", f"Pay\n===\n\n.. archdocs: covers={covers}\n")
    repo.commit()
    assert not findings(repo, "stale")


def test_a_moved_file_is_suggested(repo: Repo) -> None:
    repo.write("src/money/pay.py", CODE)
    repo.write("docs/a.md", "---\ncovers: src/pay.py\n---\n# Pay\n")
    repo.commit()
    [finding] = findings(repo, "stale.covers-missing")
    assert str(finding.location) == "docs/a.md:2"
    assert "src/money/pay.py" in finding.hint


# covers-churn


def test_churn_is_counted_since_the_text_changed(repo: Repo) -> None:
    churn_of(repo, 2)
    repo.write("src/pay.py", CODE)
    repo.write("docs/a.md", "# Pay\n\n<!-- archdocs: covers=src owner=web -->\n\nHow we pay.\n")
    repo.commit("write it")
    for amount in (1, 2):
        assert not findings(repo, "stale.covers-churn")
        repo.write("src/pay.py", f"{CODE}\nX = {amount}\n")
        repo.commit(f"change {amount}", MARCH)
    [finding] = findings(repo, "stale.covers-churn")
    assert finding.message == "2 commits changed the covered code since 2026-01-05"
    evidence = dict(finding.evidence)
    assert evidence["owner"] == "web"
    assert evidence["newest change"].endswith("change 2")
    repo.write("docs/a.md", "# Pay\n\n<!-- archdocs: covers=src -->\n\nHow we pay now.\n")
    repo.commit("keep up", MARCH)
    assert not findings(repo, "stale.covers-churn")


def test_churn_does_not_count_white_space_comments_or_other_symbols(repo: Repo) -> None:
    churn_of(repo, 1)
    repo.write("src/pay.py", CODE)
    repo.write("docs/a.md", "# Pay\n\n<!-- archdocs: covers=src/pay.py#charge_card -->\n\nText.\n")
    repo.commit()
    repo.write("src/pay.py", "# a comment\n\n\n" + CODE)
    repo.commit()
    repo.write("src/pay.py", CODE.replace("LIMIT_OF_CARD = 3", "LIMIT_OF_CARD = 4"))
    repo.commit()
    assert not findings(repo, "stale.covers-churn")
    repo.write("src/pay.py", CODE.replace("return amount", "return amount * 2"))
    repo.commit()
    assert len(findings(repo, "stale.covers-churn")) == 1


def test_a_review_starts_the_count_anew(repo: Repo) -> None:
    churn_of(repo, 1)
    repo.write("src/pay.py", CODE)
    repo.write("docs/a.md", "# Pay\n\n<!-- archdocs: covers=src/pay.py -->\n\nText.\n")
    repo.commit()
    repo.write("src/pay.py", CODE + "A = 1\n")
    repo.commit()
    assert findings(repo, "stale.covers-churn")
    mark_reviewed(Project(repo.path), "docs/a.md", why="read", by="Ann", today=TODAY)
    assert not findings(repo, "stale.covers-churn")
    repo.commit("review")
    repo.write("src/pay.py", CODE + "A = 2\n")
    repo.commit()
    [finding] = findings(repo, "stale.covers-churn")
    assert finding.message.startswith("1 commit changed the covered code")


# ref-gone


def written(repo: Repo, text: str, path: str = "docs/a.md", code: str = CODE) -> None:
    repo.write("src/pay.py", code)
    repo.write(path, text)
    repo.commit("write", JANUARY)
    repo.write("src/pay.py", "def authorize(amount):\n    return amount\n")
    repo.commit("rename charge_card", MARCH)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/a.md", "# Pay\n\nWe call `charge_card()` once.\n"),
        ("docs/a.md", "# Pay\n\nWe call {py:func}`~shop.pay.charge_card` once.\n"),
        ("docs/a.rst", "Pay\n===\n\nWe call ``charge_card`` once.\n"),
        ("README.md", "# Pay\n\nWe call `charge_card` once.\n"),
    ],
)
def test_a_quoted_name_that_is_gone(repo: Repo, path: str, text: str) -> None:
    written(repo, text, path)
    [finding] = findings(repo, "stale.ref-gone")
    assert (finding.location.path, finding.section) == (path, "pay")
    assert finding.severity is Severity.WARNING
    evidence = dict(finding.evidence)
    assert "charge_card" in evidence["quoted"]
    assert evidence["was"].startswith("src/pay.py at ")
    assert evidence["now"].endswith("2026-03-05 rename charge_card")


def test_a_quoted_path_and_option_that_are_gone(repo: Repo) -> None:
    repo.write("src/tool/run.py", "parser.add_argument('--dry-run')\n")
    repo.write("docs/a.md", "# Run\n\nSee `src/tool/run.py`, `run.py` and `--dry-run`.\n")
    repo.commit()
    assert not findings(repo, "stale.ref-gone")
    (repo.path / "src/tool/run.py").unlink()
    repo.commit()
    found = findings(repo, "stale.ref-gone")
    assert {dict(f.evidence)["reference"] for f in found} == {
        "src/tool/run.py",
        "run.py",
        "--dry-run",
    }
    repo.write("src/other/run.py", "pass\n")
    hints = {f.hint for f in findings(repo, "stale.ref-gone")}
    assert hints == {
        "did it move to `src/other/run.py`?",
        "quote what took its place, or say that it is gone",
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("CHANGELOG.md", "# 1.0\n\nAdds `charge_card()`.\n"),
        ("docs/changes/one.md", "# 1.0\n\nAdds `charge_card()`.\n"),
        ("adr/0001-pay.md", "# 1. Pay\n\n## Status\n\nAccepted\n\nWe use `charge_card()`.\n"),
        ("docs/rfcs/one.md", "# Pay\n\nWe use `charge_card()`.\n"),
        ("docs/a.md", "# Deprecated\n\n`charge_card()`.\n"),
        ("docs/a.md", "# Migrating\n\n## Pay\n\n`charge_card()`.\n"),
        ("docs/a.md", "# Pay\n\n`charge_card()` was\nrenamed.\n"),
        ("docs/a.md", "# Pay\n\nThere is no longer a `charge_card()`.\n"),
        ("docs/a.md", "# Pay\n\n```python\ncharge_card()\n```\n"),
        ("docs/a.md", "# Pay\n\nThe word charge_card, and `never_was()`, `setup.py`, `amount`.\n"),
        ("docs/a.rst", "Pay\n===\n\n``charge_card``\n\n.. function:: charge_card(x)\n"),
        (
            "docs/a.md",
            "# Pay\n\n`charge_card`\n\n<!-- archdocs: ignore stale.ref-gone because -->\n",
        ),
        ("docs/a.md", "<!-- archdocs: ignore stale because -->\n\n# Pay\n\n`charge_card`\n"),
        ("tests/a.md", "# Pay\n\n`charge_card`\n"),
    ],
)
def test_what_is_not_called_gone(repo: Repo, path: str, text: str) -> None:
    written(repo, text, path)
    assert not findings(repo, "stale.ref-gone")


def test_a_name_that_only_tests_defined_or_others_own(repo: Repo) -> None:
    repo.write("tests/test_pay.py", "def helper_of_tests():\n    pass\n")
    repo.write("archdocs.toml", "[freshness]\nexternal = ['charge_*', 'stripe']\n")
    written(repo, "# Pay\n\n`helper_of_tests`, `charge_card`, `stripe.LIMIT_OF_CARD`.\n")
    (repo.path / "tests/test_pay.py").unlink()
    repo.commit()
    assert not findings(repo, "stale.ref-gone")


def test_a_name_that_is_only_used_was_not_ours(repo: Repo) -> None:
    written(repo, "# Pay\n\n`stripe_call`.\n", code="import x\n\nx.stripe_call(1)\n")
    assert not findings(repo, "stale.ref-gone")


# review-due


@pytest.mark.parametrize(
    ("every", "due"), [("5m", True), ("26w", False), ("1y", False), ("100d", True)]
)
def test_reviews_fall_due(repo: Repo, every: str, due: bool) -> None:
    repo.write("docs/a.md", f"# A\n\n<!-- archdocs: review-every={every} -->\n\nText.\n")
    repo.commit()
    assert bool(findings(repo, "stale.review-due")) is due


def test_a_page_is_due_by_its_front_matter_until_reviewed(repo: Repo) -> None:
    repo.write("docs/a.md", "---\nreview-every: 30d\nowner: web\n---\n# A\n\nText.\n")
    repo.commit()
    [finding] = findings(repo, "stale.review-due")
    assert finding.message == "the review was due on 2026-02-04"
    assert ("owner", "web") in finding.evidence
    assert str(finding.location) == "docs/a.md:2"
    mark_reviewed(Project(repo.path), "docs/a.md", why="read", by="Ann", today=TODAY)
    assert not findings(repo, "stale.review-due")
    assert findings(repo, "stale.review-due", TODAY + datetime.timedelta(days=30))


# section-edited, comments, lock


def test_an_edit_after_the_review_is_said(repo: Repo) -> None:
    repo.write("docs/a.md", "# A\n\nSome text\nof ours.\n\n## B\n\nMore.\n")
    repo.commit()
    mark_reviewed(Project(repo.path), "docs/a.md#a", why="read", by="Ann", today=TODAY)
    repo.write("docs/a.md", "# A\n\nSome text of ours.\n\n## B\n\nMuch more.\n")
    assert not findings(repo, "stale.section-edited")
    repo.write("docs/a.md", "# New name\n\nSome text of ours.\n\n## B\n\nMore.\n")
    assert not findings(repo, "stale.section-edited")
    repo.write("docs/a.md", "# A\n\nOther text.\n\n## B\n\nMore.\n")
    [finding] = findings(repo, "stale.section-edited")
    assert (str(finding.location), finding.severity) == ("docs/a.md:1", Severity.INFO)
    assert "Ann reviewed it on 2026-07-01" in finding.message
    (repo.path / "docs/a.md").unlink()
    [finding] = findings(repo, "stale.section-edited")
    assert finding.location.path == "archdocs.lock"


def test_comments_that_can_not_be_read(repo: Repo) -> None:
    repo.write(
        "docs/a.md",
        """
        # A

        <!-- archdocs: cover=src -->
        <!-- archdocs: review-every=sometimes -->
        <!-- archdocs: ignore stale.ref-gone -->
        <!-- archdocs: ignore link.broken with a reason -->
        """,
    )
    repo.commit()
    bad = findings(repo, "stale.bad-comment")
    assert [f.location.line for f in bad] == [3, 4]
    assert "did you mean `covers`?" in bad[0].message
    [ignore] = findings(repo, "stale.ignore-without-reason")
    assert ignore.location.line == 5


def test_a_lock_with_conflict_markers(repo: Repo) -> None:
    repo.write("docs/a.md", "# A\n\nText.\n")
    repo.commit()
    mark_reviewed(Project(repo.path), "docs/a.md#a", why="read", by="Ann", today=TODAY)
    lock = repo.path / "archdocs.lock"
    lock.write_text("<<<<<<< HEAD\n" + lock.read_text())
    [finding] = findings(repo, "stale.lock-unreadable")
    assert str(finding.location) == "archdocs.lock:1"
    assert not findings(repo, "stale.section-edited")


# the table


def test_every_rule_has_a_page_with_both_examples() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert "**Fires**" in rule.explanation
        assert "**Does not fire**" in rule.explanation
        assert "**What to do**" in rule.explanation
        assert rule.summary.endswith(".")
