"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from archdocs import __version__
from archdocs.finding import Edit, Finding, Rule, Severity
from archdocs.reports.report import Report, clean

__all__ = ["render"]

LINE_END = re.compile(r"\r\n|\n|\r")
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return one run with the rules that fired and their results."""
    used = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "archdocs",
                "version": __version__,
                "rules": [described(code, rules.get(code)) for code in used],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The project's root."}}},
        "results": [result(finding, used.index(finding.code)) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def described(code: str, rule: Rule | None) -> dict[str, Any]:
    """Return one rule's entry."""
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.explanation, "markdown": rule.explanation},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def result(finding: Finding, index: int) -> dict[str, Any]:
    """Return one finding's entry."""
    place = finding.location
    artifact = {"uri": quote(clean(place.path)), "uriBaseId": "ROOT"}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if place.line:
        physical["region"] = {
            "startLine": place.line,
            "endLine": max(place.line, place.end_line),
        }
    lines = [finding.message, *(f"{name}: {value}" for name, value in finding.evidence)]
    if finding.hint:
        lines.append(finding.hint)
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.section:
        location["logicalLocations"] = [{"fullyQualifiedName": clean(finding.section)}]
    entry = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": clean("\n".join(lines))},
        "locations": [location],
        "partialFingerprints": {"archdocs/v1": fingerprint(finding)},
    }
    return {**entry, "fixes": [repair(finding.fix)]} if finding.fix else entry


def repair(edits: tuple[Edit, ...]) -> dict[str, Any]:
    """Return the entry of edits that together repair a finding, file by file."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        lines = LINE_END.split(edit.old)
        end = len(lines[-1]) + (edit.column if len(lines) == 1 else 1)
        region = {
            "startLine": edit.line,
            "startColumn": edit.column,
            "endLine": edit.line + len(lines) - 1,
            "endColumn": end,
        }
        replacement = {"deletedRegion": region, "insertedContent": {"text": edit.new}}
        changes.setdefault(edit.path, []).append(replacement)
    return {
        "description": {"text": "Run: archdocs check --fix"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": quote(path), "uriBaseId": "ROOT"},
                "replacements": replacements,
            }
            for path, replacements in changes.items()
        ],
    }


def fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move: code, file, section and message."""
    parts = (finding.code, finding.location.path, finding.section, finding.message)
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:32]
