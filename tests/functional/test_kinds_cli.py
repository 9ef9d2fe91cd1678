"""Kinds as a user meets them: listed, described, written, shown, and checked against a base."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from archdocs.cli.main import run
from archdocs.project import Project, shipped_templates
from archdocs.records.catalog import of_project
from archdocs.records.new import Draft, new_record
from sphinxrun import build
from support import Repo

TODAY = datetime.date(2026, 1, 5)
KINDS = sorted(path.stem for path in (shipped_templates() / "kinds").glob("*.toml"))
RFC = """\
name = "rfc"
title = "Request for comments"
prefix = "RFC"
folder = "rfcs"
file = "{number}-{slug}.md"
template = "rfc"
initial = "open"
[statuses]
open = ["merged"]
merged = []
[fields]
sponsor = { type = "text", text = "Who carries it.", required-in = ["merged"] }
stake = { type = "choice", choices = ["low", "high"], text = "What is at stake." }
"""
CONF = """\
extensions = ["archdocs.sphinxext"]
exclude_patterns = ["_build"]
archdocs_freshness = False
"""
POSTMORTEM = """\
---
kind: postmortem
status: closed
date: 2026-02-01
severity: sev2
began: 2026-02-01T10:00Z
resolved: 2026-02-01T11:30Z
systems: [payments]
actions:
  - action: Alert on age <b>not length</b>
    owner: payments
    done: 2026-02-10
relates: [ADR-1]
---

# Two hours without payments
"""


class Run:
    """Runs commands in this process, in one folder."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys

    def __call__(self, *args: str, code: int = 0) -> str:
        """Run one command, and return what it printed on both."""
        ended = run(["-C", str(self.root), *args])
        out, err = self.capsys.readouterr()
        assert ended == code, out + err
        return out + err


