"""Findings as stored data: remarks beside a picture, and why a script has none.

A failure is kept only for the process that was given it, never in the user's cache: what a
script lacked (a package, time) may be there the next time.
"""

from __future__ import annotations

import json

from archdocs.finding import Finding, Location, Severity
from archdocs.system.cache import Cache

__all__ = ["keep", "kept", "read_finding", "write_finding"]

NAMESPACE = "diagram-failure"


def write_finding(finding: Finding) -> list[object]:
    """Return a finding of a script as plain data."""
    line, hint = finding.location.line, finding.hint
    return [finding.code, finding.message, int(finding.severity), line, hint]


def read_finding(path: str, item: list[object]) -> Finding:
    """Read a stored finding, which stands at a line of the script or at all of it."""
    code, message, severity, line, hint = item
    place = Location(path, int(str(line)))
    return Finding(str(code), str(message), place, Severity(int(str(severity))), hint=str(hint))


def keep(cache: Cache, key: str, finding: Finding) -> None:
    """Note that the script with this key has no pictures."""
    cache.put(NAMESPACE, key, {"finding": json.dumps(write_finding(finding)).encode()})


def kept(cache: Cache, path: str, key: str) -> Finding | None:
    """Return what was noted for a script, ``None`` for nothing."""
    found = cache.get(NAMESPACE, key)
    return read_finding(path, json.loads(found["finding"])) if found else None
