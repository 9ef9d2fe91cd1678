"""Random histories of a documentation: each step edits some of its files, as people do.

Names come from small pools, so that pages, labels, terms and functions meet, vanish and come
back under the same name elsewhere. A tree maps paths to texts, of bytes as in Latin-1.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["STEPS", "step"]

Tree = dict[str, str]
Step = Callable[[random.Random, Tree], None]

FOLDERS = ("docs", "docs/more", "docs/deep/er")
NAMES = ("alpha", "beta", "gamma", "delta", "index", "cart")
WORDS = ("basket", "parcel", "stock", "order", "refund")
LABELS = ("stock-rules", "flow", "even", "here", "there")
HEADING = re.compile(r"^(?P<text>[^\n=`.:#-][^\n]{0,40})\n(?P<line>([=\-])\3{2,})$", re.M)
MARKDOWN = re.compile(r"^(?P<marks>#{1,3}) (?P<text>.+)$", re.M)
RECORD = "---\nstatus: {status}\ndate: 2026-0{month}-02\n{more}---\n\n# {title}\n\n{text}\n"
STATUSES = ("proposed", "accepted", "deprecated", "rejected")

#: What a page may say, with ``{w}`` a word, ``{l}`` a label and ``{p}`` a page.
RST = (
    "See :doc:`/{p}` and :ref:`{l}`.",
    ".. _{l}:\n\nAbout {w}\n---------\n\nText.",
    "More\n----\n\n:term:`{w}` and :py:func:`shop.{w}`.",
    ".. glossary::\n\n   {w}\n      What it is.",
    ".. py:function:: shop.{w}(count)\n\n   Do it. See :any:`shop.{w}`.",
    ".. py:class:: {w}\n\n   .. py:method:: run()\n\n      Run.",
    ".. js:function:: {w}(a)\n\n   Of the browser.",
    ".. option:: --{w}\n\n   :option:`--{w}` it is.",
    ".. envvar:: SHOP_{w}\n\n:envvar:`SHOP_{w}`",
    ".. figure:: /pictures/flow.png\n   :name: {l}\n\n   The {w}, :numref:`{l}`.",
    ".. image:: /pictures/{w}.png",
    ".. include:: /shared.inc",
    ".. literalinclude:: /../src/shop.py\n   :caption: {w}",
    ".. math:: a = b\n   :label: {l}\n\nAs :eq:`{l}` says.",
    ".. index:: {w}, pair: {w}; shop",
    "A note [#{w}]_.\n\n.. [#{w}] Of {w}.",
    "As [{w}]_ says.\n\n.. [{w}] A book.",
    "|{w}|\n\n.. |{w}| replace:: Put in.",
    ":download:`{w} </data.csv>`",
    ".. toctree::\n   :caption: {w}\n\n   /{p}",
    ".. toctree::\n   :hidden:\n   :glob:\n\n   /more/*",
    ".. list-table:: {w}\n   :name: {l}\n\n   * - 1\n     - 2",
    ".. code-block:: python\n   :caption: {w}\n   :name: {l}\n\n   x = 1",
    ".. contents::",
    ".. seealso:: :doc:`/{p}`",
    ".. versionadded:: 2.0\n   The {w}.",
    ".. productionlist::\n   {w}: `{w}` | x",
    ":adr:`1` and :genindex:`x` and :ref:`genindex`",
    ".. diagram:: flow.py",
    ".. diagram:: {w}.py",
    ".. decisions::",
    ".. todo:: About {w}.",
    ".. archdocs: covers=src/{w}.py",
    ".. raw:: html\n\n   <b>{w}</b>",
    ".. only:: html\n\n   For {w}.",
    ".. rubric:: {w}\n   :name: {l}",
    ".. c:struct:: {w}\n\n   .. c:member:: int count\n\n:c:struct:`{w}` and :c:func:`stock_run`",
    ".. c:function:: int {w}_run(struct {w} *one)\n\n   Run :c:member:`{w}.count`.",
    ".. cpp:class:: template<typename T> {w}\n\n   .. cpp:function:: T run(int a)",
    ".. cpp:function:: void shop::{w}(int a)\n\n   :cpp:func:`shop::{w}`, :cpp:any:`parcel::run`.",
)  # fmt: skip
MD = (
    "See [there](#{l}), {{doc}}`/{p}` and {{ref}}`{l}`.",
    "({l})=\n\n## About {w}\n\nText.",
    "## More\n\n{{term}}`{w}` and {{py:func}}`shop.{w}`.",
    "```{{glossary}}\n{w}\n  What it is.\n```",
    "```{{py:function}} shop.{w}(count)\nDo it.\n```",
    "![flow](/pictures/flow.png)",
    "```{{include}} /shared.inc\n```",
    "```{{toctree}}\n/{p}\n```",
    "```{{diagram}} flow.py\n```",
    "```{{decisions}}\n```",
    "```{{decision-log}}\n```",
    "{{adr}}`1`, {{adr}}`2`",
    "A note[^{w}].\n\n[^{w}]: Of {w}.",
    "| a | b |\n|---|---|\n| {w} | 2 |",
    "<b>{w}</b>",
)


def pages(tree: Tree) -> list[str]:
    """Return the documents, the first page too."""
    return sorted(n for n in tree if n.startswith("docs/") and n.endswith((".rst", ".md")))


def files(tree: Tree, start: str, end: str = "") -> list[str]:
    """Return paths that begin and end so."""
    return sorted(name for name in tree if name.startswith(start) and name.endswith(end))


def block(chance: random.Random, tree: Tree, path: str) -> str:
    """Return something that a page of this language may say."""
    target = chance.choice(pages(tree)).removeprefix("docs/").rpartition(".")[0]
    said = chance.choice(MD if path.endswith(".md") else RST)
    return said.format(w=chance.choice(WORDS), l=chance.choice(LABELS), p=target)


def name(chance: random.Random) -> str:
    """Return a path for a page."""
    where, called = chance.choice(FOLDERS), chance.choice(NAMES)
    return f"{where}/{called}{chance.choice(('.rst', '.rst', '.md'))}"


def add_page(chance: random.Random, tree: Tree) -> None:
    path = name(chance)
    if path.rpartition(".")[0] in {page.rpartition(".")[0] for page in pages(tree)}:
        return
    word = chance.choice(WORDS).title()
    title = f"# {word}" if path.endswith(".md") else f"{word}\n{'=' * len(word)}"
    said = [block(chance, tree, path) for _ in range(chance.randint(0, 4))]
    tree[path] = "\n\n".join([title, *said]) + "\n"


def remove_page(chance: random.Random, tree: Tree) -> None:
    own = [page for page in pages(tree) if page != "docs/index.rst"]
    if own:
        del tree[chance.choice(own)]


def move_page(chance: random.Random, tree: Tree) -> None:
    own = [page for page in pages(tree) if page != "docs/index.rst"]
    if own:
        old = chance.choice(own)
        new = name(chance).rpartition(".")[0]
        if new not in {page.rpartition(".")[0] for page in pages(tree)}:
            tree[f"{new}.{old.rpartition('.')[2]}"] = tree.pop(old)


def retitle(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(pages(tree))
    markdown = path.endswith(".md")
    found = list((MARKDOWN if markdown else HEADING).finditer(tree[path]))
    if found:
        one = chance.choice(found)
        text = f"{chance.choice(WORDS).title()} of {chance.choice(WORDS)}"
        new = f"{one['marks']} {text}" if markdown else f"{text}\n{one['line'][0] * len(text)}"
        tree[path] = tree[path][: one.start()] + new + tree[path][one.end() :]


def say_more(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(pages(tree))
    tree[path] = f"{tree[path].rstrip()}\n\n{block(chance, tree, path)}\n"


def say_less(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(pages(tree))
    said = tree[path].split("\n\n")
    if len(said) > 1:
        del said[chance.randrange(1, len(said))]
        tree[path] = "\n\n".join(said).rstrip() + "\n"


def reorder(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(pages(tree))
    said = tree[path].split("\n\n")
    rest = said[1:]
    chance.shuffle(rest)
    tree[path] = "\n\n".join([*said[:1], *rest])


def relabel(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(pages(tree))
    tree[path] = tree[path].replace(chance.choice(LABELS), chance.choice(LABELS))


def reword(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(pages(tree))
    tree[path] = tree[path].replace(chance.choice(WORDS), chance.choice(WORDS), 1)


def change_tree_of_pages(chance: random.Random, tree: Tree) -> None:
    """Put an entry into the first page's list of pages, take one out, or change an option."""
    text = tree["docs/index.rst"]
    entries = re.findall(r"^   (?!:)(\S+)$", text, re.M)
    wish = chance.randrange(4)
    target = chance.choice(pages(tree)).removeprefix("docs/").rpartition(".")[0]
    if wish == 0:
        text = text.replace("   :maxdepth: 2\n\n", f"   :maxdepth: 2\n\n   {target}\n", 1)
    elif wish == 1 and entries:
        text = text.replace(f"   {chance.choice(entries)}\n", "", 1)
    elif wish == 2:
        text = re.sub(r":maxdepth: \d", f":maxdepth: {chance.randint(1, 3)}", text)
    else:
        text = text.replace("   :numbered:\n", "") if ":numbered:" in text else text.replace(
            "   :maxdepth:", "   :numbered:\n   :maxdepth:", 1
        )  # fmt: skip
    tree["docs/index.rst"] = text


