"""What nodes stand for: said by ``bind()`` or a comment, and believed from neither."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from archdocs.bind import bind
from archdocs.diagrams import bindings, gallery, received
from archdocs.diagrams.naming import differing
from archdocs.diagrams.parts import Part
from archdocs.diagrams.render import Result, render_script
from archdocs.project import Project
from archdocs.system import scriptnotes
from diagramscripts import Make

SCRIPT = """
    from diagrams import Cluster, Diagram, Edge, Node
    from diagrams.aws.compute import EC2
    from diagrams.c4 import Container, SystemBoundary
    from archdocs.bind import bind

    def service(name):
        return EC2(name)

    with Diagram("Shop"):
        with Cluster("Web", graph_attr=bind("src/web")):
            first = EC2("first", **bind("src/first", "ADR-0003", owner="team-a"))
            # archdocs: src/second ADR-0004 owner="team b"
            second = EC2(
                "second"
            )
        shop = Container("Shop", "Python",
            "Sells",  # archdocs: src/shop
            fillcolor="red")
        helped = service("helped")  # archdocs: src/helped
        pair = [EC2("one"),  # archdocs: src/one
                EC2("two")]
        with SystemBoundary("Back", **bind("src/back")):  # archdocs: ADR-0005
            Node(nodeid="x")
        first >> Edge(label="calls") >> second  # archdocs: src/nothing
        # archdocs: src/x team=y
        third = EC2("third")
"""


def test_bindings_of_a_script(make: Make) -> None:
    project = make(shop=SCRIPT)
    result = render_script(project, "diagrams/shop.py")
    assert isinstance(result, Result)
    (picture,) = result.pictures
    bound = {part.label: (part.kind, part.targets, part.owner) for part in picture.parts}
    assert bound == {
        "first": ("EC2", ("src/first", "ADR-0003"), "team-a"),
        "second": ("EC2", ("src/second", "ADR-0004"), "team b"),
        "Shop": ("Container", ("src/shop",), ""),
        "helped": ("EC2", ("src/helped",), ""),
        "one": ("EC2", ("src/one",), ""),
        "two": ("EC2", (), ""),
        "Node": ("", (), ""),
        "third": ("EC2", (), ""),
        "Web": ("group", ("src/web",), ""),
        "Back": ("group", ("src/back", "ADR-0005"), ""),
    }
    assert {part.label: part.line for part in picture.parts}["second"] == 13
    svg = picture.svg.decode()
    assert all(svg.count(f'id="{part.element}"') == 1 for part in picture.parts)
    assert "archdocs_owner" not in svg
    assert r"first (EC2) \[src/first, ADR-0003\]" in picture.outline
    assert "<title>first\nEC2\nStands for src/first, ADR-0003\nOwner: team-a</title>" in svg
    said = [(str(finding.location), finding.message) for finding in result.findings]
    assert said == [
        (
            "diagrams/shop.py:24",
            "the comment stands at no node or cluster that the script makes",
        ),
        (
            "diagrams/shop.py:25",
            "no key called `team`; a comment at a node takes targets and `owner`",
        ),
    ]
    again = render_script(project, "diagrams/shop.py")
    assert isinstance(again, Result)
    assert again.cached
    assert (again.pictures, again.findings) == (result.pictures, result.findings)
    (project.root / "src/first").mkdir(parents=True)
    (project.root / "archdocs.toml").write_text(
        '[diagrams]\nsource = "https://code.example/blob/main/{path}"\n'
    )
    (path,) = gallery.write(Project(project.root), [result], project.root / "out")
    links = re.findall(r'<a href="([^"]*)"', path.read_text())
    assert links == ["https://code.example/blob/main/src/first"]


def test_what_the_text_names_without_running_it() -> None:
    source = textwrap.dedent(SCRIPT).lstrip().encode()
    found = [(item.line, item.target) for item in scriptnotes.named(source)]
    assert (10, "src/web") in found
    assert (11, "ADR-0003") in found
    assert (12, "src/second") in found
    assert (25, "src/x") not in found
    assert len(found) == 11


def test_bind_is_only_a_table() -> None:
    assert bind("src/a", "ADR-0003") == {"archdocs": "src/a,ADR-0003"}
    assert bind("src/a", owner="x") == {"archdocs": "src/a", "archdocs_owner": "x"}
    text = Path(bind.__code__.co_filename).read_text()
    assert "import" not in [line.split(" ")[0] for line in text.splitlines()]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("src/a, src/a ,,ADR-1", ("src/a", "ADR-1")),
        ("a\x00b\u202ec\nd", ("a b c d",)),
        ("x" * 301, ()),
        (",".join(f"p{number}" for number in range(99)), tuple(f"p{n}" for n in range(8))),
        (7, ()),
        (["src/a"], ()),
        (None, ()),
    ],
)
def test_a_binding_is_bounded(given: object, kept: tuple[str, ...]) -> None:
    assert bindings.binding(given).targets == kept
    assert bindings.binding("a", "y" * 101).owner == ""


@pytest.mark.parametrize("lines", ["12", {"a": 1}, [True], [-1], ["1"], [10**9]])
def test_lines_that_are_none_are_refused(lines: object) -> None:
    with pytest.raises(received.BadGraph):
        received.lines(lines)


@pytest.mark.parametrize(
    "source",
    [
        b"# archdocs: src/a",
        b"x = (  # archdocs: src/a",
        b"\xff\xfe# archdocs: a\x00",
        b"# coding: rot13\n# archdocs: a",
        b"# archdocs: a\n" + b"(" * 5000,
        b"f()  # archdocs:" + b" a" * 50000,
        b"-" * 20000 + b"1  # archdocs: a",
        b"f()  # archdocs: a\n" * 70000,
    ],
)
def test_odd_scripts_are_read_without_harm(source: bytes) -> None:
    assert all(len(note.targets) <= 8 for note in scriptnotes.notes(source))
    assert len(scriptnotes.named(source)) <= 8000


def part(label: str, *targets: str, line: int = 1) -> Part:
    return Part("e", "node", label, "EC2", targets, "", line)


def test_different_names_for_one_thing_are_told() -> None:
    scripts = {
        "a.py": [part("Shop", "src/shop"), part("Pay", "src/pay"), part("Db 1", "ADR-1")],
        "b.py": [
            part("shop", "src/shop"),
            part("Till", "src/pay", line=4),
            part("Db 2", "ADR-1"),
        ],
        "c.py": [part("Till", "src/pay"), part("", "src/shop"), part("Q", "src/q"), part("R", "r")],
    }
    found = [(str(item.location), item.message) for item in differing(scripts)]
    assert found == [("b.py:4", "`src/pay` is called “Till” here and “Pay” in a.py")]
