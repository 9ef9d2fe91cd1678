"""Reports are data for people, programs, GitHub and code scanning; hostile text stays text."""

from __future__ import annotations

import dataclasses
import json
import re

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.finding import Edit, Finding, Location, Rule, Severity
from archdocs.reports import github, sarif, text
from archdocs.reports import json as json_format
from archdocs.reports.formats import FORMATS
from archdocs.reports.report import Report, clean

RULE = Rule("stale.ref-gone", Severity.WARNING, "A name is gone.", "**Fires**: …")
RULES = {RULE.code: RULE}
words = st.text(max_size=40)
found = st.builds(
    Finding,
    code=st.sampled_from(["stale.ref-gone", "link.broken"]),
    message=words.map(lambda text: text or "x"),
    location=st.builds(Location, words.map(lambda text: text or "x"), st.integers(0, 99)),
    severity=st.sampled_from(Severity),
    section=words,
    hint=words,
    evidence=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    fix=st.lists(
        st.builds(Edit, st.just("a.md"), words, words, st.integers(1, 9), st.integers(1, 9)),
        max_size=2,
    ).map(tuple),
)
reports = st.builds(
    Report,
    findings=st.lists(found, max_size=30).map(tuple),
    checked=st.dictionaries(st.sampled_from(["documents", "records"]), st.integers(0, 9)),
)

ONE = Finding(
    "stale.ref-gone",
    "the name `pay` is gone",
    Location("docs/a.md", 12),
    Severity.WARNING,
    "pay/card",
    "quote what took its place",
    (("quoted", "We `pay`."), ("was", "src/pay.py")),
)


def test_text_groups_by_file_and_ends_with_counts() -> None:
    other = Finding("link.broken", "there is no `x`", Location("docs/a.md", 20), Severity.ERROR)
    report = Report((ONE, other), {"documents": 1, "records": 2})
    assert text.render(report, RULES) == (
        "docs/a.md\n"
        "  12: warning stale.ref-gone: the name `pay` is gone\n"
        "      section: pay/card\n"
        "      quoted: We `pay`.\n"
        "      was: src/pay.py\n"
        "      → quote what took its place\n"
        "  20: error link.broken: there is no `x`\n"
        "\n"
        "1 error, 1 warning in 1 document, 2 records\n"
    )
    assert text.render(Report((), {"documents": 3}), RULES) == "nothing found in 3 documents\n"


def test_repairs_in_every_format() -> None:
    edits = (
        Edit("docs/a.md", "[x](\u202e b)\r\nc", "[x](b)\r\nc", 3, 4),
        Edit("b é.md", "u", "v", 1, 2),
    )
    report = Report((dataclasses.replace(ONE, fix=edits),))
    assert text.render(report, RULES).endswith(
        "1 can be repaired for certain: archdocs check --fix\n"
    )
    printed = json_format.render(report, RULES)
    assert "\u202e" not in printed
    said = json.loads(printed)["findings"][0]["fix"]
    assert said[0] == {
        "path": "docs/a.md", "line": 3, "column": 4, "old": edits[0].old, "new": edits[0].new,
    }  # fmt: skip
    fix = json.loads(sarif.render(report, RULES))["runs"][0]["results"][0]["fixes"][0]
    first, second = fix["artifactChanges"]
    assert first["replacements"][0] == {
        "deletedRegion": {"startLine": 3, "startColumn": 4, "endLine": 4, "endColumn": 2},
        "insertedContent": {"text": "[x](b)\r\nc"},
    }
    assert second["artifactLocation"] == {"uri": "b%20%C3%A9.md", "uriBaseId": "ROOT"}
    region = second["replacements"][0]["deletedRegion"]
    assert region == {"startLine": 1, "startColumn": 2, "endLine": 1, "endColumn": 3}


@given(reports)
@settings(max_examples=60, deadline=None)
def test_json_keeps_its_schema(report: Report) -> None:
    data = json.loads(json_format.render(report, RULES))
    jsonschema.Draft202012Validator.check_schema(json_format.schema())
    jsonschema.validate(data, json_format.schema())
    assert len(data["findings"]) == len(report.findings)


@given(reports)
@settings(max_examples=60, deadline=None)
def test_no_format_prints_control_characters(report: Report) -> None:
    for render in FORMATS.values():
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", render(report, RULES))
        render(report, RULES).encode("utf-8")


@given(reports)
@settings(max_examples=60, deadline=None)
def test_github_gets_one_command_a_line_and_at_most_ten_of_a_level(report: Report) -> None:
    lines = github.render(report, RULES).split("\n")
    commands = [line for line in lines if line.startswith("::")]
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{level} ") for line in commands) <= 10
    shape = re.compile(
        r"::(error|warning|notice) (title|file)=[^:,\n]*(,[a-zA-Z]+=[^:,\n]*)*::[^\n]*$"
    )
    assert all(shape.match(line) for line in commands)
    assert all("##[" not in line for line in lines if not line.startswith("::"))
    many = any(report.count(level) > 10 for level in Severity)
    assert any("more, see the output" in line for line in commands) is many


def test_github_escapes() -> None:
    nasty = Finding("a.b", "50%\nof: it, ::error::x", Location("a:b,c%.md", 3), Severity.ERROR)
    [line, _, _] = github.render(Report((nasty,)), {}).split("\n")
    assert line == (
        "::error file=a%3Ab%2Cc%25.md,title=a.b,line=3,endLine=3::50%25 of: it, ::error::x"
    )


SARIF_SHAPE = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {
                                    "required": ["text"],
                                    "properties": {"text": {"type": "string", "minLength": 1}},
                                },
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                            },
                        },
                    },
                },
            },
        },
    },
}


@given(reports)
@settings(max_examples=60, deadline=None)
def test_sarif_has_its_shape(report: Report) -> None:
    data = json.loads(sarif.render(report, RULES))
    jsonschema.validate(data, SARIF_SHAPE)
    [run] = data["runs"]
    rules = run["tool"]["driver"]["rules"]
    for entry, finding in zip(run["results"], report.findings, strict=True):
        assert rules[entry["ruleIndex"]]["id"] == entry["ruleId"] == finding.code
        place = entry["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9_.~/%-]+", place["artifactLocation"]["uri"])
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        region = place.get("region", {"startLine": 1, "endLine": 1})
        assert 1 <= region["startLine"] <= region["endLine"]


def test_a_sarif_fingerprint_survives_a_moved_line() -> None:
    moved = Finding(ONE.code, ONE.message, Location("docs/a.md", 99), ONE.severity, ONE.section)
    assert sarif.fingerprint(ONE) == sarif.fingerprint(moved)


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "a\u202eb", "\ud800", "a\rb", "\x9b31m"])
def test_clean(hostile: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in clean(hostile) or "?" in clean(hostile)
