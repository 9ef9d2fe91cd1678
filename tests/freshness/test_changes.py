"""Rules about what changed under a text: places, values, days, links, examples, decisions."""

from __future__ import annotations

import datetime
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs import fixes
from archdocs.finding import Finding, Severity, matches
from archdocs.freshness import engine
from archdocs.freshness.interfaces import changes
from archdocs.freshness.marking import mark_reviewed
from archdocs.freshness.rules.accepted_edited import distance
from archdocs.project import Project
from archdocs.system.symbols import Source, Symbol, read_source
from archdocs.system.symbols.worker import answer
from support import Repo

TODAY = datetime.date(2026, 7, 1)
JANUARY = "2026-01-05T12:00:00+00:00"
MARCH = "2026-03-05T12:00:00+00:00"
BODY = "    total = amount * 2\n    if total > 3:\n        total -= 1\n    return total\n"
CODE = f"LIMIT = 30\n\n\ndef charge_card(amount, retries=3):\n{BODY}"


REFERENCES = "stale.ref-gone stale.ref-moved"


def findings(repo: Repo, codes: str, base: str | None = None) -> list[Finding]:
    found = engine.check(Project(repo.path), today=TODAY, base=base)
    return [finding for finding in found if matches(finding.code, tuple(codes.split()))]


def then(repo: Repo, before: dict[str, str], after: dict[str, str]) -> None:
    """Commit some files in January and some in March; an empty text removes a file."""
    for day, group in ((JANUARY, before), (MARCH, after)):
        for path, text in group.items():
            if text:
                repo.write(path, text)
            else:
                (repo.path / path).unlink()
        repo.commit("change the code", day)


# ref-moved


@pytest.mark.parametrize(
    ("quoted", "old", "new", "now"),
    [
        ("src/shop/pay.py", "src/shop/pay.py", "src/money/pay.py", "src/money/pay.py"),
        ("shop/pay.py", "src/shop/pay.py", "src/money/pay.py", "money/pay.py"),
        ("src/shop/", "src/shop/pay.py", "src/money/pay.py", "src/money/"),
        ("pay.py", "src/pay.py", "src/paying.py", "paying.py"),
    ],
)
def test_a_path_that_moved(repo: Repo, quoted: str, old: str, new: str, now: str) -> None:
    repo.write(old, CODE)
    repo.write("docs/a.md", f"# Pay\n\nSee `{quoted}`.\n\nAgain `{quoted}`.\n")
    repo.commit("write", JANUARY)
    (repo.path / new).parent.mkdir(parents=True, exist_ok=True)
    repo.git("mv", old, new)
    repo.write(new, CODE + "\n\nMORE = 1\n")
    repo.commit("move", MARCH)
    [finding] = findings(repo, REFERENCES)
    assert (finding.code, finding.severity) == ("stale.ref-moved", Severity.WARNING)
    assert f"is `{now}` now" in finding.message
    assert "move" in dict(finding.evidence)["now"]
    fixes.apply(repo.path, [finding])
    assert (repo.path / "docs/a.md").read_text().count(f"`{now}`") == 2
    assert not findings(repo, REFERENCES)


def test_a_function_that_only_got_another_name(repo: Repo) -> None:
    page = "# Pay\n\nWe call `charge_card()` once.\n"
    then(
        repo,
        {"src/pay.py": CODE, "docs/a.md": page},
        {"src/pay.py": CODE.replace("charge_card", "authorize_card")},
    )
    [finding] = findings(repo, REFERENCES)
    assert finding.message == "the name `charge_card()` is `authorize_card()` now"
    fixes.apply(repo.path, [finding])
    assert "`authorize_card()`" in (repo.path / "docs/a.md").read_text()


@pytest.mark.parametrize(
    "after",
    [
        {"src/pay.py": ""},
        {"src/pay.py": CODE.replace("charge_card", "authorize").replace("* 2", "* 4")},
        {"src/pay.py": CODE.replace("charge_card", "one") + CODE.replace("charge_card", "two")},
        {"src/pay.py": "", "src/one.py": CODE, "src/two.py": CODE},
    ],
)
def test_what_has_no_clear_new_place_is_gone(repo: Repo, after: dict[str, str]) -> None:
    then(repo, {"src/pay.py": CODE, "docs/a.md": "# Pay\n\nWe call `charge_card()`.\n"}, after)
    assert {f.code for f in findings(repo, REFERENCES)} <= {"stale.ref-gone"}


