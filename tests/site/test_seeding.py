"""Versions built from what their neighbours left are those that are built from nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import randomhistories
from archdocs.project import Project, shipped_templates
from archdocs.site.drawings import draw
from archdocs.site.rehearsal import ahead
from archdocs.site.standins import checked, replaced
from archdocs.system import sandbox
from archdocs.system.cache import Cache
from archdocs.system.export import FIXED_TIME
from archdocs.system.warm import Warm

Tree = dict[str, str]
Edit = Callable[[Tree], None]
PNG = "\x89PNG\r\n\x1a\n"
CONF = """\
project = "Shop"
html_theme = "{theme}"
extensions = ["archdocs.sphinxext", "sphinx.ext.todo", "sphinx.ext.viewcode", "sphinx.ext.autodoc"]
numfig = True
todo_include_todos = True
templates_path = ["_templates"]
import sys
sys.path.insert(0, r"{src}")
"""
INDEX = """\
Shop
====

See :ref:`stock-rules`, :term:`basket`, :py:func:`shop.reserve`, :doc:`cart` and :numref:`flow`.

.. toctree::
   :numbered:
   :maxdepth: 2

   stock
   cart
   notes
   terms

.. toctree::
   :glob:

   more/*

.. todolist::
"""
STOCK = """\
Stock
=====

.. _stock-rules:

Rules
-----

.. archdocs: covers=src/shop.py

.. py:function:: shop.reserve(count)

   Reserve. See :doc:`cart`.

.. _flow:

.. figure:: pictures/flow.png

   The flow.

.. math:: a = b
   :label: even

Held, as :eq:`even` says. :ref:`no-such-label`

.. literalinclude:: ../src/shop.py
"""
CART = """\
Cart
====

.. include:: shared.inc

Totals
------

A :term:`basket` and :py:func:`reserve`, :download:`data <data.csv>`. :any:`shop.cancel`

.. todo:: Round.
"""
NOTES = """\
# Notes

See [the rules](stock.rst), [totals](#local), {adr}`1` and [terms](terms.md#words).

## Local

```{decisions}
```

```{decision-log}
```

```{freshness}
```

```{coverage}
```

```{systems}
```
"""
TERMS = """\
# Terms

## Words

```{glossary}
basket
  What is bought.
```

{term}`parcel`

```{diagram} flow.py
```

```{digraph} words
basket -> parcel [label="becomes"]
```
"""
FLOW = """\
from diagrams import Diagram, Node
from archdocs.bind import bind

with Diagram("Flow"):
    Node("Shop", **bind("src/shop.py", owner="shop"))
    Node("Log")  # archdocs: ADR-0001
"""
PARTS = """\
Parts
=====

.. c:struct:: shelf

   .. c:member:: int width

.. c:function:: int shelf_fill(struct shelf *one)

.. cpp:namespace:: store

.. cpp:class:: template<typename T> Box : public Case

   .. cpp:function:: T take(int count)
   .. cpp:enum-class:: Size

      .. cpp:enumerator:: SMALL
"""
USES = """\
Uses
====

:c:func:`shelf_fill`, :c:member:`shelf.width`, :cpp:func:`store::Box::take`, :cpp:any:`store::Box`.
"""
LAYOUT = '{% extends "!layout.html" %}\n{% block footer %}New{% endblock %}\n'
LOCAL = """\
def setup(app):
    def said(app, docname, content):
        content[0] += "\\n\\nOne.\\n"
    app.connect("source-read", said)
    return {"version": "1", "env_version": 1}
"""
RECORD = "---\nstatus: {status}\ndate: 2026-01-02\n---\n\n# {title}\n\nText.\n"


def start(theme: str = "alabaster") -> Tree:
    """Return a documentation with a bit of everything."""
    return {
        "archdocs.toml": "",
        "docs/conf.py": CONF.format(theme=theme, src="src"),
        "docs/index.rst": INDEX,
        "docs/stock.rst": STOCK,
        "docs/cart.rst": CART,
        "docs/notes.md": NOTES,
        "docs/terms.md": TERMS,
        "docs/shared.inc": "Shared words.\n",
        "docs/data.csv": "1,2\n",
        "docs/pictures/flow.png": PNG + "one",
        "docs/more/api.rst": "Code\n====\n\n.. automodule:: stockroom\n   :members:\n",
        "docs/more/parts.rst": PARTS,
        "docs/more/uses.rst": USES,
        "src/local.py": LOCAL,
        "src/shop.py": "def reserve(count):\n    return count\n",
        "src/stockroom.py": 'def hold(count: int) -> int:\n    """Hold."""\n    return count\n',
        "diagrams/flow.py": FLOW,
        "adr/0001-use-kafka.md": RECORD.format(status="accepted", title="Use Kafka"),
    }


def replacing(path: str, old: str, new: str) -> Edit:
    """Return an edit of one text."""

    def edit(tree: Tree) -> None:
        if path in tree:
            tree[path] = tree[path].replace(old, new)

    return edit


def moving(old: str, new: str) -> Edit:
    """Return an edit that renames a file, or removes it where ``new`` is empty."""

    def edit(tree: Tree) -> None:
        text = tree.pop(old, None)
        if text is not None and new:
            tree[new] = text

    return edit


def writing(path: str, text: str) -> Edit:
    """Return an edit that writes a file."""
    return lambda tree: tree.update({path: text})


EDITS: Mapping[str, Edit] = {
    "a word": replacing("docs/cart.rst", "A :term:", "One :term:"),
    "a title": replacing("docs/stock.rst", "Stock\n=====", "Stores\n======"),
    "a heading": replacing("docs/stock.rst", "Rules\n-----", "Norms\n-----"),
    "a heading in Markdown": replacing("docs/terms.md", "## Words", "## Vocabulary"),
    "a label gone": replacing("docs/stock.rst", ".. _stock-rules:", ".. _store-rules:"),
    "a label that was missing": replacing(
        "docs/cart.rst", "Totals\n-", ".. _no-such-label:\n\nTotals\n-"
    ),
    "a page more": writing("docs/more/returns.rst", "Returns\n=======\n\n:doc:`/cart`\n"),
    "a page less": moving("docs/more/api.rst", ""),
    "a linked page gone": moving("docs/terms.md", ""),
    "a linked page moved": moving("docs/terms.md", "docs/words.md"),
    "a page moved": moving("docs/more/api.rst", "docs/more/interface.rst"),
    "another suffix": moving("docs/shared.inc", "docs/shared.txt"),
    "a page in another language": lambda tree: (
        moving("docs/cart.rst", "")(tree),
        writing("docs/cart.md", "# Cart\n\n## Totals\n\nText.\n")(tree),
    )[0],
    "an included file": replacing("docs/shared.inc", "words", "text"),
    "a graph in a page": replacing("docs/terms.md", "becomes", "turns into"),
    "a picture": replacing("docs/pictures/flow.png", "one", "two"),
    "a picture of another name": lambda tree: (
        moving("docs/pictures/flow.png", "docs/pictures/way.png")(tree),
        replacing("docs/stock.rst", "flow.png", "way.png")(tree),
    )[0],
    "another picture of the same name": lambda tree: (
        writing("docs/more/flow.png", PNG + "three")(tree),
        writing("docs/more/a.rst", "A\n=\n\n.. image:: flow.png\n")(tree),
    )[0],
    "a file to download": replacing("docs/data.csv", "2", "3"),
    "a term more": replacing("docs/terms.md", "```\n\n{term}", "\nparcel\n  Sent.\n```\n\n{term}"),
    "a term less": replacing("docs/terms.md", "basket\n  What is bought.\n", "box\n  A box.\n"),
    "a function more": replacing(
        "docs/stock.rst", ".. math", ".. py:function:: shop.cancel()\n\n.. math"
    ),
    "a function renamed": replacing("docs/stock.rst", "shop.reserve(count)", "shop.keep(count)"),
    "an equation less": replacing("docs/stock.rst", "   :label: even\n", ""),
    "the order of pages": replacing("docs/index.rst", "   stock\n   cart\n", "   cart\n   stock\n"),
    "a page nobody lists": replacing("docs/index.rst", "   terms\n", ""),
    "a numbered figure before": replacing(
        "docs/stock.rst", ".. _flow:", ".. figure:: pictures/flow.png\n\n   First.\n\n.. _flow:"
    ),
    "quoted code": replacing("src/shop.py", "return count", "return count + 1"),
    "documented code": replacing("src/stockroom.py", "Hold.", "Hold it."),
    "a note to do": replacing("docs/cart.rst", "Round.", "Round up."),
    "a note to do further down": replacing("docs/cart.rst", "A :term:", "More.\n\nA :term:"),
    "a note to do on another page": writing("docs/aim.rst", "Aim\n===\n\n.. todo:: Go on.\n"),
    "a function of C less": replacing(
        "docs/more/parts.rst", ".. c:function:: int shelf_fill(struct shelf *one)\n", ""
    ),
    "a function of C elsewhere": lambda tree: (
        EDITS["a function of C less"](tree),
        replacing("docs/cart.rst", "Totals\n-", ".. c:function:: int shelf_fill()\n\nTotals\n-")(
            tree
        ),
    )[0],
    "a method of C++ with other arguments": replacing(
        "docs/more/parts.rst", "int count", "long count"
    ),
    "a class of C++ renamed": replacing("docs/more/parts.rst", "> Box", "> Crate"),
    "a status": replacing("adr/0001-use-kafka.md", "accepted", "deprecated"),
    "a decision's title": replacing("adr/0001-use-kafka.md", "Use Kafka", "Use a log"),
    "a decision more": writing(
        "adr/0002-use-pulsar.md", RECORD.format(status="proposed", title="Use Pulsar")
    ),
    "what a node stands for": replacing(
        "diagrams/flow.py", '"src/shop.py", owner="shop"', '"ADR-0001"'
    ),
    "code that a node stands for": moving("src/shop.py", "src/store.py"),
    "a page that shows a diagram": replacing("docs/terms.md", "```{diagram} flow.py\n```\n", ""),
    "what a section covers": replacing("docs/stock.rst", "covers=src/shop.py", "covers=src/*.py"),
    "a folder moved": lambda tree: (
        moving("docs/pictures/flow.png", "docs/more/flow.png")(tree),
        moving("docs/more/api.rst", "docs/further/api.rst")(tree),
        replacing("docs/stock.rst", "pictures/", "more/")(tree),
        replacing("docs/index.rst", "more/*", "further/*")(tree),
    )[0],
    "another theme": replacing("docs/conf.py", '"alabaster"', '"basic"'),
    "a title of all pages": replacing("docs/conf.py", "numfig", "html_title = 'New'\nnumfig"),
    "an extension more": replacing("docs/conf.py", "numfig", "extensions += ['local']\nnumfig"),
    "a template": writing("docs/_templates/layout.html", LAYOUT),
    "a label twice": replacing("docs/cart.rst", "Totals\n-", ".. _stock-rules:\n\nTotals\n-"),
    "nothing": lambda tree: None,
}


@dataclass
class Builder:
    """Builds trees in one place, from what is there and from nothing."""

    warm: Warm
    top: Path
    drawn: Cache
    #: How many pages were taken over in versions that were compared.
    taken: int = 0

    @property
    def place(self) -> Path:
        """The folder of the chain."""
        return self.top / "place"

    def build(self, tree: Tree) -> tuple[dict[str, bytes], dict[str, Any]]:
        """Build a tree and return the files and the report."""
        root = self.place / "tree"
        shutil.rmtree(root, ignore_errors=True)
        for name, text in tree.items():
            if name == "release":
                continue
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.replace('r"src"', repr(str(root / "src"))).encode("latin-1"))
            os.utime(path, (FIXED_TIME, FIXED_TIME))
        (self.place / "findings.json").write_text("[]")
        draw(Project(root, cache=self.drawn), root, self.place / "cache")
        job = {
            "srcdir": str(root / "docs"),
            "confdir": str(root / "docs"),
            "outdir": str(self.place / "html"),
            "doctreedir": str(self.place / "doctrees"),
            "options": {
                "archdocs_root": str(root),
                "archdocs_findings": str(self.place / "findings.json"),
            },
            "release": tree.get("release", ""),
            "seeded": True,
            "guard": True,
            "network": False,
            "report": str(self.place / "report.json"),
        }
        (self.place / "job.json").write_text(json.dumps(job))
        sandbox.run(
            ["-m", "archdocs.site.sphinx_run", str(self.place / "job.json")],
            sandbox.Policy(read=(shipped_templates(),), write=(self.place,)),
            cwd=self.place,
            env={
                "PYTHONHASHSEED": "0",
                "SOURCE_DATE_EPOCH": "1000000000",
                "ARCHDOCS_CACHE_DIR": str(self.place / "cache"),
            },
            warm=self.warm,
        )
        report = json.loads((self.place / "report.json").read_text())
        if report["again"]:
            return self.build(tree)
        html = self.place / "html"
        files = (path for path in html.rglob("*") if path.is_file())
        made = {str(path.relative_to(html)): path.read_bytes() for path in files}
        return {n: data for n, data in made.items() if not n.startswith(".buildinfo")}, report

    def clean(self, tree: Tree) -> tuple[dict[str, bytes], dict[str, Any]]:
        """Build a tree in the same place as if nothing were there, and put back what was."""
        aside = self.top / "aside"
        self.place.rename(aside)
        self.place.mkdir()
        try:
            return self.build(tree)
        finally:
            shutil.rmtree(self.place)
            aside.rename(self.place)

    def compare(self, tree: Tree, *, whole: bool = True) -> None:
        """Build both ways; the outcome must be the same, and good where the tree is ``whole``."""
        seeded, told = self.build(tree)
        clean, expected = self.clean(tree)
        assert (told["ok"], expected["ok"]) in ((True, True), (whole, whole)), expected["error"]
        if not expected["ok"]:
            return
        different = [n for n in sorted(seeded | clean) if seeded.get(n) != clean.get(n)]
        assert different == []
        assert told == expected
        self.taken += len(self.state["taken_over"])

    @property
    def state(self) -> dict[str, Any]:
        """What the last build left for the next."""
        found = json.loads((self.place / "doctrees/archdocs-seed.json").read_text())
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Return a process with everything imported."""
    home = tmp_path_factory.mktemp("server")
    env = sandbox.environment(home, {"PYTHONHASHSEED": "0"})
    with Warm(ahead(b""), cwd=home, env=env) as made:
        yield made


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Return where pictures are kept for all tests."""
    return Cache(tmp_path_factory.mktemp("drawn"))


@pytest.fixture
def builder(warm: Warm, drawn: Cache, tmp_path: Path) -> Builder:
    made = Builder(warm, tmp_path, drawn)
    made.place.mkdir()
    return made


@pytest.fixture(scope="module")
def seed(warm: Warm, drawn: Cache, tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """Return a place where the first version is built, for copies of it."""
    made = Builder(warm, tmp_path_factory.mktemp("seed"), drawn)
    made.place.mkdir()
    made.build(start())
    shutil.copytree(made.place, made.top / "first")
    return made


#: What Sphinx itself gets wrong, or what a digest could miss; `make test-slow` tries the rest.
TELLING = frozenset({
    "a title", "a heading in Markdown", "a label that was missing", "a linked page gone",
    "a page moved", "a page in another language", "an included file", "a picture", "a term less",
    "another picture of the same name", "a page nobody lists", "quoted code", "a status",
    "a label twice", "what a node stands for", "a function of C less", "a class of C++ renamed",
    "a page that shows a diagram", "a graph in a page",
})  # fmt: skip
CASES = [pytest.param(n, marks=() if n in TELLING else pytest.mark.slow) for n in EDITS]


@pytest.mark.parametrize("name", CASES)
def test_after_each_edit_the_pages_are_those_of_a_clean_build(seed: Builder, name: str) -> None:
    shutil.rmtree(seed.place)
    shutil.copytree(seed.top / "first", seed.place)
    tree = start()
    EDITS[name](tree)
    seed.compare(tree)


def history(builder: Builder, number: int, length: int, theme: str) -> None:
    """Compare the versions of a chain; every other one is of random edits of random files."""
    chance = random.Random(number)
    tree = start(theme)
    if number % 4 > 1:
        # Without numbers a page more or less changes nothing but navigation.
        replacing("docs/index.rst", "   :numbered:\n", "")(tree)
        replacing("docs/conf.py", "numfig = True", "numfig = False")(tree)
    for _ in range(length):
        if number % 2:
            randomhistories.step(chance, tree)
        else:
            for name in chance.sample(list(EDITS), chance.randint(1, 4)):
                EDITS[name](tree)
        # Pages that list each other in circles can be too much for Sphinx.
        builder.compare(tree, whole=number % 2 == 0)


@pytest.mark.parametrize("number", range(2))
def test_a_chain_of_versions_equals_clean_builds(builder: Builder, number: int) -> None:
    history(builder, number, 3, "alabaster")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "basic", "furo"])
@pytest.mark.parametrize("number", range(100, 140))
def test_many_chains(builder: Builder, number: int, theme: str) -> None:
    history(builder, number, 5, theme)


def test_few_pages_are_read_and_written_again(builder: Builder) -> None:
    tree = start()
    builder.build(tree)
    state = builder.place / "doctrees/archdocs-seed.json"
    assert json.loads(state.read_text())["usable"]
    times = {path: path.stat().st_mtime_ns for path in builder.place.glob("html/*.html")}
    EDITS["a word"](tree)
    builder.build(tree)
    again = {path.name for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert "cart.html" in again
    assert again.isdisjoint({"stock.html", "terms.html", "notes.html"})


BESIDE = """\
project = "Shop"
html_theme = "pydata_sphinx_theme"
extensions = ["sphinx.ext.todo"]
def said(app, page, template, context, doctree):
    if page == "seen":
        context["body"] += doctree.astext()
def none(app, doctree, docname):
    pass
def setup(app):
    app.connect("html-page-context", said)
"""
PLAIN = {
    "docs/conf.py": BESIDE,
    "docs/index.rst": "Shop\n====\n\n.. toctree::\n   :glob:\n\n   *\n",
    "docs/about.rst": "About\n=====\n\nHere.\n",
    "docs/linking.rst": "Links\n=====\n\nTo :doc:`about`.\n",
    "docs/noted.rst": "Noted\n=====\n\n.. todo:: More.\n",
    "docs/plain.rst": "Plain\n=====\n\nSee :doc:`seen` & *more*.\n\n.. figure:: a.png\n\n   A.\n",
    "docs/seen.rst": "Seen\n====\n\n.. code-block:: python\n\n   x = 1\n",
    "docs/warned.rst": "Warned\n======\n\n.. code-block:: nonesuch\n\n   x\n",
    "docs/a.png": PNG,
}


QUIET = """\
import logging
def setup(app):
    handlers = logging.getLogger("sphinx").handlers
    warned, = [each for each in handlers if each.level == logging.WARNING]
    warned.filters.insert(0, lambda record: "nonesuch" not in record.getMessage())
"""


def test_warnings_that_a_configuration_filters_out_are_not_told(builder: Builder) -> None:
    kept = ("docs/index.rst", "docs/about.rst", "docs/warned.rst")
    tree = {"docs/conf.py": QUIET} | {name: PLAIN[name] for name in kept}
    told = [builder.build(tree)[1] for _ in range(2)]
    writing("docs/about.rst", "Of us\n=====\n\n:doc:`nowhere`\n")(tree)
    told.append(builder.build(tree)[1])
    assert [(each["ok"], each["warnings"]) for each in told] == [(True, 0), (True, 0), (True, 1)]


def test_pages_beside_a_retitled_one_are_taken_over(builder: Builder) -> None:
    tree = dict(PLAIN)
    builder.build(tree)
    writing("docs/about.rst", "Of us\n=====\n\nHere.\n")(tree)
    builder.compare(tree)
    assert builder.state["taken_over"] == ["plain", "seen"]
    assert b"Of us" in (builder.place / "html/plain.html").read_bytes()
    # What was kept and is damaged is made anew, as is all beside a listener that nobody knows.
    (builder.place / "doctrees/archdocs-bodies/plain.json").write_text("{")
    writing("docs/new.rst", "New\n===\n")(tree)
    builder.compare(tree)
    assert builder.state["taken_over"] == ["about", "linking", "seen"]
    tree["docs/conf.py"] += '    app.connect("doctree-resolved", none)\n'
    moving("docs/new.rst", "")(tree)
    builder.build(tree)
    assert builder.state["taken_over"] == []


def test_a_link_to_an_index_goes_with_the_last_that_is_in_it(builder: Builder) -> None:
    tree = start("basic")
    builder.build(tree)
    writing("docs/more/api.rst", "Code\n====\n\nNone.\n")(tree)
    builder.compare(tree)
    assert not (builder.place / "html/py-modindex.html").exists()


def renavigate(chance: random.Random, tree: Tree, number: int) -> None:
    """Edit what shows beside other pages, and a bit else."""
    pages = sorted(
        name for name in tree if name.endswith(".rst") and not name.endswith("index.rst")
    )
    page = chance.choice(pages)
    title = f"{chance.choice(['Cart', 'Stock', 'On & on'])} {chance.randrange(3)}"
    folder = chance.choice(["docs", "docs/more", "docs/more/deep"])
    other = chance.choice(pages).removeprefix("docs").removesuffix(".rst")
    link = chance.choice([f":doc:`{other}`", f":any:`l{number % 4}`", f":ref:`l{number % 4}`"])
    head = f".. _l{number % 3}:\n\n" if chance.random() < 0.4 else ""
    text = f"{title}\n{'=' * 20}\n\n{head}Part {number}\n-------------\n\nSee {link}, *x*.\n"
    step = chance.choice(["add", "add", "retitle", "retitle", "retitle", "remove", "move", "text"])
    if step == "add":
        tree[f"{folder}/page{number}.rst"] = text
    elif step == "retitle":
        tree[page] = f"{title}\n{'=' * 20}\n" + tree[page].partition("=\n")[2]
    elif step == "remove" and len(pages) > 3:
        del tree[page]
    elif step == "move":
        tree[f"{folder}/moved{number}.rst"] = tree.pop(page)
    elif step == "text":
        tree[page] += f"\nMore of {title}, {link}.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "theme", ["alabaster", "pydata_sphinx_theme", "basic", "furo", "classic", "nature"]
)
@pytest.mark.parametrize("number", range(6))
def test_histories_of_navigation(builder: Builder, number: int, theme: str) -> None:
    chance = random.Random(number)
    tree = dict(PLAIN)
    tree["docs/conf.py"] = f'project = "Shop"\nhtml_theme = "{theme}"\n'
    for name in ("docs", "docs/more", "docs/more/deep"):
        listed = "\n   ".join(["*", "*/index"])
        tree[f"{name}/index.rst"] = f"{name}\n=====\n\n.. toctree::\n   :glob:\n\n   {listed}\n"
    for step in range(40, 46):
        tree[f"docs/more/page{step}.rst"] = f"Page {step}\n=======\n\nPart\n----\n"
    for step in range(8):
        renavigate(chance, tree, step)
        builder.compare(tree)
    assert builder.taken > 8