def change_shared(chance: random.Random, tree: Tree) -> None:
    path = chance.choice(("docs/shared.inc", "docs/data.csv", "src/shop.py", "src/stockroom.py"))
    word = chance.choice(WORDS)
    more = f"\n.. _{chance.choice(LABELS)}:\n\nWith {word}.\n"
    fresh = {"docs/shared.inc": f"About {word}.\n{more if chance.random() < 0.3 else ''}"}
    code = (
        f'def {word}(count: int = {chance.randrange(9)}) -> int:\n    """Do it."""\n    return 1\n'
    )
    tree[path] = fresh.get(path, code if path.endswith(".py") else f"{word},1\n")


def change_picture(chance: random.Random, tree: Tree) -> None:
    old = files(tree, "docs/pictures/")
    new = f"docs/pictures/{chance.choice((*WORDS, 'flow'))}.png"
    wish = chance.randrange(3)
    if wish == 0 or not old:
        tree[new] = f"\x89PNG\r\n\x1a\n{chance.randrange(99)}"
    elif wish == 1:
        tree[new] = tree.pop(chance.choice(old))
    else:
        del tree[chance.choice(old)]


def change_diagram(chance: random.Random, tree: Tree) -> None:
    own = files(tree, "diagrams/")
    path = f"diagrams/{chance.choice((*WORDS[:2], 'flow'))}.py"
    if chance.random() < 0.25 and own:
        del tree[chance.choice(own)]
        return
    bound = chance.choice(('"src/shop.py"', '"ADR-0001"', '"docs/cart.rst"'))
    names = chance.sample(WORDS, 2)
    tree[path] = (
        "from diagrams import Cluster, Diagram, Node\nfrom archdocs.bind import bind\n\n"
        f'with Diagram("{names[0].title()}"):\n    with Cluster("{names[1]}"):\n'
        f'        one = Node("{names[0]}", **bind({bound}))\n    one >> Node("{names[1]}")\n'
    )


