"""Diagrams and Mermaid in pages, in real Sphinx builds."""

from __future__ import annotations

import re
import textwrap
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from diagramscripts import SHOP, Make
from sphinxrun import Built, build

STATIC = Path(__file__).resolve().parents[2] / "src" / "archdocs" / "sphinxext" / "static"
CONF = f"""
project = "Test"
extensions = ["myst_parser", "archdocs.sphinxext.diagram", "archdocs.sphinxext.mermaid",
    "archdocs.sphinxext.dotblocks"]
html_theme = "pydata_sphinx_theme"
html_static_path = [{str(STATIC)!r}]
numfig = True
"""
FLOW = "```{mermaid}\nflowchart LR\n  A[Cart] --> B[Order]\n```\n"


def page(make: Make, text: str, *flags: str, builder: str = "html", strict: bool = True) -> Built:
    root = make(shop=SHOP).root
    docs = root / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "conf.py").write_text(CONF)
    (docs / "index.md").write_text("# Title\n\n" + textwrap.dedent(text))
    return build(root, *flags, builder=builder, out=f"_{builder}", strict=strict)


def test_diagram_in_a_page(make: Make) -> None:
    built = page(
        make,
        """
        ```{diagram} shop.py
        :caption: The *shop*
        :name: the-shop
        ```

        See {ref}`the-shop` and {numref}`the-shop`.
        """,
    )
    assert built.status == 0, built.log
    html = built.page("index")
    assert re.search(r'<figure class="[^"]*archdocs-diagram[^"]*" id="the-shop"', html)
    (named,) = re.findall(
        r'class="archdocs-scroll" tabindex="0" role="group" aria-labelledby="(.*)"><svg', html
    )
    assert f'<title id="{named}">Shop</title><desc' in html
    assert 'role="img"' in html
    assert "The <em>shop</em>" in html
    assert '<a class="reference internal" href="#the-shop">' in html
    assert "<summary>As text</summary>" in html
    assert "entry (EC2)" in html
    (address,) = re.findall(r'class="archdocs-full" href="([^"]*)"', html)
    picture = (built.out / address).read_text().strip()
    icons = re.findall(r'<image [^>]*href="(_images/icon-[0-9a-f]{16}\.png)"', html)
    assert len(icons) == picture.count("<use ") == 4
    assert len(set(icons)) == picture.count('href="data:image/png;base64,') == 2
    assert all((built.out / icon).read_bytes().startswith(b"\x89PNG") for icon in icons)
    without = re.compile(
        r'<defs>.*?</defs>|<(?:use|image) href="[^"]*"| xmlns="[^"]*"'
        r"|:root\.\w+\{color-scheme[^}]*\}"
    )
    assert without.sub("", picture) in without.sub("", html)
    assert "data-theme=dark" in html
    assert "prefers-color-scheme" in html


def test_the_same_picture_twice_has_two_sets_of_names(make: Make) -> None:
    built = page(make, 2 * "```{diagram} shop.py\n```\n\n" + FLOW + "\n" + FLOW)
    assert built.status == 0, built.log
    html = built.page("index")
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_options(make: Make) -> None:
    built = page(
        make,
        """
        ```{diagram} shop.py
        :alt: Buyers <and> "sellers"
        :picture: shop
        :width: 300px
        :class: wide
        ```
        """,
    )
    assert built.status == 0, built.log
    html = built.page("index")
    assert re.search(r'<desc id="[^"]*">Buyers &lt;and&gt; "sellers"</desc>', html)
    assert 'style="max-width:300px"' in html
    assert "wide" in html


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("```{diagram} nope.py", "diagrams/nope.py: diagram.missing"),
        ("```{diagram} ../x.py", "diagram.missing: the path leaves the folder"),
        ("```{diagram} shop.py\n:picture: other", "no picture 'other' in diagrams/shop.py"),
        ("```{diagram} bad.py", "diagrams/bad.py:3: diagram.failed: ZeroDivisionError"),
    ],
)
def test_what_is_wrong_is_said_in_the_log_and_in_the_page(
    make: Make, line: str, message: str
) -> None:
    make(bad="x = 1\n\nx / 0\n")
    built = page(make, f"\n{line}\n```\n", strict=False)
    assert re.search(r"docs/index\.md:4: WARNING: ", built.log), built.log
    assert message in built.log
    assert "[archdocs.diagram]" in built.log
    html = built.page("index")
    assert "This diagram could not be drawn" in html
    assert "archdocs-diagram-failed" in html


