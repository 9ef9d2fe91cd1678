"""Labels get the room they need; what can't be read is a finding at its line."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from archdocs.diagrams.compact import path
from archdocs.diagrams.measure import width
from archdocs.diagrams.render import Result, render_script
from archdocs.diagrams.wrapping import block_of, wrap, wrap_html, wrap_within
from diagramscripts import Make

SENTENCE = "explains how the notifications of the payment provider are told apart and " * 3

HARD = f"""
    from diagrams import Cluster, Diagram, Edge, Node
    from diagrams.aws.compute import EC2
    from diagrams.c4 import Container, Person, Relationship

    SENTENCE = {SENTENCE[:200]!r}
    with Diagram("Icons", direction="LR"):
        with Cluster("A title much longer than the one node in it is wide, that must be seen"):
            long = EC2("internationalizationconfigurationmanager")
        wide = EC2("支払いプロセッサー支払いプロセッサー支払いプロセッサー")
        long >> Edge(label="tells in one long line what it hands over") >> wide
        EC2("🚀🚀 launch 🧑‍🚀🧑‍🚀🧑‍🚀 pad 🚀🚀🚀🚀🚀") >> EC2("معالج الدفع الرئيسي للمتجر الكبير")
        EC2(SENTENCE) >> EC2("one\\ntwo\\nthree\\nfour\\nfive\\nsix")
        EC2("a &amp; b &lt;c&gt; &euml; R&D") >> EC2("WWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMM")
    with Diagram("Boxes"):
        Node("internationalizationconfigurationmanager") >> Node(SENTENCE)
        Node("payment_notification_deduplicator.worker") >> Node("支払いプロセッサー" * 3)
    with Diagram("C4"):
        person = Person("A customer with an unusually long name for a person", SENTENCE)
        shop = Container("WWWWWWWWWWWWWWWW MMMMMMMMMM", "Java, Kotlin, Go and Python")
        person >> Relationship("uses") >> shop
"""


def test_lines_break_at_spaces_in_names_and_at_last_anywhere() -> None:
    assert wrap("resolves the name of the shop", 10, 110) == "resolves the name\nof the shop"
    assert wrap("payment_provider/notificationsWorker", 10, 90) == (
        "payment_provider/\nnotificationsWorker"
    )
    assert wrap("internationalization", 10, 50) == "internationalization"
    assert wrap("internationalization", 10, 50, anywhere=True).count("\n") == 1
    assert wrap("支払いプロセッサー。", 10, 51) == "支払いプロ\nセッサー。"
    assert wrap("&lt;&lt;&lt;&lt;", 10, 13, anywhere=True) == "&lt;&lt;\n&lt;&lt;"
    assert wrap(r"left\lright\rof a line", 10, 20) == r"left\lright\rof a line"
    assert wrap_within("one two three four five six", 10, [30, 60, 90]).count("\n") < 4
    html = '<<font point-size="9"><b>one two three</b></font><br/>x &amp; y>'
    assert wrap_html(html, 14, 40) == (
        '<<font point-size="9"><b>one two<br/>three</b></font><br/>x &amp; y>'
    )
    assert wrap_html("<<table><tr><td>one two</td></tr></table>>", 14, 10).count("br") == 0


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab C-_./支é🚀\u200d&;\n"), max_size=60), st.integers(20, 200))
def test_breaking_loses_no_letter_and_keeps_to_the_limit(text: str, limit: int) -> None:
    broken = wrap(text, 10, limit, anywhere=True)
    assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", text)
    block = block_of(broken, 10)
    assert block is not None
    unbreakable = max((width(letter, 10) for letter in text), default=0) * 8
    assert block.width <= max(limit, unbreakable)


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("M0,-10C0,-10 30.04,-10 30.04,-10", "M0-10H30"),
        ("M1.26,2C1.26,2 1.26,-9 1.26,-9 5,6 7,8 9,10", "M1.3 2V-9C5 6 7 8 9 10"),
        ("M1,2C3,4 5,6 7,8 9,10 11,12 13,-14", "M1 2C3 4 5 6 7 8 9 10 11 12 13-14"),
        ("M1,2L3,4", "M1,2L3,4"),
    ],
)
def test_paths_are_written_short(given: str, short: str) -> None:
    assert path(given) == short


def test_what_cannot_be_read_is_found_at_its_line(make: Make) -> None:
    script = """
        from diagrams import Diagram, Edge, Node
        from diagrams.aws.compute import EC2
        with Diagram("x"):
            fine = Node("payment notification deduplicator")
            bad = Node(
                "payment notification deduplicator", width="0.8", height="0.4",
            )
            EC2("payment notification deduplicator") >> fine
            fine >> bad
    """
    result = render_script(make(bad=script), "diagrams/bad.py")
    assert isinstance(result, Result)
    assert [(str(f.location), f.code, int(f.severity)) for f in result.findings] == [
        ("diagrams/bad.py:5", "diagram.label-clipped", 20)
    ]
    assert re.fullmatch(
        "the label “payment notification deduplicator” is \\d+ points larger than its box",
        result.findings[0].message,
    )
    wide = """
        from diagrams import Diagram, Edge, Node
        for direction in ("LR", "TB"):
            with Diagram(direction, direction=direction):
                first = Node("0")
                for number in range(1, 14):
                    second = Node(str(number))
                    first >> second
                    first = second
        with Diagram("close", graph_attr={"nodesep": "0.02", "ranksep": "0.02"}):
            Node("a") >> Edge(xlabel="a label that lands on its neighbours") >> Node("b")
    """
    result = render_script(make(bad=wide), "diagrams/bad.py")
    assert isinstance(result, Result)
    small, *others = result.findings
    assert small.code == "diagram.too-small"
    assert re.fullmatch(
        r"LR: at the width of a page \(640 px\) the picture of \d+ px has letters of \d\.\d px;"
        ' try direction="TB", or split it',
        small.message,
    )
    assert {found.code for found in others} == {"diagram.labels-overlap"}


#: For each text of a picture: what it says, by how much it stands out of its node's shape or the
#: picture, and how deep it reaches into its own icon.
MEASURED = """svg => [...svg.querySelectorAll("text")].map(text => {
  const box = text.getBoundingClientRect(), group = text.closest("g.node");
  const all = svg.getBoundingClientRect();
  const out = inner => Math.max(
    inner.left - box.left, box.right - inner.right, inner.top - box.top, box.bottom - inner.bottom);
  const shape = group && group.querySelector("polygon, path");
  const icon = group && group.querySelector("use");
  return {
    text: text.textContent, width: text.getBBox().width, node: !!group,
    shape: shape ? out(shape.getBoundingClientRect()) : 0, picture: out(all),
    icon: icon ? icon.getBoundingClientRect().bottom - box.top : 0};
})"""


@pytest.mark.browser
def test_hard_labels_fit_in_a_browser(make: Make, browser: Browser) -> None:
    result = render_script(make(hard=HARD), "diagrams/hard.py")
    assert isinstance(result, Result)
    assert {found.code for found in result.findings} <= {"diagram.too-small"}
    page = browser.new_page()
    for picture in result.pictures:
        page.set_content(f"<!doctype html><body>{picture.svg.decode()}")
        texts: list[dict[str, Any]] = page.locator("svg").evaluate(MEASURED)
        assert len(texts) > 5
        for item in texts:
            assert item["shape"] <= 6, item
            assert item["picture"] <= 2, item
            assert item["icon"] <= 6, item
        assert max(item["width"] for item in texts if item["node"]) < 300
    page.close()
