"""Mermaid blocks in real pages: errors at their lines, words, links both ways, the script."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from archdocs.freshness.shows import shows
from archdocs.project import Project
from mermaidpages import INDEX, LINKS, NESTED, NESTED_RST, SCRIPT
from sphinxrun import Built, build

CONF = """\
project = "Test"
extensions = ["archdocs.sphinxext"]
html_theme = "pydata_sphinx_theme"
"""
RECORD = """\
---
status: accepted
date: 2026-01-05
decision-makers: [Ann]
---

# Use a queue

## Context and Problem Statement

Why.

## Considered Options

- One
- Two

## Decision Outcome

Chosen option: "One".
"""
#: What is wrong, and at which line of the block.
INVALID = (
    ("flowchart LR\n  A --> B\n  A[Start --> C", 3),
    ("flowchart LR\n  A --> B\n  end", 3),
    ("flowchart LR\n  subgraph a\n  A --> B", 2),
    ("flowchart LR\n  A --> B\n  linkStyle 5 stroke:red", 3),
    ("flowchart LR\n  A@{ shape: nosuch }", 2),
    ("sequenceDiagram\n  A->>B: ok\n  A-x-y>>\n  B-->>A: fine", 3),
    ("sequenceDiagram\n  alt x\n  A->>B: ok", 2),
    ("sequenceDiagram\n  A->>B: ok\n  deactivate B", 3),
    ("erDiagram\n  A ||--o{ B : x\n  CUSTOMER ||--o ORDER places", 3),
    ("classDiagram\n  A <|-- B\n  A <|<| C", 3),
    ("stateDiagram-v2\n  A --> B\n  A --> --> B", 3),
    ("gantt\n  dateFormat YYYY-MM-DD\n  section A\n  T1 :a1, 2026-99-01, 3d", 4),
    ('pie title X\n  "Dogs" : three', 2),
    ("journey\n  title x\n  section a\n    Make tea 5 Me", 4),
    ("gitGraph\n  commit\n  checkout nowhere", 3),
    ("mindmap\n  root\n a\n b", 3),
    ("timeline\n  title x\n  : a : b", 3),
    ("quadrantChart\n  x-axis a --> b\n  A: [2, 0.5]", 3),
    ("requirementDiagram\n  requirement r {\n    idd: 1\n  }", 3),
    ("xychart-beta\n  x-axis [a, b]\n  bar [1, x]", 3),
    ("block-beta\n  columns two\n  a b", 2),
    ('packet-beta\n0-15: "a"\n20-31: "b"', 3),
    ("architecture-beta\n  service db(database)[DB]\n  db:L -- R:gone", 3),
    ('treemap-beta\n"a"\n    "b": x', 3),
    ("kanban\n  todo[To do\n  a", 2),
    ("flowchrat LR\n  A --> B", 1),
)


@dataclass(frozen=True)
class Made:
    """The built pages, and the finding that is expected of each invalid block."""

    root: Path
    built: Built
    expected: tuple[str, ...]


def invalid(fence: str) -> tuple[str, list[int]]:
    """Return a page of all that is invalid, and the line of each fault."""
    lines = ["# Invalid", ""] if fence.startswith("`") else ["Invalid 2", "=========", ""]
    faults = []
    for text, fault in INVALID:
        body = text.split("\n")
        lines += [fence] if fence.startswith("`") else [fence, ""]
        faults.append(len(lines) + fault)
        lines += [*body, "```", ""] if fence.startswith("`") else [*(f"   {b}" for b in body), ""]
    return "\n".join(lines) + "\n", faults


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Build one project with all of it, once."""
    root = tmp_path_factory.mktemp("mermaid") / "project"
    docs = root / "docs"
    for folder in (docs / "guides", root / "adr", root / "src", root / "assets"):
        folder.mkdir(parents=True)
    found = find_spec("mermaidx")
    assert found
    assert found.origin
    shutil.copy(Path(found.origin).parent / "assets" / "mermaid.js", root / "assets" / "m.js")
    pages = {
        "archdocs.toml": '[diagrams]\nmermaid-script = "assets/m.js"\n',
        "adr/0001-queue.md": RECORD,
        "src/a.py": "x = 1\n",
        "docs/conf.py": CONF,
        "docs/index.md": INDEX,
        "docs/guides/one.md": "# One\n\n## Part A\n\nText.\n",
        "docs/links.md": LINKS,
        "docs/script.md": SCRIPT,
        "docs/nested.md": NESTED,
        "docs/nested-too.rst": NESTED_RST,
        "docs/part.txt": "Text.\n\n```{mermaid}\nflowchart LR\n  A[x\n```\n",
        "docs/part-rst.txt": "Text.\n\n.. mermaid::\n\n   flowchart LR\n     A[x\n",
        "docs/flow.mmd": "flowchart LR\n  A --> B\n  B[[[\n",
    }
    expected = []
    for name, fence in (("invalid.md", "```{mermaid}"), ("invalid-too.rst", ".. mermaid::")):
        pages[f"docs/{name}"], faults = invalid(fence)
        expected += [f"docs/{name}:{line}: WARNING: diagram.mermaid-invalid" for line in faults]
    for path, text in pages.items():
        (root / path).write_text(text)
    (root.parent / "outside.mmd").write_text("flowchart LR\n  Secret --> B\n")
    return Made(root, build(root, strict=False), tuple(expected))


