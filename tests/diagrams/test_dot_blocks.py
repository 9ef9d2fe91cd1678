"""Graphviz blocks in pages: drawn by the project's engine, or refused with their line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams.dotblock import draw_block
from archdocs.diagrams.dotsource import BadDot, clean
from archdocs.diagrams.render import Picture
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.settings import DiagramSettings, Settings
from archdocs.system.cache import Cache
from sphinxrun import build

CONF = """
project = "Test"
extensions = ["myst_parser", "archdocs.sphinxext.picture", "archdocs.sphinxext.dotblocks"]
html_theme = "basic"
myst_fence_as_directive = ["dot"]
"""
PAGE = """# Title

```{digraph} shop
  cart [label="Cart", URL="https://example.org/cart"]
  cart -> order [label="becomes"]
```

```{graphviz}
:caption: Both ways
:alt: Two friends

graph { a -- b }
```

```{graphviz}
digraph {
  a -> b
  b -> [x
}
```

```dot
digraph { fenced -> drawn }
```

```graphviz
digraph { only -> shown }
```

```{digraph} broken
  a -> b
  b -> [x
```
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, cache=Cache(tmp_path / "cache"))


def drawn(project: Project, text: str) -> Picture:
    found = draw_block(project, text, Location("x.md", 5))
    assert isinstance(found, Picture), found
    return found


def test_a_block_becomes_a_picture_with_words_of_its_own(project: Project) -> None:
    filled = 'label="A & B", fillcolor="red:blue", style=filled'
    text = f"digraph {{ subgraph cluster_x {{ a [{filled}] }} a -> b [label=to] }}"
    made = drawn(project, text)
    svg = made.svg.decode()
    assert made.alt == "Graph: 2 elements, 1 connections. A & B → b: to"
    assert "  - A \\& B → b: to" in made.outline
    assert 'data-engine="' in svg
    assert "prefers-color-scheme" in svg
    assert all(name.startswith(made.uid) for name in re.findall(r' id="([^"]*)"', svg))
    assert all(name.startswith(made.uid) for name in re.findall(r"url\(#([^)]*)\)", svg))
    assert drawn(project, text) == made
    assert drawn(project, text.replace("A & B", "A")).uid != made.uid


@pytest.mark.parametrize(
    "attribute",
    [
        'image="/etc/passwd"',
        '"ima" + "ge"="x.png"',
        '"ima\\\nge"="x.png"',
        "shapefile=x",
        'image /**/ = "x.png"',
        "image\n//\n=x",
        'label=<<table><tr><td><IMG SRC="x"/></td></tr></table>>',
    ],
)
def test_a_block_reads_no_files(project: Project, attribute: str) -> None:
    found = draw_block(project, f"digraph {{ a [{attribute}] }}", Location("x.md", 5))
    assert isinstance(found, Finding)
    assert found.code == "diagram.graphviz-invalid"
    assert "can't use files" in found.message or "HTML is not well-formed" in found.message


def test_what_only_looks_like_a_file_is_text(project: Project) -> None:
    made = drawn(project, 'digraph { a [label="image = x"] // image=y\n b [label=<<b>B</b>>] }')
    assert made.alt == "Graph: 2 elements, 0 connections. image = x. B"


def test_a_comment_ends_no_label(project: Project) -> None:
    text = 'digraph { a [label=<a<!-- < --> > >, shapefile="x"] }'
    assert isinstance(draw_block(project, text, Location("x.md", 5)), Finding)


def test_the_layout_that_a_page_asks_for(project: Project) -> None:
    text = "digraph { a -> b -> c -> a }"
    round_ = draw_block(project, text, Location("x.md", 5), "circo")
    assert isinstance(round_, Picture)
    assert round_.uid != drawn(project, text).uid


PIECES = st.sampled_from(
    ["digraph", "{", "}", "a", '"b c"', "->", "--", "[", "]", "=", ";", ",", "label", "image", "+",
     "<b>", "<", ">", "//", "/*", "*/", "\n", "\\", '"', "#", "1.5", ":", "subgraph", "é", "<!--"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=60))
def test_what_is_written_anew_names_no_files(text: str) -> None:
    try:
        made = clean(f"digraph {{ {text} }}")
    except BadDot:
        return
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', made.dot, flags=re.DOTALL)
    assert not re.search(r"\b(image|shapefile|imagepath|fontpath)\b", bare)
    assert "/*" not in bare
    assert "//" not in bare


@pytest.mark.parametrize("name", ["graphviz-pure", "pygraphviz"])
def test_every_engine_draws_the_same_and_says_what_is_wrong(tmp_path: Path, name: str) -> None:
    chosen = Settings(diagrams=DiagramSettings(engine=name))  # type: ignore[arg-type]
    project = Project(tmp_path, chosen, cache=Cache(tmp_path / "cache"))
    made = drawn(project, 'digraph { a [label="Cart"]; a -> order }')
    assert made.alt == "Graph: 2 elements, 1 connections. Cart → order"
    assert ">order</text>" in made.svg.decode()
    found = draw_block(project, "digraph {\n a -> [x\n}", Location("x.md", 5))
    assert isinstance(found, Finding)
    assert found.message.startswith(("syntax error near", "it can't be read as DOT"))
    assert "File" not in found.message


def test_nothing_of_a_block_runs(project: Project) -> None:
    svg = drawn(project, 'digraph { a [URL="javascript:alert(1)", class="x\\" onload=1"] }').svg
    assert not re.search(rb'="[^"]*javascript|<[^>]*\sonload', svg)


def test_blocks_in_pages(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF)
    (docs / "index.md").write_text(PAGE)
    built = build(tmp_path, strict=False)
    assert built.status == 0, built.log
    html = built.page("index")
    assert html.count('class="archdocs-picture') == 3
    assert "fenced → drawn" in html
    assert "only → shown" not in html
    assert "graphviz.css" not in html
    assert 'href="https://example.org/cart"' in html
    assert "Cart → order: becomes" in html
    assert re.search(r'aria-labelledby="(.*)"><svg [^>]*><title id="\1">Two friends</title>', html)
    assert "Both ways" in html
    lines = re.findall(r"index\.md:(\d+): WARNING: diagram\.graphviz-invalid", built.log)
    assert lines == ["18", "32"], built.log
    assert html.count("This graph could not be drawn") == 2
    assert "b -&gt; [x" in html
