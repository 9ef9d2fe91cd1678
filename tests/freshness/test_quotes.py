"""Stated values and quoted code are held against their sources, and written anew for certain."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs import fixes
from archdocs.finding import Finding, Severity, matches
from archdocs.freshness import engine
from archdocs.freshness.blocks_of_code import alike, block_after, dedented, written
from archdocs.freshness.elided import renewed
from archdocs.freshness.parts import NoPart, part_of
from archdocs.freshness.stated import parse_stated
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 1)
MARCH = "2026-03-05T12:00:00+00:00"
LIMITS = "[checkout]\ntimeout = 30\nmost = 12000\n"


def check(repo: Repo, base: str | None = None) -> list[Finding]:
    found = engine.check(Project(repo.path), today=TODAY, base=base)
    return [f for f in found if matches(f.code, ("stale.value", "stale.snippet"))]


def fix(repo: Repo) -> None:
    """Repair what is certain; whatever is left then has no repair."""
    repair = fixes.apply(repo.path, check(repo))
    assert not repair.refused
    assert not any(finding.fix for finding in check(repo))


def text(repo: Repo, path: str) -> str:
    return (repo.path / path).read_bytes().decode()


# values


def test_a_value_is_compared_shown_and_written_anew(repo: Repo) -> None:
    repo.write("config/limits.toml", LIMITS)
    page = "# Shop\n\nWaits {value}`30 <config/limits.toml#checkout.timeout>` seconds, twice.\n"
    repo.write("docs/a.md", page)
    repo.commit()
    assert not check(repo)
    repo.write("config/limits.toml", LIMITS.replace("30", "45"))
    repo.commit("Wait longer", date=MARCH)
    [finding] = check(repo)
    assert (finding.code, finding.severity) == ("stale.value", Severity.ERROR)
    assert str(finding.location) == "docs/a.md:3"
    assert finding.section == "shop"
    known = dict(finding.evidence)
    assert (known["was"], known["now"]) == ("30", "45")
    assert known["quoted"].startswith("Waits {value}")
    assert known["changed"].endswith("2026-03-05 Wait longer")
    fix(repo)
    assert text(repo, "docs/a.md") == page.replace("`30 ", "`45 ")
    assert not check(repo)


def test_the_page_keeps_its_style_and_its_line_ends(repo: Repo) -> None:
    repo.write("config/limits.toml", LIMITS)
    page = (
        "\ufeff# Shop\r\n\r\n{value}`9,000 <config/limits.toml#checkout.most>` and "
        "{value}`9,000 <config/limits.toml#checkout.most>`,\r\n"
        "{value}``1\r\n<./config/limits.toml#checkout.timeout>``\r\n"
    )
    repo.write("docs/a.md", page.encode())
    fix(repo)
    new = page.replace("9,000", "12,000").replace("``1\r\n", "``30\r\n")
    assert (repo.path / "docs/a.md").read_bytes() == new.encode()
    assert not check(repo)


def test_values_in_restructuredtext(repo: Repo) -> None:
    repo.write("src/a.ts", "export const MAX = 10;\n")
    repo.write(
        "docs/a.rst", "A\n=\n\nUp to :value:`9 <src/a.ts#MAX>`, or\n:value:`10 <src/a.ts#MAX>`.\n"
    )
    [finding] = check(repo)
    assert str(finding.location) == "docs/a.rst:4"
    fix(repo)
    assert text(repo, "docs/a.rst").count(":value:`10 <src/a.ts#MAX>`") == 2


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ("30", "does not say where it comes from"),
        (" <config/limits.toml#checkout.timeout>", "does not say"),
        ("30 <config/limits.toml#checkout.timeuot>", "did you mean `timeout`?"),
        ("30 <config/limit.toml#checkout.timeout>", "there is no `config/limit.toml`"),
        ("30 <limits.toml#checkout.timeout>", "did it move to `config/limits.toml`?"),
        ("30 <config#x>", "is no file that git keeps"),
        ("30 <ignored.env#A>", "is no file that git keeps"),
        ("30 <../outside.toml#a>", "no file that git keeps"),
        ("30 <link.toml#a>", "is no file that git keeps"),
        ("30 <inner.env#A>", "leads out of the project"),
    ],
)
def test_sources_that_say_nothing(repo: Repo, role: str, message: str) -> None:
    repo.write("config/limits.toml", LIMITS)
    repo.write(".gitignore", "ignored.env\n")
    repo.write("ignored.env", "A=hush\n")
    repo.write("../outside.toml", "a = 'hush'\n")
    (repo.path / "link.toml").symlink_to("../outside.toml")
    (repo.path / "inner.env").symlink_to("ignored.env")
    repo.write("docs/a.md", f"# A\n\n{{value}}`{role}`\n")
    [finding] = check(repo)
    assert message in finding.message
    assert not finding.fix
    assert "hush" not in repr(finding)


def test_a_secret_is_not_repeated(repo: Repo) -> None:
    repo.write("app.env", "API_TOKEN=hush\n")
    repo.write("docs/a.md", "# A\n\n{value}`stale-secret <app.env#API_TOKEN>`\n")
    [finding] = check(repo)
    assert "hush" not in repr(finding)
    assert "stale-secret" not in repr(finding)
    assert not finding.fix


@pytest.mark.parametrize("value", ["a`b", "a<b", "two\\nlines", " ", "x" * 300])
def test_a_value_that_a_role_can_not_hold_is_not_written(repo: Repo, value: str) -> None:
    repo.write("a.toml", f'a = "{value}"\n')
    repo.write("docs/a.md", "# A\n\n{value}`1 <a.toml#a>`\n")
    [finding] = check(repo)
    assert not finding.fix


def test_only_what_a_change_introduced(repo: Repo) -> None:
    repo.write("a.toml", "a = 1\nb = 1\n")
    repo.write("docs/a.md", "# A\n\n{value}`0 <a.toml#a>` {value}`1 <a.toml#b>`\n")
    base = repo.commit()
    repo.write("a.toml", "a = 2\nb = 2\n")
    repo.commit()
    [finding] = check(repo, base)
    assert dict(finding.evidence)["source"] == "a.toml#b"


def test_values_in_code_are_not_read(repo: Repo) -> None:
    repo.write("docs/a.md", "# A\n\n```md\n{value}`1 <a.toml#a>`\n```\n\n`` {value}`1` ``\n")
    assert not check(repo)


@given(st.text("ab <>#`{}\n.", max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_words_of_a_role_are_read(words: str) -> None:
    stated = parse_stated(words)
    assert stated is None or (stated.text and stated.path)


# snippets

CART = '''\
"""The cart."""

RETRIES = 3


class Cart:
    @property
    def total(self) -> int:
        """```"""
        return 1

    # archdocs: start empty
    def empty(self) -> None:
        # tag::inner[]
        self.items = []
        # end::inner[]
    # archdocs: end empty
'''


def test_a_block_is_compared_and_written_anew(repo: Repo) -> None:
    repo.write("src/cart.py", CART)
    page = (
        "# Cart\n\n<!-- archdocs: snippet=src/cart.py#Cart.total -->\n\n```python\n"
        "@property\ndef total(self):\n    return 2\n```\n\nAfter.\n"
    )
    repo.write("docs/a.md", page)
    [finding] = check(repo)
    assert (finding.code, finding.severity) == ("stale.snippet", Severity.ERROR)
    assert (finding.location.line, finding.location.end_line) == (5, 9)
    known = dict(finding.evidence)
    assert known["place"] == "src/cart.py:7"
    assert known["was"].startswith("def total(self):")
    assert known["now"].startswith("def total(self) -> int:")
    fix(repo)
    assert text(repo, "docs/a.md") == (
        "# Cart\n\n<!-- archdocs: snippet=src/cart.py#Cart.total -->\n\n```python\n"
        '@property\ndef total(self) -> int:\n    """```"""\n    return 1\n```\n\nAfter.\n'
    )
    assert not check(repo)