def test_every_fault_is_reported_at_its_line(made: Made) -> None:
    assert len(made.expected) == 2 * len(INVALID) >= 40
    missing = [line for line in made.expected if line not in made.built.log]
    assert not missing, made.built.log


@pytest.mark.parametrize(
    "said",
    [
        "docs/nested.md:10: WARNING: diagram.mermaid-invalid: Unexpected character",
        "docs/nested.md:18: WARNING: diagram.mermaid-invalid: unexpected pie statement",
        "docs/part.txt:5: WARNING: diagram.mermaid-invalid: Unterminated node label",
        "docs/flow.mmd:3: WARNING: diagram.mermaid-invalid: Unterminated node label",
        "docs/nested.md:27: WARNING: diagram.mermaid-invalid: the file is outside of the project",
        "docs/nested.md:30: WARNING: diagram.mermaid-invalid: the option config can't be read",
        "docs/nested-too.rst:12: WARNING: diagram.mermaid-invalid: unexpected name",
        "docs/part-rst.txt:6: WARNING: diagram.mermaid-invalid: Unterminated node label",
        "docs/links.md:30: WARNING: diagram.mermaid-invalid: Unterminated node label",
        "docs/links.md:15: WARNING: diagram.link: a node leads to 'ADR-0099', and there is no such",
        "docs/links.md:16: WARNING: diagram.link: the link of 'F' is left out: it calls a function",
    ],
)
def test_faults_in_other_places_are_at_their_lines_too(made: Made, said: str) -> None:
    assert said in made.built.log


def test_a_file_outside_of_the_project_is_not_shown(made: Made) -> None:
    assert "Secret" not in made.built.page("nested")


def test_nodes_lead_where_the_block_says_and_back(made: Made) -> None:
    html = made.built.page("links")
    found = dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>', html))
    assert found == {
        "guides/one.html#part-a": "Cart: See one",
        "adr/0001-queue.html": "Order: ADR-0001 Use a queue (accepted)",
        "guides/one.html": "Queue: One",
        "https://example.org/x": "Web",
        "#links": "Top",
    }
    assert "javascript:" not in html
    for page, start in (("adr/0001-queue", "../"), ("guides/one", "../")):
        back = re.search(
            rf'href="{start}links.html#(am\w+)"><span>Orders</span>', made.built.page(page)
        )
        assert back, page
        assert f'class="archdocs-scroll" id="{back[1]}"' in html


def test_linked_nodes_are_among_the_systems(made: Made) -> None:
    _, _, table = made.built.page("index").partition("archdocs-systems")
    rows = re.findall(r"<tr.*?</tr>", table.partition("</table>")[0], re.S)[1:]
    cells = [re.sub(r"<[^>]+>|\n", "", row.replace("</td>", "|")) for row in rows]
    assert cells == [
        "Cart (also Queue)|Mermaid flowchart|One|—|Orders (Links)|",
        "Code|Mermaid flowchart|src/**|—|Orders (Links)|",
        "Order|Mermaid flowchart|ADR-0001|—|Orders (Links)|",
    ]
    places = set(re.findall(r'href="(links[^"]*)"', table))
    assert len(places) == 1
    told = shows(Project(made.root))
    assert [item.name for item in told.systems] == ["Cart", "Code", "Order"]
    assert places == {f"links.html#{at.picture}" for item in told.systems for at in item.shown}


def test_words_stand_beside_the_picture_and_are_found(made: Made) -> None:
    html = made.built.page("links")
    assert 'aria-label="From cart to shop"' in html
    assert re.search(r'<figure class="[^"]*" id="the-order"', html)
    words = html.partition("<summary>As text</summary>")[2].partition("</details>")[0]
    assert "<p>Orders</p>" in words
    assert "Cart → Order" in words
    assert '"queue"' in (made.built.out / "searchindex.js").read_text()


def test_only_pages_that_need_it_load_the_script(made: Made) -> None:
    data = (made.root / "assets" / "m.js").read_bytes()
    name = f"mermaid-{hashlib.sha256(data).hexdigest()[:16]}.js"
    assert (made.built.out / "_static" / name).read_bytes() == data
    html = made.built.page("script")
    assert re.search(rf'<script defer="defer" src="_static/{name}', html)
    assert "_static/archdocs-mermaid.js" in html
    assert "$$x^2$$" in html, "the source stands there until it was drawn"
    for page in ("links", "index", "nested"):
        assert "mermaid-" not in "".join(re.findall(r"<script[^>]*>", made.built.page(page)))


