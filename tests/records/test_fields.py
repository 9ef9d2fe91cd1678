"""Typed fields: what is read, what is refused, what falls due, and a schema that says the same."""

from __future__ import annotations

import contextlib
import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import ConfigError, UsageError
from archdocs.finding import Finding
from archdocs.project import Project, shipped_templates
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.fieldchecks import value_fault
from archdocs.records.fields import read_time, typed
from archdocs.records.fill import fill, parse_given
from archdocs.records.kind import Field, Kind
from archdocs.records.kindfile import Reader
from archdocs.records.kinds import load_kinds
from archdocs.records.model import Record
from archdocs.records.new import Draft, new_record
from archdocs.records.reader import read_record
from archdocs.records.rules import aged, findings
from archdocs.records.schema import field_schema, kind_file_schema, schema_of
from archdocs.settings import Settings

TODAY = datetime.date(2026, 3, 1)
KINDS = load_kinds((shipped_templates(),), Settings())
POSTMORTEM = """\
---
kind: postmortem
status: {status}
date: 2026-02-01
severity: sev2
began: 2026-02-01T10:00Z
resolved: 2026-02-01 11:30 UTC
actions:
  - action: Alert on the age of the queue
    owner: payments
    due: 2026-02-20
    done: {done}
  - action: Ask the provider before a second try
    owner: checkout
    due: 2026-04-01
    done: 2026-02-10
---

# Two hours without payments
"""


def read(kind: str, text: str) -> tuple[Record, list[Finding]]:
    record, found = read_record(f"x/0001-{kind}.md", text.encode(), KINDS[kind], 4)
    assert record is not None
    return record, found


def told(kind: str, *lines: str) -> list[tuple[str, int, str]]:
    text = "\n".join(["---", f"kind: {kind}", *lines, "---", "", "# One", ""])
    return [(each.code, each.location.line, each.message) for each in read(kind, text)[1]]


def project_of(root: Path, **texts: str) -> Project:
    (root / "archdocs.toml").touch()
    for path, text in texts.items():
        target = root / f"docs/{path.replace('__', '/')}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return Project(root)


def test_rows_and_numbers_are_read_in_their_types() -> None:
    record, found = read("postmortem", POSTMORTEM.format(status="reviewed", done=""))
    assert found == []
    assert record.fields["actions"][0] == {
        "action": "Alert on the age of the queue",
        "owner": "payments",
        "due": "2026-02-20",
        "done": None,
    }
    assert (record.line_of("actions.0"), record.line_of("actions.1")) == (9, 13)
    slo, _ = read("slo", "---\nkind: slo\nstatus: draft\ntarget: 99.95\nwindow: 0028\n---\n# S\n")
    assert (slo.fields["target"], slo.fields["window"]) == (99.95, "0028")
    assert json.loads(json.dumps(dict(record.fields))) == dict(record.fields)


@pytest.mark.parametrize(
    ("kind", "line", "message"),
    [
        ("postmortem", "severity: sev9", "not one of sev1, sev2, sev3, sev4; did you mean"),
        ("postmortem", "began: yesterday", "which is no time"),
        ("postmortem", "sevrity: sev1", "have no field `sevrity`; did you mean `severity`?"),
        ("postmortem", "actions: none", "`actions` is a list of rows with `action`, `owner`"),
        ("slo", "target: most", "which is no number"),
        ("slo", "target: nan", "which is no number"),
        ("slo", "dashboard: grafana", "no address that begins with https://"),
        ("slo", "dashboard: javascript:alert(1)", "no address that begins with https://"),
        ("control", "next-test: 2026-02-30", "which is no day"),
        ("slo", "dashboard: [a]", "is url, not a list"),
        ("postmortem", "severity: {}", "is choice, not a mapping"),
    ],
)
def test_a_wrong_value_has_its_line(kind: str, line: str, message: str) -> None:
    status = f"status: {KINDS[kind].initial}"
    ((code, number, text),) = told(kind, status, "", line)
    assert (code, number) == ("record.field", 5)
    assert message in text


def test_rows_are_judged_one_by_one() -> None:
    rows = ("actions:", "  - action: A", "    owner: b", "  - action: C", "    ownr: d")
    found = told("postmortem", "status: draft", *rows)
    assert [(code, line) for code, line, _ in found] == [("record.field", 7)] * 2
    assert "`ownr`; did you mean `owner`" in found[0][2]
    assert "a row has no `owner`" in found[1][2]