@pytest.mark.parametrize(
    ("anchor", "code"),
    [
        ("#L3", "RETRIES = 3"),
        ("#L6-L7", "class Cart:\n    @property"),
        ("#L6-7", "class Cart:\n    @property"),
        ("#RETRIES", "RETRIES = 3"),
        ("#Cart.empty", "def empty(self) -> None:\n    # tag::inner[]\n    self.items = []"),
        ("#empty", "def empty(self) -> None:\n    self.items = []"),
        ("#inner", "self.items = []"),
        ("#Cart.total", "@property\n…\n    return 1"),
        ("", "…\nclass Cart:\n# …"),
    ],
)
def test_parts_of_a_file(repo: Repo, anchor: str, code: str) -> None:
    repo.write("src/cart.py", CART)
    comment = f"<!-- archdocs: snippet=src/cart.py{anchor} -->"
    indented = "\n".join(f"  {line}".rstrip() for line in code.split("\n"))
    repo.write("docs/a.md", f"# A\n\n- x\n\n  {comment}\n  ~~~python\n{indented}\n  ~~~\n")
    repo.write(
        "docs/b.rst",
        f"B\n=\n\n.. archdocs: snippet=src/cart.py{anchor}\n\n"
        f".. code-block:: python\n   :caption: c\n\n{indented}\n\nAfter.\n",
    )
    assert not check(repo)


