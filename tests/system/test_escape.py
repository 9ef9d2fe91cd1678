"""Whatever a record holds, in a document of ours it is text, and reads as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

from archdocs.system.markup.escape import escaped, link_target, plain

#: Everything MyST can be asked to read, but for what changes plain words.
EXTENSIONS = {
    *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
    *("fieldlist", "html_admonition", "html_image", "strikethrough", "substitution", "tasklist"),
}
PARSER = create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), DocutilsRenderer)
TEXT = frozenset({"text", "text_special"})


def read(markdown: str) -> list[Token]:
    """Return the tokens of a document, the inline ones in place of their parent."""
    found = []
    for token in PARSER.parse(markdown):
        found += token.children or [token] if token.type == "inline" else [token]
    return found


def words(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens)


PIECES = st.lists(
    st.sampled_from(
        [
            *("# x", "## ", "- a", "+ a", "* a", "1. a", "12) a", "> q", "===", "---", "***"),
            *("```", "~~~", ":::{note}", "```{adr} 1", "{adr}`1`", "{{ x }}", "$x$", "$$", "% c"),
            *("+++", "(l)=", ": d", ":f: v", "[a](b)", "![a](b)", "[a]", "[^1]", "<b>", "&amp;"),
            *("<!-- c -->", "<script>alert(1)</script>", "<https://x.example>", "a@b.example"),
            *("https://x.example", "www.x.example", "\\", "`", "``", "_a_", "**a**", "~~a~~", "|"),
            *("\n", " ", "  ", "\t", "a", "Ü", "日本", "\u202e", "\x1b[31m", "\x00", "#1", "R & D"),
            *("\\begin{align}", "{.class}", "{#id}", "[x]{.c}", "- [ ] t", "2026-01-05", "A|B"),
        ]
    ),
    max_size=8,
).map("".join)


@given(PIECES | st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_it_is_text_alone_and_after_words(text: str) -> None:
    shown = plain(text)
    tokens = read(f"{escaped(text)}\n")
    assert {token.type for token in tokens} <= TEXT | {"paragraph_open", "paragraph_close"}
    assert words(tokens).strip() == shown
    tokens = read(f"- **Ours:** {escaped(text)}\n")
    assert words(tokens).strip() == f"Ours: {shown}".strip()
    table = read(f"| a | b |\n|---|---|\n| {escaped(text)} | c |\n")
    assert words(table).replace(" ", "") == f"ab{shown}c".replace(" ", "")


@given(PIECES | st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_it_stays_inside_a_link(text: str) -> None:
    tokens = read(f"[x{escaped(text)}](../adr/{link_target(text)}.md)\n")
    kinds = [token.type for token in tokens if token.type not in TEXT]
    assert kinds == ["paragraph_open", "link_open", "link_close", "paragraph_close"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use Kafka for order events", "Use Kafka for order events"),
        ("R & D: costs (2026), 5 % up", "R & D: costs (2026), 5 % up"),
        ("1. First", "1\\. First"),
        ("- x", "\\- x"),
        ("order_id", "order\\_id"),
    ],
)
def test_plain_words_stay_readable(text: str, expected: str) -> None:
    assert escaped(text) == expected
