"""What a page of one version may leave to the builds of others: nothing that runs."""

from __future__ import annotations

import pytest

from archdocs.project import Project
from archdocs.site.build import build
from archdocs.site.running import running_in
from archdocs.sphinxext.conditions import is_plain
from support import Repo

CONF = """\
import os, sys
sys.path.insert(0, os.path.abspath("."))
project = "Shop"
extensions = ["sphinx.ext.ifconfig", "sphinx_exec_code"]
html_theme = "basic"
"""
#: What people install to run the code of pages, under the name of one of them.
EXTENSION = """\
from docutils.parsers.rst import Directive

class Run(Directive):
    has_content = True

    def run(self):
        exec("\\n".join(self.content))
        return []

def setup(app):
    app.add_directive("exec_code", Run)
    return {}
"""
#: Once this build is done, it changes a page that later versions have, too.
POISON = (
    '[made.app.connect("build-finished", lambda app, _: __import__("pathlib").Path(app.outdir,'
    ' "{page}.html").write_text("poison"), 2000) for made in __import__("sys").modules['
    '"archdocs.sphinxext.seeding"].KNOWN.values()]'
)
INDEX = """\
Start
=====

.. toctree::

   one
   two

.. ifconfig:: {condition}

   Shown.

.. ifconfig:: project in ("Shop", "Store")

   Shown too.

.. exec_code::

   {code}
"""


def test_a_page_that_runs_code_changes_no_later_version(repo: Repo) -> None:
    repo.write("archdocs.toml", '[site]\nsearch = "sphinx"\n')
    repo.write("docs/conf.py", CONF)
    repo.write("docs/sphinx_exec_code.py", EXTENSION)
    for page in ("one", "two"):
        repo.write(f"docs/{page}.rst", f"{page}\n===\n\nText.\n")
    condition, code = (POISON.format(page=page) for page in ("one", "two"))
    repo.write("docs/index.rst", INDEX.format(condition=condition, code=code))
    repo.commit("attack")
    repo.git("tag", "v1.0")
    repo.write("docs/index.rst", INDEX.format(condition="True", code="pass"))
    repo.commit("as it should be")
    repo.git("tag", "v2.0")
    first = build(Project(repo.path), refs=["v1.0"])
    (made,) = first.versions
    assert [note.message.partition(":")[0] for note in made.notes] == ["left out"]
    assert "a condition that is code" in made.notes[0].message
    assert "Shown too." in (first.output / "v1.0/index.html").read_text()
    assert "Text." in (first.output / "v1.0/one.html").read_text()
    assert (first.output / "v1.0/two.html").read_text() == "poison"  # Its own page, which it may.
    later = build(Project(repo.path), refs=["v2.0"])
    assert "Shown." in (later.output / "v2.0/index.html").read_text()
    for page in ("one", "two"):
        assert "Text." in (later.output / f"v2.0/{page}.html").read_text()


@pytest.mark.parametrize(
    ("condition", "plain"),
    [
        ("releaselevel not in ('alpha', 'beta', 'rc')", True),
        ("not draft and language == 'de' or version.startswith('1.')", True),
        ("html_theme_options.get('x', -1)[0] != None", True),
        ("__import__('os')", False),
        ("exec('x')", False),
        ("release.__class__", False),
        ("[x for x in release]", False),
        ("(lambda: 1)()", False),
        ("'a' * 10 ** 10", False),
        ("release.format(release)", False),
        ("f'{release}'", False),
        ("x :=", False),
        ("(" * 400 + ")" * 400, False),
    ],
)
def test_conditions_compare_and_do_nothing_else(condition: str, plain: bool) -> None:
    assert is_plain(condition) == plain


def test_extensions_that_run_what_pages_say() -> None:
    conf = b'extensions = ["sphinx.ext.autodoc", "sphinx_click.ext", \'IPython.sphinxext.x\', "a"]'
    assert running_in(conf) == {"sphinx_click.ext", "IPython.sphinxext.x"}
    assert not running_in(b'extensions = ["sphinx_clicks", "matplotlib", "my.sphinx_click"]')
