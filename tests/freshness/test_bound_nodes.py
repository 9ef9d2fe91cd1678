"""``stale.diagram`` for nodes: bound to what is gone, or to a record that no longer holds."""

from __future__ import annotations

import datetime

from archdocs.finding import Finding, Severity
from archdocs.freshness.audit import Request, audit
from archdocs.project import Project
from support import Repo

TODAY = datetime.date(2026, 7, 1)
ADR = "---\nstatus: {}\ndate: 2026-01-05\n{}---\n\n# {}\n\n## Context\n\nText.\n"
SCRIPT = '''"""What is sold."""
from diagrams import Cluster, Diagram
from diagrams.aws.compute import EC2
from archdocs.bind import bind

with Diagram("Shop"):
    with Cluster("Web", graph_attr=bind("src/shop/**")):
        shop = EC2("Shop", **bind("src/shop"))  # archdocs: src/shop/a.py#charge
    old = EC2("Old", **bind("src/sohp"))
    # archdocs: ADR-3
    queue = EC2("Queue")
    both = EC2("Both", **bind("ADR-0003", "ADR-0004"))
    typo = EC2("Typo", **bind("ADR-0033"))
    name = EC2("Symbol", **bind("src/shop/a.py#refund"))
    for part in ("shop", "lost"):
        EC2(part, **bind(f"src/{part}"))
    far = EC2("Bank", **bind("https://bank.example"))
'''


def found(repo: Repo, **asked: object) -> list[Finding]:
    made = audit(Project(repo.path), Request(today=TODAY, **asked))  # type: ignore[arg-type]
    return [item for item in made.report.findings if item.code == "stale.diagram"]


def test_nodes_bound_to_what_is_gone(repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    repo.write("src/shop/a.py", "def charge(x):\n    return x\n")
    link = "superseded-by: [ADR-0004]\n"
    repo.write("adr/0003-use-a-queue.md", ADR.format("superseded", link, "Use a queue"))
    heir = ADR.format("accepted", "supersedes: [ADR-0003]\n", "Use a log")
    repo.write("adr/0004-use-a-log.md", heir)
    repo.write("diagrams/shop.py", SCRIPT)
    repo.commit()
    told = found(repo)
    assert [(item.location.line, item.message, item.severity) for item in told] == [
        (
            9,
            "a node stands for `src/sohp`, and there is no such path or record",
            Severity.ERROR,
        ),
        (
            10,
            "a node stands for ADR-0003, which was superseded by ADR-0004",
            Severity.WARNING,
        ),
        (
            13,
            "a node stands for `ADR-0033`, and there is no such path or record",
            Severity.ERROR,
        ),
        (
            14,
            "a node stands for `src/shop/a.py#refund`, but `refund` is not defined there",
            Severity.ERROR,
        ),
        (
            16,
            "a node stands for `src/lost`, and there is no such path or record",
            Severity.ERROR,
        ),
    ]
    hints = {item.location.line: item.hint for item in told}
    assert hints[9] == "did you mean `src/shop`?"
    assert hints[10] == "read adr/0004-use-a-log.md, and draw what holds now"
    assert hints[13] == "did you mean `ADR-0003`?"
    assert [item.location.line for item in found(repo, diagrams=False)] == [9, 10, 13, 14]
    (repo.path / "src/shop/a.py").rename(repo.path / "src/a.py")
    repo.commit("move")
    lines = [item.location.line for item in found(repo, base="HEAD~1", diagrams=False)]
    assert lines == [7, 8, 8]
