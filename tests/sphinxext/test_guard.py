"""Hostile pages in a real build and a real browser; with the guard off, the attacks work."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from archdocs.sphinxext.activefiles import without_scripts
from archdocs.sphinxext.harmless import harmless_html, leads_safely, unpaired
from support import Cli, Repo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CONF = 'project = "T"\nextensions = ["archdocs.sphinxext"]\nhtml_theme = "basic"\n'
HIT = "window.HIT=1"
HTML = (
    f'<img src=x onerror="{HIT}">',
    f"<script>{HIT}</script>",
    f'<details open ontoggle="{HIT}">x</details>',
    f'<svg onload="{HIT}"></svg>',
    f"<!-- --!><script>{HIT}</script> -->",
    f"<!--><script>{HIT}</script>-->",
    f"</title><script>{HIT}</script>",
    '<iframe srcdoc="<script>parent.HIT=1</script>"></iframe>',
)
PAGES = {
    **{f"block{n}": text for n, text in enumerate(HTML)},
    **{f"inline{n}": f"some {text} words" for n, text in enumerate(HTML)},
    **{f"raw{n}": f"```{{raw}} html\n{text}\n```" for n, text in enumerate(HTML)},
    "role": f"```{{eval-rst}}\n.. role:: h(raw)\n   :format: html\n\n:h:`{HTML[0]}`\n```",
    "replaced": f"```{{eval-rst}}\n.. |s| raw:: html\n\n   {HTML[0]}\n\nx |s| y\n```",
    "icon": f'{{octicon}}`report;1em;x" onload="{HIT}`',
    "closed": f'{{octicon}}`report;1em;x"></svg><img src=x onerror="{HIT}`',
    "embedded": "```{eval-rst}\n.. image:: bad.svg\n   :loading: embed\n```",
    "files": "![a](bad.svg) {download}`b <bad.html>` ![c](other.html)",
}
LINKS = """\
---
myst:
  url_schemes: {evil: {url: "javascript:window.HIT=1"}}
  html_meta: {"http-equiv=refresh": "0;url=javascript:window.HIT=1"}
---
# Links

[a](evil:x)

```{button-link} javascript:window.HIT=1
b
```

```{card} c
:link: java\tscript:window.HIT=1
c
```

```{toctree}
D <javascript://%0awindow.HIT=1>
```

{download}`e <javascript://%0awindow.HIT=1>`

