"""``diagram.link`` in ``check``: links of Mermaid blocks that lead nowhere, without a build."""

from __future__ import annotations

import datetime

from archdocs.diagrams.mermaid.blocks import clicks_in, meanings
from archdocs.finding import Severity
from archdocs.freshness.audit import Request, audit
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 1)
PAGE = """\
# Page

```{mermaid}
:alt: x
:name: y

flowchart LR
  A --> B
  click A "ADR-0099"
  click B "guides/one.html#part"
```

````markdown
```{mermaid}
flowchart LR
  click A "ADR-0098"
```
````

::::{note}
:::{mermaid}
flowchart LR
  click A call show()
:::
::::

```mermaid
---
title: x
---
classDiagram
  class Shape
  link Shape "src/gone.py"
  click Shape href "src/a.py"
```

```{code-block} text
click A "ADR-0097"
```
"""
RST = """\
Page
====

.. mermaid::
   :alt: x

   flowchart LR
     A --> B
     click A "guides/two"

.. code-block:: rst

   .. mermaid::

      flowchart LR
        click A "ADR-0096"

::

   .. mermaid::

      flowchart LR
        click A "ADR-0095"

.. note::

   .. mermaid::

      stateDiagram-v2
        click A "/guides/one"

   click A "ADR-0094"
"""


def test_links_that_lead_nowhere_are_told_at_their_lines(repo: Repo) -> None:
    repo.write("archdocs.toml", '[project]\ndocs = "docs"\n')
    repo.write("docs/conf.py", "")
    repo.write("docs/page.md", PAGE)
    repo.write("docs/other.rst", RST)
    repo.write("docs/guides/one.md", "# One\n\n## Part\n")
    repo.write("src/a.py", "x = 1\n")
    repo.commit()
    made = audit(Project(repo.path), Request(today=TODAY))
    told = [item for item in made.report.findings if item.code == "diagram.link"]
    assert [(str(item.location), item.message.partition(",")[0]) for item in told] == [
        ("docs/other.rst:9", "a node leads to 'guides/two'"),
        ("docs/page.md:9", "a node leads to 'ADR-0099'"),
        ("docs/page.md:23", "the link of 'A' is left out: it calls a function"),
        ("docs/page.md:33", "a node leads to 'src/gone.py'"),
    ]


LINKED = """\
# {title}

```mermaid
flowchart LR
  A --> B --> C
  click A "ADR-0001"
  click B "../adr/0002-use-y.md"
  click C href "src/a.py"
```
"""


def test_a_node_that_leads_to_what_was_superseded_is_told(repo: Repo) -> None:
    repo.write("archdocs.toml", '[project]\ndocs = "docs"\n')
    repo.write("docs/conf.py", "")
    repo.write("src/a.py", "x = 1\n")
    old = "---\nstatus: superseded\nsuperseded-by: ADR-0002\n---\n\n"
    repo.write("adr/0001-use-x.md", old + LINKED.format(title="Use X"))
    new = "---\nstatus: accepted\nsupersedes: ADR-0001\n---\n\n"
    repo.write("adr/0002-use-y.md", new + LINKED.format(title="Use Y"))
    repo.write("docs/page.md", LINKED.format(title="Page"))
    repo.commit()
    made = audit(Project(repo.path), Request(today=TODAY))
    told = [item for item in made.report.findings if item.code == "stale.diagram"]
    assert [str(item.location) for item in told] == ["docs/page.md:6"]
    assert told[0].message == "a node leads to ADR-0001, which was superseded by ADR-0002"
    assert told[0].severity is Severity.WARNING


def test_links_of_both_languages() -> None:
    markdown = [(click.line, click.target) for click in clicks_in(PAGE, markdown=True)]
    assert markdown == [
        (9, "ADR-0099"),
        (10, "guides/one.html#part"),
        (23, ""),
        (33, "src/gone.py"),
        (34, "src/a.py"),
    ]
    rst = [(click.line, click.target) for click in clicks_in(RST, markdown=False)]
    assert rst == [(9, "guides/two"), (30, "/guides/one")]


def test_what_a_target_may_mean() -> None:
    assert list(meanings("../x.html#part", "docs/guides/a.md", "docs")) == [
        "../x.html#part",
        "docs/x.md",
        "docs/x.rst",
    ]
    assert list(meanings("/guides/a", "docs/b/c.md", "docs")) == [
        "guides/a",
        "docs/guides/a.md",
        "docs/guides/a.rst",
    ]
    assert list(meanings("ADR-0001", "page.md", "")) == ["ADR-0001", "ADR-0001.md", "ADR-0001.rst"]
    assert not list(meanings("https://example.org", "a.md", ""))
    assert list(meanings("../../../etc/passwd.txt", "docs/a.md", "docs")) == [
        "../../../etc/passwd.txt"
    ]
