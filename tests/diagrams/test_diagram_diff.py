"""What changed between two versions of a diagram: in words, in data, in one picture."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams.diff import told
from archdocs.diagrams.diff.compare import Comparison, compare
from archdocs.diagrams.diff.matching import Pair
from archdocs.diagrams.diff.union import union
from archdocs.diagrams.diff.verb import Changed, Difference, diagram_diff
from archdocs.diagrams.dot import to_dot
from archdocs.diagrams.model import Binding, Cluster, Edge, Graph, Node
from archdocs.diagrams.sanitize import parse
from archdocs.errors import UsageError
from archdocs.project import Project
from support import Cli, Repo

SHOP = """
    from diagrams import Cluster, Diagram, Edge
    from diagrams.aws.compute import EC2
    from diagrams.onprem.inmemory import Redis

    with Diagram("Shop", show=False):
        web = EC2("web")
        with Cluster("Checkout"):
            pay = EC2("payment")
            cache = Redis("cache")
        web >> Edge(label="HTTP") >> pay >> cache
"""
AFTER = (
    SHOP.replace('"payment"', '"payments"')
    .replace('cache = Redis("cache")', 'queue = EC2("queue")')
    .replace(">> cache", ">> queue")
    .replace("HTTP", "gRPC")
)
NAMES = st.sampled_from(["a", "b", "c", "pay", "pays", ""])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Return a small graph of few names, so that many are alike."""
    clusters = tuple(
        Cluster(draw(NAMES), draw(st.integers(-1, index - 1)), index, {})
        for index in range(draw(st.integers(0, 3)))
    )
    nodes = tuple(
        Node(
            f"k{index}", draw(NAMES), draw(st.sampled_from(["x.A", "x.B"])),
            draw(st.integers(-1, len(clusters) - 1)), index, "", {}, draw(NAMES),
            Binding(draw(st.sampled_from([(), ("src",)]))),
        )
        for index in range(draw(st.integers(0, 6)))
    )  # fmt: skip
    ends = st.integers(0, len(nodes) - 1) if nodes else st.nothing()
    way = st.sampled_from(["forward", "back", "both", "none"])
    edges = tuple(
        Edge(draw(ends), draw(ends), draw(way), draw(NAMES), index, {})
        for index in range(draw(st.integers(0, 6)) if nodes else 0)
    )
    return Graph(draw(NAMES), "d", False, {}, {}, {}, nodes, edges, clusters)


def parts(comparison: Comparison) -> tuple[Pair, ...]:
    return (*comparison.clusters, *comparison.nodes, *comparison.edges)


@settings(max_examples=60)
@given(graphs())
def test_a_graph_is_the_same_as_itself(graph: Graph) -> None:
    assert compare(graph, graph).same


@settings(max_examples=100)
@given(graphs(), graphs())
def test_the_way_back_turns_everything_around(one: Graph, two: Graph) -> None:
    there, back = compare(one, two), compare(two, one)
    swapped = {"added": "removed", "removed": "added"}
    for first, second in (
        (there.clusters, back.clusters), (there.nodes, back.nodes), (there.edges, back.edges)
    ):  # fmt: skip
        turned = Counter(
            (pair.after, pair.before, tuple(swapped.get(word, word) for word in pair.how))
            for pair in first
        )
        assert turned == Counter((pair.before, pair.after, pair.how) for pair in second)


@settings(max_examples=100)
@given(graphs(), graphs())
def test_every_part_is_told_once_and_drawn_once(one: Graph, two: Graph) -> None:
    comparison = compare(one, two)
    for role in told.ROLES:
        pairs = told.pairs(comparison, role)
        for side, graph in (("before", one), ("after", two)):
            count = len(getattr(graph, f"{role}s"))
            there = [getattr(pair, side) for pair in pairs]
            assert sorted(n for n in there if n is not None) == list(range(count))
    whole = union(comparison)
    assert len(whole.nodes) == len(comparison.nodes)
    assert all(-1 <= node.cluster < len(whole.clusters) for node in whole.nodes)
    assert all(cluster.parent < len(whole.clusters) for cluster in whole.clusters)
    assert to_dot(whole, {}).count(" -> ") == len(comparison.edges)


def graph(nodes: list[tuple[str, int]], edges: list[tuple[int, int, str]], *boxes: str) -> Graph:
    made = tuple(Node(f"k{n}", text, "x.A", box, n, "", {}) for n, (text, box) in enumerate(nodes))
    lines = tuple(Edge(a, b, "forward", text, n, {}) for n, (a, b, text) in enumerate(edges))
    clusters = tuple(Cluster(text, -1, n, {}) for n, text in enumerate(boxes))
    return Graph("G", "g", False, {}, {}, {}, made, lines, clusters)


def rows(one: Graph, two: Graph) -> list[str]:
    each = Changed("g.py", "g.py", "G", "changed", compare(one, two))
    return [f"{sign} {role} {text}" for sign, role, text in told.rows(each)]


