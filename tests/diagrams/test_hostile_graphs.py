"""Whatever the attributes of a graph say, a picture or a plain refusal comes out."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams import received, svg
from archdocs.diagrams.dot import to_dot
from archdocs.diagrams.engines import choose
from archdocs.diagrams.legible import hard_to_read
from archdocs.diagrams.sanitize import BadSvg, parse, serialise
from archdocs.errors import RenderFailed

NASTY = st.sampled_from(
    ["1e308", "-1", "0", "nan", "inf", "", "999999999", "0,0", "a:b;c", '"', "\\", "\\N\\G", "]; x",
     "<<b>x</b>>", "<", "<x", "red:blue;0.5", "rounded,filled", "star", "record", "{a|{b|c}}",
     "javascript:alert(1)", "https://example.org/?a=1&b=2", "ü\u202e\u0301", "x" * 3000, "true"]
)  # fmt: skip


def attributes(names: frozenset[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(sorted(names)), NASTY, max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    attributes(received.GRAPH),
    attributes(received.NODE),
    attributes(received.EDGE),
    attributes(received.GRAPH),
    NASTY,
)
def test_attributes_never_break_out(
    graph: dict[str, str],
    node: dict[str, str],
    edge: dict[str, str],
    cluster: dict[str, str],
    label: str,
) -> None:
    answer = {
        "name": label,
        "file": label,
        "strict": False,
        "graph": graph,
        "node": node,
        "edge": edge,
        "nodes": [
            {"id": name, "label": label, "kind": "x.Y", "cluster": at, "at": number, "attrs": node}
            for number, (name, at) in enumerate([("a", -1), ("b", 0), ("c", 0)], 1)
        ],
        "edges": [{"from": "a", "to": "b", "at": 9, "attrs": edge}],
        "clusters": [{"label": label, "parent": -1, "at": 8, "attrs": cluster}],
        "extra": 0,
    }
    (made,) = received.parse({"diagrams": [answer]}, "diagrams/x.py")
    engine = choose("auto")
    with tempfile.TemporaryDirectory() as folder:
        try:
            raw = engine.draw(to_dot(made, {}), cwd=Path(folder), timeout=20)
            root = svg.seated(raw, made, {})
            told = hard_to_read(root, made, "diagrams/x.py")
            text = svg.assemble(root, made, {}, "test")
        except (RenderFailed, BadSvg):
            return
    assert not re.search(r'="[^"]*javascript', text)
    assert text.count('class="node"') == 3
    assert len(told) < 12
    assert serialise(parse(text))
