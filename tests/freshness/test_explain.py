"""What governs a file: every way it can be said, the most specific first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import UsageError
from archdocs.freshness.blocks import block_at
from archdocs.freshness.explain import explain, place_of
from archdocs.freshness.governors import Explanation, as_text
from archdocs.project import Project
from archdocs.records.marks import marks
from support import Repo

CODE = '''
"""The cart. @adr 2"""


class Cart:
    # @adr ADR-0001
    def total(self):
        return 0

    def add(self):
        """@adr ADR-99"""
'''


def front(title: str, extra: str = "", status: str = "accepted") -> str:
    return f"---\nstatus: {status}\ndate: 2024-01-02\n{extra}---\n# {title}\n"


def project(repo: Repo) -> Project:
    repo.write("archdocs.toml", "")
    repo.write("src/shop/cart.py", CODE)
    repo.write("src/shop/other.py", "x = 1\n")
    repo.write("adr/0001-marked.md", front("Marked", "superseded-by: [6]\n", "superseded"))
    repo.write("adr/0002-file.md", front("Module"))
    repo.write("adr/0003-glob.md", front("Shop", "applies-to: [src/shop/**, 'docs/*.md']\n"))
    repo.write("adr/0004-root.md", front("Everything", "applies-to: src/**\n"))
    repo.write("adr/0005-named.md", front("Named"))
    repo.write("adr/0006-new.md", front("New", "supersedes: [1]\n"))
    repo.write("adr/0007-not.md", front("Elsewhere", "applies-to: lib\n"))
    repo.write(
        "docs/cart.md",
        """
        # Cart

        See [the code](../src/shop/cart.py).

        ## Total
        <!-- archdocs: covers=src/shop/cart.py#Cart.total -->

        As {adr}`5` has it.

        ## All
        <!-- archdocs: covers=src/shop/cart.py -->
        """,
    )
    return Project(repo.path)


def told(made: Explanation) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (item.record.id if item.record else item.anchor, tuple(why.how for why in item.why))
        for item in made.governors
    ]


def test_a_file_is_governed_most_specifically_first(repo: Repo) -> None:
    made = explain(project(repo), "src/shop/cart.py")
    assert told(made) == [
        ("ADR-0002", ("mark",)),
        ("cart/total", ("covers",)),
        ("cart/all", ("covers",)),
        ("ADR-0003", ("applies-to",)),
        ("ADR-0004", ("applies-to",)),
        ("cart", ("link",)),
        ("ADR-0006", ("supersedes",)),
        ("ADR-0005", ("section",)),
        ("ADR-0001", ("mark",)),
    ]
    (problem,) = made.problems
    assert problem.startswith("src/shop/cart.py:10: @adr ADR-99 names no record")
    assert [item.in_force for item in made.governors].index(False) == len(made.governors) - 1


def test_a_line_is_governed_by_what_is_around_it(repo: Repo) -> None:
    shop = project(repo)
    total = [name for name, _ in told(explain(shop, "src/shop/cart.py", 7))]
    assert total[0] == "cart/total"
    assert total[-1] == "ADR-0001"
    assert "ADR-0005" in total
    add = explain(shop, "src/shop/cart.py", 10)
    names = [name for name, _ in told(add)]
    assert "cart/total" not in names
    assert "ADR-0001" not in names
    assert add.problems
    assert explain(shop, "src/shop/cart.py", 2).problems == ()


def test_other_files_are_governed_by_what_is_wide(repo: Repo) -> None:
    made = explain(project(repo), "src/shop/other.py")
    assert [name for name, _ in told(made)] == ["ADR-0003", "ADR-0004"]
    assert as_text(made).startswith("ADR-0003 Shop (accepted)  adr/0003-glob.md:")
    assert as_text(explain(project(repo), "archdocs.toml")) == "nothing governs archdocs.toml"


def test_what_is_not_there_is_refused_with_the_nearest(repo: Repo) -> None:
    shop = project(repo)
    with pytest.raises(UsageError, match=r"did you mean `src/shop/cart\.py`"):
        explain(shop, "src/shop/crat.py")
    with pytest.raises(UsageError, match="has no line 99"):
        explain(shop, "src/shop/cart.py", 99)


def test_marks_in_any_language() -> None:
    text = "// @adr ADR-0003, 7 3 times\n-- (@adr: SPEC-2)\nx@adr 4 @adr\n@adrs 5 @adr(ADR 6)\n"
    assert [(mark.ref, mark.line) for mark in marks(text)] == [
        ("ADR-0003", 1), ("7", 1), ("SPEC-2", 2), ("ADR 6", 4),
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.integers(1, 9))
def test_reading_marks_and_links_never_fails(text: str, line: int) -> None:
    for mark in marks(text + "@adr 1"):
        assert mark.ref
    block_at(text, "a.py", line)
    place_of("docs/a.md", text)


GO = "package shop\n\n// @adr 1\nfunc Total() int {\n\treturn 0\n}\n\nfunc Other() {}\n"


@pytest.mark.parametrize(("line", "expected"), [(3, [3, 6]), (5, [3, 6]), (8, [8, 8]), (2, [])])
def test_blocks_of_other_languages(line: int, expected: list[int]) -> None:
    found = block_at(GO, "a.go", line)
    assert ([found.start, found.stop - 1] if found else []) == expected


def test_a_line_of_another_language(repo: Repo) -> None:
    shop = project(repo)
    repo.write("src/shop/a.go", GO)
    repo.write("docs/go.md", "# Go\n\n<!-- archdocs: covers=src/shop/a.go#Total -->\n")
    around = told(explain(shop, "src/shop/a.go", 5))
    assert [name for name, _ in around][:2] == ["go", "ADR-0003"]
    assert around[-1] == ("ADR-0001", ("mark",))
    assert "go" not in dict(told(explain(shop, "src/shop/a.go", 8)))