def test_a_folder_that_was_split_is_gone(repo: Repo) -> None:
    files = {"src/shop/a.py": CODE, "src/shop/b.py": CODE.replace("30", "40")}
    then(
        repo,
        {**files, "docs/a.md": "# Pay\n\nSee `src/shop`.\n"},
        {
            "src/shop/a.py": "",
            "src/shop/b.py": "",
            "src/x/a.py": files["src/shop/a.py"],
            "src/y/b.py": files["src/shop/b.py"],
        },
    )
    assert [f.code for f in findings(repo, REFERENCES)] == ["stale.ref-gone"]


# api-changed


def covered(text: str, covers: str = "src/pay.py", more: str = "") -> str:
    return f"# Pay\n\n<!-- archdocs: covers={covers}{more} -->\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        ("`charge_card` takes `retries`, by default 3.", "=3", "=5", "`retries` of"),
        ("Call `charge_card(amount, retries=3)`.", "=3", "=5", "`retries` of"),
        ("`LIMIT` is `30`.", "LIMIT = 30", "LIMIT = 60", "`LIMIT` is `60` now, not `30`"),
        ("`LIMIT = 30`", "LIMIT = 30", "LIMIT = 60", "`LIMIT` is `60` now"),
        ("Call `charge_card(10, retries=1)`.", ", retries=3", "", "has no parameter `retries`"),
        ("`charge_card()` has `retries`.", ", retries=3", "", "has no parameter `retries`"),
        ("Call `charge_card(10)`.", "amount,", "amount, currency,", "needs `currency` now"),
    ],
)
def test_what_a_section_states_and_code_no_longer_has(
    repo: Repo, text: str, old: str, new: str, message: str
) -> None:
    assert old in CODE
    then(
        repo,
        {"src/pay.py": CODE, "docs/a.md": covered(text)},
        {"src/pay.py": CODE.replace(old, new)},
    )
    [finding] = findings(repo, "stale.api-changed")
    assert message in finding.message
    assert (str(finding.location), finding.severity) == ("docs/a.md:5", Severity.WARNING)
    mark_reviewed(Project(repo.path), "docs/a.md", why="it holds", by="Ann", today=TODAY)
    assert not findings(repo, "stale.api-changed")


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("`charge_card` takes `retries`, by default 3.", "* 2", "* 4"),
        ("`charge_card` takes `retries`.", "=3", "=5"),
        ("`charge_card` takes `retries`, by default 5.", "=3", "=5"),
        ("`other` takes `retries`, by default 3.", "=3", "=5"),
        ("`LIMIT` is a number. There are `30` days.", "LIMIT = 30", "LIMIT = 60"),
        ("`charge_card(...)`", "amount,", "amount, currency,"),
        ("`charge_card(amount)`", "retries=3", "retries=3, currency='EUR'"),
        ("`charge_card(amount, currency)`", "amount,", "amount, currency,"),
    ],
)
def test_what_a_section_does_not_state(repo: Repo, text: str, old: str, new: str) -> None:
    then(
        repo,
        {"src/pay.py": CODE, "docs/a.md": covered(text)},
        {"src/pay.py": CODE.replace(old, new)},
    )
    assert not findings(repo, "stale.api-changed")


def test_strict_sections_are_errors_and_headings_name_settings(repo: Repo) -> None:
    page = "# A\n\n## LIMIT\n\n<!-- archdocs: covers=src/pay.py#LIMIT strict -->\n\nDefault: `30`\n"
    after = {"src/pay.py": CODE.replace("30", "60")}
    then(repo, {"src/pay.py": CODE, "docs/a.md": page}, after)
    [finding] = findings(repo, "stale.api-changed")
    assert (finding.severity, finding.section) == (Severity.ERROR, "a/limit")
    assert not findings(repo, "stale.bad-comment")


def test_a_page_covers_other_languages_too(repo: Repo) -> None:
    then(
        repo,
        {
            "src/a.go": "package p\n\nconst Limit = 30\n",
            "docs/a.md": "---\ncovers: src/a.go#Limit\n"
            "strict: true\n---\n# A\n\n`Limit` is `30`.\n",
        },
        {"src/a.go": "package p\n\nconst Limit = 60\n"},
    )
    [finding] = findings(repo, "stale.api-changed")
    assert finding.severity is Severity.ERROR


names = st.sampled_from(["a", "b", "*c", "d"])
lists = st.lists(
    st.tuples(names, st.sampled_from(["", "1", "2"])), max_size=4, unique_by=lambda p: p[0]
)


