"""Build a page of nothing, so that what every build does first has been done.

In the process that children are forked from: regular expressions, templates and lexers are
compiled once for all of them. The page is ours; nothing of any repository is read or run, save
an installed theme by its name.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

__all__ = ["rehearse", "theme_in"]

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


def theme_in(conf: bytes) -> str:
    """Return the theme that the text of a ``conf.py`` names, or Sphinx's own."""
    found = THEME.search(conf)
    return found[1].decode() if found else "alabaster"


def rehearse(theme: str) -> None:
    """Build a page with a theme, in a folder that is removed. Where that fails, nothing is lost."""
    # Late: whoever only asks for the theme has no Sphinx loaded.
    from archdocs.site.sphinx_run import run, without_trace

    with without_trace(), tempfile.TemporaryDirectory(prefix="archdocs-rehearsal-") as name:
        top = Path(name)
        docs = top / "docs"
        docs.mkdir()
        conf = {"project": "Rehearsal", "extensions": ["myst_parser"], "html_theme": theme}
        text = "".join(f"{key} = {value!r}\n" for key, value in conf.items())
        (docs / "conf.py").write_text(text, "utf-8")
        (docs / "index.rst").write_text(INDEX, "utf-8")
        (docs / "page.md").write_text(PAGE, "utf-8")
        run({
            "srcdir": str(docs),
            "confdir": str(docs),
            "outdir": str(top / "html"),
            "doctreedir": str(top / "doctrees"),
            "options": {"archdocs_site": True},
            "release": "",
            "seeded": True,
            "network": False,
            "guard": True,
            "report": "",
        })  # fmt: skip
