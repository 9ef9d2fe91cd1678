"""Templates change, records follow: what authors wrote stays, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.project import Project, shipped_templates
from archdocs.records.document import Document
from archdocs.records.upgrade import upgrade
from archdocs.records.upgrade.merge import Clash, merged
from archdocs.system.git import Git
from archdocs.system.tree import GitTree
from support import Repo

TEMPLATE = """\
---
status: {{ status }}
date: {{ date }}
decision-makers: {{ deciders | yaml }}
informed: []
scope: all
---

# {{ title | heading }}

## Context

<!-- What is it about? -->

## Options

* …

## Decision

Chosen: "…", because …
"""
CHANGED = (
    TEMPLATE.replace("informed: []\n", "informed: []\nsystems: []\n")
    .replace("scope: all\n", "")
    .replace("<!-- What is it about? -->", "<!-- What forces it, and when? -->")
    .replace("## Decision\n", "## Cost\n\n<!-- In euros. -->\n\n## Decision\n")
)
RECORD = """\
---
status: accepted
date: 2024-01-02
decision-makers: [Ann, Bob]  # and nobody else
informed: [Cem]
scope: all
owner: orders
---

# Use Kafka

## Context

Orders get lost.
And nobody notices.

## Options

* Kafka
* RabbitMQ

## Decision

