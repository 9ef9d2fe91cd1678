"""Repair what is certain among what a check finds, and check again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archdocs import fixes
from archdocs.freshness.audit import Audit, Request, audit
from archdocs.project import Project

__all__ = ["Repaired", "repair"]

#: One repair may show the next: a link that leads somewhere again is found to be one-way.
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was repaired, one after the other, and what a check finds since.

    Of a dry run, what would be repaired first, and what is there to be found.
    """

    repairs: tuple[fixes.Repair, ...]
    audit: Audit


def repair(project: Project, request: Request, *, dry_run: bool = False) -> Repaired:
    """Repair what a check finds and what is certain; each round happens whole or not at all.

    With ``dry_run`` nothing is written. Raises what
    :func:`archdocs.freshness.audit.audit` and :func:`archdocs.fixes.apply` do.
    """
    if dry_run:
        found = audit(project, request)
        return Repaired((fixes.plan(project.root, found.report.findings),), found)
    done = []
    for _ in range(ROUNDS):
        findings = audit(project, replace(request, diagrams=False)).report.findings
        paths = {edit.path for finding in findings for edit in finding.fix}
        if not paths:
            break
        sweep = {(project.root / path).parent for path in paths}
        done.append(fixes.apply(project.root, findings, sweep=sweep))
        if not done[-1].new:
            break
    return Repaired(tuple(done), audit(project, request))