def test_what_moved_or_has_another_name_is_not_removed_and_added() -> None:
    old = graph([("web", -1), ("pay", 0), ("db", 0)], [(0, 1, ""), (1, 2, "")], "Core", "Edge")
    moved = graph([("web", 1), ("pay", 0), ("db", 0)], [(0, 1, ""), (1, 2, "")], "Core", "Edge")
    named = graph([("web", -1), ("money", 0), ("db", 0)], [(0, 1, ""), (1, 2, "")], "Core", "Edge")
    assert rows(old, moved) == ["~ node web, from outside to Edge"]
    assert rows(old, named) == ["~ node pay is now money"]
    turned = graph([("web", -1), ("pay", 0), ("db", 0)], [(1, 0, ""), (1, 2, "x")], "Core", "Edge")
    assert rows(old, turned) == [
        "~ edge pay → web: was web → pay",
        "~ edge pay → db: “” is now “x”",
    ]
    boxed = graph([("web", -1), ("pay", 0), ("db", 0)], [(0, 1, ""), (1, 2, "")], "Heart", "Edge")
    assert rows(old, boxed) == ["~ cluster Core is now Heart"]


def test_two_commits_in_every_form(repo: Repo, cli: Cli) -> None:
    repo.write("archdocs.toml", "")
    repo.write("diagrams/shop.py", SHOP)
    repo.write("diagrams/gone.py", SHOP.replace('"Shop"', '"Gone"'))
    repo.commit()
    repo.tag("v1")
    repo.git("rm", "-q", "diagrams/gone.py")
    repo.write("diagrams/shop.py", AFTER)
    repo.commit()
    project = Project.discover(repo.path)
    made = diagram_diff(project, "v1", "HEAD", pictures=True)
    assert [(each.name, each.outcome) for each in made.changed] == [
        ("Gone", "removed"),
        ("Shop", "changed"),
    ]
    assert told.to_text(made).split("\n")[1:] == [
        "diagrams/shop.py: Shop: 2 added, 2 removed, 2 changed",
        "  ~ node  payment is now payments",
        "  + node  queue, in Checkout",
        "  - node  cache, in Checkout",
        "  ~ edge  web → payments: “HTTP” is now “gRPC”",
        "  + edge  payments → queue",
        "  - edge  payment → cache",
    ]
    assert "- `~` node payment is now payments" in told.to_markdown(made)
    nodes = json.loads(told.to_json(made))[1]["nodes"]
    assert [item["change"] for item in nodes] == [["renamed"], ["added"], ["removed"]]
    assert nodes[2]["before"]["in"] == "Checkout"
    assert nodes[2]["after"] is None
    (picture,) = told.pictures(made).values()
    root = parse(picture.encode())
    titles = {element.text for element in root.iter("title")}
    assert {"− cache", "+ queue", "~ payments\n(was payment)"} <= titles
    shown = re.sub(r"<[^>]+>", " ", picture)
    assert "removed" in shown, "the legend"
    assert "stroke-dasharray" in picture
    same = cli("diagram", "diff", "HEAD", "--exit-code")
    assert (same.code, same.out) == (0, "no diagram says anything else\n")
    other = cli("diagram", "diff", "v1", "--exit-code", "--format", "svg", "-o", "out")
    assert other.code == 1
    assert (repo.path / "out/shop.svg").read_text() == picture


def test_scripts_that_break_or_are_not_there(repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    repo.write("diagrams/shop.py", SHOP)
    repo.write("diagrams/new name.py", AFTER.replace('"Shop"', '"Other"'))
    repo.commit()
    project = Project.discover(repo.path)
    two = diagram_diff(project, "diagrams/shop.py", "HEAD:diagrams/new name.py")
    assert [(each.script_before, each.script) for each in two.changed] == [
        ("diagrams/shop.py", "diagrams/new name.py")
    ]
    repo.write("diagrams/shop.py", SHOP + "\n    1 / 0\n")
    broken = diagram_diff(project, "HEAD", script="shop")
    assert broken == Difference((), 0, broken.findings)
    (finding,) = broken.findings
    assert finding.message == "in the files on disk: ZeroDivisionError: division by zero"
    with pytest.raises(UsageError, match="no version and no script called `nope`"):
        diagram_diff(project, "nope")
    with pytest.raises(UsageError, match="no diagram script called `nope`"):
        diagram_diff(project, "HEAD", script="nope")
    with pytest.raises(UsageError):
        diagram_diff(project, "--upload-pack=x")
    outside = repo.path.parent / "outside.py"
    outside.write_text("from diagrams import Diagram, Node\nwith Diagram('o'):\n    Node('o')\n")
    (repo.path / "diagrams" / "link.py").symlink_to(outside)
    repo.commit()
    for way in (str(outside), "../outside.py", "diagrams/link.py"):
        for version in (way, f"HEAD:{way}"):
            with pytest.raises(UsageError, match=r"no (version|diagram)"):
                diagram_diff(project, version)
    assert not Path(repo.path, "out").exists()


def test_names_of_files_and_diagrams_steer_nothing() -> None:
    odd = Changed("a`\x1b[2J\u202e.py", "a.py", "x\n**y**", "added")
    text = told.to_text(Difference((odd,), 1, ()))
    assert text.isprintable()
    marked = told.to_markdown(Difference((odd,), 1, ()))
    odd_letter = "\N{REPLACEMENT CHARACTER}"
    assert marked == rf"**x \*\*y\*\*** (a\`{odd_letter}\[2J{odd_letter}.py): added"
