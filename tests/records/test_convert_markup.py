"""Markdown and reStructuredText into each other: the same to their own parsers, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from archdocs.records.convert import to_markdown, to_rst
from archdocs.records.convert.inline import Foreign

#: How each parser calls what both markups have, and a sign for it.
RST = {
    nodes.section: "§", nodes.list_item: "•", nodes.block_quote: "❝", nodes.literal_block: "▮",
    nodes.strong: "◆", nodes.emphasis: "◇", nodes.literal: "▫", nodes.reference: "↗",
}  # fmt: skip
MARKDOWN = {
    "heading_open": "§", "list_item_open": "•", "blockquote_open": "❝", "fence": "▮",
    "strong_open": "◆", "em_open": "◇", "code_inline": "▫", "link_open": "↗", "html_inline": "HTML",
}  # fmt: skip


def lines_of(text: str) -> tuple[tuple[int, str], ...]:
    return tuple(enumerate(re.findall(r"[^\n]*\n|[^\n]+", text), 1))


def into_rst(text: str) -> str:
    return "".join(line for _, line in to_rst.blocks(lines_of(text), "\n"))


def into_markdown(text: str) -> str:
    return "".join(line for _, line in to_markdown.blocks(lines_of(text), "\n"))


def words(text: str) -> list[str]:
    """Return words and marks; a bare address is a link in one of the markups only."""
    return [word for word in re.findall(r"\w+|[^\w\s]", text) if word != "↗"]


def rst_meaning(text: str) -> list[str]:
    """Return what docutils reads, which must have no complaint."""
    complaints = StringIO()
    quiet = {"report_level": 2, "halt_level": 5, "warning_stream": complaints}
    tree = publish_doctree(
        text, settings_overrides={**quiet, "doctitle_xform": False, "syntax_highlight": "none"}
    )
    assert complaints.getvalue() == "", text
    for message in list(tree.findall(nodes.system_message)):  # Two headings alike, say.
        message.parent.remove(message)
    found = []
    for node in tree.findall():
        found.append(RST.get(type(node), ""))
        if isinstance(node, nodes.Text) and not isinstance(node.parent, nodes.comment):
            found.append(node.astext())
    return words(" ".join(found))


def markdown_meaning(text: str) -> list[str]:
    """Return what markdown-it reads."""
    return words(" ".join(said(MarkdownIt("commonmark").enable("table").parse(text))))


def said(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        yield MARKDOWN.get(token.type, "")
        if token.type in ("text", "code_inline", "fence", "code_block"):
            yield token.content
        if token.type in ("html_block", "table_open") and not token.content.startswith("<!--"):
            yield token.type
        yield from said(token.children or [])


@pytest.mark.parametrize(
    "block", ["> a", "* x", "1. x", "- a\n  - b", "~~~\nx\n~~~", "<!-- n -->", "w"]
)
@pytest.mark.parametrize("other", ["> q", "```\nc\n```", "* y", "q"])
def test_what_follows_a_block_stays_outside_it(block: str, other: str) -> None:
    text = f"{block}\n\n{other}\n"
    made = into_rst(text)
    meaning = markdown_meaning(text)
    assert rst_meaning(made) == meaning, made
    if (block[0], other[0]) != ("*", "*"):
        assert markdown_meaning(into_markdown(made)) == meaning


PIECES = """\
plain words|**strong**|*soft*|_soft_|`code`|[a link](https://example.org/x)|<https://example.org>
snake_case|trailing_|2 * 3|C:\\x|end.|(x)|#3|e.g.|a:b|::|A.|- x|1. y|+|日本語|\\*no\\*|R&D|x < y
"""
INLINE = st.sampled_from([*PIECES.replace("\n", "|").split("|")[:-1], "a|b"])
RUN = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
GLUED = st.lists(INLINE, min_size=1, max_size=3).map("".join)
TEXT = st.one_of(RUN, RUN, GLUED)
BLOCK = st.one_of(
    TEXT,
    st.lists(TEXT, min_size=1, max_size=3).map("\n".join),
    st.lists(TEXT, min_size=1, max_size=4).map(lambda t: "\n".join(f"* {x}" for x in t)),
    st.lists(TEXT, min_size=1, max_size=4).map(lambda t: "\n".join(f"1. {x}" for x in t)),
    st.tuples(TEXT, TEXT, TEXT).map(lambda t: f"- {t[0]}\n  - {t[1]}\n  - x\n- {t[2]}\n  more"),
    TEXT.map(lambda t: f"> {t}"),
    TEXT.map(lambda t: f"## {t}"),
    TEXT.map(lambda t: f"### {t}"),
    st.sampled_from(["```python\nx = 1\n\n  y\n```", "```\na | b\n```", "<!-- note -->", "a\n==="]),
    st.sampled_from(["| a |\n|---|", "a | b\n--|--", "---", "<b>x</b>", "[x]: y", "![p](q.png) x"]),
)
PAGES = st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join)


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_markdown_means_the_same_there_and_back(text: str) -> None:
    try:
        made = into_rst(text + "\n")
    except Foreign:
        return
    meaning = markdown_meaning(text)
    assert rst_meaning(made) == meaning, made
    try:
        back = into_markdown(made)
    except Foreign:
        return
    assert markdown_meaning(back) == meaning, back


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("ab \n*_`:.|<>[]()#-=+\\1^~"), max_size=60))
def test_whatever_is_written_is_translated_or_refused(text: str) -> None:
    for translate in (into_rst, into_markdown):
        lines = [error.line for error in refusal(translate, text)]
        assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def refusal(translate: Callable[[str], str], text: str) -> Iterator[Foreign]:
    try:
        translate(text)
    except Foreign as error:
        yield error


@pytest.mark.parametrize(
    ("markdown", "rst"),
    [
        ("a **b** `c` *d*", "a **b** ``c`` *d*"),
        ("[x](y.md), z", "`x <y.md>`__, z"),
        ("a`b`c", "a\\ ``b``\\ c"),
        ("## T\n\nx", "T\n----\n\nx"),
        ("```py\nx\n```", ".. code-block:: py\n\n   x"),
        ("<!-- note -->", ".. note"),
        ("![p](q.png)", ".. image:: q.png\n   :alt: p"),
        ("see {adr}`3`", "see :adr:`3`"),
        ("* a\n* b\n  c", "* a\n* b\n  c"),
        ("> so it is", "   so it is"),
    ],
)
def test_what_is_the_same_in_both(markdown: str, rst: str) -> None:
    assert into_rst(markdown + "\n") == rst + "\n"
    assert into_markdown(rst + "\n") == markdown + "\n"


@pytest.mark.parametrize(
    ("rst", "what", "line"),
    [
        ("x\n\n.. note::\n\n   y\n", "a directive", 3),
        ("a `b` c\n", "a backtick", 1),
        ("see thing_\n", "a reference", 1),
        ("=== ===\na   b\n=== ===\n", "a table", 1),
        ("term\n   definition\n", "a definition", 2),
        (":field: x\n", "a list of fields", 1),
        ("* a\n\n  b\n", "a block within a list", 3),
    ],
)
def test_what_only_one_has_is_named(rst: str, what: str, line: int) -> None:
    with pytest.raises(Foreign) as caught:
        into_markdown(rst)
    assert caught.value.what.startswith(what)
    assert caught.value.line == line
