"""Folders of records beside the first one count wherever the first one does."""

from __future__ import annotations

import datetime

from archdocs.freshness import engine
from archdocs.freshness.documents import document_paths
from archdocs.freshness.explain import explain
from archdocs.project import Project
from archdocs.records.changelog import changelog
from archdocs.records.moments import catalog_at
from archdocs.settings import RecordSettings, Settings
from archdocs.site.build import uncommitted
from archdocs.site.plan import trusted
from support import Repo

TEXT = "---\nstatus: accepted\ndate: 2026-01-05\n---\n\n# {}\n\n{}\n"
ALSO = '[records.also]\nadr = ["vendor/*/adr"]\n'


def test_documents_of_every_folder_are_ours() -> None:
    records = RecordSettings(also={"adr": ("vendor/*/adr",)}, packages={"adr": ("tests/*/adr",)})
    files = ("vendor/x/adr/0001-a.md", "tests/y/adr/0001-a.md", "vendor/x/b.md")
    assert document_paths(files, Settings(records=records)) == files[:2]


def test_links_marks_and_the_past_know_every_folder(repo: Repo) -> None:
    repo.write("archdocs.toml", ALSO.replace("vendor", "old"))
    repo.write("docs/conf.py", "project = 'x'\n")
    repo.write("old/pay/adr/0003-c.md", TEXT.format("C", ""))
    first = repo.commit("first")
    repo.git("mv", "old", "vendor")
    repo.write("archdocs.toml", ALSO)
    repo.write("adr/0001-a.md", TEXT.format("A", "[c](../vendor/pay/adr/0003-c.md)"))
    repo.write("vendor/pay/adr/0004-d.md", TEXT.format("D", "[n](nothing.md) [c](0003-c.md)"))
    links = "{doc}`/vendor/pay/adr/0003-c` {doc}`/vendor/pay/adr/0009-x` {adr}`3`"
    repo.write("docs/a.md", f"# A\n\n{links}\n")
    repo.write("src/a.py", "# @adr 4\n")
    repo.commit("second")
    project = Project(repo.path)
    found = engine.check(project, today=datetime.date(2026, 1, 6))
    broken = [(f.location.path, f.message) for f in found if f.code == "link.broken"]
    assert broken == [
        ("docs/a.md", "there is no document `/vendor/pay/adr/0009-x`"),
        ("vendor/pay/adr/0004-d.md", "there is no `nothing.md`"),
    ]
    assert [r.id for r in catalog_at(project, first).records] == ["ADR-0003"]
    governors = explain(project, "src/a.py").governors
    assert [item.record.id for item in governors if item.record] == ["ADR-0004"]
    added = changelog(project, f"{first}..HEAD")
    assert {entry.record.id for entry in added.entries} == {"ADR-0001", "ADR-0004"}
    repo.write("vendor/pay/adr/0004-d.md", "changed")
    repo.write("vendor/pay/other.md", "changed")
    changed = uncommitted(project, trusted(project), repo.path / "_site")
    assert changed == ("vendor/pay/adr/0004-d.md",)
