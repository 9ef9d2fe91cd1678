"""What comes back from a script is checked, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams.dot import quote
from archdocs.diagrams.received import BadGraph, bold_name, is_html, parse, plain_text
from archdocs.diagrams.urls import allowed_url

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["diagrams", "nodes", "edges", "clusters", "attrs", "id", "label", "at", "cluster",
             "parent", "name", "file", "graph", "node", "edge", "from", "to", "kind", "extra"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_answer_is_a_diagram_or_refused(value: object) -> None:
    try:
        graphs = parse(value, "diagrams/x.py")
    except BadGraph:
        return
    for graph in graphs:
        assert graph.file
        assert "/" not in graph.file


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_quoted_text_ends_where_we_say(value: str) -> None:
    quoted = quote("tooltip", value)
    assert quoted.startswith('"')
    assert quoted.endswith('"')
    inside, escaped = quoted[1:-1], False
    for letter in inside:
        assert letter != '"' or escaped
        escaped = letter == "\\" and not escaped
    assert not escaped


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>ab/ &;=\"'img", max_size=40))
def test_html_labels_never_close_early(value: str) -> None:
    label = f"<{value}>"
    plain_text(label)
    bold_name(label)
    if is_html(label):
        depth = 0
        for position, letter in enumerate(label):
            depth += (letter == "<") - (letter == ">")
            assert depth > 0 or position == len(label) - 1


@pytest.mark.parametrize(
    "label",
    [
        '<<img src="/etc/passwd"/>>',
        '<a> image="/etc/passwd" <b>',
        '<<table href="javascript:x"><tr><td>a</td></tr></table>>',
        "<<b>open>",
        '<<!DOCTYPE x [<!ENTITY y "z">]><b>&y;</b>>',
        "<>>",
        "text",
        "<",
        "",
    ],
)
def test_labels_that_are_no_harmless_html(label: str) -> None:
    assert not is_html(label)


def test_harmless_html() -> None:
    label = '<<font point-size="12"><b>Shop &amp; co&nbsp;</b></font><br/>[Person]>'
    assert is_html(label)
    assert plain_text(label) == "Shop & co [Person]"
    assert bold_name(label) == "Shop & co"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://example.org/a?b=c:d#e", True),
        ("mailto:a@example.org", True),
        ("../adr/0001.html#x", True),
        ("#part", True),
        ("JavaScript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("//example.org", False),
        ("\\\\example.org", False),
        ("file:///etc/passwd", False),
        ("a:b", False),
        ("", False),
    ],
)
def test_addresses(address: str, allowed: bool) -> None:
    assert allowed_url(address) is allowed
