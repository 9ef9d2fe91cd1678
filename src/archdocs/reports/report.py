"""What a check found, before it is put into any format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from archdocs.finding import Finding, Severity

__all__ = ["Report", "clean", "one_line"]

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order they are shown, and what was looked at ("documents": 12)."""

    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        """Return how many findings are of exactly this level."""
        return sum(finding.severity is severity for finding in self.findings)


def clean(text: str) -> str:
    """Make text from a document safe to print: no control or direction characters.

    A terminal would obey the escape sequences that a hostile document brings.
    """
    readable = text.encode("utf-8", "replace").decode("utf-8")
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", readable)


def one_line(text: str) -> str:
    """Return text as one clean line."""
    return clean(" ".join(text.split()))
