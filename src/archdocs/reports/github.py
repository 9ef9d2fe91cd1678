"""For GitHub Actions: workflow commands that become annotations on the change."""

from __future__ import annotations

from collections.abc import Mapping

from archdocs.finding import Finding, Rule, Severity
from archdocs.reports.report import Report, one_line
from archdocs.reports.text import closing

__all__ = ["render"]

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
#: GitHub shows ten annotations of each level for a step and drops the rest silently.
MOST = 10


def render(report: Report, rules: Mapping[str, Rule]) -> str:
    """Return annotations, at most ten of each level; what is left out is said in the last line."""
    del rules
    lines = []
    for level, command in COMMANDS.items():
        found = [finding for finding in report.findings if finding.severity is level]
        shown = found if len(found) <= MOST else found[: MOST - 1]
        lines += [annotation(command, finding) for finding in shown]
        if len(shown) < len(found):
            rest = len(found) - len(shown)
            lines.append(f"::{command} title=archdocs::{rest} more, see the output of this step")
            lines += [plain_line(finding) for finding in found[MOST - 1 :]]
    return "\n".join([*lines, closing(report)]) + "\n"


def plain_line(finding: Finding) -> str:
    """Return a line of the log that the runner can't take for a command."""
    text = one_line(f"- {finding.location}: {finding.code}: {finding.message}")
    return text.replace("##[", "# #[")


def annotation(command: str, finding: Finding) -> str:
    """Return one workflow command."""
    place = finding.location
    known = {"file": place.path, "title": finding.code}
    if place.line:
        known |= {"line": str(place.line), "endLine": str(place.end_line or place.line)}
    properties = ",".join(f"{name}={escaped_property(value)}" for name, value in known.items())
    evidence = [f"{one_line(name)}: {one_line(value)}" for name, value in finding.evidence]
    parts = [one_line(finding.message), *evidence, one_line(finding.hint)]
    return f"::{command} {properties}::{escaped(chr(10).join(part for part in parts if part))}"


def escaped(text: str) -> str:
    """Escape a message as the runner unescapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """Escape the value of a property."""
    return escaped(one_line(text)).replace(":", "%3A").replace(",", "%2C")