@pytest.fixture
def archdocs(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Run:
    repo.write("archdocs.toml", "")
    return Run(repo.path, capsys)


def test_kinds_are_listed_with_what_there_is(repo: Repo, archdocs: Run) -> None:
    repo.write("templates/kinds/rfc.toml", RFC)
    repo.write("templates/rfc/rfc.md.jinja", "---\nstatus: {{ status }}\n---\n\n# {{ title }}\n")
    archdocs("new", "rfc", "A thing", "--no-edit")
    archdocs("new", "runbook", "B thing", "--no-edit")
    table = archdocs("kinds").splitlines()
    assert table[0].split() == ["KIND", "TITLE", "RECORDS", "FOLDER", "TEMPLATES", "STATUSES"]
    rows = {row["name"]: row for row in json.loads(archdocs("kinds", "--format", "json"))}
    assert sorted(rows) == sorted([*KINDS, "rfc"])
    assert rows["rfc"]["statuses"] == {"open": ["merged"], "merged": []}
    assert (rows["rfc"]["records"], rows["runbook"]["records"], rows["adr"]["records"]) == (1, 1, 0)
    assert rows["view"]["templates"] == ["c4", "arc42"]
    assert rows["view"]["lifecycle"] == "living"


def test_schemas_are_printed_and_written(repo: Repo, archdocs: Run) -> None:
    repo.write("templates/kinds/rfc.toml", RFC)
    schema = json.loads(archdocs("schema", "rfc"))
    good = {"status": "merged", "sponsor": "Ann", "stake": "low", "mine": [1]}
    assert jsonschema.Draft202012Validator(schema).is_valid(good)
    assert not jsonschema.Draft202012Validator(schema).is_valid({"status": "merged"})
    assert not jsonschema.Draft202012Validator(schema).is_valid({**good, "stake": "huge"})
    files = archdocs("schema", "--all", "schemas").split()
    assert sorted(Path(file).name for file in files) == sorted(
        f"{name}.schema.json" for name in [*KINDS, "rfc", "kind-file"]
    )
    kind_file = json.loads((repo.path / "schemas/kind-file.schema.json").read_text())
    jsonschema.validate(tomllib.loads(RFC), kind_file)
    assert "did you mean `control`" in archdocs("schema", "contrl", code=2)
    assert "name a kind" in archdocs("schema", code=2)


def test_a_kind_of_ones_own_is_held_to_its_fields(repo: Repo, archdocs: Run) -> None:
    repo.write("templates/kinds/rfc.toml", RFC)
    repo.write("templates/rfc/rfc.md.jinja", "---\nstatus: {{ status }}\n---\n\n# {{ title }}\n")
    assert "not one of low, high" in archdocs("new", "rfc", "X", "--set", "stake=huge", code=2)
    archdocs("new", "rfc", "X", "--set", "stake=low", "--no-edit")
    said = archdocs("status", "RFC-1", "merged", code=2)
    assert "RFC-0001 can't be merged yet: it does not say `sponsor`" in said
    shown = json.loads(archdocs("show", "RFC-1", "--format", "json"))
    assert shown["fields"] == {"stake": "low"}


def test_what_may_only_grow_is_held_against_the_base(repo: Repo, archdocs: Run) -> None:
    entry = "---\nkind: log\ndate: 2026-01-05\n---\n\n# Day\n\n* one\n"
    for name in ("a", "b", "c"):
        repo.write(f"docs/journal/20260105-{name}.md", entry)
    repo.commit()
    repo.git("checkout", "-q", "-b", "mine")
    repo.write("docs/journal/20260105-a.md", entry.replace("one", "won"))
    repo.write(
        "docs/journal/20260105-b.md", entry.replace("---\n\n#", "tags: [x]\n---\n\n#") + "* two\n"
    )
    (repo.path / "docs/journal/20260105-c.md").unlink()
    repo.write("docs/journal/20260106-d.md", entry)
    repo.commit()
    found = json.loads(archdocs("check", "--base", "main", "--format", "json", code=1))["findings"]
    told = [(item["code"], item["path"], item["line"]) for item in found]
    assert told == [
        ("record.rewritten", "docs/journal/20260105-a.md", 8),
        ("record.rewritten", "docs/journal/20260105-c.md", 0),
    ]


def test_records_of_every_kind_have_a_page_with_their_fields(repo: Repo, archdocs: Run) -> None:
    repo.write("docs/conf.py", CONF)
    tables = "\n\n".join(
        f"## {kind}\n\n```{{decisions}}\n:kind: {kind}\n:toctree:\n```" for kind in KINDS
    )
    repo.write("docs/index.md", f"# Records\n\n{tables}\n")
    for kind in KINDS:
        draft = Draft(f"The first {kind}", TODAY, owner="team")
        new_record(Project(repo.path), kind, draft)
    repo.write("docs/postmortems/0002-payments.md", POSTMORTEM)
    path = "docs/paths/0001-the-first-path.md"
    steps = (
        "steps:\n  - read: ADR-0001\n    minutes: 5\n  - read: docs/index.md\n  - read: https://x.y"
    )
    repo.write(path, (repo.path / path).read_text().replace("steps: []", steps))
    repo.write(
        "docs/slip.md", "---\norphan: true\n---\n# S\n\n```{decisions}\n:kind: contrl\n```\n"
    )
    built = build(repo.path, "-n", strict=False)
    (warning,) = built.log.splitlines()
    assert "slip.md:6: WARNING: no kind of record called 'contrl'" in warning
    assert "did you mean `control`?" in warning
    for record in of_project(Project(repo.path)).records:
        place = record.path.removeprefix("docs/").removesuffix(".md")
        page = built.page(place)
        assert f"archdocs-kind-{record.kind}" in page
        assert f"{place}.html" in built.page("index")
    page = built.page("postmortems/0002-payments")
    assert "<p>sev2</p>" in page
    assert "2026-02-01T10:00Z" in page
    assert "Alert on age &lt;b&gt;not length&lt;/b&gt;" in page
    assert ">ADR-0001: The first adr<" in page
    walk = built.page("paths/0001-the-first-path")
    assert ">ADR-0001: The first adr<" in walk
    assert 'href="https://x.y"' in walk
    assert ">Records<" in walk, "a page is called by its title"
    assert "archdocs-status" not in walk, "a living record has no status"
    assert "Review by" in built.page("index")
