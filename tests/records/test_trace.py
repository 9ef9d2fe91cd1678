"""From controls to decisions, diagrams and runbooks; gaps are words."""

from __future__ import annotations

import csv
import io
import json

import pytest

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.matrix import as_csv, as_json, as_markdown, as_table
from archdocs.records.trace import Matrix, gaps, trace
from support import Repo

KIND = """\
name = "{name}"
title = "{name}"
prefix = "{prefix}"
folder = "{name}s"
file = "{{number}}-{{slug}}.md"
template = "x"
initial = "draft"
void = ["dropped"]

[statuses]
draft = ["dropped"]
dropped = []
"""
SETTINGS = """\
[records.folders]
need = "needs"
guide = "guides"

[trace.columns]
need = ["adr", "diagram", "guide"]

[trace.required]
need = ["adr", "guide"]
"""


def record(title: str, front: str = "", status: str = "draft") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-05\n{front}---\n\n# {title}\n\nText.\n"


@pytest.fixture
def project(repo: Repo) -> Project:
    """Return a project of needs: one met all the way, one by a system, one not at all."""
    repo.write("archdocs.toml", SETTINGS)
    for name, prefix in (("need", "NEED"), ("guide", "GUIDE")):
        repo.write(f"templates/kinds/{name}.toml", KIND.format(name=name, prefix=prefix))
    repo.write("needs/0001-pay.md", record("Pay | safely", "relates: [ADR-0001]\n"))
    repo.write("needs/0002-ship.md", record("Ship", "systems: [Shipping]\n"))
    repo.write("needs/0003-nap.md", record("=Nap"))
    repo.write("needs/0004-gone.md", record("Gone", status="dropped"))
    repo.write("adr/0001-hosted.md", record("Hosted", status="accepted"))
    shown = "\n```{diagram} pay.py\n```\n"
    repo.write("adr/0002-other.md", record("Other", "amends: [ADR-0001]\n", "accepted") + shown)
    repo.write("guides/0001-outage.md", record("Outage", "relates: [ADR-0001]\n"))
    repo.write("guides/0002-parcel.md", record("Parcel", "systems: shipping\n"))
    repo.write("guides/0003-old.md", record("Old", "relates: [NEED-0003]\n", "dropped"))
    repo.write("diagrams/pay.py", "# @adr 1\n")
    repo.write("diagrams/other.py", "x = 1\n")
    return Project(repo.path)


def traced(project: Project, *columns: str) -> Matrix:
    return trace(of_project(project), project.settings, "need", columns)


def cells(made: Matrix) -> list[list[str]]:
    return [
        [", ".join(f"{i.name}<{i.via}" if i.via else i.name for i in cell) for cell in row]
        for _, row in made.rows
    ]


def test_chains_are_followed_and_say_through_what(project: Project) -> None:
    assert cells(traced(project)) == [
        ["ADR-0001", "diagrams/pay.py<ADR-0001", "GUIDE-0001<ADR-0001"],
        ["", "", "GUIDE-0002<system shipping"],
        ["", "", ""],
    ]


def test_a_diagram_with_a_node_that_stands_for_a_record_shows_it(project: Project) -> None:
    root = Repo(project.root)
    bound = 'EC2("x", **bind("needs/0003-nap.md", "2"))\n'
    root.write("diagrams/other.py", f"from archdocs.bind import bind\n{bound}")
    root.write("diagrams/third.py", 'EC2("x")  # archdocs: need-3 owner=us\n')
    assert cells(traced(project, "diagram")) == [
        [""],
        [""],
        ["diagrams/other.py, diagrams/third.py"],
    ]


def test_what_was_superseded_leads_to_what_replaced_it(project: Project) -> None:
    root = Repo(project.root)
    gone = "superseded-by: [ADR-0003]\n"
    root.write("adr/0001-hosted.md", record("Hosted", gone, "superseded"))
    root.write("adr/0003-new.md", record("New", "supersedes: [ADR-0001]\n", "accepted"))
    assert cells(traced(project, "adr", "guide"))[0] == ["ADR-0003<ADR-0001", "GUIDE-0001<ADR-0001"]
    root.write("adr/0003-new.md", record("New", "supersedes: [ADR-0001]\n", "rejected"))
    assert cells(traced(project, "adr"))[0] == [""]


def test_without_what_stands_between_there_is_no_way(project: Project) -> None:
    assert cells(traced(project, "guide")) == [[""], ["GUIDE-0002<system shipping"], [""]]


def test_kinds_without_columns_are_followed_to_what_they_link(project: Project) -> None:
    made = trace(of_project(project), project.settings, "guide")
    assert made.columns == ("adr", "need")
    with pytest.raises(UsageError, match="no kind of record called `ned`; did you mean `need`"):
        trace(of_project(project), project.settings, "guide", ("ned",))


def test_gaps_are_findings_only_where_required(project: Project) -> None:
    found = list(gaps(of_project(project), project.settings))
    assert [(f.location.path, f.message) for f in found] == [
        ("needs/0002-ship.md", "NEED-0002 leads to no adr"),
        ("needs/0003-nap.md", "NEED-0003 leads to no adr"),
        ("needs/0003-nap.md", "NEED-0003 leads to no guide"),
    ]
    assert {(f.code, f.location.line) for f in found} == {("record.uncovered", 6)} | {
        ("record.uncovered", 7)
    }


def test_forms(project: Project) -> None:
    made = traced(project)
    table = as_table(made).splitlines()
    assert table[0].split() == ["NEED", "ADR", "DIAGRAM", "GUIDE"]
    assert table[3].split() == ["NEED-0003", "=Nap", "none", "none", "none"]
    assert table[-1].split() == ["covered", "1", "of", "3", "1", "of", "3", "2", "of", "3"]
    markdown = as_markdown(made).splitlines()
    assert markdown[1] == "|---|---|---|---|"
    assert markdown[2].startswith("| NEED-0001 Pay \\| safely | ADR-0001 |")
    rows = list(csv.reader(io.StringIO(as_csv(made))))
    assert rows[0] == ["id", "title", "status", "adr", "diagram", "guide"]
    assert rows[3] == ["NEED-0003", "'=Nap", "draft", "", "", ""]
    data = json.loads(as_json(made))
    assert data["schema_version"] == 1
    assert data["rows"][0]["cells"]["diagram"] == [
        {"id": None, "path": "diagrams/pay.py", "via": "ADR-0001"}
    ]
    assert data["rows"][1]["gaps"] == ["adr", "diagram"]


def test_nothing_to_show(repo: Repo) -> None:
    project = Project(repo.path)
    made = trace(of_project(project), project.settings, "spec")
    assert as_table(made) == "no spec records"
    assert as_markdown(made) == "No spec records."
