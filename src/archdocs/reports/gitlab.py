"""For GitLab: Code Quality, which shows findings in merge requests."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from archdocs.finding import Finding, Rule, Severity
from archdocs.reports.report import Report, one_line

__all__ = ["render"]

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return a list of issues; GitLab drops those that repeat a fingerprint, so none does."""
    del rules
    seen: Counter[str] = Counter()
    issues = []
    for finding in report.findings:
        own = "\0".join((finding.code, finding.location.path, finding.section, finding.message))
        seen[own] += 1
        issues.append(issue(finding, f"{own}\0{seen[own]}"))
    return json.dumps(issues, indent=2) + "\n"


def issue(finding: Finding, identity: str) -> dict[str, Any]:
    """Return one issue; it begins at line 1 when it is about a whole file."""
    place = finding.location
    known = [f"{name}: {value}" for name, value in finding.evidence if name in ("was", "now")]
    words = [one_line(word) for word in (finding.message, *known, finding.hint)]
    lines = {"begin": place.line or 1}
    if place.end_line > place.line:
        lines["end"] = place.end_line
    return {
        "type": "issue",
        "check_name": finding.code,
        "description": "; ".join(filter(None, words)) or finding.code,
        "categories": ["Clarity"],
        "severity": SEVERITIES[finding.severity],
        "fingerprint": hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest(),
        "location": {"path": one_line(place.path), "lines": lines},
    }
