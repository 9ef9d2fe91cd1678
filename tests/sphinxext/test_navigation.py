"""The sidebar that is resolved once is the one that the theme makes for each page."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdocs.sphinxext.navigation import Tree
from sphinxrun import build

INDEX = """\
Home
====

.. toctree::
   :caption: First & last
   :maxdepth: 3

   one
   deep/index
   Somewhere <https://example.org/?a=1&b=2>

.. toctree::
   :hidden:

   two & three
   self
   The first again <one>
   genindex
"""
PAGES = {
    "one": "One\n===\n\nInside\n------\n",
    "two & three": "Two\n===\n",
    "deep/index": "Deep\n====\n\n.. toctree::\n   :numbered:\n\n   a\n   further/index\n",
    "deep/a": "A <b> & *more*\n==============\n",
    "deep/further/index": "Further\n=======\n\n.. toctree::\n\n   end\n",
    "deep/further/end": "End\n===\n\nOnly here\n---------\n",
    "alone": ":orphan:\n\nAlone\n=====\n",
}
LAYOUT = """\
{%- extends "!layout.html" %}
{%- block document %}
{{ toctree(collapse=False, maxdepth=-1) }}{{ toctree(collapse=False, titles_only=True) }}
{{ toctree() }}{{ super() }}
{%- endblock %}
"""


def pages(root: Path, theme: str, *extensions: str) -> dict[str, str]:
    """Build with a theme and extensions, and return the pages."""
    named = ",".join(extensions)
    done = build(root, "-D", f"html_theme={theme}", "-D", f"extensions={named}", out=f"out{named}")
    assert done.status == 0, done.log
    files = done.out.rglob("*.html")
    return {path.relative_to(done.out).as_posix(): path.read_text() for path in files}


@pytest.mark.parametrize("theme", ["furo", "basic"])
def test_the_tree_is_the_one_that_the_theme_makes(tmp_path: Path, theme: str) -> None:
    docs = tmp_path / "docs"
    for name, text in {**PAGES, "index": INDEX}.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / f"{name}.rst").write_text(text)
    if theme == "basic":
        (docs / "_templates").mkdir()
        (docs / "_templates/layout.html").write_text(LAYOUT)
    # Only trees that were made once are marked; that they were, the second extension tells.
    (docs / "made.py").write_text(
        "import archdocs.sphinxext.navigation as n\n"
        "def setup(app):\n"
        "    of = n.Tree.of\n"
        "    count = []\n"
        "    n.Tree.of = lambda tree, page: (count.append(page), of(tree, page))[1]\n"
        "    def tell(app, error):\n"
        "        assert len(set(count)) == len(app.env.found_docs) + 2, count\n"
        "    app.connect('build-finished', tell)\n"
    )
    conf = f'import sys\nsys.path.insert(0, {str(docs)!r})\ntemplates_path = ["_templates"]\n'
    (docs / "conf.py").write_text(conf)
    expected = pages(tmp_path, theme, "sphinx.ext.todo")
    made = pages(tmp_path, theme, "archdocs.sphinxext.navigation", "made")
    assert len(expected) == len(PAGES) + 3
    assert {n for n in expected if expected[n] != made.get(n)} == set()
    if theme == "furo":
        assert 'current-page"' in made["deep/further/end.html"]


def test_a_tree_without_branches_marks_its_page_whatever_is_written_first(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").touch()
    (docs / "index.rst").write_text("Home\n====\n\n.. toctree::\n\n   one\n   two\n   zoo\n")
    for name in ("one", "two", "zoo"):
        (docs / f"{name}.rst").write_text(f"{name.title()}\n===\n")
    # These come first, and no tree lists them.
    for number in range(5):
        (docs / f"a{number}.rst").write_text(":orphan:\n\nAlone\n=====\n")
    expected = pages(tmp_path, "furo", "sphinx.ext.todo")
    made = pages(tmp_path, "furo", "archdocs.sphinxext.navigation")
    assert {n for n in expected if expected[n] != made.get(n)} == set()
    assert 'current-page"' in made["zoo.html"]


@pytest.mark.parametrize(
    "text",
    [
        '<ul class="current">\n<li class="toctree-l1"></li></ul>',
        '<ul>\n<li class="toctree-l1 special"></li></ul>',
        '<ul>\n<li><a class="reference internal" href="gone.html">G</a></li></ul>',
        '<a class="reference internal" href="gone.html">G</a>',
        "</li>",
        "<ul>",
        '<ul>\n<li class="toctree-l1"><input type="text"/></li></ul>',
    ],
)
def test_a_tree_that_is_not_understood_is_left_to_the_theme(text: str) -> None:
    assert not Tree(text, lambda _, page: f"{page}.html", {"one"}).understood
