"""The scanner: its headings are markdown-it's and docutils', and nothing makes it slow."""

from __future__ import annotations

import random
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from archdocs.system.markup import Comment, Ignore, decode, is_document, normal_text, scan
from archdocs.system.markup.comments import parse_comment
from archdocs.system.markup.scan import sections_of

MARKDOWN = MarkdownIt("commonmark").use(myst_block_plugin).use(front_matter_plugin)
MARKDOWN_PIECES = [
    *("# A", "## B", "###  C  #", "#", "#x", "Setext\n===", "Two\nlines\n---", "---", "***"),
    *("- item", "- ", "-", "* a", "  - b", "1. x", "2. y", "10) ten", "  more", "    code"),
    *("     deep", "> q", ">", "> # Q", ">     c", "- # H", "```", "````", "~~~", "```python"),
    *("```{note}", "  ```", "    ```", "<div>", "</div>", "<!-- c", "-->", "<!-- x -->"),
    *("<b>x</b>", "<script>", "</script>", "(label)=", "% c", "+++", "text", "text `code` x"),
    *("===", "--", "[a]: /url", "[a]: /url\n===", "| a | b |", "\ttab", "- \ttab", "-\tx"),
    *("  # ind", "   ## ind", "    # code", "\\# no", "a\\", "*   wide", "-     five"),
    *("- a\n\n  b", "- a\n\n b", "<?php", "?>", "<![CDATA[", "]]>", "<!X", '<a href="x">'),
    *("", "", "", ""),
]
RST_PIECES = [
    *("Title\n=====", "Sub\n---", "Sub sub\n~~~~~~~", "=====\nOver\n=====", "===\nOv\n==="),
    *("Short\n==", "Longer\n===", "Long title here\n=====", "----", "--", "...", "text"),
    *("text\nmore text", "text::\n\n   literal\n   =======", "- item\n", "- item\n  ----"),
    *("1. One\n======", "* x\n* y", ".. note:: hi\n\n   body", ".. note::\n\n   Inner\n   -----"),
    *(".. comment\n   Sub\n   ---", "..", ".. _label:", ":field: x", "term\n  def"),
    *(" indented\n ====", "=====  =====\nA      B\n=====  =====\nx      y\n=====  ====="),
    *("+---+\n| a |\n+---+", ">>> x\n---", "| line", "``code``", "Foo\n***", "日本\n===="),
    *("::\n\n   x", ".. image:: x.png", "| line\n----", "-a  opt", "text\n\n::\n\n> q\n> r"),
    *("(a) x\n====", "Ünïcode\n=======", ".. code-block:: python\n\n   x = 1\n\n   y\n   ="),
    *("--an option\n=====", "-X Opt\n------", "-a, --b\n\n  text", "-c\n\ntext"),
    *("    quote", "=====\n  Ind\n=====", "__ url", "-----\nabc", "__init__\n--------"),
    *("", "", "", ""),
]


def markdown_headings(text: str) -> list[tuple[int, int]]:
    tokens = MARKDOWN.parse(text)
    return [
        (token.map[0] + 1, int(token.tag[1]))
        for token in tokens
        if token.type == "heading_open" and token.level == 0 and token.map
    ]


def docutils_titles(text: str) -> list[tuple[str, int]]:
    quiet: dict[str, Any] = {
        "report_level": 5,
        "halt_level": 6,
        "doctitle_xform": False,
        "file_insertion_enabled": False,
    }
    found: list[tuple[str, int]] = []

    def walk(node: nodes.Element, level: int) -> None:
        for child in node.children:
            if isinstance(child, nodes.section):
                found.append((str(child[0].rawsource).strip(), level))  # type: ignore[attr-defined]
                walk(child, level + 1)

    walk(publish_doctree(text, settings_overrides=quiet), 1)
    return found


def scanned(text: str, path: str) -> list[tuple[int, int]]:
    return [(s.start, s.level) for s in scan(text, path).sections if s.level]


@pytest.mark.parametrize("seed", range(4))
def test_markdown_headings_are_those_of_markdown_it(seed: int) -> None:
    choice = random.Random(seed)
    for _ in range(1500):
        text = "\n".join(choice.choices(MARKDOWN_PIECES, k=choice.randint(1, 9)))
        assert scanned(text, "a.md") == markdown_headings(text), text