def change_record(chance: random.Random, tree: Tree) -> None:
    own = files(tree, "adr/")
    wish = chance.randrange(5)
    if wish == 0 and len(own) > 1:
        del tree[chance.choice(own)]
    elif wish == 1 and own:
        path = chance.choice(own)
        status = rf"status: {chance.choice(STATUSES)}"
        tree[path] = re.sub(r"^status: .*$", status, tree[path], count=1, flags=re.M)
    elif wish == 2 and own:
        path = chance.choice(own)
        tree[f"{path[:8]}-{chance.choice(WORDS)}.md"] = tree.pop(path)
    else:
        number = chance.randint(1, 5)
        for path in files(tree, f"adr/000{number}-"):
            del tree[path]
        links = ("", "supersedes: [ADR-0001]\n", "amends: [ADR-0002]\n", "relates: [ADR-0009]\n")
        tree[f"adr/000{number}-{chance.choice(WORDS)}.md"] = RECORD.format(
            status=chance.choice(STATUSES),
            month=chance.randint(1, 9),
            more=chance.choice(links),
            title=f"Use {chance.choice(WORDS)}",
            text=f"## Context\n\nSee ADR-000{chance.randint(1, 5)} and `src/shop.py`.",
        )


def change_configuration(chance: random.Random, tree: Tree) -> None:
    word = chance.choice(WORDS)
    line = chance.choice((
        f'html_title = "{word}"\n', f'rst_prolog = ".. |{word}| replace:: {word}"\n',
        "html_use_index = not globals().get('html_use_index', True)\n",
        'exclude_patterns = ["more/*"]\n', "exclude_patterns = []\n",
        'templates_path = ["_templates"]\n',
    ))  # fmt: skip
    tree["docs/conf.py"] += line


def change_release(chance: random.Random, tree: Tree) -> None:
    tree["release"] = f"{chance.randint(1, 3)}.{chance.randint(0, 9)}"


#: Each step by name, the usual ones more than once.
STEPS: tuple[Step, ...] = (
    add_page, add_page, remove_page, move_page, move_page, retitle, retitle, say_more, say_more,
    say_less, reorder, relabel, reword, change_tree_of_pages, change_tree_of_pages, change_shared,
    change_picture, change_diagram, change_record, change_record, change_configuration,
    change_release,
)  # fmt: skip


def step(chance: random.Random, tree: Tree) -> list[str]:
    """Edit a tree in place, a few times; return what was done."""
    chosen = chance.choices(STEPS, k=chance.randint(1, 5))
    for each in chosen:
        each(chance, tree)
    return [each.__name__ for each in chosen]
