"""A site of versions tells the trend, up to each version and no further."""

from __future__ import annotations

import re
from pathlib import Path

from archdocs.cli.main import run
from support import Repo

CONF = 'project = "Shop"\nextensions = ["archdocs.sphinxext"]\nhtml_theme = "basic"\n'
PAGE = """\
# Shop

## Limits

<!-- archdocs: owner=web -->

Waits {value}`30 <limits.toml#wait>` s.
"""


def words(path: Path) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", path.read_text("utf-8")).split())


def test_each_version_knows_those_before_it(repo: Repo) -> None:
    repo.write(".gitignore", "_site/\n")
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", PAGE)
    repo.write("limits.toml", "wait = 30\n")
    repo.commit(date="2026-01-05T12:00:00+00:00")
    repo.tag("v1.0")
    repo.write("limits.toml", "wait = 45\n")
    repo.commit("Wait longer", date="2026-03-05T12:00:00+00:00")
    assert run(["-C", str(repo.path), "build"]) == 0
    old, new = (words(repo.path / "_site" / name / "freshness.html") for name in ("v1.0", "main"))
    assert "No section is known to be stale" in old
    assert "Over the versions" not in old
    assert "1 of 2 sections is known to be stale" in new
    assert "Over the versions" in new
    assert "main 2026-03-05 1 2 v1.0 2026-01-05 0 2" in new
    assert (repo.path / "_site/main/freshness.svg").is_file()
    page = (repo.path / "_site/main/index.html").read_text("utf-8")
    assert "Since" in page
    assert "archdocs-stale" in page
    assert "archdocs-stale" not in (repo.path / "_site/v1.0/index.html").read_text("utf-8")
