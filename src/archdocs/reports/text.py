"""For people at a terminal: by file, with the evidence and what to do."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from archdocs.finding import Finding, Rule, Severity
from archdocs.reports.report import Report, one_line

__all__ = ["render"]


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return the report as text that ends with a line of counts, and of what can be repaired."""
    del rules
    parts = []
    for path, group in itertools.groupby(report.findings, key=lambda f: f.location.path):
        # a runner of GitHub Actions would obey a line that begins with a file called `::…`
        parts.append(one_line(f"./{path}" if path.startswith(":") else path))
        for finding in group:
            parts.extend(lines_of(finding))
        parts.append("")
    parts.append(closing(report))
    certain = sum(bool(finding.fix) for finding in report.findings)
    if certain:
        parts.append(f"{certain} can be repaired for certain: archdocs check --fix")
    return "\n".join(parts) + "\n"


def lines_of(finding: Finding) -> list[str]:
    """Return the lines of one finding."""
    place = f"{finding.location.line}" if finding.location.line else "-"
    lines = [f"  {place}: {finding.severity.label} {finding.code}: {one_line(finding.message)}"]
    if finding.section:
        lines.append(f"      section: {one_line(finding.section)}")
    lines += [f"      {one_line(name)}: {one_line(value)}" for name, value in finding.told]
    if finding.hint:
        lines.append(f"      → {one_line(finding.hint)}")
    return lines


def closing(report: Report) -> str:
    """Return the last line: what was found, in how much."""
    looked = ", ".join(plural(count, name) for name, count in report.checked.items())
    among = f" in {looked}" if looked else ""
    counts = [
        plural(report.count(level), level.label)
        for level in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if report.count(level)
    ]
    if not counts:
        return f"nothing found{among}"
    return f"{', '.join(counts)}{among}"


def plural(count: int, name: str) -> str:
    """Return ``1 warning``, ``2 warnings``; names that come in the plural lose it for one."""
    single = name.removesuffix("s")
    if single == "info":
        return f"{count} info"
    return f"{count} {single}{'' if count == 1 else 's'}"
