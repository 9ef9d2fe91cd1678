"""Exports: what goes in comes out, the same each time, whatever somebody wrote."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from archdocs.errors import ShallowHistory, UsageError
from archdocs.project import Project
from archdocs.records import sheet
from archdocs.records.export import FORMATS, export
from archdocs.records.export.catalogue import CATALOGUE, cleaned, entry, schema_text
from archdocs.records.export.database import DATABASE
from archdocs.records.export.model import Source, in_force
from archdocs.records.export.needs import NEEDS, need_ids
from archdocs.records.export.table import COLUMNS, TABLE, cells
from exports import HOSTILE, KINDS, from_files, made_up, sources
from support import Repo

SCHEMA = json.loads(schema_text())
CHECKER = jsonschema.Draft202012Validator(SCHEMA)
FRONT = "---\nstatus: {}\ndate: 2024-01-02\n{}---\n# {}\n\nText about {}.\n"


def front(title: str, extra: str = "", status: str = "accepted") -> str:
    return FRONT.format(status, extra, title, title)


def catalogue(source: Source) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(CATALOGUE.make(source).files[""])
    return loaded


def database(source: Source) -> sqlite3.Connection:
    store = sqlite3.connect(":memory:")
    store.deserialize(DATABASE.make(source).files[""])
    store.row_factory = sqlite3.Row
    return store


def shop() -> Source:
    return from_files(
        {
            "adr/0001-a.md": front("A", "superseded-by: [2]\n", "superseded"),
            "adr/0002-b.md": front("B", "supersedes: [1]\nsuperseded-by: [3]\n", "superseded"),
            "adr/0003-c.md": front(
                "C",
                "supersedes: [2]\nowner: team\ntags: [x, y]\nsystems: [cart]\nmilestone: 0010\n",
            ),
            "adr/0004-d.md": "# D\n",
            "specs/0001-s.md": front("S", "implements: [ADR-3]\nrelates: [9]\n", "draft"),
        }
    )


def test_the_schema_is_one_and_the_catalogue_keeps_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = catalogue(shop())
    jsonschema.validate(data, SCHEMA, jsonschema.Draft202012Validator)
    found = {record["id"]: record for record in data["records"]}
    assert [found["ADR-0004"][key] for key in ("status", "raw_status", "in_force", "date")] == [
        "unknown",
        None,
        None,
        None,
    ]
    assert found["ADR-0003"]["in_force"] is True
    assert found["ADR-0003"]["fields"] == {"systems": ["cart"], "milestone": "0010"}
    assert found["ADR-0003"]["lines"]["status"] == 2
    assert found["SPEC-0001"]["links"] == [
        {
            "kind": "implements",
            "target": "ADR-3",
            "line": 4,
            "id": "ADR-0003",
            "path": "adr/0003-c.md",
        },
        {"kind": "relates", "target": "9", "line": 5, "id": None, "path": None},
    ]
    assert {"kind": "implemented-by", "id": "SPEC-0001", "path": "specs/0001-s.md"} in found[
        "ADR-0003"
    ]["backlinks"]


@settings(max_examples=15, deadline=None)
@given(sources)
def test_any_records_come_out_of_json_as_they_went_in(source: Source) -> None:
    data = catalogue(source)
    CHECKER.validate(data)
    assert data["records"] == [cleaned(entry(source, record)) for record in source.records]
    assert CATALOGUE.make(source) == CATALOGUE.make(source)


@settings(max_examples=15, deadline=None)
@given(sources)
def test_any_records_come_out_of_csv_as_they_went_in(source: Source) -> None:
    made = TABLE.make(source).files[""]
    assert TABLE.make(source).files[""] == made
    rows = list(csv.reader(io.StringIO(made.decode(), newline="")))
    assert rows[0] == list(COLUMNS)
    for row, record in zip(rows[1:], source.records, strict=True):
        found = dict(zip(COLUMNS, map(sheet.unguarded, row), strict=True))
        wanted = cleaned(entry(source, record))
        expected = dict(zip(COLUMNS, cells(wanted), strict=True))
        assert found == {k: "" if v is None else str(v) for k, v in expected.items()}
        assert sheet.split(found["deciders"]) == wanted["deciders"]
        assert sheet.split(found["tags"]) == wanted["tags"]
        assert json.loads(found["fields"] or "{}") == wanted["fields"]


@settings(max_examples=12, deadline=None)
@given(sources)
def test_any_records_come_out_of_sqlite_as_they_went_in(source: Source) -> None:
    made = DATABASE.make(source).files[""]
    assert DATABASE.make(source).files[""] == made
    store = database(source)
    rows = list(store.execute("SELECT * FROM records ORDER BY key"))
    for row, record in zip(rows, source.records, strict=True):
        wanted = cleaned(entry(source, record))
        for name in ("id", "kind", "number", "title", "status", "raw_status", "date", "path"):
            assert row[name] == wanted[name]
        assert row["in_force"] == wanted["in_force"]
        assert around(store, row["key"]) == (
            [(link["kind"], link["target"], link["line"], link["id"]) for link in wanted["links"]],
            [(link["kind"], link["id"]) for link in wanted["backlinks"]],
            wanted["tags"],
            [*([wanted["owner"]] if wanted["owner"] else []), *wanted["deciders"]],
            wanted["fields"],
            wanted["lines"],
        )
    assert not store.execute("PRAGMA foreign_key_check").fetchall()
    assert store.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    # Circles of supersession end.
    store.execute("SELECT * FROM chains").fetchall()


def around(store: sqlite3.Connection, key: int) -> tuple[Any, ...]:
    def rows(query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in store.execute(f"{query} WHERE record = ? ORDER BY 1", (key,))]

    links = [row[1:] for row in rows("SELECT place, kind, target, line, other_id FROM links")]
    backs = [row[1:] for row in rows("SELECT place, kind, other_id FROM backlinks")]
    people = rows("SELECT role = 'decider', place, name FROM people")
    return (
        links,
        backs,
        [name for _, name in rows("SELECT place, name FROM tags")],
        [name for _, _, name in sorted(people)],
        {name: json.loads(value) for name, value in rows("SELECT name, value FROM fields")},
        dict(rows("SELECT name, line FROM lines")),
    )


def test_the_database_answers() -> None:
    store = database(shop())
    assert [row["id"] for row in store.execute("SELECT id FROM in_force")] == ["ADR-0003"]
    chains = store.execute("SELECT id, heir_id, steps, is_last FROM chains ORDER BY id, steps")
    assert [tuple(row) for row in chains] == [
        ("ADR-0001", "ADR-0002", 1, 0),
        ("ADR-0001", "ADR-0003", 2, 1),
        ("ADR-0002", "ADR-0003", 1, 1),
    ]
    found = store.execute("SELECT id FROM search WHERE search MATCH 'text AND b'").fetchall()
    assert [row["id"] for row in found] == ["ADR-0002"]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_nothing_at_all_is_an_export_too(name: str) -> None:
    made = FORMATS[name].make(made_up())
    assert made == FORMATS[name].make(made_up())
    if name == "json":
        jsonschema.validate(json.loads(made.files[""]), SCHEMA)


def test_hostile_cells_are_no_formulas() -> None:
    records = from_files({f"adr/{n:04d}-x.md": front("x") for n in range(len(HOSTILE))}).records
    for text in HOSTILE:
        assert sheet.guarded(text)[0] not in "=+-@\t\r\n"
        assert sheet.unguarded(sheet.guarded(text)) == text
    assert len(records) == len(HOSTILE)


@settings(max_examples=15, deadline=None)
@given(sources)
def test_needs_keep_the_form_of_sphinx_needs(source: Source) -> None:
    data = json.loads(NEEDS.make(source).files[""])
    version = data["versions"][data["current_version"]]
    assert version["needs_amount"] == len(version["needs"]) == len(source.records)
    known = version["needs_schema"]["properties"]
    checker = jsonschema.Draft7Validator(version["needs_schema"])
    for ident, need in version["needs"].items():
        assert need["id"] == ident
        assert len(ident) >= 5
        assert ident.replace("_", "").isalnum()
        assert ident.isascii()
        assert ident == ident.upper()
        assert need["title"]
        assert not any(mark in str(need["title"]) for mark in ("[[", "<<", "<{", "\n", "\x00"))
        checker.validate(need)
        assert need.keys() <= known.keys()
        for name, prop in known.items():
            if prop["field_type"] == "links":
                assert set(need.get(name, ())) <= set(version["needs"])


def test_needs_of_one_number_are_apart() -> None:
    source = from_files(
        {"adr/0001-a.md": front("A"), "adr/0001-b.md": front("B"), "adr/20240102-ö.md": front("C")}
    )
    ids = need_ids(source.records)
    assert len(set(ids.values())) == 3
    assert all(value.startswith("ADR_") for value in ids.values())


def test_a_status_that_does_not_tell_is_not_guessed() -> None:
    kind = KINDS["adr"]
    assert [in_force(kind, word) for word in ("accepted", "proposed", "superseded")] == [
        True,
        False,
        False,
    ]
    assert in_force(KINDS["control"], "gap") is False
    assert in_force(KINDS["slo"], "retired") is False
    assert in_force(KINDS["runbook"], "current") is True
    assert in_force(kind, "unknown") is None
    assert in_force(kind, "on hold") is None


def test_then_and_its_commits(repo: Repo) -> None:
    repo.write("adr/0001-a.md", front("A", status="proposed"))
    first = repo.commit(date="2024-01-02T12:00:00+00:00")
    repo.tag("v1")
    repo.write("adr/0001-a.md", front("A", "superseded-by: [2]\n", "superseded"))
    repo.write("adr/0002-b.md", front("B", "supersedes: [1]\n"))
    second = repo.commit(date="2024-03-04T12:00:00+00:00")
    repo.write("adr/0003-c.md", front("C"))
    project = Project(repo.path)
    now = json.loads(export(project, "json", history=True).files[""])
    jsonschema.validate(now, SCHEMA)
    stamps = [(item["first_commit"], item["last_commit"]) for item in now["records"]]
    one, two = {"commit": first, "date": "2024-01-02"}, {"commit": second, "date": "2024-03-04"}
    assert stamps == [(one, two), (two, two), (None, None)]
    then = json.loads(export(project, "json", as_of="v1", history=True).files[""])
    assert then["as_of"] == {"ref": "v1", "commit": first}
    assert [(item["status"], item["last_commit"]) for item in then["records"]] == [
        ("proposed", one)
    ]
    assert "text" in str(export(project, "structurizr", as_of="v1").files).lower()
    made = export(project, "csv", as_of="2024-01-31")
    assert made.notes == (f"as of 2024-01-31: commit {first[:12]} of 2024-01-02",)
    with pytest.raises(UsageError, match="did you mean"):
        export(project, "json", kind="sepc")


def test_a_shallow_clone_tells_no_first_commit(repo: Repo, tmp_path: Any) -> None:
    repo.write("adr/0001-a.md", front("A"))
    repo.commit()
    repo.commit()
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(tmp_path / "shallow"))
    with pytest.raises(ShallowHistory):
        export(Project(tmp_path / "shallow"), "csv", history=True)