@pytest.mark.parametrize(
    ("marks", "name"),
    [
        ("// [START pay]|// [END pay]", "pay"),
        ("// --8<-- [start:pay]|// --8<-- [end:pay]", "pay"),
        ("// tag::pay[]|// end::pay[]", "pay"),
        ("// ANCHOR: pay|// ANCHOR_END: pay", "pay"),
        ("// #region pay|// #endregion", "pay"),
        ("/* archdocs: start pay */|/* archdocs: end pay */", "pay"),
    ],
)
def test_marks_of_regions(marks: str, name: str) -> None:
    start, end = marks.split("|")
    assert part_of("a.ts", f"a\n{start}\n\tpay()\n{end}\nb\n", name) == (["\tpay()"], 3)


def test_regions_of_editors_nest() -> None:
    code = "#region a\n1\n#region b\n2\n#endregion\n3\n#endregion\n4\n"
    assert part_of("a.py", code, "a")[0] == ["1", "#region b", "2", "#endregion", "3"]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<!-- archdocs: snippet=src/cart.py#L99 -->\n```\nx\n```\n", "has 17 lines"),
        ("<!-- archdocs: snippet=src/cart.py#nope -->\n```\nx\n```\n", "defines no `nope`"),
        ("<!-- archdocs: snippet=src/gone.py -->\n```\nx\n```\n", "there is no `src/gone.py`"),
        ("<!-- archdocs: snippet=cart.py -->\n```\nx\n```\n", "move to `src/cart.py`?"),
        ("<!-- archdocs: snippet=a.ts#x -->\n```\nx\n```\n", "defines no `x`"),
        ("<!-- archdocs: snippet=src/cart.py -->\n\ntext\n\n```\nx\n```\n", "no code block"),
        ("<!-- archdocs: snippet=src/cart.py -->\n```\nnever closed\n", "no code block"),
        ("<!-- archdocs: snippet=src/cart.py -->", "no code block"),
    ],
)
def test_snippets_that_can_not_be_compared(repo: Repo, page: str, message: str) -> None:
    repo.write("src/cart.py", CART)
    repo.write("a.ts", "const y = 1;\n")
    repo.write("docs/a.md", f"# A\n\n{page}")
    [finding] = check(repo)
    assert message in finding.message
    assert finding.location.line == 3
    assert not finding.fix