def test_a_changed_input_has_the_page_written_again(make: Make) -> None:
    script = """
        from diagrams import Diagram, Node
        from _names import NAME
        with Diagram("x"):
            Node(NAME)
    """
    text = "```{diagram} named.py\n```\n"
    make(named=script, _names='NAME = "before"\n')
    assert "before" in page(make, text).page("index")
    make(_names='NAME = "afterwards"\n')
    assert "afterwards" in page(make, text).page("index")


def test_mermaid_is_static_and_nothing_is_loaded(make: Make) -> None:
    built = page(make, FLOW)
    assert built.status == 0, built.log
    html = built.page("index")
    assert html.count('class="archdocs-light"') == html.count('class="archdocs-dark"') == 1
    assert "Cart" in html
    assert "mermaid.esm" not in html
    for path in built.out.rglob("*.html"):
        text = path.read_text()
        assert "cdn." not in text
        assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=\"https?://", text)


@pytest.mark.parametrize("rst", [False, True])
def test_invalid_mermaid_is_a_warning_at_its_line(make: Make, rst: bool) -> None:
    root = make(shop=SHOP).root
    docs = root / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF)
    if rst:
        text = (
            "Title\n=====\n\n.. mermaid::\n   :alt: x\n\n   flowchart LR\n     A --> B\n     A[x\n"
        )
        name, line = "index.rst", 9
    else:
        text = "# Title\n\n```{mermaid}\n:alt: x\n\nflowchart LR\n  A --> B\n  A[x\n```\n"
        name, line = "index.md", 8
    (docs / name).write_text(text)
    built = build(root, strict=False)
    assert f"docs/{name}:{line}: WARNING: diagram.mermaid-invalid: " in built.log, built.log
    html = built.page("index")
    assert "This diagram could not be drawn" in html
    assert "A[x" in html
    assert build(root, "-E").status == 1


def test_unknown_kind_of_mermaid_stands_as_source(make: Make) -> None:
    (make().root / "archdocs.toml").write_text('[diagrams]\nmermaid-script = "none"\n')
    built = page(make, "```{mermaid}\nhologram-beta\n  <b>x</b>\n```\n", strict=False)
    said = "docs/index.md:4: WARNING: diagram.mermaid-script: hologram-beta: the built-in engine"
    assert said in built.log, built.log
    assert "npm install mermaid@11" in built.log
    html = built.page("index")
    assert "Diagram of kind hologram-beta, shown as its source" in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "archdocs-mermaid.js" not in html


def test_serial_and_parallel_builds_are_equal(make: Make) -> None:
    root = make(shop=SHOP).root
    docs = root / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF)
    names = [f"page{number}" for number in range(8)]
    for name in names:
        (docs / f"{name}.md").write_text(f"# {name}\n\n```{{diagram}} shop.py\n```\n\n{FLOW}")
    (docs / "index.md").write_text("# T\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")
    one = build(root, "-j", "1", out="_one")
    two = build(root, "-j", "2", out="_two")
    assert (one.status, two.status) == (0, 0), one.log + two.log
    pages = {path.relative_to(one.out) for path in one.out.rglob("*.html")}
    assert len(pages) > 8
    for path in pages:
        assert (one.out / path).read_bytes() == (two.out / path).read_bytes()


def test_other_outputs(make: Make) -> None:
    text = "```{diagram} shop.py\n:caption: Shop\n```\n\n" + FLOW
    text += "\n```{digraph} d\ncart -> order\n```\n"
    plain = page(make, text, builder="text")
    assert plain.status == 0, plain.log
    written = (plain.out / "index.txt").read_text()
    assert "entry (EC2)" in written
    assert "Flowchart\n" in written
    assert "Cart → Order" in written
    latex = page(make, text, builder="latex")
    assert latex.status == 0, latex.log
    source = (latex.out / "test.tex").read_text()
    names = re.findall(r"\\sphinxincludegraphics(?:\[[^]]*\])?\{\{(\w+)\}\.png\}", source)
    assert len(names) == 3
    assert source.count("\\sphinxpxdimen]{{a") == 3
    for name in names:
        assert (latex.out / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    for builder in ("man", "texinfo", "dirhtml", "singlehtml"):
        built = page(make, text, builder=builder)
        assert built.status == 0, (builder, built.log)
    built = page(make, text, builder="epub", strict=False)
    book = (built.out / "index.xhtml").read_text()
    assert book.count('xmlns="http://www.w3.org/2000/svg"') == 4
    ET.fromstring(re.sub(r"<[?!][^>]*>", "", book).replace("&nbsp;", " "))
