"""Mermaid blocks: drawn light and dark, or refused with their line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams.mermaid import ForScript, MermaidPicture, kind_of, render
from archdocs.finding import Finding, Location

VALID = {
    "flowchart": "flowchart LR\n  A[Start] --> B{ok?}\n  B -- yes --> C[(db)]",
    "graph": "graph TD\n  A --> B",
    "sequence": "sequenceDiagram\n  A->>B: hi\n  Note over A,B: note\n  B-->>A: yo",
    "class": "classDiagram\n  A <|-- B\n  class A{\n    +int x\n  }",
    "state": "stateDiagram-v2\n  [*] --> A\n  A --> B: go",
    "er": "erDiagram\n  CUSTOMER ||--o{ ORDER : places",
    "gantt": "gantt\n  title A\n  dateFormat YYYY-MM-DD\n  section S\n  T1 :a1, 2026-01-01, 30d",
    "pie": 'pie title Pets\n  "Dogs" : 3\n  "Cats" : 2',
    "journey": "journey\n  title My\n  section Go\n    Make tea: 5: Me",
    "git": "gitGraph\n  commit\n  branch dev\n  commit\n  checkout main\n  merge dev",
    "mindmap": "mindmap\n  root((x))\n    A\n    B",
    "timeline": "timeline\n  title H\n  2002 : LinkedIn",
    "quadrant": "quadrantChart\n  x-axis Low --> High\n  y-axis Lo --> Hi\n  A: [0.3, 0.6]",
    "c4": 'C4Context\n  Person(a, "A", "d")\n  System(b, "B", "d")\n  Rel(a, b, "uses")',
    "sankey": "sankey-beta\nA,B,10\nB,C,5",
    "xychart": 'xychart-beta\n  x-axis [jan, feb]\n  y-axis "R" 0 --> 10\n  bar [5, 6]',
    "block": "block-beta\n  columns 2\n  a b",
    "architecture": "architecture-beta\n  group api(cloud)[API]\n  service db(database)[DB] in api",
    "requirement": "requirementDiagram\n  requirement r {\n    id: 1\n    text: t\n  }",
    "with title": "---\ntitle: Hello\n---\nflowchart LR\n  A --> B",
    "with comment": "%% says nothing\nflowchart LR\n  A --> B",
}
INVALID = {
    "bracket": ("flowchart LR\n  A --> B\n  A[Start --> C", 3),
    "arrow": ("sequenceDiagram\n  A->>B: ok\n  A-x-y>>\n  B-->>A: fine", 3),
    "relation": ("erDiagram\n  A ||--o{ B : x\n  CUSTOMER ||--o ORDER places\n", 3),
    "kind": ("\nflowchrat LR\n  A --> B", 2),
    "empty": ("", 1),
    "prose": ("This is no diagram.", 1),
    "state": ("stateDiagram-v2\n  A --> B\n  A --> --> B", 3),
}


@pytest.mark.parametrize("name", VALID)
def test_valid_blocks_are_drawn_twice(name: str) -> None:
    found = render(VALID[name], Location("docs/x.md", 5))
    assert isinstance(found, MermaidPicture)
    for svg, mark in ((found.light, "l"), (found.dark, "d")):
        ids = re.findall(r' id="([^"]*)"', svg)
        assert len(ids) == len(set(ids))
        assert all(item.startswith(found.uid + mark) for item in ids)
        for classes in re.findall(r' class="([^"]*)"', svg):
            assert all(item.startswith(found.uid + mark) for item in classes.split())
        for target in re.findall(r"url\(#([^)]*)\)", svg):
            assert target.startswith(found.uid + mark)
        assert not re.search(r"<script|foreignObject|https?://(?!www\.w3\.org)|@import", svg)
        assert 'role="img"' in svg
    assert found.alt


def test_two_blocks_share_no_name() -> None:
    first = render(VALID["flowchart"], Location("x"))
    second = render(VALID["graph"], Location("x"))
    assert isinstance(first, MermaidPicture)
    assert isinstance(second, MermaidPicture)
    ids = [set(re.findall(r' id="([^"]*)"', item.light)) for item in (first, second)]
    assert not ids[0] & ids[1]
    rules = re.findall(r"([^{}]+)\{", re.findall(r"<style>(.*?)</style>", first.light)[0])
    assert rules
    assert all(part.startswith(f"#{first.uid}l") for rule in rules for part in rule.split(","))


@pytest.mark.parametrize("name", INVALID)
def test_invalid_blocks_are_refused_with_their_line(name: str) -> None:
    text, line = INVALID[name]
    found = render(text, Location("docs/x.md", 10))
    assert isinstance(found, Finding)
    assert found.code == "diagram.mermaid-invalid"
    assert str(found.location) == f"docs/x.md:{9 + line}"


def test_kinds_the_engine_does_not_know_are_no_error() -> None:
    found = render("hologram-beta\n  a", Location("x", 1))
    assert isinstance(found, ForScript)
    assert found.kind == "hologram-beta"


def test_own_words_are_the_alternative_text() -> None:
    text = "flowchart LR\n  accTitle: Orders\n  accDescr: From cart to door\n  A --> B"
    found = render(text, Location("x"))
    assert isinstance(found, MermaidPicture)
    assert found.alt == "Orders. From cart to door."
    found = render(VALID["sequence"], Location("x"))
    assert isinstance(found, MermaidPicture)
    assert found.alt.startswith("Sequence diagram: ")
    assert kind_of("---\ntitle: x\n---\n%% c\n\n  pie title x") == "pie"


@pytest.mark.parametrize(
    "line",
    [
        'click A "javascript:alert(1)"',
        'click A href "javascript:alert(1)" "tip"',
        "click A call alert(1)",
        'A["<img src=x onerror=alert(1)>"]',
        'A["<script>alert(1)</script>"]',
        "style A fill:url(https://evil.example/x)",
        "classDef default fill:red,background:url(https://evil.example/x)",
        '%%{init: {"themeCSS": "@import url(https://evil.example/x);"}}%%',
        '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%',
    ],
)
def test_nothing_runs_and_nothing_loads(line: str) -> None:
    found = render(f"flowchart LR\n  A --> B\n  {line}\n", Location("x"))
    if isinstance(found, MermaidPicture):
        for svg in (found.light, found.dark):
            markup = re.sub(r">[^<]*<", "><", svg)
            assert not re.search(r"javascript:|<script|onerror=|<img", markup)
            assert not re.search(r"url\((?!#)|@import", markup)


def test_links_stay() -> None:
    found = render('flowchart LR\n  A --> B\n  click A "https://example.org"', Location("x"))
    assert isinstance(found, MermaidPicture)
    assert 'href="https://example.org"' in found.light
    assert ">A<" in found.light
    assert ">B<" in found.light
    assert 'role="group"' in found.light


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ABC-->[](){}|;:%\n \"'<x", max_size=60))
def test_any_text_is_a_picture_or_a_finding(text: str) -> None:
    found = render(f"flowchart LR\n{text}", Location("docs/x.md", 1))
    assert isinstance(found, MermaidPicture | Finding)
    if isinstance(found, Finding):
        assert 1 <= found.location.line <= text.count("\n") + 2


@pytest.mark.parametrize(
    "head", ['%%{init: {"theme": "dark"}}%%', "---\nconfig:\n  theme: dark\n---"]
)
def test_a_theme_of_the_block_does_not_spoil_light_and_dark(head: str) -> None:
    found = render(f"{head}\n{VALID['graph']}", Location("x"))
    plain = render(VALID["graph"], Location("x"))
    assert isinstance(found, MermaidPicture)
    assert isinstance(plain, MermaidPicture)
    assert found.light.replace(found.uid, "") == plain.light.replace(plain.uid, "")
    assert found.dark.replace(found.uid, "") == plain.dark.replace(plain.uid, "")


def test_kinds_without_a_dark_theme_stand_on_a_light_plate() -> None:
    found = render(VALID["c4"], Location("x"))
    assert isinstance(found, MermaidPicture)
    assert "background-color" in found.dark
    assert "background-color" not in found.light


@pytest.mark.parametrize("name", ["git", "mindmap", "quadrant"])
def test_kinds_whose_dark_theme_hides_words_stand_on_a_light_plate(name: str) -> None:
    found = render(VALID[name], Location("x"))
    assert isinstance(found, MermaidPicture)
    assert "background-color" in found.dark


@pytest.mark.parametrize(
    ("style", "ink"),
    [
        ("style A fill:#fdd", "#111111"),
        ("style A fill:#fdd,stroke:#c00;", "#111111"),
        ("classDef default fill:navy", "#ffffff"),
        ("style A fill:#fdd,color:#300", "#300"),
    ],
)
def test_words_can_be_read_on_nodes_that_the_block_colours(style: str, ink: str) -> None:
    found = render(f"flowchart LR\n  A[word]\n  {style}", Location("x"))
    assert isinstance(found, MermaidPicture)
    for svg in (found.light, found.dark):
        (text,) = re.findall(r"<text([^>]*)>word<", svg)
        assert f'fill="{ink}"' in text