@pytest.mark.parametrize("seed", range(2))
def test_rst_titles_are_those_of_docutils(seed: int) -> None:
    choice = random.Random(seed)
    for _ in range(400):
        text = "\n".join(choice.choices(RST_PIECES, k=choice.randint(1, 8)))
        if "=====\n=====  =====" in text or "====\nA      B" in text:
            continue  # a title that overlaps a table is neither
        levels = [level for _, level in docutils_titles(text)]
        assert [level for _, level in scanned(text, "a.rst")] == levels, text


@given(st.text(max_size=300), st.sampled_from(["a.md", "a.rst"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_scanned_into_disjoint_sections(text: str, path: str) -> None:
    text = decode(text.encode("utf-8", "replace"))
    document = scan(text, path)
    lines = len(text.split("\n"))
    last = 0
    for section in document.sections:
        assert last < section.start <= section.end <= lines
        assert section.start <= section.body
        last = section.end
    assert len({s.anchor for s in document.sections}) == len(document.sections)
    places = [link.line for link in document.links] + [name.line for name in document.quoted]
    assert all(1 <= line <= lines for line in places)
    assert sections_of(text, path)[1] == document.sections


@given(st.binary(max_size=200), st.sampled_from(["a.md", "a.rst"]))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_read(data: bytes, path: str) -> None:
    scan(decode(data), path)


HOSTILE = [
    *("`", "``` ", "[", "](", "![a](", "<!--", "<!-- archdocs:", "<a ", "> ", "- ", "* ", "  "),
    *("\t", "#", "# \n", "=\n", "a\n===\n", "---\n", "\\", "{a}`", ":a:`x` ", "`a <b>`_ "),
    *(".. _a:\n", ".. a::\n\n   x\n", "=====  =====\na\n", "::\n\n", "1. ", "<div\n"),
    *('<a b="c" ', "[a]: b\n", "[a]: \n", "(a)=\n", "a|b\n", ":::{note}\n", "```{note}\n"),
    *("> ```{note}\n", "<", "- a\n", "===\na\n===\n", "==\n", '<!-- archdocs: a=" -->', "*_`"),
]


# What grows with the square of the length takes minutes here, and is cut off.
@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("path", ["a.md", "a.rst"])
def test_64_kb_of_anything_is_read(piece: str, path: str) -> None:
    text = (piece * (65536 // len(piece) + 1))[:65536]
    lines = text.count("\n") + 1
    assert all(1 <= section.start <= section.end <= lines for section in scan(text, path).sections)


@pytest.mark.timeout(30)
def test_runs_of_backticks_of_every_length_are_read() -> None:
    text = " ".join("`" * length for length in range(1, 360))
    assert len(scan(text, "a.md").sections) <= 1


PAGE = """\
---
owner: web
---
Intro with `intro_name`.

(checkout)=
# Check *out* `now`

See [pay](pay.md#fees "title"), ![logo](img/logo.png) and {doc}`/guide`, {ref}`text <fees>`.
A [ref][r] and <https://example.org>; a {py:func}`shop.pay` and ``a `tick` ``.

<!-- archdocs: covers=src/a.py,src/b.py owner="Team Pay" review-every=6m -->
<!-- archdocs: ignore link.broken it is made later -->

```python
not_code = "# not a heading `nor_code`"
```

```{note}
Inside `noted_name`, [x](y.md).

# not a section
```

```{literalinclude} ../src/a.py
```

[r]: other.md

## Fees

Own text.

## Fees
"""


def test_a_markdown_page() -> None:
    document = scan(PAGE, "docs/a.md")
    assert [(s.anchor, s.level, s.start, s.end) for s in document.sections] == [
        ("", 0, 4, 6),
        ("checkout", 1, 7, 29),
        ("check-out-now/fees", 2, 30, 33),
        ("check-out-now/fees~2", 2, 34, 34),
    ]
    assert [s.slug for s in document.sections] == ["", "check-out-now", "fees", "fees-1"]
    assert [(link.kind, link.target, link.line, link.role) for link in document.links] == [
        ("link", "pay.md#fees", 9, ""),
        ("image", "img/logo.png", 9, ""),
        ("role", "/guide", 9, "doc"),
        ("role", "fees", 9, "ref"),
        ("link", "https://example.org", 10, ""),
        ("link", "other.md", 28, ""),
        ("link", "y.md", 20, ""),
        ("file", "../src/a.py", 25, ""),
    ]
    assert [(q.text, q.line) for q in document.quoted] == [
        ("intro_name", 4),
        ("now", 7),
        ("shop.pay", 10),
        ("a `tick`", 10),
        ("noted_name", 20),
    ]
    assert document.comments == (
        Comment(
            {
                "covers": ("src/a.py", "src/b.py"),
                "owner": ("Team Pay",),
                "review-every": ("6m",),
            },
            12,
        ),
    )
    assert document.ignores == (Ignore("link.broken", "it is made later", 13),)
    assert document.front.values["owner"] == "web"
    assert document.targets == ("checkout",)


RST = """\
.. _start:

======
Orders
======

See :doc:`/guide`, :ref:`how <fees>`, `pay <pay.rst>`_ and ``order_total``, :func:`shop.pay`.

.. archdocs: covers=src/a.py
   review-every=1y
.. archdocs: ignore stale

.. code-block:: python

   ``not_code``

.. function:: charge(amount)

   Charges with `plain_name`.

Text::

    ``not_this``

Fees
----

.. image:: fee.png
.. _elsewhere: https://example.org
"""


def test_a_restructuredtext_page() -> None:
    document = scan(RST, "docs/a.rst")
    assert [(s.anchor, s.level, s.start, s.end, s.label) for s in document.sections] == [
        ("", 0, 1, 2, ""),
        ("start", 1, 3, 24, "start"),
        ("orders/fees", 2, 25, 29, ""),
    ]
    assert [(link.kind, link.target, link.line) for link in document.links] == [
        ("role", "/guide", 7),
        ("role", "fees", 7),
        ("link", "pay.rst", 7),
        ("link", "https://example.org", 29),
        ("image", "fee.png", 28),
    ]
    assert [(q.text, q.line) for q in document.quoted] == [
        ("order_total", 7),
        ("shop.pay", 7),
        ("plain_name", 19),
        ("charge(amount)", 17),
    ]
    assert document.comments == (Comment({"covers": ("src/a.py",), "review-every": ("1y",)}, 9),)
    assert document.ignores == (Ignore("stale", "", 11),)
    assert document.defines == ("charge", "amount")


def test_comments_in_code_are_examples() -> None:
    text = "`<!-- archdocs: cover=x -->` and `` <!-- archdocs: ignore x --> ``\n"
    fenced = "```html\n<!-- archdocs: cover=x -->\n```\n"
    document = scan(f"{text}\n{fenced}\nText <!-- archdocs: owner=a -->\nand `more`.\n", "a.md")
    assert [(c.values, c.line) for c in document.comments] == [({"owner": ("a",)}, 7)]
    assert not document.ignores


def test_bom_and_line_ends_do_not_matter() -> None:
    data = b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode()
    assert scan(decode(data), "a.md") == scan(PAGE, "a.md")
    assert "\N{REPLACEMENT CHARACTER}" in decode(b"caf\xe9")


def test_white_space_adornments_and_own_comments_do_not_change_a_text() -> None:
    one = normal_text(["Some  text", "that wraps.", "", "-----"])
    assert one == normal_text(["Some text that", "  wraps.", "<!-- archdocs: covers=x -->"])
    assert one == normal_text(["Some text that wraps.", "<!-- archdocs:", "covers=x -->"])
    assert one != normal_text(["Some text that wraps!"])


def test_names_of_documents() -> None:
    assert is_document("docs/A.MD")
    assert is_document("README.rst")
    assert not is_document("notes.txt")


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_comment_is_read_or_complained_of(text: str) -> None:
    made = parse_comment(text, 1)
    if isinstance(made, Comment):
        assert made.values or made.problems
    else:
        assert text.split(maxsplit=1)[0] == "ignore"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the comment is empty"),
        ("cover=src", "no key called `cover`; did you mean `covers`?"),
        ("owner=", "`owner` has no value"),
        ("covers src", "`covers` is not `key=value`"),
    ],
)
def test_what_a_comment_can_not_say(text: str, problem: str) -> None:
    made = parse_comment(text, 1)
    assert isinstance(made, Comment)
    assert problem in made.problems
