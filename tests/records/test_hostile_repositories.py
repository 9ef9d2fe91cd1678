"""What a repository can bring that is no record, template or picture, or too much of one."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
from pathlib import Path

import pytest

from archdocs.errors import ConfigError, UsageError
from archdocs.freshness.audit import Request, audit
from archdocs.freshness.overview import dump
from archdocs.freshness.survey import survey
from archdocs.project import Project
from archdocs.records import scaffold, sheet
from archdocs.records.catalog import of_project
from archdocs.records.export import export
from archdocs.records.upgrade import fit, upgrade
from archdocs.site.pages import date_of
from archdocs.site.versions import choose
from archdocs.system.gitvalues import LATEST
from archdocs.system.outputs import straight
from archdocs.system.tree import WorkTree
from support import Repo

WIDENING = {
    "center": "{{ 'x' | center(3000000000) }}",
    "the method center": "{{ 'x'.center(3000000000) }}",
    "ljust": "{{ 'x'.ljust(3000000000) }}",
    "zfill": "{{ '1'.zfill(3000000000) }}",
    "indent": "{{ ('x\\n' ~ 'y') | indent(3000000000) }}",
    "the filter format": "{{ '%3000000000d' | format(1) }}",
    "the method format": "{{ '{:>3000000000}'.format('x') }}",
    "nested format": "{{ '{:>{n}}'.format('x', n=3000000000) }}",
    "expandtabs": "{{ '\\t'.expandtabs(2000000000) }}",
    "replace": "{{ ('a' | center(9000)) | replace(' ', 'b' | center(900000)) }}",
    "join": "{{ range(90000) | join('b' | center(900000)) }}",
    "doubling": "{% set n = namespace(x='xxxxxxxx') %}{% for i in range(60) %}"
    "{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
    "adding": "{% set n = namespace(x='xxxxxxxx') %}{% for i in range(60) %}"
    "{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}",
    "lists": "{% set n = namespace(x=[1, 2, 3]) %}{% for i in range(60) %}"
    "{% set n.x = n.x + n.x %}{% endfor %}{{ n.x | length }}",
    "wordwrap": "{{ 'a b c d e f g h i j k' | wordwrap(1, wrapstring='b' | center(20000000)) }}",
    "percent": "{{ '%3000000000d' % 1 }}",
    "times": "{{ 'x' * 3000000000 }}",
    "just too long": "{{ 'x' | center(5000000) }}",
}


@pytest.mark.parametrize("name", WIDENING)
def test_no_template_makes_much_out_of_little(tmp_path: Path, name: str) -> None:
    (tmp_path / "wide.md").write_text(f"# x\n{WIDENING[name]}\n")
    with pytest.raises(ConfigError, match=r"wide\.md"):
        scaffold.render(scaffold.environment((tmp_path,)), "wide.md", {})


def test_small_uses_of_the_same_work(tmp_path: Path) -> None:
    (tmp_path / "fine.md").write_text(
        "{{ 'x' | center(5) }}|{{ 'a\nb' | indent(2) }}|{{ '%03d' | format(7) }}|{{ 'x' ~ 'y' }}"
    )
    made = scaffold.render(scaffold.environment((tmp_path,)), "fine.md", {})
    assert made == "  x  |a\n  b|007|xy\n"


def test_templates_that_are_no_files_of_text(tmp_path: Path) -> None:
    folder = tmp_path / "adr"
    folder.mkdir()
    os.mkfifo(folder / "pipe.md.jinja")
    (folder / "folder.md.jinja").mkdir()
    (folder / "bytes.md.jinja").write_bytes(b"\xff\xfe")
    with (folder / "huge.md.jinja").open("wb") as file:
        file.truncate(1 << 40)
    env = scaffold.environment((tmp_path,))
    for name, why in (
        ("pipe", "not a regular file"),
        ("folder", "cannot be read"),
        ("bytes", "not UTF-8"),
        ("huge", "larger than 4 MiB"),
    ):
        with pytest.raises(ConfigError, match=rf"templates/adr/{name}\.md\.jinja: .*{why}"):
            scaffold.render(env, f"adr/{name}.md.jinja", {})
    (folder / "including.md.jinja").write_text("{% include 'adr/pipe.md.jinja' %}")
    with pytest.raises(ConfigError, match="pipe"):
        scaffold.render(env, "adr/including.md.jinja", {})


RECORD = "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# First\n\n## Context\n\nText.\n"


def test_upgrading_ends_however_many_templates_are_slow(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("templates/adr/slow.md.jinja", "# {{ title }}\n\n## Context\n")
    repo.write("adr/0001-first.md", RECORD)
    repo.commit("first")
    monkeypatch.setattr(fit, "PATIENCE", -1.0)
    with pytest.raises(ConfigError, match="in all"):
        upgrade(Project(repo.path))
    assert repo.path.joinpath("adr/0001-first.md").read_text() == RECORD


CELLS = [
    "a\rb",
    "a\nb",
    "a\r\n=1+1",
    "=1\r2",
    "a\u2028=b",
    "\x85",
    'x","=1+1',
    " =1",
    "",
    "a;b",
    "\x0b",
]


def test_a_row_of_a_table_is_one_row_whatever_its_cells_hold() -> None:
    for end in ("\r\n", "\n"):
        made = sheet.to_csv(["a", "b"], [[cell, "last"] for cell in CELLS], end=end)
        rows = list(csv.reader(io.StringIO(made, newline=""), strict=True))
        assert [sheet.unguarded(row[0]) for row in rows[1:]] == CELLS
        assert all(row[1] == "last" for row in rows[1:])
        outside = "".join(made.split('"')[::2])
        assert len(outside.splitlines()) == len(CELLS) + 1
    assert sheet.to_csv(["a"], [[None], [3]], end="\n") == 'a\n""\n3\n'


PNG = b"\x89PNG\r\n\x1a\nrest"


def test_pictures_nobody_committed_are_not_exported(repo: Repo) -> None:
    repo.write(".gitignore", "private.png\n")
    pictures = ("private.png", "../.git/x.png", "linked.png", "pipe.png", "open.png")
    shown = " ".join(f"![p]({name})" for name in pictures)
    repo.write("adr/0001-first.md", f"{RECORD}\n{shown}\n")
    folder = repo.path / "adr"
    for name in ("private.png", "../.git/x.png", "open.png"):
        (folder / name).write_bytes(PNG)
    os.mkfifo(folder / "pipe.png")
    (folder / "linked.png").symlink_to("../.git/x.png")
    repo.commit("first")
    made = export(Project(repo.path), "structurizr", kind="adr")
    assert [name for name in made.files if "images" in name] == ["images/adr/open.png"]
    assert WorkTree(repo.path).read("adr/pipe.png") is None
    assert WorkTree(repo.path).read(".git/x.png") is None


def test_output_goes_no_way_that_a_repository_laid(repo: Repo, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "inner").mkdir(parents=True)
    (repo.path / "out").symlink_to(elsewhere)
    (repo.path / "real").mkdir()
    (repo.path / "real/git").symlink_to("../.git")
    root = repo.path
    for name in ("out", "out/site", "out/inner/x", "real/../out/x", "real/git/hooks"):
        with pytest.raises(UsageError, match="is a symbolic link"):
            straight(root, root / name)
    for name in (".git", ".git/hooks", "real/../.git/x"):
        with pytest.raises(UsageError, match="git's own"):
            straight(root, root / name)
    own = tmp_path / "mine"
    own.symlink_to(elsewhere)  # not in the project: the user's own
    for path in (root / "site", root / "real/site", elsewhere / "x", own / "x"):
        assert straight(root, path) == path


def test_commands_refuse_such_output(repo: Repo, tmp_path: Path) -> None:
    from archdocs.diagrams import gallery
    from archdocs.site.build import output_of

    (repo.path / "out").symlink_to(tmp_path)
    project = Project(repo.path)
    with pytest.raises(UsageError, match="symbolic link"):
        gallery.write(project, (), repo.path / "out")
    with pytest.raises(UsageError, match="symbolic link"):
        output_of(project, repo.path / "out/site")
    with pytest.raises(UsageError, match="git's own"):
        output_of(project, repo.path / ".git/site")


LONG = "1" * 5000
#: Python reads no number of so many digits, and knows no day after the year 9999.
NUMBERS = f"""\
# Page