def test_words_of_others_are_no_slips_of_the_pen() -> None:
    assert told("control", "status: gap", "colour: red", "evidence:", "next-test: ''") == []
    third, found = read("adr", "---\nstatus: accepted\ndate: 2026-01-01\nreveiw-by: x\n---\n# T\n")
    assert found == []
    assert third.fields == {"reveiw-by": "x"}


def test_times_follow_one_another() -> None:
    times = ("began: 2026-02-01T12:00+02:00", "detected: 2026-02-01T09:59Z")
    ((code, line, text),) = told("postmortem", "status: draft", *times)
    assert (code, line) == ("record.field", 5)
    assert "`detected` is earlier than `began`" in text


def test_closed_means_that_everything_is_done(tmp_path: Path) -> None:
    _, found = read("postmortem", POSTMORTEM.format(status="closed", done=""))
    assert [(each.code, each.location.line) for each in found] == [("record.open-item", 9)]
    project = project_of(
        tmp_path, postmortems__0001_x=POSTMORTEM.format(status="reviewed", done="")
    )
    (tmp_path / "docs/postmortems/0001_x.md").rename(tmp_path / "docs/postmortems/0001-x.md")
    with pytest.raises(UsageError, match="not done: Alert on the age"):
        change_status(project, "PM-1", "closed", today=TODAY)
    forced = change_status(project, "PM-1", "closed", today=TODAY, force=True)
    assert forced.record.status == "closed"


@pytest.mark.parametrize(
    ("kind", "lines", "late", "words"),
    [
        ("control", "status: verified\nnext-test: {}", 0, ""),
        ("control", "status: verified\nnext-test: {}", 1, "1 day ago"),
        ("control", "status: gap\nnext-test: {}", 99, ""),
        ("integration", "status: active\ncontract-expiry: {}", -61, ""),
        ("integration", "status: active\ncontract-expiry: {}", -60, "in 60 days"),
        ("integration", "status: active\ncontract-expiry: {}", 0, "today"),
        ("runbook", "review-by: 2030-01-01\nlast-exercised: {}", 182, ""),
        ("runbook", "review-by: 2030-01-01\nlast-exercised: {}", 183, "more than 182 days ago"),
        ("principle", "review-by: {}", 1, "1 day ago"),
        ("experiment", "status: running\nends: {}", 7, "7 days ago"),
        ("postmortem", "status: reviewed\nactions:\n- action: A\n  due: {}", 1, "`actions: due`"),
        ("postmortem", "status: reviewed\nactions:\n- done: x\n  due: {}", 1, ""),
        ("adr", "status: accepted\nreview-by: {}", 1, "1 day ago"),
        ("adr", "status: superseded\nreview-by: {}", 1, ""),
    ],
)
def test_days_fall_due(tmp_path: Path, kind: str, lines: str, late: int, words: str) -> None:
    day = TODAY - datetime.timedelta(late)
    target = tmp_path / KINDS[kind].folder / "0001-a.md"
    target.parent.mkdir(parents=True)
    target.write_text(f"---\nkind: {kind}\n{lines.format(day)}\ndate: 2026-01-01\n---\n# A\n")
    project = project_of(tmp_path)
    found = [
        f for f in aged(of_project(project), TODAY, project.settings) if f.code == "record.due"
    ]
    assert len(found) == bool(words)
    if words:
        assert words in found[0].message
        line = target.read_text().splitlines()[found[0].location.line - 1]
        assert str(day) in line or "action: A" in line