@given(lists, lists)
@settings(max_examples=80, deadline=None)
def test_any_two_versions_are_compared(
    one: list[tuple[str, str]], two: list[tuple[str, str]]
) -> None:
    def made(pairs: list[tuple[str, str]]) -> Source:
        return Source((Symbol("f", 0, "function", 1, 2, str(pairs), "", tuple(pairs)),))

    found = list(changes("a.py", made(one), made(two)))
    assert all(change.name in dict(one) for change in found if change.kind != "required")
    assert not list(changes("a.py", made(one), made(one)))


# expired


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2026-06-30", Severity.ERROR),
        ("2026-07-01", Severity.ERROR),
        ("2026-07-15", Severity.WARNING),
        ("2026-07-16", None),
    ],
)
def test_texts_expire(repo: Repo, day: str, level: Severity | None) -> None:
    repo.write("docs/a.md", f"# A\n\n<!-- archdocs: expires={day} -->\n\nFree until then.\n")
    repo.write("docs/b.rst", f"B\n=\n\n.. archdocs: expires={day}\n\nFree until then.\n")
    repo.write("docs/c.md", f"---\nexpires: {day}\n---\n# C\n\nFree until then.\n")
    repo.commit()
    found = findings(repo, "stale.expired")
    assert [f.severity for f in found] == ([level] * 3 if level else [])
    assert {dict(f.evidence)["quoted"] for f in found[:2]} <= {"Free until then."}


def test_an_expiry_that_is_no_day(repo: Repo) -> None:
    repo.write("docs/a.md", "# A\n\n<!-- archdocs: expires=soon -->\n")
    repo.commit()
    [finding] = findings(repo, "stale.bad-comment")
    assert finding.message == "`expires=soon` is no day"


# upstream


def adr(number: int, status: str, more: str = "") -> str:
    return f"# {number}. Queue {number}\n\nDate: 2026-01-01\n\n## Status\n\n{status}\n{more}"


SUPERSEDED = {
    "adr/0001-queue.md": adr(1, "Superseded by [2. Queue 2](0002-queue.md)"),
    "adr/0002-queue.md": adr(2, "Accepted", "\nSupersedes [1. Queue 1](0001-queue.md)\n"),
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# A\n\nAs {adr}`1` says.\n", True),
        ("# A\n\nAs [we decided](../adr/0001-queue.md) it is.\n", True),
        ("# A\n\nAs {adr}`1` and {adr}`2` say.\n", False),
        ("# A\n\nThis replaced {adr}`1`.\n", False),
        ("# History\n\nAs {adr}`1` says.\n", False),
        ("# A\n\nAs {adr}`3` says.\n", False),
    ],
)
def test_a_decision_superseded_since_it_was_cited(repo: Repo, text: str, said: bool) -> None:
    first = {"adr/0001-queue.md": adr(1, "Accepted"), "adr/0003-other.md": adr(3, "Accepted")}
    then(repo, {**first, "docs/a.md": text}, SUPERSEDED)
    found = findings(repo, "stale.upstream")
    assert bool(found) is said
    assert all(f.message == "cites ADR-0001, which was superseded by ADR-0002 since" for f in found)
    repo.write("docs/a.md", text.replace("say", "still say"))
    repo.commit("read again", MARCH)
    if "say" in text:
        assert not findings(repo, "stale.upstream")


def test_a_linked_section_that_changed_since_the_review(repo: Repo) -> None:
    repo.write("docs/a.md", "# A\n\nFees are in [B](b.md#fees); see [all](b.md).\n")
    repo.write("docs/b.md", "# B\n\nIntro.\n\n## Fees\n\nThree.\n")
    repo.commit()
    mark_reviewed(Project(repo.path), "docs/a.md#a", why="read", by="Ann", today=TODAY)
    assert 'links."docs/b.md#b/fees" = ' in (repo.path / "archdocs.lock").read_text()
    repo.write("docs/b.md", "# B\n\nOther intro.\n\n## Fees\n\nThree.\n")
    assert not findings(repo, "stale.upstream")
    repo.write("docs/b.md", "# B\n\nOther intro.\n\n## Fees\n\nFour.\n")
    [finding] = findings(repo, "stale.upstream")
    assert str(finding.location) == "docs/a.md:3"
    mark_reviewed(Project(repo.path), "docs/a.md#a", why="read", by="Ann", today=TODAY)
    assert not findings(repo, "stale.upstream")


# diagram


def test_a_diagram_that_covers_what_is_gone(repo: Repo) -> None:
    repo.write(
        "diagrams/pay.py", "# archdocs: covers=src/shop/**\n# archdocs: covers=src/pay\nx = 1\n"
    )
    repo.write("src/shop/a.py", CODE)
    repo.commit()
    [finding] = findings(repo, "stale.diagram")
    assert (str(finding.location), finding.severity) == ("diagrams/pay.py:2", Severity.ERROR)