def test_line_ends_indentation_and_options_stay(repo: Repo) -> None:
    repo.write("a.go", "func f() {\n\tx()\n}\n")
    page = (
        "# A\r\n\r\n1. one\r\n\r\n   <!-- archdocs:\r\n   snippet=a.go -->\r\n"
        "   ```{code-block} go\r\n   :caption: f\r\n\r\n   func f() {\r\n       y()\r\n   }\r\n"
        "   ```\r\n2. two\r\n"
    )
    repo.write("docs/a.md", page.encode())
    fix(repo)
    new = page.replace("       y()", "   \tx()")
    assert (repo.path / "docs/a.md").read_bytes() == new.encode()
    repo.write("docs/a.md", page.replace("y()", "x()").encode())
    assert not check(repo), "four blanks stand for a tab"


def test_a_block_at_the_end_of_a_file_without_a_last_line_end(repo: Repo) -> None:
    repo.write("a.go", "b()\n")
    repo.write("docs/a.md", b"# A\n\n<!-- archdocs: snippet=a.go -->\n```\na()\n```")
    fix(repo)
    assert text(repo, "docs/a.md").endswith("```\nb()\n```")


ELIDED = "def f(a):\n    one()\n    two()\n    three()\n    four()\n    return a\n"


@pytest.mark.parametrize(
    ("shown", "new"),
    [
        ("def f():\n    …\n    return a", "def f(a):\n    …\n    return a"),
        ("def f(a):\n    …\n    return b", "def f(a):\n    …\n    return a"),
        ("…\n    two()\n    3()\n    four()\n…", "…\n    two()\n    three()\n    four()\n…"),
        ("def f(a):\n    1()\n    two()\n# …", "def f(a):\n    one()\n    two()\n# …"),
        ("…\n    2()\n…", None),  # which line it was, nobody knows
        ("def f():\n    1()\n    …", None),
        ("…\n    three()\n    …\n    one()\n    …", None),
        ("def f(a):\n    …\n    return a", None),  # nothing is wrong with it
        ("def f():\n    pass", None),
    ],
)
def test_a_block_that_leaves_lines_out_is_renewed_where_that_is_certain(
    shown: str, new: str | None
) -> None:
    made = renewed(shown.split("\n"), ELIDED.split("\n"))
    assert made == (None if new is None else new.split("\n"))


def test_an_elided_block_is_fixed_in_its_page(repo: Repo) -> None:
    repo.write("a.py", ELIDED)
    page = (
        "# A\n\n<!-- archdocs: snippet=a.py#f -->\n```python\ndef f():\n    …\n    return a\n```\n"
    )
    repo.write("docs/a.md", page)
    fix(repo)
    assert text(repo, "docs/a.md") == page.replace("f():", "f(a):")
    assert not check(repo)


lines = st.lists(st.text("ab`~ \t…:", max_size=12), min_size=1, max_size=6)


@given(shown=lines, code=lines, mark=st.sampled_from(["```", "~~~", "````"]), rst=st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_written_repeats_the_source(
    shown: list[str], code: list[str], mark: str, rst: bool
) -> None:
    """Whatever code is put into whatever block, reading it back gives that code."""
    head = [".. archdocs: x", ".. code::", ""] if rst else ["<!-- archdocs: x -->", f"{mark}py"]
    inner = [f"   {line}" for line in shown] if rst else shown
    tail = ["", "end"] if rst else [mark, "end"]
    page = [*head, *inner, *tail]
    block = block_after(page, 0, rst=rst)
    if block is None or not dedented(code):
        return
    last = block.last + (1 if block.mark else 0)
    made = [*page[: block.open], *written(block, page, code), *page[last:]]
    again = block_after(made, 0, rst=rst)
    assert again is not None
    assert dedented(made[again.first : again.last]) == dedented(code)
    assert alike(code, code)
    assert made[-1] == "end"


@given(st.text("ab#:/*[]-\n", max_size=60), st.sampled_from(["", "L1", "L2-L3", "a", "a.b", "["]))
@settings(max_examples=80, deadline=None)
def test_any_part_of_any_text_is_there_or_not(source: str, anchor: str) -> None:
    try:
        found, first = part_of("a.py", source, anchor)
    except NoPart:
        return
    assert first >= 1
    assert len(found) <= source.count("\n") + 1
