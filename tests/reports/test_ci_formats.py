"""GitLab, reviewdog, JUnit and SARIF get what their own schemas ask for.

The shapes are written down here from the published formats: GitLab's Code Quality, reviewdog's
Diagnostic Format, Jenkins' ``junit-10.xsd``, and the objects of SARIF 2.1.0 that are used.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import defusedxml.ElementTree as SafeXML
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.finding import Edit, Finding, Location, Rule, Severity
from archdocs.fixes import located
from archdocs.reports import gitlab, junit, rdjson, sarif
from archdocs.reports.report import Report
from support import Repo

RULE = Rule("stale.value", Severity.ERROR, "A value differs.", "**Fires**: …")
RULES = {RULE.code: RULE}
words = st.text(max_size=30) | st.text("<>&\"'\0\x0b\ufffe\ud800\u202e]]>", max_size=8)
edits = st.builds(
    Edit, st.just("docs/a.md"), words, words, *[st.integers(1, 9)] * 2, byte=st.integers(1, 9)
)
found = st.builds(
    Finding,
    code=st.sampled_from(["stale.value", "link.broken"]),
    message=words.map(lambda text: text or "x"),
    location=st.builds(
        Location,
        st.sampled_from(["docs/a.md", "a b<&>.md"]),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    severity=st.sampled_from(Severity),
    section=words,
    hint=words,
    evidence=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    fix=st.lists(edits, max_size=2).map(tuple),
)
reports = st.builds(Report, findings=st.lists(found, max_size=12).map(tuple))


def closed(required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties and no others."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


def several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT = {"type": "string", "minLength": 1}
LINE = {"type": "integer", "minimum": 1}

GITLAB = several(
    closed(
        "description check_name fingerprint severity location",
        type={"const": "issue"},
        description=TEXT,
        check_name=TEXT,
        categories=several(TEXT),
        fingerprint={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        location=closed("path lines", path=TEXT, lines=closed("begin", begin=LINE, end=LINE)),
    )
)
POSITION = closed("line", line=LINE, column=LINE)
RANGE = closed("start", start=POSITION, end=POSITION)
RDJSON = closed(
    "diagnostics",
    source=closed("name", name=TEXT),
    diagnostics=several(
        closed(
            "message location",
            message=TEXT,
            location=closed("path", path=TEXT, range=RANGE),
            severity={"enum": ["ERROR", "WARNING", "INFO"]},
            code=closed("value", value=TEXT),
            suggestions=several(closed("range text", range=RANGE, text={"type": "string"})),
        )
    ),
)
MESSAGE = closed("text", text=TEXT, markdown=TEXT)
ARTIFACT = closed("uri uriBaseId", uri=TEXT, uriBaseId={"const": "ROOT"})
REGION = closed("startLine", startLine=LINE, endLine=LINE, startColumn=LINE, endColumn=LINE)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RESULT = closed(
    "message",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=several(
        closed(
            "physicalLocation",
            physicalLocation=closed("artifactLocation", artifactLocation=ARTIFACT, region=REGION),
            logicalLocations=several(closed("", fullyQualifiedName={"type": "string"})),
        )
    ),
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    fixes=several(
        closed(
            "artifactChanges",
            description=MESSAGE,
            artifactChanges=several(
                closed(
                    "artifactLocation replacements",
                    artifactLocation=ARTIFACT,
                    replacements={
                        **several(
                            closed(
                                "deletedRegion",
                                deletedRegion=REGION,
                                insertedContent=closed("text", text={"type": "string"}),
                            )
                        ),
                        "minItems": 1,
                    },
                )
            ),
        )
    ),
)
RULE_SHAPE = closed(
    "id",
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=closed("", level=LEVEL),
)
DRIVER = closed("name", name=TEXT, version=TEXT, rules={**several(RULE_SHAPE), "uniqueItems": True})
SARIF = {
    **closed(
        "version runs",
        version={"const": "2.1.0"},
        runs=several(
            closed(
                "tool",
                tool=closed("driver", driver=DRIVER),
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                originalUriBaseIds={"type": "object"},
                results=several(RESULT),
            )
        ),
    ),
}
SARIF["properties"] |= {"$schema": {"type": "string", "format": "uri"}}


@pytest.mark.parametrize("name", ["gitlab", "rdjson", "sarif"])
@given(report=reports)
@settings(max_examples=40, deadline=None)
def test_a_format_keeps_to_its_shape(name: str, report: Report) -> None:
    render = {"gitlab": gitlab.render, "rdjson": rdjson.render, "sarif": sarif.render}[name]
    shape = {"gitlab": GITLAB, "rdjson": RDJSON, "sarif": SARIF}[name]
    text = render(report, RULES)
    text.encode("ascii")
    jsonschema.validate(json.loads(text), shape)


@given(reports)
@settings(max_examples=60, deadline=None)
def test_no_two_issues_of_gitlab_have_one_fingerprint(report: Report) -> None:
    issues = json.loads(gitlab.render(Report(report.findings * 2), RULES))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "file"},
    "testcase": {"name", "classname"},
    "failure": {"type", "message"},
    "system-out": set(),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "system-out"},
    "failure": set(),
    "system-out": set(),
}


@given(reports)
@settings(max_examples=60, deadline=None)
def test_junit_keeps_to_its_schema(report: Report) -> None:
    root = SafeXML.fromstring(junit.render(report, RULES).encode())
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN[element.tag]
    for suite in root:
        assert number(suite, "tests") == len(suite)
        assert number(suite, "failures") == len(list(suite.iter("failure")))
    assert number(root, "tests") == len(list(root.iter("testcase"))) >= 1
    failed = [f for f in report.findings if f.severity is not Severity.INFO]
    assert number(root, "failures") == len(list(root.iter("failure"))) == len(failed)


def number(element: ET.Element, name: str) -> int:
    return int(element.get(name, "-1"))


def finding(repo: Repo) -> Finding:
    """Return a finding whose fix stands behind letters of several bytes."""
    repo.write("docs/ä.md", "# Ä\r\n\r\nÄöü 30 s\r\n")
    edit = Edit("docs/ä.md", "30", "45", 3)
    [made] = located(
        repo.path,
        (RULE.at(Location("docs/ä.md", 3), "says 30", evidence=(("now", "45"),), fix=(edit,)),),
    )
    return made


def test_reviewdog_counts_bytes(repo: Repo) -> None:
    [entry] = json.loads(rdjson.render(Report((finding(repo),)), RULES))["diagnostics"]
    assert entry["suggestions"] == [
        {
            "range": {"start": {"line": 3, "column": 8}, "end": {"line": 3, "column": 10}},
            "text": "45",
        }
    ]


def test_sarif_counts_characters(repo: Repo) -> None:
    [run] = json.loads(sarif.render(Report((finding(repo),)), RULES))["runs"]
    [change] = run["results"][0]["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 3,
        "startColumn": 5,
        "endLine": 3,
        "endColumn": 7,
    }


def test_gitlab_and_junit_say_what_there_is(repo: Repo) -> None:
    made = finding(repo)
    [issue] = json.loads(gitlab.render(Report((made,)), RULES))
    assert issue["description"] == "says 30; now: 45"
    assert issue["location"] == {"path": "docs/ä.md", "lines": {"begin": 3}}
    root = SafeXML.fromstring(junit.render(Report((made,)), RULES).encode())
    [case] = root.iter("testcase")
    assert case.get("name") == "stale.value: says 30 (line 3)"
    assert case[0].text == "docs/ä.md:3: error: says 30\nnow: 45"


def test_a_clean_check_is_one_test_that_passed() -> None:
    root = SafeXML.fromstring(junit.render(Report((), {"documents": 3}), RULES).encode())
    [case] = root.iter("testcase")
    assert case.get("name") == "nothing found in 3 documents"
    assert not len(case)
