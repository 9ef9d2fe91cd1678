"""Graphs that somebody, or an accident, changed: a picture or a plain refusal, in time, always."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from archdocs.diagrams.dotblock import draw_block
from archdocs.diagrams.drawing import drawing
from archdocs.diagrams.engines import choose
from archdocs.diagrams.pictures import Picture, Result
from archdocs.diagrams.received import BadGraph, parse
from archdocs.diagrams.runner import Captured
from archdocs.diagrams.sanitize import parse as parse_svg
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system.cache import Cache
from archdocs.system.policy import Enforced

SLOW = [pytest.mark.slow, pytest.mark.timeout(3600)]
COUNTS = [pytest.param(20, 1), pytest.param(1000, 2, marks=SLOW)]

BLOCKS = (
    """digraph shop {
 rankdir=LR; node [shape=box, style="rounded,filled"]
 subgraph cluster_a { label="A & B"; web -> api [label="calls", color="red:blue"] }
 api -> {store; queue} [arrowhead=crow]
 store [label=<<b>x</b> <i>y</i>>, URL="https://a.b"]
}
""",
    """graph g {
 a -- b -- c -- a [weight=3, len=2.5]
 d [shape=record, label="{x|<p> y|{z|w}}"]
 d:p -- a; e [label=<<table><tr><td port="q">1</td></tr></table>>] e:q -- b
}
""",
    """strict digraph "weird \\" name" {
 /* so */ a -> b; # that
 // and that
 b -> a [dir=both]
 { rank=same; a; c } c -> c [headport=n, tailport=s, xlabel="é ü 図"]
 edge [style=invis] c -> b }
""",
)
LAYOUTS = ("", "", "", "neato", "circo", "twopi", "fdp")
PIECES = (
    "{", "}", "[", "]", ";", '"', "<", ">", "->", "--", "\\", "\n", "\0", "=", ",", "&", "/*", "#",
    "subgraph", "cluster_b", "node", "strict", "1e308", "-1", "nan", "99999999", "label",
    "shape=star", 'image="/etc/passwd"', "splines=ortho", "rank=same", "ü\u202e", "<br/>",
    "</table>", "&#0;", "width=1e9", "ratio=fill", 'size="0,0"', "nslimit=1", "html=<",
    "peripheries=200", "[a=b]" * 20,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1 << 70, 1e308, float("nan"), "", "x" * 5000, "<", "<<b>x</b>>", "<x>", [],
    {}, [[]], {"a": []}, '"]; x', "\\N\\G\\", "a\0b", "\ud800", "javascript:alert(1)", "star",
    "record", "{a|{b|c}", "../../etc/passwd", 3, 7, "3.5,9!", "red:blue;0.5", "url(#x)",
)  # fmt: skip


def node(name: str, cluster: int, at: int, **attrs: Any) -> dict[str, Any]:
    """Return a node as a child tells of it."""
    own = {"label": name, "shape": "box", "height": "1.9", **attrs}
    return {"id": name, "label": name, "kind": "diagrams.aws.compute.EC2", "cluster": cluster,
            "at": at, "lines": [at], "attrs": own}  # fmt: skip


ANSWER: dict[str, Any] = {
    "diagrams": [
        {
            "name": "Shop", "file": "shop", "strict": False, "extra": 0,
            "graph": {"rankdir": "LR", "splines": "ortho", "pad": "2.0", "label": "Shop"},
            "node": {"fontsize": "13", "fixedsize": "true"},
            "edge": {"color": "#7B8894"},
            "nodes": [
                node("web", 0, 1, tooltip="t"),
                node("api", 1, 2, label="<<b>Api</b><br/>[Container: Go]<br/>x>", URL="https://a.b"),
                node("store", -1, 3, fillcolor="#ff0000:#00ff00", style="filled"),
            ],
            "edges": [
                {"from": "web", "to": "api", "at": 6, "attrs": {"label": "calls", "dir": "both"}},
                {"from": "api", "to": "store", "at": 7, "attrs": {"lhead": "c1", "minlen": "2"}},
            ],
            "clusters": [
                {"label": "Out", "parent": -1, "at": 5, "lines": [1], "attrs": {"bgcolor": "red"}},
                {"label": "Inner", "parent": 0, "at": 4, "lines": [2], "attrs": {"margin": "9"}},
            ],
        }
    ]
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project without a cache, whose engine gets five seconds."""
    (tmp_path / "archdocs.toml").write_text("[diagrams]\ntimeout = 5\n")
    return Project(tmp_path, cache=Cache(enabled=False))


def changed_text(chance: random.Random, text: str) -> str:
    """Return a text with a few places cut, doubled, swapped or written over."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 1, 4, 30)))
        middle = chance.choice(
            ("", chance.choice(PIECES), chance.choice(PIECES), text[start:end] * 2)
        )
        text = text[:start] + middle + text[end:]
    return text


def changed_data(chance: random.Random, value: Any) -> Any:
    """Return plain data with one place in it removed, doubled, swapped or written over."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        name = chance.choice(sorted(value))
        how = chance.random()
        if how < 0.1:
            return {key: item for key, item in value.items() if key != name}
        if how < 0.2:
            return {**value, chance.choice(sorted(value)): value[name]}
        return {**value, name: changed_data(chance, value[name])}
    at = chance.randrange(len(value))
    how = chance.random()
    if how < 0.1:
        return value[:at] + value[at + 1 :]
    if how < 0.2:
        return value + value[at : at + 1] * chance.choice((1, 3, 200))
    return [*value[:at], changed_data(chance, value[at]), *value[at + 1 :]]


@pytest.mark.parametrize(("count", "seed"), COUNTS)
def test_blocks_of_pages(project: Project, count: int, seed: int) -> None:
    chance = random.Random(seed)
    drawn = 0
    for _ in range(count):
        text = changed_text(chance, chance.choice(BLOCKS))
        made = draw_block(project, text, Location("docs/page.md", 3), chance.choice(LAYOUTS))
        if isinstance(made, Picture):
            drawn += 1
            parse_svg(made.svg)
            assert b"passwd" not in made.svg.partition(b"<image")[2]
        else:
            assert made.message
            assert made.location.line >= 3
    assert 0 < drawn < count


@pytest.mark.parametrize(("count", "seed"), COUNTS)
def test_answers_of_children(project: Project, count: int, seed: int) -> None:
    chance = random.Random(seed)
    drawn = refused = 0
    with drawing(project, choose("auto")) as ready:
        for _ in range(count):
            answer = copy.deepcopy(ANSWER)
            for _ in range(chance.choice((1, 1, 2, 5))):
                answer = changed_data(chance, answer)
            try:
                graphs = parse(json.loads(json.dumps(answer)), "diagrams/x.py")
            except BadGraph:
                refused += 1
                continue
            made = ready.draw(Captured("diagrams/x.py", graphs, (), Enforced("auto")))
            if isinstance(made, Result):
                drawn += bool(made.pictures)
                for picture in made.pictures:
                    parse_svg(picture.svg)
            else:
                assert isinstance(made, Finding)
    assert drawn
    assert refused
