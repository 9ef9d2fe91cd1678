"""The systems of all diagrams: which are one, and which a question is about."""

from __future__ import annotations

import json
import re

from support import Cli, Repo

ADR = "---\nstatus: accepted\ndate: 2026-01-05\n{}---\n\n# {}\n\nText.\n"
CONTEXT = """
from diagrams import Diagram, Cluster, Node
from diagrams.aws.compute import EC2
from archdocs.bind import bind

with Diagram("Context"):
    EC2("Online\\nshop", **bind("src/shop"))
    EC2("Bank", **bind("ADR-0003"))
    EC2("Payments", **bind("src/pay", owner="team-pay"))
    EC2("Old", **bind("src/gone", "ADR-0003"))
"""
INSIDE = """
from diagrams import Diagram, Cluster
from diagrams.c4 import Container

with Diagram("Inside"):
    with Cluster("Online shop"):  # archdocs: src/shop/**
        Container("Payments", "Go")
        Container("Cart", "Go")  # archdocs: src/shop, ADR-0003
    Container("Bank", "", "")  # archdocs: ./adr/0003-one-bank.md
    Container("Other pay", "Go")  # archdocs: src/pay/
"""

PAGE = """\
# Flow

> - ```{mermaid}
>   flowchart LR
>     Quoted
>     click Quoted "src/pay"
>   ```

1. How it goes:

   ```{mermaid}
   :caption: Flow

   flowchart LR
     pay[Till] --> bank[Bank] --> log[Ledger] --> lost & web & alone
     click pay "src/pay" "Where money comes in"
     click log href "../docs/guides/ledger.html#rows"
     click lost "src/lost"
     click web "https://example.org"
   ```

```mermaid
classDiagram
  class Basket
  link Basket "src/shop"
  class Rule
  click Rule href "ADR-0003"
```

```{mermaid}
flowchart LR
  broken[ -->
  click broken "src/pay"
```
"""


def names(out: str) -> list[str]:
    """Return the first column of a table, without the head and the lines that go on."""
    return [line[: line.find("  ")] for line in out.splitlines()[1:] if not line.startswith(" ")]


def test_which_diagrams_show_what(cli: Cli, repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    repo.write("src/shop/a.py", "x = 1\n")
    repo.write("src/shop/deep/b.py", "x = 1\n")
    repo.write("src/pay/a.py", "x = 1\n")
    repo.write("CODEOWNERS", "src/shop @shop\n")
    repo.write("adr/0003-one-bank.md", ADR.format("owner: money\n", "One bank"))
    repo.write("docs/index.md", "# A\n\n```{diagram} context.py\n```\n")
    repo.write("diagrams/context.py", CONTEXT)
    repo.write("diagrams/inside.py", INSIDE)
    repo.commit()
    done = cli("diagram", "shows")
    assert done.code == 0
    assert names(done.out) == ["Bank", "Old", "Online shop", "Payments"]
    lines = {line.split("  ")[0]: line for line in done.out.splitlines()}
    assert "EC2, Container" in lines["Bank"]
    assert "  ADR-0003  " in lines["Bank"]
    assert "money" in lines["Bank"]
    assert "src/gone (gone)" in lines["Old"]
    assert "@shop" in lines["Online shop"]
    assert re.search(r"ADR-0003 +-  ", lines["Old"])
    assert "team-pay" in lines["Payments"]
    assert "diagrams/inside.py:9 (Inside, as Other pay)" in done.out
    asked = {
        "pay": ["Payments"],
        "TEAM-PAY": ["Payments"],
        "src/shop/deep": ["Online shop"],
        "src/pay/a.py": ["Payments"],
        "adr-3": ["Bank", "Old", "Online shop"],
        "one bank": ["Bank", "Old", "Online shop"],
        "src/gone": ["Old"],
    }
    for question, expected in asked.items():
        assert names(cli("diagram", "shows", question).out) == expected, question
    assert names(cli("diagram", "shows", "a.py", cwd=repo.path / "src/pay").out) == ["Payments"]
    done = cli("diagram", "shows", "paymetns")
    assert (done.code, done.out) == (
        0,
        "no diagram shows `paymetns`; did you mean `Payments`?\n",
    )
    data = json.loads(cli("diagram", "shows", "bank", "--format", "json").out)
    bank = data["systems"][0]
    assert bank["stands_for"] == [
        {
            "target": "./adr/0003-one-bank.md",
            "kind": "record",
            "record": "ADR-0003",
            "path": "adr/0003-one-bank.md",
        }
    ]
    assert [(at["script"], at["pages"]) for at in bank["shown"]] == [
        ("diagrams/context.py", ["docs/index.md"]),
        ("diagrams/inside.py", []),
    ]


def test_linked_nodes_of_mermaid_blocks_are_among_them(cli: Cli, repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    repo.write("src/shop/a.py", "x = 1\n")
    repo.write("src/pay/a.py", "x = 1\n")
    repo.write("CODEOWNERS", "src/pay @pay\n")
    repo.write("adr/0003-one-bank.md", ADR.format("", "One bank"))
    repo.write("docs/guides/ledger.md", "# Ledger\n\n## Rows\n")
    repo.write("docs/flow.md", PAGE)
    repo.write("tests/flow.md", PAGE)
    repo.write("diagrams/inside.py", INSIDE)
    repo.commit()
    done = cli("diagram", "shows")
    assert (done.code, done.err) == (0, "")
    rows = [re.split("  +", line) for line in done.out.splitlines()[1:]]
    assert [row for row in rows if "Mermaid" in row[1] or "docs/" in row[1]] == [
        ["Ledger", "Mermaid flowchart", "docs/guides/ledger.md", "-",
         "docs/flow.md:17 (Flowchart)"],
        ["Online shop", "Container, Mermaid class diagram", "src/shop, ADR-0003", "-",
         "diagrams/inside.py:5 (Inside)"],
        ["", "docs/flow.md:25 (Class diagram, as Basket)"],
        ["Other pay", "Container, Mermaid flowchart", "src/pay", "@pay",
         "diagrams/inside.py:9 (Inside)"],
        ["", "docs/flow.md:16 (Flowchart, as Till)"],
        ["Rule", "Mermaid class diagram", "ADR-0003", "-", "docs/flow.md:27 (Class diagram)"],
    ]  # fmt: skip
    data = json.loads(cli("diagram", "shows", "ledger", "--format", "json").out)
    (at,) = data["systems"][0]["shown"]
    assert at.pop("picture")
    assert at == {
        "script": "docs/flow.md",
        "line": 17,
        "title": "Flowchart",
        "label": "Ledger",
        "pages": ["docs/flow.md"],
    }