```{eval-rst}
.. _f: JavaScript:window.HIT=1

f_ and `g <data:text/html,x>`__

.. image:: good.svg
   :target: vbscript:x
```
"""
BAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    f"<script>{HIT}</script><rect onload='{HIT}' width='9' height='9'/>"
    f'<a xlink:href="javascript:{HIT}"><text>t</text></a></svg>'
)
GOOD = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
NAMES = ('"><img src=x onerror=HIT=1>', "javascript:HIT=1")


def hostile(repo: Repo, *, raw: bool) -> None:
    """Write every attack, a page each."""
    repo.write("archdocs.toml", f"[site]\nraw-html = {str(raw).lower()}\n")
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", "# Home\n\n```{toctree}\n:glob:\n*\n```\n")
    for name, text in PAGES.items():
        repo.write(f"docs/{name}.md", f"# Page\n\n{text}\n".encode())
    repo.write("docs/links.md", LINKS.encode())
    repo.write("docs/title.md", f"# Title {HTML[0]}\n")
    for name in NAMES:
        repo.write(f"docs/{name}.md", "# Named\n")
    repo.write("docs/bad.svg", BAD)
    repo.write("docs/good.svg", GOOD)
    for name in ("bad", "other"):
        repo.write(f"docs/{name}.html", HTML[1])
    repo.commit()


def ran_in(browser: Browser, site: Path) -> tuple[set[str], set[str]]:
    """Return the files in which a script ran, and every address that would run one."""
    context = browser.new_context()
    page = context.new_page()
    ran, links = set(), set()
    for file in sorted(site.rglob("*")):
        if file.suffix not in {".html", ".svg"} or "_static" in file.parts:
            continue
        page.goto(file.as_uri())
        page.wait_for_timeout(30)
        if page.evaluate("() => window.HIT"):
            ran.add(file.relative_to(site).as_posix())
        links |= set(
            page.eval_on_selector_all(
                "[href], [src]",
                "all => all.map(e => String(e.getAttribute('href') || e.getAttribute('src')))",
            )
        )
        links |= set(page.eval_on_selector_all("meta[http-equiv]", "all => all.map(e => 'meta:')"))
    context.close()
    plain = {re.sub(r"[\x00-\x20]", "", link).lower() for link in links}
    return ran, {s for s in plain if s.startswith(("javascript:", "data:t", "vbscript:", "meta:"))}


def test_nothing_of_a_page_runs(repo: Repo, cli: Cli, browser: Browser) -> None:
    hostile(repo, raw=False)
    built = cli("build", "--format", "json")
    assert built.code == 0, built.err
    site = repo.path / "_site" / "main"
    assert ran_in(browser, site) == (set(), set())
    notes = json.loads(built.out)["versions"][0]["notes"]
    assert {note["code"] for note in notes} == {"site.unsafe"}
    assert ("docs/block0.md", 3) in {(note["path"], note["line"]) for note in notes}
    assert (site / "_images/good.svg").read_text() == GOOD
    assert "<rect" in (site / "_images/bad.svg").read_text()


def test_the_same_pages_run_where_the_project_allows_it(
    repo: Repo, cli: Cli, browser: Browser
) -> None:
    hostile(repo, raw=True)
    built = cli("build")
    assert built.code == 0, built.err
    ran, links = ran_in(browser, repo.path / "_site" / "main")
    assert len(ran) >= 25, "the attacks are real"
    assert len(links) >= 5


def test_plain_markup_and_icons_stay(repo: Repo, cli: Cli) -> None:
    repo.write("archdocs.toml", "")
    repo.write("docs/conf.py", CONF + 'myst_enable_extensions = ["tasklist", "strikethrough"]\n')
    repo.write(
        "docs/index.md",
        "# Home\n\nPress <kbd>Ctrl</kbd>,<br>or\\\nnot. <!-- note -->\n\n- [x] done\n\n"
        "~~gone~~ {octicon}`report;1em;mine`\n\n<!-- archdocs: owner=me -->\n\n"
        "<details>\n<summary>More</summary>\n\nText.\n\n</details>\n",
    )
    repo.commit()
    built = cli("build", "--format", "json")
    assert json.loads(built.out)["versions"][0]["notes"] == []
    page = (repo.path / "_site/main/index.html").read_text()
    for kept in ("<kbd>", "<br>", "<br />", 'type="checkbox"', "<s>", "<details>", "sd-octicon"):
        assert kept in page
    assert "<!-- note" not in page


def test_substitutions_are_values_not_code(repo: Repo, cli: Cli) -> None:
    repo.write("archdocs.toml", "")
    repo.write("docs/conf.py", CONF)
    repo.write(
        "docs/index.md",
        "---\nmyst:\n  substitutions: {name: Shop, table: {key: inner}}\n---\n# Home\n\n"
        "{{ name }} {{ name | upper }} {{ table.key }}\n\n"
        "{{ ''.__class__.__mro__[1].__subclasses__() | length }}\n\n"
        f'{{{{ env.app.add_js_file(None, body="{HIT}") }}}}\n\n'
        "{{ cycler.__init__.__globals__.os.getcwd() }}\n\n{{ env.srcdir }}\n",
    )
    repo.commit()
    built = cli("build", "--format", "json")
    assert json.loads(built.out)["versions"][0]["warnings"] == 4
    page = (repo.path / "_site/main/index.html").read_text()
    assert "Shop SHOP inner" in page
    assert HIT not in page


def test_formulas_have_no_links_that_run(repo: Repo, cli: Cli) -> None:
    repo.write("archdocs.toml", "")
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", "# Home\n\n```{math}\n\\href{javascript:x}{y}\n```\n")
    repo.commit()
    assert cli("build").code == 0
    page = (repo.path / "_site/main/index.html").read_text()
    assert "<code>\\href{javascript:x}{y}</code>" in page
    # Of those who bring their own MathJax, it is told to follow no such link.
    repo.write("docs/conf.py", f"{CONF}mathjax_path = 'tex-chtml.js'\n")
    repo.commit()
    assert cli("build").code == 0
    assert "ui/safe" in (repo.path / "_site/main/index.html").read_text()


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org", True),
        ("page.html#a:b", True),
        ("a/b:c", True),
        ("mailto:a@example.org", True),
        ("java\nscript:x", False),
        ("\x01 javascript:x", False),
        ("JAVASCRIPT:x", False),
        ("data:text/html,x", False),
        ("blob:x", False),
    ],
)
def test_addresses(address: str, *, safe: bool) -> None:
    assert leads_safely(address) is safe


@given(st.text(st.sampled_from("<>!-/ab=\"' \n"), max_size=40) | st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_harmless_html_holds_no_other_tag(text: str) -> None:
    kept = harmless_html(text)
    if kept is not None:
        assert all(re.match(r"/?(a|b|a?bbr|s|i|q|u|p)\b", part) for part in kept.split("<")[1:])


FRAME = """<div>
<style scoped>
    .dataframe tbody tr th { vertical-align: top; }
