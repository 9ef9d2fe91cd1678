"""``link.unknown-task``: ids of tasks that would be no links."""

from __future__ import annotations

import datetime

from archdocs.freshness import engine
from archdocs.project import Project
from support import Repo

TRACKERS = "[trackers.shop]\npattern = 'SHOP-\\d+'\nurl = 'https://x.example/{id}'\n"
PAGE = "# Home\n\n{issue}`SHOP-1` and {issue}`that <PAY-2>`, ``{issue}`X` ``.\n"


def found(repo: Repo) -> list[tuple[str, str]]:
    findings = engine.check(Project(repo.path), today=datetime.date(2026, 1, 9))
    return [(str(f.location), f.message) for f in findings if f.code == "link.unknown-task"]


def test_records_and_pages_name_tasks(repo: Repo) -> None:
    repo.write("archdocs.toml", TRACKERS)
    repo.write("docs/index.md", PAGE)
    front = (
        "---\nstatus: accepted\ndate: 2026-01-02\ntracker: [SHOP-7, '#3', 'https://x.example/1']\n"
    )
    repo.write("adr/0001-a.md", f"{front}---\n\n# A\n")
    repo.write("adr/0002-b.md", "---\nstatus: proposed\ntracker: SHOP-8\n---\n\n# B\n")
    repo.commit()
    assert found(repo) == [
        ("adr/0001-a.md:4", "`#3` is no task of any tracker"),
        ("docs/index.md:3", "`PAY-2` is no task of any tracker"),
    ]
    repo.write("archdocs.toml", "")
    assert len(found(repo)) == 3, "without trackers, none is known but the address"
    repo.write("docs/conf.py", "extensions = ['archdocs.sphinxext']\n")
    assert len(found(repo)) == 5, "a role may be that of another extension, unless it is ours"
