"""Records of packages, links of a project's own and proposals, in a real build."""

from __future__ import annotations

import re

from sphinxrun import build
from support import Repo

CONFIG = """\
[records.packages]
adr = ["packages/*/adr"]

[links.blocks]
inverse = "blocked-by"

[links.relates]
name = "see-also"
"""


def adr(title: str, extra: str = "", text: str = "", status: str = "accepted") -> str:
    return f"---\nstatus: {status}\ndate: 2026-01-05\n{extra}---\n\n# {title}\n\n{text}\n"


def test_pages_of_a_package_and_what_they_say_of_links(repo: Repo) -> None:
    repo.write("archdocs.toml", CONFIG)
    repo.write(
        "docs/conf.py",
        'project = "Test"\nextensions = ["archdocs.sphinxext"]\nhtml_theme = "basic"\n',
    )
    repo.write(
        "docs/index.md",
        "# Home\n\n{adr}`1` {adr}`pay/1`\n\n```{toctree}\n:glob:\n/adr/*\n/packages/*/adr/*\n```\n",
    )
    repo.write("adr/0001-root.md", adr("Root", "blocks: [pay/2]\nrelates: [pay/1]\n"))
    repo.write("packages/pay/adr/0001-one.md", adr("One", text="{adr}`2` {adr}`/1`"))
    repo.write("packages/pay/adr/0002-two.md", adr("Two", "supersedes: [1]\n", status="proposed"))
    repo.commit()
    built = build(repo.path)
    assert built.log == ""
    assert 'href="packages/pay/adr/0001-one.html"' in built.page("index")
    one = built.page("packages/pay/adr/0001-one")
    assert 'href="0002-two.html"' in one
    assert 'href="../../../adr/0001-root.html"' in one
    facts = dict(re.findall(r"<dt>([^<]*)</dt>\s*<dd>(.*?)</dd>", one, re.DOTALL))
    assert "pay/ADR-0002: Two" in facts["To be superseded by"]
    assert "ADR-0001: Root" in facts["See also"]
    assert "admonition" not in one, "nothing replaces it yet"
    assert "Blocked by" in built.page("packages/pay/adr/0002-two")