@pytest.mark.browser
def test_the_script_draws_in_light_and_dark_from_files(made: Made, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 500, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((made.built.out / "script.html").as_uri())
    page.wait_for_selector(".archdocs-mermaid-drawn", timeout=120_000)
    page.wait_for_selector(".archdocs-mermaid-script .archdocs-note", timeout=120_000)
    drawn, failed = page.locator(".archdocs-mermaid-script").all()
    assert drawn.locator("svg math").count() == 2, "one in light and one in dark"
    assert drawn.locator(".archdocs-dark svg").is_visible()
    assert not drawn.locator(".archdocs-light svg").is_visible()
    assert drawn.locator("[onclick]").count() == 0
    assert drawn.get_by_role("button", name="Enlarge").count() == 1
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert drawn.locator(".archdocs-light svg").is_visible()
    assert "could not be drawn" in failed.locator(".archdocs-note").inner_text()
    assert failed.locator(".archdocs-scroll pre").inner_text().startswith("hologram-beta")
    assert all(address.startswith(("file:", "data:")) for address in asked)
    context.close()


#: What the script's own filter would have let through: each loads something, or runs.
LET_THROUGH = """<svg viewBox="0 0 9 9" onload="ran()">
<style>@import "https://x.invalid/import"; .a {background: url(https://x.invalid/url)}
.b {background: \\75rl("https://x.invalid/escaped")}
.d/**/{background: image-set("https://x.invalid/set" 1x)}
.kept {fill: url(#part)}</style>
<defs><g id="part"><path d="M0 0"/></g>
<filter id="f"><feImage href="https://x.invalid/fe"/></filter></defs>
<image href="https://x.invalid/image"/><rect fill="url(https://x.invalid/fill)" filter="url(#f)"/>
<use href="https://x.invalid/use#a"/><use xlink:href="data:image/svg+xml,<svg id='a'/>#a"/>
<use class="kept" href="#part"/><g style="fill:url(https://x.invalid/style)"/>
<a href="javascript:ran()"><text>A</text></a>
<a class="kept" href="https://example.org/"><text>B</text></a>
<animate attributeName="href" to="javascript:ran()"/><set attributeName="onclick" to="ran()"/>
<foreignObject width="9" height="9"><div class="a">words</div><i class="b">i</i><b class="d">b</b>
<img src="https://x.invalid/img" onerror="ran()">
<iframe srcdoc="<script>parent.ran()</script>"></iframe>
<video poster="https://x.invalid/poster" autoplay></video>
<table background="https://x.invalid/table"></table>
<form action="javascript:ran()"><button formaction="javascript:ran()">x</button></form>
<a ping="https://x.invalid/ping" href="#top">C</a></foreignObject></svg>"""


#: What Chromium asks for of that.
LOADED = "escaped fe fill image import img poster set style table url"


@pytest.mark.browser
def test_a_second_look_at_what_the_script_draws(made: Made, browser: Browser) -> None:
    context = browser.new_context()
    asked: set[str] = set()

    def refuse(route: Route) -> None:
        asked.add(route.request.url.rpartition("/")[2])
        route.abort()

    context.route(re.compile("https?://"), refuse)
    context.add_init_script("window.times = 0; window.ran = () => { window.times += 1 }")
    control = context.new_page()
    control.goto((made.built.out / "links.html").as_uri())
    control.evaluate("svg => { document.body.innerHTML = svg }", LET_THROUGH)
    control.wait_for_function("window.times > 0")
    while not asked >= {*LOADED.split()}:
        control.wait_for_timeout(20)  # The test's own limit ends this.
    control.close()
    asked.clear()

    drawn = json.dumps({"svg": LET_THROUGH})
    fake = f"{{initialize() {{}}, render: async () => ({drawn})}}"
    # Mermaid itself can't take this name.
    property_ = f"{{get: () => ({fake}), set() {{}}}}"
    context.add_init_script(f"Object.defineProperty(window, 'mermaid', {property_})")
    page = context.new_page()
    page.goto((made.built.out / "script.html").as_uri())
    page.wait_for_selector(".archdocs-mermaid-drawn svg", state="attached")
    shown = page.locator(".archdocs-mermaid-drawn .archdocs-dark > svg").first
    assert shown.locator("use.kept").get_attribute("href") == "#part"
    assert shown.locator("a.kept").get_attribute("href") == "https://example.org/"
    assert "url(#part)" in shown.locator("style").inner_html()
    left = shown.evaluate("svg => svg.outerHTML")
    assert "words" in left
    assert not re.search(r"x\.invalid/(?!url|set|escaped|style)|javascript:|ran\(", left)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.times") == 0
    assert not asked
    context.close()
