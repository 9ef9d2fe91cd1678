"""For reviewdog: its Diagnostic Format as one JSON object, with what repairs a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from archdocs.finding import Edit, Finding, Rule, Severity
from archdocs.reports.report import Report, clean, one_line

__all__ = ["render"]

LINE_END = re.compile(r"\r\n|\n|\r")
SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return the findings as diagnostics."""
    del rules
    data: dict[str, Any] = {
        "source": {"name": "archdocs"},
        "diagnostics": [diagnostic(finding) for finding in report.findings],
    }
    return json.dumps(data, indent=2) + "\n"


def diagnostic(finding: Finding) -> dict[str, Any]:
    """Return one diagnostic; suggestions only where they are the whole repair, in its file."""
    place = finding.location
    location: dict[str, Any] = {"path": one_line(place.path)}
    if place.line:
        end = max(place.line, place.end_line)
        location["range"] = {"start": {"line": place.line}, "end": {"line": end}}
    words = [finding.message, *(f"{name}: {value}" for name, value in finding.evidence)]
    made: dict[str, Any] = {
        "message": clean("\n".join([*words, *([finding.hint] if finding.hint else [])])),
        "location": location,
        "severity": SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }
    if finding.fix and all(edit.path == place.path and edit.byte for edit in finding.fix):
        made["suggestions"] = [suggestion(edit) for edit in finding.fix]
    return made


def suggestion(edit: Edit) -> dict[str, Any]:
    """Return one edit; columns are counted in bytes, and the end is the first that stays."""
    lines = LINE_END.split(edit.old)
    last = len(lines[-1].encode("utf-8", "replace"))
    end = {
        "line": edit.line + len(lines) - 1,
        "column": last + (edit.byte if len(lines) == 1 else 1),
    }
    start = {"line": edit.line, "column": edit.byte}
    return {"range": {"start": start, "end": end}, "text": edit.new}