def test_a_radar_keeps_its_history(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    made = new_record(project, "radar", Draft("Rust", datetime.date(2026, 1, 1)))
    path = tmp_path / made.path
    before = path.read_text()
    change_status(project, "RADAR-1", "trial", today=TODAY)
    added = "  - ring: trial\n    date: 2026-03-01\n"
    assert path.read_text() == before.replace("status: assess", "status: trial").replace(
        "    date: 2026-01-01\n", f"    date: 2026-01-01\n{added}"
    )
    path.write_text(path.read_text().replace("status: trial", "status: hold"))
    (found,) = findings(of_project(project))
    assert (found.code, found.location.line) == ("record.history", 10)
    path.write_text(
        path.read_text().replace("ring: trial", "ring: hold").replace("2026-03", "2025-03")
    )
    (found,) = findings(of_project(project))
    assert "2025-03-01 stands after 2026-01-01" in found.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rings: []  # none", "rings:  # none\n  - ring: hold\n    date: 2026-03-01"),
        ("rings:", "rings:\n  - ring: hold\n    date: 2026-03-01"),
        ("tags: [a]", "tags: [a]\nrings:\n  - ring: hold\n    date: 2026-03-01"),
        (
            "rings:\r\n-  ring: assess\r\n   date: 2026-01-01\r\ntags: []",
            "rings:\r\n-  ring: assess\r\n   date: 2026-01-01\r\n-  ring: hold\r\n"
            "   date: 2026-03-01\r\ntags: []",
        ),
    ],
)
def test_a_row_is_added_in_the_form_there_is(tmp_path: Path, before: str, after: str) -> None:
    end = "\r\n" if "\r" in before else "\n"
    text = "---\nkind: radar\nstatus: {}\ndate: 2026-01-01\n@@\n---\n# R\n".replace("\n", end)
    project = project_of(tmp_path)
    path = tmp_path / "docs/radar/0001-r.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.format("assess").replace("@@", before).encode())
    change_status(project, "RADAR-1", "hold", today=TODAY)
    assert (
        path.read_bytes() == text.format("hold").replace("@@", after.replace("\n", "\n")).encode()
    )


def test_a_history_on_one_line_is_not_touched(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    path = tmp_path / "docs/radar/0001-r.md"
    path.parent.mkdir(parents=True)
    text = "---\nkind: radar\nstatus: assess\ndate: 2026-01-01\nrings: [{ring: assess}]\n---\n# R\n"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"0001-r\.md:5: `rings` is written in a form"):
        change_status(project, "RADAR-1", "hold", today=TODAY)
    assert path.read_text() == text


def test_paths_that_require_each_other_are_a_circle(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    for title in ("One", "Two", "Three"):
        new_record(project, "path", Draft(title, TODAY))
    for number, target in ((1, "PATH-0002"), (2, "PATH-0001"), (3, "PATH-0001")):
        (path,) = (tmp_path / "docs/paths").glob(f"000{number}-*")
        path.write_text(path.read_text().replace("requires: []", f"requires: [{target}]"))
    (found,) = findings(of_project(project))
    assert found.code == "record.cycle"
    assert "PATH-0001 → PATH-0002 → PATH-0001" in found.message
    assert found.location.line == 8


def test_references_of_a_kind_are_links(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    new_record(project, "adr", Draft("Use it", TODAY))
    made = new_record(
        project, "experiment", Draft("Try it", TODAY, fields={"led-to": "ADR-1, ADR-9"})
    )
    catalog = of_project(project)
    assert [(kind, other.id) for kind, other in catalog.forward(made)] == [("led-to", "ADR-0001")]
    (found,) = findings(catalog)
    assert (found.code, "ADR-9" in found.message) == ("record.dangling-link", True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("target", "is not a field and its value"),
        ("targt=9", "did you mean `target`"),
        ("target=many", "which is no number"),
        ("status=active", "has an option of its own: --status"),
        ("dashboard=x", "no address"),
        ("window=a\tb", "one line, without control characters"),
    ],
)
def test_what_can_not_be_set_is_refused_before_anything_is_written(
    tmp_path: Path, given: str, message: str
) -> None:
    project = project_of(tmp_path)
    with pytest.raises(UsageError, match=message):
        new_record(project, "slo", Draft("X", TODAY, fields=parse_given((given,))))
    assert not (tmp_path / "docs/slos").exists()


def test_given_fields_make_a_record_that_may_begin_later(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    fields = parse_given(("indicator=p95 < 1 s: all", "target=99.9", "alerts=a, b # c", "note-x="))
    with pytest.raises(UsageError, match="no field `note-x`"):
        new_record(project, "slo", Draft("X", TODAY, fields=fields))
    fields.pop("note-x")
    with pytest.raises(UsageError, match="can't begin as active: this one does not say `owner`"):
        new_record(project, "slo", Draft("X", TODAY, status="active", fields=fields))
    made = new_record(
        project, "slo", Draft("X", TODAY, status="active", owner="web", fields=fields)
    )
    assert made.fields["indicator"] == "p95 < 1 s: all"
    assert (made.fields["target"], made.fields["alerts"]) == (99.9, ["a", "b # c"])
    assert findings(of_project(project)) == ()


TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "true", "False", "1", "-2.5", "1e3", "1e999", "nan", "1_0", "0x1", "٣", " 5", "+7"]
    ),
    st.sampled_from(["2026-01-02", "2026-13-02", "2026-1-2", "2026-01-02T10:00Z"]),
    st.sampled_from(["2026-01-02 25:00", "https://x.y", "http:// x", "HTTPS://X", "ftp://x"]),
    st.sampled_from(["sev1", "sev2 ", "{a}"]),
    st.from_regex(r"\A\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d| UTC)?)?\Z"),
)
FIELDS = [
    Field("choice", "", choices=("sev1", "sev2")),
    *(Field(name, "") for name in ("number", "boolean", "date", "time", "url", "text")),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIELDS), TEXTS)
