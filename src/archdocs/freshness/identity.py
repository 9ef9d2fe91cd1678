"""When two findings are one: the same thing said about the same place, at two moments."""

from __future__ import annotations

from archdocs.finding import Finding

__all__ = ["in_section", "subject", "whole"]

#: What a finding is about, in its evidence; with the code, its identity across commits.
SUBJECTS = ("reference", "source", "covers", "target", "section", "every", "until")


def subject(finding: Finding) -> tuple[str, ...]:
    """Return what a finding is about, whatever its place and wording."""
    known = dict(finding.evidence)
    about = next((known[name] for name in SUBJECTS if name in known), finding.message)
    return finding.code, about


def in_section(finding: Finding) -> tuple[str, ...]:
    """Return what a finding is about and in which section, in whatever file."""
    return *subject(finding), finding.section


def whole(finding: Finding) -> tuple[str, ...]:
    """Return what a finding is about and where, whatever the line."""
    return *in_section(finding), finding.location.path
