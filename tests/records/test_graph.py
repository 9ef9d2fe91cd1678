"""The graph of records: edges once, names safe, circles found."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams import engines, mermaid
from archdocs.errors import UsageError
from archdocs.finding import Location
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.graph import Graph, dot_text, graph, mermaid_text, to_dot, to_json, to_mermaid
from support import Repo


def front(title: str, extra: str = "", status: str = "accepted") -> str:
    return f"---\nstatus: {status}\ndate: 2024-01-02\n{extra}---\n# {title}\n"


def made(repo: Repo, kind: str = "", *statuses: str) -> Graph:
    return graph(of_project(Project(repo.path)), kind, statuses)


def edges(drawn: Graph) -> list[tuple[str, str, str]]:
    return [(edge.first.id, edge.kind, edge.second.id) for edge in drawn.edges]


def test_what_both_sides_say_is_one_edge(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A", "superseded-by: [2]\nrelates: [3]\n", "superseded"))
    repo.write("adr/0002-b.md", front("B", "supersedes: [ADR-1]\ndepends: [SPEC-1]\n"))
    repo.write("adr/0003-c.md", front("C", "relates: [1]\nrequired-by: [2]\n"))
    repo.write("specs/0001-s.md", front("S", "implements: [ADR-2]\n", "draft"))
    assert edges(made(repo)) == [
        ("ADR-0001", "relates", "ADR-0003"),
        ("ADR-0002", "depends", "ADR-0003"),
        ("ADR-0002", "depends", "SPEC-0001"),
        ("ADR-0002", "supersedes", "ADR-0001"),
        ("SPEC-0001", "implements", "ADR-0002"),
    ]
    assert [record.id for record in made(repo, "spec").records] == ["SPEC-0001"]
    some = made(repo, "adr", "accepted", "superseded")
    assert len(some.records) == 3
    assert made(repo, "adr", "accepted").edges[0].second.id == "ADR-0003"
    with pytest.raises(UsageError, match="did you mean `accepted`"):
        made(repo, "", "acepted")


def test_records_of_one_number_are_nodes_of_their_own(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.write("adr/0001-b.md", front("B"))
    text = to_dot(made(repo))
    assert '"adr/0001-a.md" [' in text
    assert '"adr/0001-b.md" [' in text


def test_circles_are_of_one_kind(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A", "depends: [2]\nrelates: [2]\n"))
    repo.write("adr/0002-b.md", front("B", "depends: [3]\nrelates: [1]\nextends: [1]\n"))
    repo.write("adr/0003-c.md", front("C", "depends: [1]\n"))
    found = [(kind, [r.id for r in circle]) for kind, circle in made(repo).circles]
    assert found == [("depends", ["ADR-0001", "ADR-0002", "ADR-0003"])]
    data = json.loads(to_json(made(repo)))
    assert data["cycles"] == [{"kind": "depends", "ids": ["ADR-0001", "ADR-0002", "ADR-0003"]}]


HOSTILE = 'R & D "x" \\" ]; evil -> b; <b>A|B</b> #35; `c` {d} \\n %%e 日本語'


def test_hostile_titles_stay_text(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front(HOSTILE, "relates: [2]\n"))
    repo.write("adr/0002-b.md", front("end"))
    drawn = made(repo)
    with tempfile.TemporaryDirectory() as folder:
        svg = engines.choose("auto").draw(to_dot(drawn), cwd=Path(folder), timeout=60).decode()
    assert len(re.findall('class="node"', svg)) == 2
    assert len(re.findall('class="edge"', svg)) == 1
    picture = mermaid.render(to_mermaid(drawn), Location("x.md", 1))
    assert isinstance(picture, mermaid.MermaidPicture), picture
    assert to_dot(drawn) == to_dot(made(repo))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_quoted_texts_end_where_they_should(text: str) -> None:
    assert re.fullmatch(r'(?:[^"\\\n]|\\\\|\\")*', dot_text(text))
    assert not set(mermaid_text(text)) & set('"<>`\n\\')
