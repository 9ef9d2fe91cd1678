"""For whatever shows test results: JUnit's XML, a suite for each file.

Follows the schema of Jenkins' xUnit plug-in (``junit-10.xsd``), the narrowest in use: the
file stands at the suite, the line in the name of the case.
"""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

from archdocs.finding import Finding, Rule, Severity
from archdocs.reports.report import Report, clean, one_line
from archdocs.reports.text import closing

__all__ = ["render"]

#: What XML 1.0 can't hold, even escaped, and `clean` leaves.
NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return warnings and errors as failures, information as passed, nothing as one that passed."""
    del rules
    failed = report.count(Severity.ERROR) + report.count(Severity.WARNING)
    known = {"name": "archdocs check", **counts(len(report.findings), failed)}
    root = ET.Element("testsuites", known)
    for path, group in itertools.groupby(report.findings, key=lambda f: f.location.path):
        root.append(suite(path, list(group)))
    if not report.findings:
        empty = ET.SubElement(root, "testsuite", {"name": "archdocs check", **counts(1, 0)})
        ET.SubElement(empty, "testcase", name=plain(closing(report)), classname="archdocs")
        root.set("tests", "1")
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def counts(tests: int, failures: int) -> dict[str, str]:
    """Return the attributes that count."""
    return {"tests": str(tests), "failures": str(failures), "errors": "0"}


def suite(path: str, findings: list[Finding]) -> ET.Element:
    """Return the suite of one file."""
    failed = sum(finding.severity > Severity.INFO for finding in findings)
    made = ET.Element("testsuite", {"name": plain(path), **counts(len(findings), failed)})
    made.set("file", plain(path))
    for finding in findings:
        place = f" (line {finding.location.line})" if finding.location.line else ""
        name = f"{finding.code}: {finding.message}{place}"
        case = ET.SubElement(made, "testcase", name=plain(name), classname=plain(path))
        if finding.severity is Severity.INFO:
            ET.SubElement(case, "system-out").text = body(finding)
            continue
        failure = ET.SubElement(case, "failure", type=finding.code, message=plain(finding.message))
        failure.text = body(finding)
    return made


def body(finding: Finding) -> str:
    """Return everything there is to say, a line each."""
    words = [str(finding.location), finding.severity.label, finding.message]
    return "\n".join(lines_of(finding, [": ".join(one_line(word) for word in words)]))


def lines_of(finding: Finding, first: Iterable[str]) -> list[str]:
    """Return the first line with the evidence and what to do under it."""
    known = (f"{one_line(name)}: {one_line(value)}" for name, value in finding.evidence)
    lines = [*first, *known, *([one_line(finding.hint)] if finding.hint else [])]
    return [NOT_XML.sub("\N{REPLACEMENT CHARACTER}", clean(line)) for line in lines]


def plain(text: str) -> str:
    """Return text for an attribute."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", one_line(text))