Chosen: "Kafka", because it keeps.
"""
FOLLOWED = (
    RECORD.replace("informed: [Cem]\n", "informed: [Cem]\nsystems: []\n")
    .replace("scope: all\n", "")
    .replace("## Decision\n", "## Cost\n\n<!-- In euros. -->\n\n## Decision\n")
)


def project_of(repo: Repo, template: str = TEMPLATE) -> Project:
    repo.write("archdocs.toml", '[records.templates]\nadr = "own"\n')
    repo.write("templates/adr/own.md.jinja", template.encode())
    return Project(repo.path)


def made(repo: Repo, *records: str) -> Project:
    """Return a project whose template was changed after the records were made."""
    project = project_of(repo)
    repo.commit("template", date="2024-01-01T00:00:00+00:00")
    for number, text in enumerate(records, 1):
        repo.write(f"adr/{number:04d}-x.md", text.encode())
    repo.commit("records", date="2024-01-02T00:00:00+00:00")
    repo.write("templates/adr/own.md.jinja", CHANGED.encode())
    return project


def test_a_record_follows_and_its_author_is_respected(repo: Repo) -> None:
    project = made(repo, RECORD)
    shown = upgrade(project, dry_run=True)
    assert "+systems: []\n" in shown.diff()
    assert (repo.path / "adr/0001-x.md").read_text() == RECORD
    done = upgrade(project)
    assert list(done.new) == ["adr/0001-x.md"]
    assert (repo.path / "adr/0001-x.md").read_text() == FOLLOWED
    again = upgrade(project)
    assert (again.new, again.conflicts, again.current) == ({}, [], 1)


def test_line_ends_and_the_byte_order_mark_stay(repo: Repo) -> None:
    project = made(repo, "\ufeff" + RECORD.replace("\n", "\r\n"))
    upgrade(project)
    data = (repo.path / "adr/0001-x.md").read_bytes()
    assert data.decode() == "\ufeff" + FOLLOWED.replace("\n", "\r\n")


def test_both_changed_the_same_lines_and_the_record_stays(repo: Repo) -> None:
    own = RECORD.replace("## Options", "## What we looked at")
    project = made(repo, RECORD, own)
    text = CHANGED.replace("## Options", "## Considered options")
    repo.write("templates/adr/own.md.jinja", text.encode())
    done = upgrade(project)
    assert list(done.new) == ["adr/0001-x.md"]
    assert [(c.path, c.line) for c in done.conflicts] == [("adr/0002-x.md", 17)]
    assert "## What we looked at" in done.conflicts[0].why
    assert (repo.path / "adr/0002-x.md").read_text() == own


def test_without_any_history_the_shipped_text_is_the_former_one(tmp_path: Path) -> None:
    (tmp_path / "archdocs.toml").write_text("")
    project = Project(tmp_path)
    shipped = (shipped_templates() / "adr/nygard.md.jinja").read_text()
    text = "# 1. Use Kafka\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWhy.\n\n"
    text += "## Decision\n\nSo.\n\n## Consequences\n\nGood.\n"
    (tmp_path / "adr").mkdir()
    (tmp_path / "adr/0001-x.md").write_text(text)
    assert upgrade(project).current == 1
    own = tmp_path / "templates/adr/nygard.md.jinja"
    own.parent.mkdir(parents=True)
    own.write_text(shipped + "\n## Cost\n")
    assert list(upgrade(Project(tmp_path)).new) == ["adr/0001-x.md"]
    assert (tmp_path / "adr/0001-x.md").read_text() == text + "\n## Cost\n"


def test_what_an_author_took_out_is_not_put_back(repo: Repo) -> None:
    project = project_of(repo)
    repo.commit(date="2024-01-01T00:00:00+00:00")
    project_of(repo, CHANGED)
    repo.commit(date="2024-01-02T00:00:00+00:00")
    without = FOLLOWED.replace("## Cost\n\n<!-- In euros. -->\n\n", "")
    repo.write("adr/0001-x.md", without.encode())
    repo.commit(date="2024-01-03T00:00:00+00:00")
    done = upgrade(project)
    assert (done.new, done.conflicts, done.current) == ({}, [], 1)


def test_records_of_no_template_are_left_alone(repo: Repo) -> None:
    project = made(repo, "# A note\n\nWithout any form.\n")
    done = upgrade(project)
    assert (done.new, done.foreign) == ({}, ["adr/0001-x.md"])


def test_another_format_is_no_upgrade(repo: Repo) -> None:
    project = made(repo, RECORD)
    repo.write("templates/adr/own.md.jinja", CHANGED[CHANGED.index("# {{") :].encode())
    (conflict,) = upgrade(project).conflicts
    assert "archdocs convert" in conflict.why


def test_only_one_kind_is_looked_at(repo: Repo) -> None:
    project = made(repo, RECORD)
    assert upgrade(project, "spec", dry_run=True).new == {}
    assert len(upgrade(project, "adr", dry_run=True).new) == 1


def rendered(template: str) -> list[str]:
    text = template.replace("{{ status }}", "accepted").replace("{{ date }}", "2024-01-02")
    text = text.replace("{{ deciders | yaml }}", "[]").replace("{{ title | heading }}", "Use Kafka")
    return text.split("\n")[:-1]


BASE, THEIRS = rendered(TEMPLATE), rendered(CHANGED)
#: Every line is another one, so that it can be told whether it is still there.
WRITTEN = st.lists(
    st.tuples(st.integers(8, len(BASE)), st.integers(0, 4), st.integers(0, 3)), max_size=6
)


@settings(max_examples=150, deadline=None)
@given(edits=WRITTEN, end=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
def test_every_line_an_author_wrote_survives(
    edits: list[tuple[int, int, int]], end: str, last: bool
) -> None:
    lines = list(BASE)
    for count, (at, taken, added) in enumerate(sorted(edits, reverse=True)):
        new = [f"{'## ' if added == 3 and not n else ''}Line {count}.{n}" for n in range(added)]
        lines[at : at + taken] = new
    text = end.join(lines) + (end if last else "")
    try:
        result = merged(BASE, Document("x.md", text), THEIRS).decode()
    except Clash:
        return
    own = [line for line in lines if line.startswith(("Line", "## Line"))]
    assert [line for line in result.split(end) if line.startswith(("Line", "## Line"))] == own
    assert result.count("\r") == (result.count("\n") if end == "\r\n" else 0)
    head, old_head = result.split(f"{end}---{end}")[0], text.split(f"{end}---{end}")[0]
    assert head == old_head.replace(f"scope: all{end}", "").replace(
        f"informed: []{end}", f"informed: []{end}systems: []{end}"
    ).removesuffix(f"{end}scope: all")
    try:
        again = merged(BASE, Document("x.md", result), THEIRS).decode()
    except Clash:
        return
    assert again == result


def test_every_released_text_of_a_shipped_template_is_kept() -> None:
    """A project may have records made from any release's template."""
    root = shipped_templates().parent
    git = Git.discover(root)
    if git is None or git.root != root:
        return
    for ref in git.refs():
        if ref.kind != "tag":
            continue
        tree = GitTree(git, ref.commit)
        for path in tree.files("templates"):
            parts = path.split("/")
            if path.endswith(".md.jinja") and len(parts) == 3:
                former = (root / "templates/history" / parts[1]).rglob("*.jinja")
                texts = {p.read_bytes() for p in (*former, root / path) if p.is_file()}
                assert tree.read(path) in texts, f"{ref.name}: keep {path} in templates/history"


@pytest.mark.parametrize("base", [[], ["# x"], ["---", "a: b", "---", "# x"]])
def test_texts_without_content_do_not_fail(base: list[str]) -> None:
    for text in ("", "\ufeff", "# x", "---\na: b\n---", "---\na: b\n---\n"):
        assert merged(base, Document("x.md", text), base).decode() == text
