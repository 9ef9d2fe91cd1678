"""Import what a build will, and build a page of nothing: what every build does first is done.

In the process that children are forked from: regular expressions, templates and lexers are
compiled once for all of them. The page is ours; nothing of any repository is read or run, save
an installed theme by its name.
"""

from __future__ import annotations

import itertools
import re
import sys
import tempfile
from pathlib import Path

__all__ = ["ahead", "rehearse", "theme_in"]

#: What every build imports.
MODULES = (
    "sphinx.application",
    "sphinx.builders.html",
    "sphinx.environment.adapters.indexentries",
    "sphinx.ext.mathjax",
    "sphinx.search.en",
    "sphinx.domains.c",
    "sphinx.domains.cpp",
    "docutils.parsers.rst.directives.tables",
    "pygments.lexers.python",
    "pygments.lexers.data",
    "pygments.lexers.shell",
    "archdocs.site.sphinx_run",
    "archdocs.site.start_run",
    "archdocs.sphinxext.formulas",
    "archdocs.sphinxext.guard",
    "archdocs.sphinxext.navigation",
    "archdocs.sphinxext.reach",
    "archdocs.sphinxext.seeding",
    "archdocs.sphinxext.shortcuts",
    "archdocs.sphinxext.versioning",
)
MYST = ("myst_parser.sphinx_ext.main", "myst_parser.parsers.sphinx_")
#: What it imports besides where its configuration has these words, as far as it is installed.
NAMED = {
    b"myst": MYST,
    b"sphinx_design": ("sphinx_design",),
    b"sphinxcontrib.mermaid": ("sphinxcontrib.mermaid",),
    b"pydata_sphinx_theme": ("pydata_sphinx_theme",),
    b"archdocs.sphinxext": (
        *MYST,
        "sphinx_design",
        "sphinxcontrib.mermaid",
        "archdocs.sphinxext",
        "archdocs.sphinxext.diagram",
        "archdocs.sphinxext.mermaid",
        "archdocs.sphinxext.pages",
        "archdocs.sphinxext.records",
        "archdocs.sphinxext.supersession",
    ),
}

#: What a configuration most often says, and what its theme is.
THEME = re.compile(rb"^html_theme\s*=\s*[\"']([A-Za-z0-9_-]{1,60})[\"']", re.MULTILINE)
PAGE = """\
# Page

## Section

Words, `code`, {ref}`search`.

| A | B |
|---|---|
| 1 | 2 |

```python
def one(): return 1
```

```yaml
one: 1
```

```{note}
Note.
```
"""
INDEX = "Start\n=====\n\n.. toctree::\n\n   page\n\n.. code-block:: console\n\n   $ run\n"


def ahead(conf: bytes) -> tuple[str, ...]:
    """Return the modules to import ahead of builds with this text of a ``conf.py``.

    Where it is empty, the configuration is not known: what any may want.
    """
    named = (modules for word, modules in NAMED.items() if not conf or word in conf)
    return tuple(dict.fromkeys((*MODULES, *itertools.chain.from_iterable(named))))


def theme_in(conf: bytes) -> str:
    """Return the theme that the text of a ``conf.py`` names, or Sphinx's own."""
    found = THEME.search(conf)
    return found[1].decode() if found else "alabaster"


def rehearse(theme: str) -> bool:
    """Build a page with a theme, in a folder that is removed; say whether that worked.

    Where it fails nothing is lost but time: each version does for itself what this does for all.
    """
    # Late: whoever only asks for the theme has no Sphinx loaded.
    from archdocs.site.sphinx_run import run, without_trace

    with without_trace(), tempfile.TemporaryDirectory(prefix="archdocs-rehearsal-") as name:
        top = Path(name)
        docs = top / "docs"
        docs.mkdir()
        # Where builds will not have it, it was not imported ahead.
        used = [each for each in ("myst_parser",) if each in sys.modules]
        conf = {"project": "Rehearsal", "extensions": used, "html_theme": theme}
        text = "".join(f"{key} = {value!r}\n" for key, value in conf.items())
        (docs / "conf.py").write_text(text, "utf-8")
        (docs / "index.rst").write_text(INDEX, "utf-8")
        (docs / "page.md").write_text(PAGE, "utf-8")
        report = run({
            "srcdir": str(docs),
            "confdir": str(docs),
            "outdir": str(top / "html"),
            "doctreedir": str(top / "doctrees"),
            "options": {"archdocs_site": True, "archdocs_root": str(top)},
            "release": "",
            "seeded": True,
            "network": False,
            "guard": True,
            "report": "",
        })  # fmt: skip
    return bool(report["ok"])