def test_a_picture_older_than_its_script(repo: Repo) -> None:
    first = {"diagrams/pay.py": "x = 1\n", "diagrams/pay.svg": "<svg/>"}
    then(repo, first, {"diagrams/pay.py": "# a comment\nx = 1\n"})
    assert not findings(repo, "stale.diagram")
    repo.write("diagrams/pay.py", "x = 2\n")
    assert dict(findings(repo, "stale.diagram")[0].evidence)["script changed"] == "not committed"
    repo.commit("draw more", MARCH)
    [finding] = findings(repo, "stale.diagram")
    assert dict(finding.evidence)["script changed"].endswith("draw more")
    repo.write("diagrams/pay.svg", "<svg></svg>")
    assert not findings(repo, "stale.diagram")


# example-ids, names-gone


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("charge_card(LIMIT_OF_CARD)", True),
        ("charge_card(1)", False),
        ("charge_card(other_name)", False),
        ("def charge_card(): pass\nLIMIT_OF_CARD = 1", False),
    ],
)
def test_examples_of_names_that_are_gone(repo: Repo, block: str, said: bool) -> None:
    code = "LIMIT_OF_CARD = 3\n\n\ndef charge_card(a):\n    return a\n"
    page = f"# A\n\nSo:\n\n```python\n{block}\n```\n"
    then(repo, {"src/pay.py": code, "docs/a.md": page}, {"src/pay.py": "x = 1\n"})
    found = findings(repo, "stale.example-ids")
    assert bool(found) is said
    assert all(f.severity is Severity.INFO and f.location.line == 6 for f in found)


@pytest.mark.parametrize(
    ("status", "heading", "said"),
    [
        ("Accepted", "Decision", True),
        ("Accepted", "Context", False),
        ("Proposed", "Decision", False),
        ("Deprecated", "Decision", False),
    ],
)
def test_decisions_that_name_what_is_gone(
    repo: Repo, status: str, heading: str, said: bool
) -> None:
    text = adr(1, status, f"\n## {heading}\n\nAll goes through `charge_card()`.\n")
    then(repo, {"src/pay.py": CODE, "adr/0001-queue.md": text}, {"src/pay.py": "x = 1\n"})
    assert [f.severity for f in findings(repo, "record.names-gone")] == [Severity.INFO] * said


# accepted-edited


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("one queue for all orders", "one queue for all orders and all payments we take", True),
        ("one queue for all orders", "topics", True),
        ("one queue for all orders", "one queue, for all\norders!", False),
        ("one queue for all orders", "one que for al orders", False),
        ("See [2](0002-x.md).", "See [3](0003-some-other-name.md).", False),
        (
            "See [2](0002-x.md).",
            "See [2](0002-x.md).\n\n## Update\n\nIt went well, we kept it.",
            False,
        ),
        ("Accepted", "Superseded by [2. X](0002-x.md)", False),
    ],
)
def test_an_accepted_decision_that_is_rewritten(repo: Repo, old: str, new: str, said: bool) -> None:
    text = adr(
        1, "Accepted", "\n## Decision\n\nWe use one queue for all orders.\n\nSee [2](0002-x.md).\n"
    )
    repo.write("adr/0001-queue.md", text)
    repo.commit()
    repo.git("checkout", "-q", "-b", "change")
    repo.write("adr/0001-queue.md", text.replace(old, new))
    repo.commit()
    found = findings(repo, "record.accepted-edited", base="main")
    assert bool(found) is said
    assert not findings(repo, "record.accepted-edited")


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_distance_of_two_texts(one: list[str], two: list[str]) -> None:
    assert 0 <= distance(one, two) <= len(one) + len(two)
    assert distance(one, one) == 0


def test_the_sample_is_understood() -> None:
    found = read_source(CODE.encode(), "a.py")
    assert found is not None
    assert {symbol.name for symbol in found.symbols} >= {"charge_card", "LIMIT"}


def test_a_language_whose_parser_is_missing_is_named_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("src/a.go", "package p\n\nfunc Pay() {}\n")
    repo.write("docs/a.md", covered("Text.", "src/a.go#Pay"))
    repo.write("docs/b.md", covered("Text.", "src/a.go#Pay"))
    repo.commit()
    assert not findings(repo, "stale")
    monkeypatch.setitem(sys.modules, "tree_sitter_go", None)
    [finding] = findings(repo, "stale")
    assert (finding.code, finding.severity) == ("stale.no-parser", Severity.WARNING)
    assert "Go" in finding.message
    assert "missing" in answer(b"package p\n", "go")
