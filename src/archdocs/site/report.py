"""What a build tells: a table or JSON of its versions, and remarks that stand apart."""

from __future__ import annotations

import json
from collections import Counter

from archdocs.site.results import BuildReport, VersionResult

__all__ = ["as_json", "as_text", "remarks"]


#: Findings of one code that are told of a version in text, at most (or one more).
MOST = 5


def as_text(report: BuildReport) -> str:
    """Return a row for each version, faults under it, and where the site is.

    What is wrong with many versions in the same way is told once.
    """
    width = max((len(result.name) for result in report.versions), default=0)
    lines = []
    told: dict[tuple[str, ...], VersionResult] = {}
    for result in report.versions:
        time = f"{result.seconds:6.1f} s" if result.seconds else " " * 8
        pages = f"{result.pages:5} pages" if result.pages else ""
        lines.append(f"{result.name:{width}}  {result.outcome:9} {time} {pages}".rstrip())
        same = told.setdefault(fault_of(result), result)
        lines += faults(result) if same is result else [f"  as {same.name}"]
    if any(result.pages for result in report.versions):
        lines.append(f"{report.output / 'index.html'}")
    return "\n".join(lines)


def fault_of(result: VersionResult) -> tuple[str, ...]:
    """Return what makes the fault of a failed version the same as another's; else its own."""
    if result.error is None or result.notes:
        return (result.ref, result.slug)
    error = result.error
    return (error.code, str(error.location), error.message)


def faults(result: VersionResult) -> list[str]:
    """Return the lines about what is wrong with one version: of each code a few, a hint once."""
    found = [*([result.error] if result.error else []), *result.notes]
    often = Counter(finding.code for finding in found)
    seen: Counter[str] = Counter()
    lines: list[str] = []
    for finding in found:
        seen[finding.code] += 1
        number = seen[finding.code]
        if number <= MOST or often[finding.code] == MOST + 1:
            lines.append(f"  {finding.location}: {finding.code}: {finding.message}")
        elif number == MOST + 1:
            rest = often[finding.code] - MOST
            lines.append(f"  … and {rest} more of {finding.code}; --format json lists all")
        if finding.hint and f"    {finding.hint}" not in lines:
            lines.append(f"    {finding.hint}")
    return lines


def as_json(report: BuildReport) -> str:
    """Return the report as JSON: ``output``, a list of ``versions``, and what confined them."""
    versions = [
        {
            "name": result.name,
            "slug": result.slug,
            "ref": result.ref,
            "commit": result.commit,
            "outcome": result.outcome,
            "seconds": result.seconds,
            "pages": result.pages,
            "warnings": result.warnings,
            "error": result.error.as_dict() if result.error else None,
            "notes": [finding.as_dict() for finding in result.notes],
        }
        for result in report.versions
    ]
    confined = [enforced.describe() for enforced in report.enforced]
    data = {"output": str(report.output), "versions": versions, "confined": confined}
    return json.dumps(data, indent=2, ensure_ascii=False)


def remarks(report: BuildReport) -> list[str]:
    """Return what the reader of the table should know besides."""
    said = []
    if report.uncommitted:
        shown = ", ".join(report.uncommitted[:3]) + (" …" if len(report.uncommitted) > 3 else "")
        said.append(f"not committed, so not in the site: {shown} (--worktree adds it)")
    said += [
        f"{finding.code}: {finding.message}" + (f"; {finding.hint}" if finding.hint else "")
        for finding in report.findings
    ]
    if report.missing:
        said.append(f"versions were built less confined than wanted: {'; '.join(report.missing)}")
    return said
