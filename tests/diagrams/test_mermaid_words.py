"""What Mermaid blocks say in words, how their pictures are mended, and how large they may be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archdocs.diagrams.linked import Tie
from archdocs.diagrams.mermaid import ForScript, MermaidPicture, render
from archdocs.diagrams.mermaid.kinds import KINDS, table
from archdocs.diagrams.mermaid.source import described, without_clicks
from archdocs.finding import Finding, Location

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "diagrams.md"
HERE = Location("docs/x.md", 10)
#: One source of each kind, with what must be among its words.
SOURCES = {
    "flowchart": (
        "flowchart LR\n  subgraph pay [Payments]\n    B[(Store)]\n  end\n  A[Cart] -- yes --> B\n"
        "  A_b[Two words] --- A\n  A <--> A_b",
        "- Cart\n- Two words\n- Payments\n  - Store\n- Connections\n  - Cart → Store: yes\n"
        "  - Two words — Cart\n  - Cart ↔ Two words\n",
    ),
    "sequenceDiagram": (
        "sequenceDiagram\n  actor C as Customer\n  C->>+S: pay\n  alt is paid\n    S-->>-C: ok\n"
        "  else not\n    S--xC: no\n  end\n  Note over C,S: kept",
        "- Participants\n  - Customer\n  - S\n- Messages\n  - Customer → S: pay\n  - alt is paid\n"
        "    - S → Customer: ok\n  - else not\n    - S → Customer: no\n"
        "  - Note on Customer, S: kept\n",
    ),
    "classDiagram": (
        "classDiagram\n  A <|-- B\n  class A{\n    +int x\n  }\n  A *-- C : has",
        "  - A is extended by B\n  - A is made of C: has\n",
    ),
    "stateDiagram": (
        'stateDiagram-v2\n  [*] --> A\n  A --> B: go\n  state "All done" as B\n  B --> [*]',
        "- A\n- All done\n- Connections\n  - start → A\n  - A → All done: go\n  - All done → end\n",
    ),
    "erDiagram": (
        "erDiagram\n  CUSTOMER ||--o{ ORDER : places",
        "  - CUSTOMER (exactly one) places ORDER (zero or more)\n",
    ),
    "journey": ("journey\n  section Go\n    Make tea: 5: Me", "- Go\n  - Make tea: 5: Me\n"),
    "gantt": (
        "gantt\n  dateFormat YYYY-MM-DD\n  section S\n  T1 :a1, 2026-01-01, 30d",
        "- S\n  - T1 :a1, 2026-01-01, 30d\n",
    ),
    "pie": ('pie\n  "Dogs" : 3', "- Dogs : 3\n"),
    "quadrantChart": ("quadrantChart\n  A: [0.3, 0.6]", "- A: \\[0.3, 0.6\\]\n"),
    "requirementDiagram": (
        "requirementDiagram\n  requirement r {\n    id: 1\n  }\n  element e {\n  }\n"
        "  e - satisfies -> r",
        "  - e → r: \\<\\<satisfies\\>\\>\n",
    ),
    "gitGraph": ("gitGraph\n  commit\n  branch dev", "- commit\n- branch dev\n"),
    "C4Context": (
        'C4Context\n  Person(a, "Ann")\n  Boundary(x, "Shop") {\n    '
        'System(b, "Web", "Sells")\n  }\n'
        '  Rel(a, b, "uses")\n  UpdateRelStyle(a, b, $textColor="red")',
        "- Ann (Person)\n- Shop (Boundary)\n  - Web (System, Sells)\n- Connections\n"
        "  - Ann → Web: uses\n",
    ),
    "C4Container": ('C4Container\n  Container(a, "A")', "- A (Container)\n"),
    "C4Component": ('C4Component\n  Component(a, "A")', "- A (Component)\n"),
    "C4Dynamic": (
        'C4Dynamic\n  Container(a, "A")\n  Container(b, "B")\n  RelIndex(1, a, b, "x")',
        "  - A → B: x\n",
    ),
    "C4Deployment": (
        'C4Deployment\n  Deployment_Node(n, "N") {\n  Container(a, "A")\n  }',
        "  - A",
    ),
    "mindmap": (
        "mindmap\n  root((x))\n    A\n      B[b c]\n    D",
        "- x\n  - A\n    - b c\n  - D\n",
    ),
    "timeline": ("timeline\n  section S\n  2002 : LinkedIn", "- S\n  - 2002 : LinkedIn\n"),
    "zenuml": ("zenuml\n  A->B: x", ""),
    "sankey": ("sankey-beta\nA,B,10", "- A,B,10\n"),
    "xychart": ("xychart-beta\n  bar [5, 6]", "- bar \\[5, 6\\]\n"),
    "block": ("block-beta\n  columns 2\n  a b", ""),
    "packet": ('packet-beta\n0-15: "a"', "- 0-15: a\n"),
    "kanban": ("kanban\n  todo[To do]\n    t1[Draw]", "- To do\n  - Draw\n"),
    "architecture-beta": (
        "architecture-beta\n  service db(database)[DB]",
        "- service db(database)",
    ),
    "radar-beta": ("radar-beta\n  axis a, b, c\n  curve x{1, 2, 3}", "- axis a, b, c\n"),
    "treemap": ('treemap-beta\n"a"\n    "b": 3', "- a\n  - b: 3\n"),
    "treeView-beta": ('treeView-beta\n    "docs"\n        "index.md"', "- docs\n  - index.md\n"),
    "venn-beta": ('venn-beta\n  set A["a"]\n  set B["b"]\n  union A,B["c"]', ""),
    "ishikawa": ("ishikawa-beta\n  Late\n    People", "- Late\n  - People\n"),
    "swimlane-beta": (
        "swimlane-beta\n  subgraph s [Shop]\n    A[x] --> B\n  end",
        "- Shop\n  - x\n  - B\n",
    ),
    "cynefin-beta": ('cynefin-beta\n  complex\n    "a"', ""),
    "eventmodeling": ("eventmodeling\n\ntf 01 ui A\ntf 02 cmd B", ""),
    "wardley-beta": ("wardley-beta\ntitle T\ncomponent A [0.7, 0.6]", ""),
    "railroad-beta": ('railroad-ebnf-beta\na = "b" ;', ""),
}
HOSTILE = {
    "length": "flowchart LR\n%%" + "x" * 10_000_000,
    "lines": "kanban\n" + " a\n" * 12_000,
    "groups": "flowchart LR\n" + "".join(f"subgraph a{n}\n" for n in range(900)) + "end\n" * 900,
    "edges": "flowchart LR\n" + "&".join(f"a{n}" for n in range(200)) + "-->" + "&".join("bcdefgh"),
    "states": "stateDiagram-v2\n" + "".join(f"state s{n} {{\n" for n in range(900)) + "}\n" * 900,
    "blanks": "flowchart LR\n  A --> B\n  style A fill:red" + " " * 40_000 + "x",
    "clicks": "flowchart LR\n  A --> B\n  click A b" + " " * 40_000 + "x",
    "braces": "flowchart LR\n  A --> B\n" + "  accDescr {\n" * 1_500,
    "names": "---\na: &a [x,x]\n"
    + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(900))
    + "---\npie",
    "brackets": "flowchart LR\nA" + "(" * 20_000,
}


def drawn(text: str) -> MermaidPicture:
    found = render(text, HERE)
    assert isinstance(found, MermaidPicture), found
    return found


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_is_drawn_and_said_in_words(kind: str) -> None:
    text, words = SOURCES[kind]
    found = drawn(text)
    assert words in found.outline
    assert bool(found.outline) == bool(words)
    plate = next(known.plate for known in KINDS if kind in known.words)
    assert ("border-radius:6px" in found.dark) == plate
    assert found.title != "Diagram"


def test_the_table_of_kinds_is_complete_and_in_the_guide() -> None:
    assert {kind.words[0] for kind in KINDS} == set(SOURCES)
    assert table() in GUIDE.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pie\n  accTitle: A\n  accDescr: B c", ("A", "B c")),
        ("pie\n  accDescr {\n    one\n    two\n  }\n", ("", "one two")),
        ("pie\n  accTitle :  A  \n", ("A", "")),
        ("pie\n  %% accTitle: A\n", ("", "")),
    ],
)
def test_what_a_block_says_of_itself(text: str, said: tuple[str, str]) -> None:
    assert described(text) == said


def test_words_that_are_not_believed_are_not_said() -> None:
    odd = "sequenceDiagram\n  A->>B: x\n  A-x+B: y"
    known = render(odd, HERE)
    if isinstance(known, MermaidPicture):
        assert known.outline == "" or known.outline.count("→") == 2


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_come_to_an_end(name: str) -> None:
    assert isinstance(render(HOSTILE[name], HERE), MermaidPicture | Finding)


def test_too_large_is_said_at_the_block() -> None:
    found = render(HOSTILE["length"], HERE)
    assert isinstance(found, Finding)
    assert str(found.location) == "docs/x.md:10"
    found = render(HOSTILE["groups"], HERE)
    assert isinstance(found, Finding)
    assert "too large to draw" in found.message


def test_links_of_classes_states_and_tasks_keep_their_labels() -> None:
    texts = {
        'classDiagram\n  class Shape\n  link Shape "https://example.org/a" "tip"': "Shape",
        'stateDiagram-v2\n  [*] --> S1\n  click S1 "https://example.org/a" "tip"': "S1",
        "gantt\n  dateFormat YYYY-MM-DD\n  section A\n  One :a1, 2026-01-01, 3d\n"
        '  click a1 href "https://example.org/a"': "One",
    }
    for text, label in texts.items():
        for svg in (drawn(text).light, drawn(text).dark):
            assert f'<a href="https://example.org/a" aria-label="{label}' in svg
            assert re.search(rf">{label}\s*</t", svg)


def test_ties_take_the_place_of_what_the_block_says() -> None:
    text = 'flowchart LR\n  A[Cart] --> B\n  click A "ADR-0001"'
    found = render(text, HERE, {"A": Tie("../adr/0001.html", "ADR-0001 Queue")})
    assert isinstance(found, MermaidPicture)
    assert '<a href="../adr/0001.html" aria-label="Cart: ADR-0001 Queue">' in found.light
    unsafe = render(text, HERE, {"A": Tie("javascript:alert(1)", "")})
    assert isinstance(unsafe, MermaidPicture)
    assert "javascript" not in unsafe.light
    here = render(text, HERE, {"A": Tie("#section", "")})
    assert isinstance(here, MermaidPicture)
    assert 'href="#section"' in here.light


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("click A call show()", "calls a function"),
        ('click A show "tip"', "calls a function"),
        ('click A "javascript:alert(1)"', "may be linked"),
        ('click A href " "', "leads nowhere"),
        ('click A href "ADR-0001" "tip" _blank', ""),
        ('click A "guides/x.html";', ""),
    ],
)
def test_what_links_say(line: str, problem: str) -> None:
    text, (click,) = without_clicks(f"flowchart LR\n  A --> B\n  {line}")
    assert text == "flowchart LR\n  A --> B\n"
    assert (click.node, click.line) == ("A", 3)
    assert problem in click.problem
    assert bool(problem) == bool(click.problem)


def test_emphasis_stays() -> None:
    svg = drawn('flowchart LR\n  A["`some **bold** words`"]').light
    assert re.search(r'font-weight="bold"[^>]*>\s*bold', svg)


def test_milestones_are_turned_and_no_line_says_which_day_the_build_was() -> None:
    text = "gantt\n  dateFormat YYYY-MM-DD\n  Live :milestone, m, 2026-02-10, 0d\n"
    light = drawn(text + "  Long :a, 2000-01-01, 40000d").light
    assert re.search(r'<rect [^>]*transform="rotate\(45 ', light)
    assert "today" not in light


def test_words_at_the_edge_are_inside() -> None:
    light = drawn(
        'radar-beta\n  axis a, b, c, d["A long name for an axis"]\n  curve x{1,2,3,4}'
    ).light
    box = re.search(r'viewBox="(-?[\d.]+) ', light)
    plain = re.search(
        r'viewBox="(-?[\d.]+) ', drawn("radar-beta\n  axis a, b\n  curve x{1,2}").light
    )
    assert box
    assert plain
    assert float(box[1]) < float(plain[1])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('flowchart LR\n  A["$$x^2$$"] --> B', "formulas"),
        ('---\nconfig:\n  treemap:\n    valueFormat: ".1%"\n---\ntreemap-beta\n"a": 1', "plain"),
        ("hologram-beta\n  a", "doesn't know"),
    ],
)
def test_what_only_the_script_draws_right_is_left_to_it(text: str, reason: str) -> None:
    found = render(text, HERE)
    assert isinstance(found, ForScript)
    assert reason in found.reason


def test_what_the_script_draws_loads_nothing_and_is_still_checked() -> None:
    for bad, line in (
        ('flowchart LR\n  A["$$x$$ <img src=x>"]', 10),
        ('flowchart LR\n  A["$$x$$"]\n  B@{ img: "https://example.org/x.png" }', 10),
        ('flowchart LR\n  A["$$x$$"]\n  B[', 12),
    ):
        found = render(bad, HERE)
        assert isinstance(found, Finding)
        assert found.location.line == line
    plain = 'flowchart LR\n  %% $$x$$ <img>\n  A["x"]'
    assert isinstance(render(plain, HERE), MermaidPicture)


def test_words_on_pale_colours_are_dark() -> None:
    light = drawn('treemap-beta\n"a"\n    "b": 3\n    "c"\n        "d": 2\n').light
    texts = re.findall(r"<text[^>]*fill:([^;\"]+)", light)
    assert texts
    assert set(texts) == {"#111111", "rgb(17, 17, 17)"}