</style>
<table border="1" class="dataframe">
  <thead><tr style="text-align: right;"><th></th><th colspan="2">a &lt; b</th></tr></thead>
  <tbody><tr><th>0</th><td>1</td><td>2</td></tr></tbody>
</table>
<p>1 rows &times; 2 columns</p>
</div>"""


def test_what_notebooks_print_is_shown() -> None:
    printed = '<pre>\n<span class="ansi-red-fg">hello</span> &lt;script&gt;\n</pre>'
    assert harmless_html(printed) == printed.replace("<pre>\n", "<pre>")
    shown = harmless_html(FRAME) or ""
    for part in (
        'class="dataframe"',
        'colspan="2"',
        "a &lt; b",
        "<td>2</td>",
        "1 rows × 2 columns",
    ):
        assert part in shown
    assert "style" not in shown
    assert harmless_html("<table><tr><td>1</td></tr></table>")
    for bad in HTML:
        assert harmless_html(f"<div>{bad}</div>") in (None, "<div></div>"), "a comment goes"
    open_ones = [
        "<div>",
        "</div>",
        "<div></div></div>",
        "<pre>",
        "<table><td>x",
        "<p><div></div></p>",
    ]
    odd = [
        "<style>a{}</style><style>",
        "<div onclick='x'></div>",
        '<td style="x" onclick="x">',
        "<a>",
        '<a id="__proto__"></a>',
        '<span id="a b">x</span>',
        "<span id>x</span>",
        '<span id="x" onclick="y">x</span>',
    ]
    for text in (*open_ones, *odd, FRAME.replace("<td>1", "<td><img src=x onerror=y>1")):
        assert harmless_html(text) is None, text


def test_blocks_of_readmes_are_shown() -> None:
    said = "<center><table width=100% align='center'><tr><td valign=top width='50%'>x</td></tr>"
    kept = harmless_html(f"{said}</table></center>") or ""
    assert kept.startswith('<center><table width="100%" align="center">')
    assert 'valign="top" width="50%"' in kept
    shown = harmless_html(f"<p align=center>{SOURCE.replace(chr(34), chr(39))}<img src=x></p>")
    assert shown == f'<p align="center">{SOURCE}<img src="x"></p>'
    shown = harmless_html("<div role='img' aria-label='A graph' style='color:red'>x</div>")
    assert shown == '<div role="img" aria-label="A graph">x</div>'


BADGE = '<a href="https://a.example/?b=1&c=2"><img src="_static/x.svg" width="20" alt="b"></a>'


SOURCE = '<source media="(prefers-color-scheme: dark)" srcset="dark.svg, dark2.svg 2x">'


@pytest.mark.parametrize(
    "text",
    [
        BADGE,
        BADGE.replace("https:", "").replace("_static/x.svg", "data:image/svg+xml,x"),
        f'<h1 align="center">{BADGE}</h1>',
        f'<p align="center">{BADGE.replace("&", "&amp;")}</p>',
        '<a name="there"></a>',
        '<a id="there"></a><a id="shop.Reserve_all:x" href="y.html">z</a>',
        "<span id='old-name'> <span id=older>x</span></span>",
        '<h2 id="part" align="center">x</h2>',
        '<a href="mailto:a@b.example" target="_blank" rel="noopener">',
        "<a href='x.html' title='\"so\"'><img src=_static/x.svg width=20 align=right/></a>",
        f"<picture>{SOURCE}<img src='light.svg' alt='l' loading=lazy></picture>",
        '<img src="a.png" srcset="a.png 1x, https://a.example/b.png 2x" sizes="50vw">',
        '<br clear="all"><span class="note" lang=en>x</span> <time datetime="2026">then</time>',
    ],
)
def test_links_and_pictures_are_shown(text: str) -> None:
    assert html.unescape(harmless_html(text) or "") == html.unescape(text)


@pytest.mark.parametrize(
    "text",
    [
        f'<a href="javascript:{HIT}">x</a>',
        f'<a href="java&#10;script:{HIT}">x</a>',
        f'<a title="src=" href="javascript:{HIT}">x</a>',
        f'<a href="data:image/svg+xml,{HIT}">x</a>',
        f'<p><a class="a" href="&#106;avascript:{HIT}">x</a></p>',
        f'<img src="javascript:{HIT}">',
        f'<img src="x" onerror="{HIT}">',
        '<a href="x" style="position:fixed">x</a>',
        '<a href="x" id="y z">x</a>',
        f'<img src="x" alt="<script>{HIT}</script>">',
        f"<a href='javascript:{HIT}'>x</a>",
        "<a href=javascript:alert>x</a>",
        "<a href=&#106;avascript:alert>x</a>",
        f'<a title=\'" x=\' href="javascript:{HIT}">x</a>',
        f'<a aria-label="x href=y" href="javascript:{HIT}">x</a>',
        f"<img src=x onerror={HIT}>",
        f"<img src='x'onerror='{HIT}'>",
        f"<img src=x/onerror={HIT}>",
        f'<img src=\'x\' alt="\'" onerror="{HIT}">',
        "<img src=x srcset='a.png, javascript:x 2x'>",
        "<source srcset='data:image/svg+xml,x'>",
        "<picture><source srcset=java&#10;script:x></picture>",
        '<source src="x.mp4">',
        "<center><iframe src=x></iframe></center>",
        '<span style="position:fixed">',
        f'<b title=x\N{NO-BREAK SPACE}class="a onclick={HIT} ">',
        f'<b title=x\x0bclass="a onclick={HIT} ">',
        f'<b title=x\x1cclass="a onclick={HIT} ">',
        '<span id="_x">',
    ],
)
def test_links_and_pictures_that_run_are_left_out(text: str) -> None:
    assert harmless_html(text) is None


@pytest.mark.parametrize(
    ("parts", "alone"),
    [
        (['<a href="x">', "</a>"], []),
        (['<a href="x"><b>', "</b></A>", "</a>"], [2]),
        (["</a>", '<a href="x">'], [0, 1]),
        (['<a href="x">', '<a href="y">', "</a>"], [0]),
        (["<abbr>", "<b>"], []),
    ],
)
def test_half_a_link_is_known(parts: list[str], alone: list[int]) -> None:
    assert unpaired(parts) == alone


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<b ",
        "<div ",
        "<div>",
        "<style>",
        '<b class="',
        "<br" + " " * 50,
        "<",
        "&",
        "-->",
        "<a ",
        '<img src="',
        '<a href="x"',
        "<a href='x' ",
        "<img src=x ",
        "<source srcset=" + "x," * 40 + ">",
    ],
)
def test_checks_are_fast_on_long_input(unit: str) -> None:
    # It ends within the limit, or not in a lifetime.
    harmless_html(unit * (65536 // len(unit)))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY x "y">]>' + BAD,
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x">]>' + GOOD,
        '<?xml-stylesheet href="x.xsl"?>' + GOOD,
        GOOD.replace("<rect", '<a href="#"><set attributeName="href" to="javascript:x"/></a><rect'),
        GOOD.replace("<rect", "<foreignObject><b/></foreignObject><rect"),
        GOOD.replace("<rect", '<use href="data:image/svg+xml,&lt;script/>#x"/><rect'),
        GOOD.replace("<rect", '<use href="other.svg#script"/><rect'),
        "not a picture",
    ],
)
def test_pictures_that_run_are_changed_or_refused(text: str) -> None:
    kept = without_scripts(text.encode())
    assert kept is None or not re.search(rb"onload|stylesheet|<set|foreign|script", kept)
