"""Every shipped kind: its records are written, read, checked and moved, and are no one else's."""

from __future__ import annotations

import datetime
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from archdocs.errors import UsageError
from archdocs.finding import Finding
from archdocs.project import Project, shipped_templates
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.fields import value_of
from archdocs.records.kind import Field, Kind
from archdocs.records.kinds import load_kinds
from archdocs.records.lifecycle import next_statuses
from archdocs.records.new import Draft, new_record
from archdocs.records.rules import aged, findings
from archdocs.records.scaffold import environment, template_names
from archdocs.records.schema import schema_of
from archdocs.settings import Settings

TODAY = datetime.date(2026, 1, 2)
KINDS = load_kinds((shipped_templates(),), Settings())
TEMPLATES = environment((shipped_templates(),))
WITH_STATUSES = [name for name in KINDS if KINDS[name].has_statuses]
#: Told by attributes of a record that hold more than one field.
PEOPLE = {"kind", "status", "deciders", "decision-makers"}
SAMPLES = {
    "text": "some words",
    "list": "[one, two]",
    "date": "2026-09-01",
    "time": "2026-01-02T10:00Z",
    "number": "5",
    "boolean": "true",
    "url": "https://example.org/x",
    "records": "[https://example.org/y]",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "archdocs.toml").touch()
    return Project(tmp_path)


def front_of(text: str) -> dict[str, Any]:
    """Return front matter as an editor reads it: with YAML's own types, days as text."""
    loaded = YAML(typ="safe", pure=True).load(io.StringIO(text.split("---\n")[1]))
    return {key: dated(value) for key, value in loaded.items()}


def dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: dated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [dated(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def valid(kind: Kind, values: dict[str, Any]) -> bool:
    return bool(jsonschema.Draft202012Validator(schema_of(kind)).is_valid(values))


def sample(field: Field) -> str:
    return field.choices[0] if field.choices else SAMPLES[field.type]


def lines_of(kind: Kind, status: str) -> Iterator[str]:
    """Yield front matter that says everything a status may need."""
    yield f"status: {status}"
    for name, field in kind.fields.items():
        if kind.history is not None and name == kind.history.field:
            yield f"{name}:\n  - {kind.history.status}: {status}\n    date: 2026-01-01"
        elif field.columns:
            row = [f"{column}: {sample(each)}" for column, each in field.columns.items()]
            yield f"{name}:\n  - " + "\n    ".join(row)
        elif name in ("kind", "date", "status") or kind.links.known(name):
            continue
        else:
            yield f"{name}: {sample(field)}"


def full(kind: Kind, status: str) -> str:
    lines = "\n".join(lines_of(kind, status))
    return f"---\nkind: {kind.name}\ndate: 2026-01-01\n{lines}\n---\n\n# A full one\n"


def complaints(project: Project) -> list[Finding]:
    catalog = of_project(project)
    return [*findings(catalog), *aged(catalog, TODAY, project.settings)]


@pytest.mark.parametrize("name", KINDS)
def test_a_new_record_reads_back_and_has_no_fault(project: Project, name: str) -> None:
    kind = KINDS[name]
    for template in template_names(TEMPLATES, name):
        draft = Draft(f"A {template}: one", TODAY, template=template, owner="pay: ments")
        made = new_record(project, name, draft)
        assert (made.kind, made.date) == (name, TODAY)
        assert made.title.startswith(f"A {template}: one")
        assert made.status == kind.initial
        text = (project.root / made.path).read_text("utf-8")
        if text.startswith("---"):
            assert valid(kind, front_of(text))
    assert complaints(project) == []
    assert {record.kind for record in of_project(project).records} == {name}


@pytest.mark.parametrize("name", WITH_STATUSES)
def test_every_legal_move_is_made_and_no_other(project: Project, name: str) -> None:
    kind = KINDS[name]
    path = project.root / kind.folder / ("0001-a.md" if "number" in kind.file else "20260101-a.md")
    path.parent.mkdir(parents=True)
    statuses = [status for status in kind.statuses if status != kind.superseded]
    for old, new in itertools.permutations(statuses, 2):
        path.write_text(full(kind, old))
        if new in kind.moves[old]:
            moved = change_status(project, f"{kind.prefix}-1", new, today=TODAY)
            assert (moved.before, moved.record.status) == (old, new)
            assert complaints(project) == []
            assert valid(kind, front_of(path.read_text()))
        else:
            with pytest.raises(UsageError, match=f"is {old} and can't become {new}"):
                change_status(project, f"{kind.prefix}-1", new, today=TODAY)
            assert path.read_text() == full(kind, old)


@pytest.mark.parametrize("name", [name for name in KINDS if name not in WITH_STATUSES])
def test_what_has_no_lifecycle_takes_no_status(project: Project, name: str) -> None:
    made = new_record(project, name, Draft("One", TODAY))
    with pytest.raises(UsageError, match=f"{name} records have no status"):
        change_status(project, made.id, "superseded", today=TODAY)
    with pytest.raises(UsageError, match="have no status"):
        next_statuses(KINDS[name], made.id, made.status)
    with pytest.raises(UsageError, match="have no status"):
        new_record(project, name, Draft("Two", TODAY, status="superseded"))
    text = (project.root / made.path).read_text()
    (project.root / made.path).write_text(text.replace("date:", "status: accepted\ndate:", 1))
    found = [finding.message for finding in complaints(project)]
    assert any(f"but {name} records have no status" in message for message in found)


@pytest.mark.parametrize("name", WITH_STATUSES)
def test_a_status_needs_what_its_kind_says(project: Project, name: str) -> None:
    kind = KINDS[name]
    needing = {
        status: {field for field, each in kind.fields.items() if status in each.required_in}
        for status in kind.statuses
    }
    for status, fields in needing.items():
        bare = f"---\nkind: {name}\nstatus: {status}\ndate: 2026-01-01\n---\n\n# Bare\n"
        assert valid(kind, front_of(bare)) == (not fields)
        path = project.root / kind.folder / "0001-bare.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(bare)
        found = [each for each in complaints(project) if each.code == "record.field-missing"]
        assert len(found) == len(fields)
        assert all(each.location.line == 3 for each in found)


@pytest.mark.parametrize("name", KINDS)
def test_a_full_record_of_each_status_is_valid_and_whole(project: Project, name: str) -> None:
    kind = KINDS[name]
    path = project.root / kind.folder / ("0001-a.md" if "number" in kind.file else "20260101-a.md")
    path.parent.mkdir(parents=True)
    for status in kind.statuses:
        text = full(kind, status)
        if not kind.has_statuses:
            text = text.replace(f"status: {status}\n", "")
        path.write_text(text)
        assert complaints(project) == []
        assert valid(kind, front_of(text))
        record = of_project(project).records[0]
        assert record.deciders or "deciders" not in kind.fields
        said = {key for key in kind.fields if key in front_of(text)}
        assert all(value_of(record, kind, key) for key in said - PEOPLE)


def test_schemas_are_schemas() -> None:
    for name in KINDS:
        schema = schema_of(KINDS[name])
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["properties"]["status"]["enum"] == list(KINDS[name].statuses)


# A Django project's templates, a plugin's configuration: folders that are called like ours.
OTHERS = {
    "docs/views/0001-index.md": "# Index\n\nkind: view\n",
    "docs/runbooks/0001-restart.md": "---\ntitle: Restart\n---\n# Restart\n",
    "docs/runbooks/README.md": "---\nkind: runbook\n---\n# Ours\n",
    "docs/controls/0001-buttons.md": "---\nkind: widget\n---\n# Buttons\n",
    "docs/radar/0001-x.md": "---\nlayout: page\n---\n```yaml\n---\nkind: radar\n```\n",
    "docs/journal/20240102-x.md": "---\ntitle: Diary\n---\n",
    "views/0001-x.md": "---\nkind: view\n---\n# Not in our folder\n",
    "docs/postmortems/0001-x.md": b"\xff\xfe---\nkind: postmortem\n---\n",
}


def test_folders_called_like_ours_are_left_alone(project: Project) -> None:
    for path, text in OTHERS.items():
        target = project.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else str(text).encode())
    assert of_project(project).records == ()
    assert complaints(project) == []


def test_a_kind_nearly_named_is_a_record_with_a_finding(project: Project) -> None:
    path = project.root / "docs/controls/0001-x.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\nstatus: gap\nkind: contorl\n---\n# X\n")
    (found,) = complaints(project)
    assert (found.code, found.location.line) == ("record.field", 3)
    assert "did you mean `control`" in found.message


def test_a_configured_folder_needs_no_mark(tmp_path: Path) -> None:
    (tmp_path / "archdocs.toml").write_text('[records.folders]\nrunbook = "ops"\n')
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops/0001-x.md").write_text("---\nreview-by: 2027-01-01\n---\n# X\n")
    project = Project(tmp_path)
    assert [record.id for record in of_project(project).records] == ["RUN-0001"]
    assert complaints(project) == []
    assert new_record(project, "runbook", Draft("Y", TODAY)).path == "ops/0002-y.md"


def test_kinds_without_records_are_not_read(project: Project) -> None:
    catalog = of_project(project)
    (project.root / "docs/slos").mkdir(parents=True)
    new_record(project, "slo", Draft("Fast", TODAY))
    again = of_project(project)
    for found, names in ((catalog, set()), (again, {"slo"})):
        read = set(vars(found.kinds)["_read"])
        assert read & (set(KINDS) - {"adr", "spec"}) == names


@pytest.mark.parametrize(
    ("docs", "path"),
    [("site/source", "site/source/controls"), (".", "controls"), ("d/", "d/controls")],
)
def test_records_of_kinds_stand_where_the_documentation_is(
    tmp_path: Path, docs: str, path: str
) -> None:
    (tmp_path / "archdocs.toml").write_text(f'[project]\ndocs = "{docs}"\n')
    made = new_record(Project(tmp_path), "control", Draft("X", TODAY))
    assert made.path == f"{path}/0001-x.md"
    assert [record.path for record in of_project(Project(tmp_path)).records] == [made.path]