def test_an_interrupted_build_leaves_nothing_to_start_from(builder: Builder) -> None:
    tree = start()
    builder.build(tree)
    broken = {**tree, "docs/conf.py": "raise RuntimeError\n"}
    assert builder.build(broken)[1]["ok"] is False
    builder.compare(tree)
    (builder.place / "doctrees/archdocs-seed.json").write_text("[" * 9000)
    builder.compare(tree)


def test_another_release_writes_no_page_again(builder: Builder) -> None:
    tree = start()
    tree["docs/conf.py"] += 'release = "9.9.1"\nversion = "9.9"\n'
    tree["docs/cart.rst"] += "\nOf |release|, |version|.\n"
    files, report = builder.build(tree)
    assert set(report["meant"].values()) == {"9.9.1", "9.9"}
    state = {path: path.stat().st_mtime_ns for path in builder.place.glob("html/*.html")}
    again, report = builder.build({**tree, "release": "2.0.1"})
    assert again == files
    assert {path: path.stat().st_mtime_ns for path in state if path.stem == "cart"} == {
        path: time for path, time in state.items() if path.stem == "cart"
    }
    page = replaced(again["cart.html"], checked(report["meant"])).decode()
    assert "Of 2.0.1, 2.0." in page
    assert "Shop 2.0.1 documentation</title>" in page


def test_a_release_that_is_asked_for_is_stated(builder: Builder) -> None:
    tree = start()
    tree["docs/conf.py"] += 'release = "9.9"\nextensions += ["sphinx.ext.ifconfig"]\n'
    tree["docs/cart.rst"] += "\n.. ifconfig:: release.startswith('2')\n\n   Two.\n"
    files, report = builder.build({**tree, "release": "2.0.1"})
    assert (report["meant"], b"Two." in files["cart.html"]) == ({}, True)


def test_what_is_put_into_pages_is_plain() -> None:
    token = "71509182.73.645"
    for value in ("<script>", "1.0 beta", 3, None, "", "x" * 61):
        assert checked({token: value}) == {}
    assert checked({"Shop": "1.0"}) == checked(None) == checked([token]) == {}
    assert checked({token: "1.0"}) == {token: "1.0"}
