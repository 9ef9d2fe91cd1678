"""The interpreter does what Python does, or says that it doesn't."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.machine import interpret
from archdocs.diagrams.reading import graphs_of
from archdocs.diagrams.runner import Captured
from diagramscripts import SHOP, Make

HEAD = """\
from pathlib import Path
import os
import os.path
from typing import Dict, List, Optional
from archdocs.bind import bind
from diagrams import Cluster, Diagram, Edge, Group, Node
from diagrams.aws.compute import EC2, Lambda
from diagrams.c4 import Container, Relationship, SystemBoundary
from diagrams.custom import Custom

"""
#: What stands in a diagram of its own, each; most show in labels what Python made of it.
PARTS = Path(__file__).with_name("interpreted_parts.txt").read_text().split("---\n")
#: Each is refused, whatever stands around it; a part of what is said.
REFUSED = {
    "{1, 2}": "no order",
    "eval('1')": "eval is not known",
    "exec('1')": "exec is not known",
    "open('x')": "open is not known",
    "__import__('os')": "__import__",
    "().__class__": "inner attribute __class__",
    "'{0.real}'.format(1)": "field",
    "'{:{}}'.format(1, 99)": "field",
    "f'{1:99999}'": "format",
    "'%*d' % (9, 1)": "format",
    "'%9999d' % 1": "format",
    "str([1])": "writes a list as text",
    "f'{Node}'": "writes a class as text",
    "'a' * 10**9": "longer than is interpreted",
    "[1] * 10**9": "longer than is interpreted",
    "2 ** 10**9": "number larger",
    "10**18 * 10**18": "number larger",
    "9" * 40: "number larger",
    "list(range(10**9))": "more steps than",
    "[*range(10**9)]": "more steps than",
    "sum(range(10**9))": "more steps than",
    "'a'.center(10**9)": "longer than is interpreted",
    "(lambda f: f(f))(lambda f: f(f))": "nested too deeply",
    "[" * 199 + "]" * 199: "nested too deeply",
    "1 is 1": "is for something other than None",
    "Path('a').exists()": "uses .exists",
    "Path('a').resolve()": "where a path leads",
    "os.path.abspath('a')": "current folder",
    "os.getenv('PATH')": "environment variable PATH",
    "Node('outside')": "outside of a diagram",
    "Diagram(direction='UP')": "none of TB, BT, LR, RL",
    "Edge(label='x').connect": "uses .connect",
    "[][0]": "IndexError",
    "{}['x']": "KeyError",
    "1 / 0": "ZeroDivisionError",
    "nothing": "nothing is not known",
    "(yield)": "yield",
    "(n := 1)": ":=",
}


def test_every_part_of_the_language_does_what_python_does(make: Make) -> None:
    diagrams = "\n".join(
        f"with Diagram('body {number}'):\n" + "".join(f"    {line}\n" for line in body.splitlines())
        for number, body in enumerate(PARTS)
    )
    other = (
        "from _shared import *\nimport _shared as s\nwith Diagram(s.NAME) as d:\n    box(d.name)\n"
    )
    shared = "from diagrams import Diagram, Node\nNAME = 'shared'\ndef box(n): return Node(n)\n"
    project = make(bodies=HEAD + diagrams, other=other, _shared=shared, shop=SHOP)
    paths = ("diagrams/bodies.py", "diagrams/other.py", "diagrams/shop.py")
    read = graphs_of(project, paths, jobs=1, sandbox="off", reading="static")
    ran = graphs_of(project, paths, jobs=1, sandbox="off", reading="run")
    for path in paths:
        one, two = read[path], ran[path]
        assert isinstance(one, Captured), one
        assert isinstance(two, Captured), two
        assert one.graphs == two.graphs
        assert (one.inputs, one.remarks) == (two.inputs, two.remarks)
    bodies, other_one = read["diagrams/bodies.py"], ran["diagrams/other.py"]
    assert isinstance(other_one, Captured)
    assert other_one.inputs == ("diagrams/_shared.py",)
    assert isinstance(bodies, Captured)
    assert [graph.name for graph in bodies.graphs] == [f"body {n}" for n in range(len(PARTS))]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_interpreted_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unsupported) as refused:
        interpret(tmp_path / "x.py", f"{HEAD}x = 1\ny = {text}\n".encode())
    assert REFUSED[text] in refused.value.reason
    assert refused.value.line == HEAD.count("\n") + 2


#: Pieces that mutated scripts are made of, harmless and not.
PIECES = [
    *(
        HEAD,
        *PARTS,
        *REFUSED,
        "with Diagram('d'):",
        "    ",
        "\n",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
    ),
    *("=", " >> ", " << ", " - ", "*", "**", "'", '"', "#", "\\", "\0", "\ufeff", "é", "9", "%"),
    *("for x in x:", "while 1:", "def f(x): return f(x)\n", "lambda: ", "import os\n", "os.system"),
    *("Path('/etc').read_text()", "from _shared import *\n", "import x\n", "__file__", "__dict__"),
    *("x = x + x\n", "x = [x, x]\n", "x.append(x)\n", "x == x\n", "str(x)", "f'{x:{x}}'", "x[x]"),
]


def mutated(draw: st.DrawFn) -> str:
    """Return a script with parts cut out, doubled, and put in."""
    text = HEAD + "with Diagram('d'):\n    " + draw(st.sampled_from(PARTS)).replace("\n", "\n    ")
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(st.sampled_from(PIECES)) if draw(st.booleans()) else text[start:end]
        text = text[:start] + piece + text[end if draw(st.booleans()) else start :]
    return text


@settings(max_examples=40)
@given(st.composite(mutated)())
def test_whatever_a_script_is_it_is_read_or_refused(text: str) -> None:
    script = Path(__file__).with_name("none") / "x.py"
    before = set(sys.modules)
    said: Unsupported | None = None
    try:
        found = interpret(script, text.encode())
    except Unsupported as error:
        said, found = error, {"outcome": "ok", "inputs": []}
    assert (found["outcome"], found["inputs"]) == ("ok", [])
    if said is not None:
        assert str(said) == f"cannot interpret, line {said.line}: {said.reason}"
        assert said.line > 0
    assert not {name for name in set(sys.modules) - before if name.startswith("diagrams")}