def test_the_schema_allows_what_is_read_without_a_fault(field: Field, text: str) -> None:
    fault = value_fault(text, field) if text else ""
    valid = jsonschema.Draft202012Validator(field_schema(field)).is_valid(typed(text, field))
    if not fault:
        assert valid, (field.type, text)
    if field.type in ("choice", "number", "boolean"):
        assert valid == (not fault), (field.type, text)
    read_time(text)


JSONISH = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.dictionaries(TEXTS, JSONISH, max_size=4), st.data())
def test_whatever_a_field_holds_is_read_and_told(
    name: str, values: dict[str, Any], data: st.DataObject
) -> None:
    kind = KINDS[name]
    keys = st.sampled_from(sorted(kind.all_fields))
    values |= data.draw(st.dictionaries(keys, JSONISH, max_size=4))
    block = "\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in values.items())
    record, found = read(name, f"---\n{block}\n---\n# T\n")
    assert json.loads(json.dumps(dict(record.fields))) is not None
    assert all(each.location.line <= len(values) + 4 for each in found)


SHIPPED = {
    path.stem: path.read_text("utf-8") for path in (shipped_templates() / "kinds").glob("*.toml")
}


def kind_of(stem: str, data: dict[str, Any]) -> Kind:
    return Reader("", f"{stem}.toml", data).kind(stem, Settings())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_a_kind_s_file_is_read_or_refused(stem: str, data: st.DataObject) -> None:
    loaded = tomllib.loads(SHIPPED[stem])
    place: Any = loaded
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [key for key, value in place.items() if isinstance(value, dict) and value]
        if not inner:
            break
        place = place[data.draw(st.sampled_from(inner))]
    keys = st.one_of(st.sampled_from(sorted(place)), st.sampled_from(["due-in", "columns", "x"]))
    place[data.draw(keys)] = data.draw(JSONISH)
    valid = jsonschema.Draft202012Validator(kind_file_schema()).is_valid(loaded)
    try:
        kind = kind_of(stem, loaded)
    except ConfigError:
        return
    assert valid, loaded
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("key", sorted(tomllib.loads(SHIPPED["adr"])))
@pytest.mark.parametrize("value", [[], {}, [[]], [{}], {"x": []}, None, 1.5], ids=repr)
def test_no_key_of_a_kind_takes_just_anything(key: str, value: Any) -> None:
    loaded = tomllib.loads(SHIPPED["adr"]) | {key: value}
    with contextlib.suppress(ConfigError):
        kind_of("adr", loaded)


@pytest.mark.parametrize("stem", sorted(SHIPPED))
def test_the_shipped_files_are_valid(stem: str) -> None:
    jsonschema.validate(tomllib.loads(SHIPPED[stem]), kind_file_schema())


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=30).filter(str.isprintable), st.sampled_from(["vendor", "sla", "exit-plan"])
)
def test_a_text_that_is_set_reads_back(text: str, name: str) -> None:
    kind = KINDS["integration"]
    front = '---\nkind: integration\nstatus: evaluating\nvendor: ""\nsla:\n---\n# T\n'
    record, _ = read("integration", fill("x/0001-x.md", front, kind, {name: text}))
    assert (record.fields.get(name) or "") == text
