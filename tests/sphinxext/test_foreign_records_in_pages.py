"""Records of several folders and formats in a real build."""

from __future__ import annotations

from sphinxrun import build
from support import Repo

CONF = """\
project = "Test"
extensions = ["archdocs.sphinxext"]
html_theme = "basic"
"""
MADR = "# Use {0}\n\n- Status: accepted\n- Date: 2024-01-02\n\n## Context\n\nWhy.\n"
RST = "5. Use rst\n##########\n\nStatus\n******\n\n**Accepted** (2024-01-02)\n"
KEP = "title: Use a folder\nkep-number: 6\nstatus: accepted\nlast-updated: 2024-01-02\n"


def test_other_folders_and_formats_are_pages(repo: Repo) -> None:
    repo.write("archdocs.toml", '[records.also]\nadr = ["packages/*/adr"]\n')
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", "# Home\n\nSee {adr}`4`.\n\n```{decisions}\n:toctree:\n```\n")
    repo.write("adr/0003-bullets.md", MADR.format("bullets"))
    repo.write("packages/web/adr/0004-web.md", MADR.format("a web"))
    repo.write("adr/0005-rst.rst", RST)
    repo.write("adr/0006-folder/kep.yaml", KEP)
    repo.write("adr/0007-readme/README.md", MADR.format("a readme"))
    repo.commit()
    built = build(repo.path)
    assert built.log == ""
    home = built.page("index")
    assert 'href="packages/web/adr/0004-web.html"' in home
    for title in ("Use bullets", "Use a web", "Use rst", "Use a folder", "Use a readme"):
        assert title in home
    for page in ("packages/web/adr/0004-web", "adr/0005-rst", "adr/0007-readme/README"):
        assert "archdocs-status-accepted" in built.page(page)
