"""For programs: one JSON object; its schema is published as ``check.schema.json`` beside this."""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Mapping
from typing import Any

from archdocs.finding import Finding, Rule, Severity
from archdocs.reports.report import Report, clean

__all__ = ["SCHEMA_VERSION", "render", "schema"]

#: Raised by one when a field changes its meaning or goes; new fields do not raise it.
SCHEMA_VERSION = 1
#: What a terminal obeys or text can't hold; JSON leaves it as it is unless it is escaped.
UNSEEN = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return the report as JSON."""
    del rules
    data = {
        "schema_version": SCHEMA_VERSION,
        "checked": dict(report.checked),
        "counts": {level.label: report.count(level) for level in Severity},
        "findings": [as_dict(finding) for finding in report.findings],
    }
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_dict(finding: Finding) -> dict[str, Any]:
    """Return one finding as JSON values; every key is always there."""
    place = finding.location
    return {
        "code": finding.code,
        "severity": finding.severity.label,
        "message": clean(finding.message),
        "path": clean(place.path),
        "line": place.line,
        "end_line": place.end_line or place.line,
        "section": clean(finding.section),
        "hint": clean(finding.hint),
        "evidence": [{"label": clean(n), "value": clean(v)} for n, v in finding.evidence],
        # Exactly as it is in the file, for who wants to apply it.
        "fix": [
            {"path": e.path, "line": e.line, "column": e.column, "old": e.old, "new": e.new}
            for e in finding.fix
        ],
    }


def schema() -> dict[str, Any]:
    """Return the published JSON Schema of this format."""
    text = importlib.resources.files(__package__).joinpath("check.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