ADR-{LONG}, {{adr}}`{LONG}`, {{adr}}`x <ADR-{LONG}>`, [x](../adr/{LONG}-x.md), [y](ADR-{LONG}).

<!-- archdocs: covers=src/a.py#L{LONG} review-every={LONG}d -->

<!-- archdocs: value=src/a.toml#a[{LONG}] -->

```{{literalinclude}} ../src/a.py
:lines: {LONG}
```

```{{mermaid}}
flowchart LR
  A
  click A "ADR-{LONG}"
```
"""
FAR_RECORD = f"""\
---
status: accepted
date: 2024-01-01
supersedes: [ADR-{LONG}, "{LONG}"]
number: {LONG}
---

# {LONG}. Use Y

Superseded by [{LONG}. X](0001-x.md), ADR-{LONG}.
"""


def test_numbers_and_days_beyond_all_reading(repo: Repo) -> None:
    repo.write("docs/conf.py", "")
    repo.write("docs/page.md", NUMBERS)
    repo.write("src/a.py", "x = 1\n")
    repo.write("src/a.toml", "a = [1]\n")
    repo.write("adr/0001-use-y.md", FAR_RECORD)
    repo.commit(f"Number {LONG}", date="@99999999999999 +0000")
    repo.git("tag", "v1.0")
    repo.write("docs/page.md", f"{NUMBERS}\nMore.\n")
    repo.commit("more", date="@99999999999999 +0000")
    project = Project(repo.path)
    found = audit(project, Request(diagrams=False)).report.findings
    assert {finding.location.path for finding in found} >= {"docs/page.md", "adr/0001-use-y.md"}
    assert project.git is not None
    assert {ref.time for ref in project.git.refs()} == {LATEST}
    assert [commit.date.year for commit in project.git.log("HEAD")] == [6325, 6325]
    assert [date_of(each)[:4] for each in choose(project.git, project.settings.site)] == [
        "6325"
    ] * 2


#: Halves of letters, which YAML can spell and no encoding has, and both halves of one.
HALVES = """\
---
status: accepted
date: 2024-01-01
title: "Use \\ud800"
tags: ["\\udfff"]
decision-makers: "\\ud800"
x: "\\ud83d\\ude00"
supersedes: "ADR-\\ud801"
"k\\ud800": y
---

# Use Y

Text.
"""


def test_halves_of_letters_and_names_that_are_no_text(repo: Repo) -> None:
    repo.write("docs/conf.py", "")
    repo.write("docs/page.md", "# Page\n")
    repo.write("adr/0001-use-y.md", HALVES)
    for folder in ("docs", "adr"):
        with open(os.fsencode(repo.path / folder) + b"/0002-\xff.md", "w") as file:  # noqa: PTH123
            file.write("# Use Z\n\nText.\n")
    repo.commit("one")
    project = Project(repo.path)
    _, overview = survey(project, today=datetime.date(2026, 7, 1))
    assert dump(overview).encode()
    (record,) = (each for each in of_project(project).records if each.fields)
    assert json.dumps(record.fields, ensure_ascii=False, default=str).encode()
    assert "\U0001f600" in str(record.fields)
