"""The catalogue that a build leaves beside its pages."""

from __future__ import annotations

import json

from archdocs.project import Project
from archdocs.records.export import export
from sphinxrun import build
from support import Repo

CONF = 'project = "Test"\nextensions = ["archdocs.sphinxext"]\nhtml_theme = "basic"\n'
FRONT = "---\nstatus: accepted\ndate: 2026-01-05\n---\n# {}\n\nText.\n"


def test_pages_come_with_their_records_as_data(repo: Repo) -> None:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", "# Home\n\n```{toctree}\ndeep/list\n```\n")
    repo.write("docs/deep/list.md", "# List\n\n```{decisions}\n:toctree:\n```\n")
    repo.write("adr/0001-a.md", FRONT.format("<script>alert(1)</script>"))
    repo.commit()
    built = build(repo.path, builder="dirhtml")
    assert built.log == ""
    page = (built.out / "deep/list/index.html").read_text("utf-8")
    assert 'href="../../records.json"' in page
    data = json.loads((built.out / "records.json").read_bytes())
    assert data["project"] == "Test"
    assert data == {**json.loads(export(Project(repo.path), "json").files[""]), "project": "Test"}
