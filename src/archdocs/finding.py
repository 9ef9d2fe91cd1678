"""Findings: what archdocs has to say about somebody's documents.

A finding has a stable code (``stale.ref-gone``), a place (``file:line``) and a level. The
codes are declared once, as a :class:`Rule` in the room that reports it;
:mod:`archdocs.codes` lists them all, and the reference pages, ``--select`` and the SARIF
rule table are made from it. The idea of a documented, suppressible code for each thing
that can be wrong is MyST-Parser's.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Edit", "Finding", "Location", "Rule", "Severity", "matches", "sort_findings"]


#: Evidence that names what a finding is about: programs read it there, people in the message.
NAMES = frozenset({"reference", "target", "covers", "source", "section"})


class Severity(enum.IntEnum):
    """How much a finding matters; ordered, so that levels can be compared."""

    INFO = 10
    WARNING = 20
    ERROR = 30

    @property
    def label(self) -> str:
        """The lower-case name used in configuration and reports."""
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """Read ``info``, ``warning`` or ``error``.

        Raises ``ValueError`` for any other text.
        """
        try:
            return cls[text.upper()]
        except KeyError:
            raise ValueError(f"no level called {text!r}") from None


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the project: a path relative to its root, with ``/``, and 1-based lines.

    ``line`` 0 means the file as a whole.
    """

    path: str
    line: int = 0
    end_line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Edit:
    """A part of a repair that is certain: in the file ``path``, ``old`` becomes ``new``.

    ``old`` begins on the 1-based ``line`` (0: anywhere in the file), exactly once there, and
    may span the lines after it. Both are the file's own characters, line ends included.
    ``column`` is where ``old`` begins, 1-based and in characters, 0 until it was looked up;
    ``byte`` is the same counted in bytes of UTF-8.
    """

    path: str
    old: str
    new: str
    line: int = 0
    column: int = 0
    byte: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about one place.

    ``section`` names the section (its heading path) where that is what went stale.
    ``evidence`` is ordered pairs of a short label and a value: the quoted line, the commit
    it was written at, the commit that broke it. ``hint`` is what to do next. ``fix`` are the
    edits that together repair it for certain, empty where somebody has to decide.
    """

    code: str
    message: str
    location: Location
    severity: Severity
    section: str = ""
    hint: str = ""
    evidence: tuple[tuple[str, str], ...] = field(default=())
    fix: tuple[Edit, ...] = ()

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The evidence for people: without names that the message quotes already."""
        return tuple(
            (label, value)
            for label, value in self.evidence
            if not (label in NAMES and f"`{value}`" in self.message)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, for JSON; :meth:`from_dict` reads it back."""
        return {
            "code": self.code,
            "level": self.severity.label,
            "message": self.message,
            "path": self.location.path,
            "line": self.location.line,
            "end_line": self.location.end_line,
            "section": self.section,
            "hint": self.hint,
            "evidence": [list(pair) for pair in self.evidence],
            "fix": [list(dataclasses.astuple(edit)) for edit in self.fix],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Make the finding that :meth:`as_dict` described.

        Raises ``KeyError`` and ``ValueError`` for anything else.
        """
        return cls(
            code=data["code"],
            message=data["message"],
            location=Location(data["path"], int(data["line"]), int(data["end_line"])),
            severity=Severity.parse(data["level"]),
            section=data["section"],
            hint=data["hint"],
            evidence=tuple((str(label), str(value)) for label, value in data["evidence"]),
            fix=tuple(Edit(*edit) for edit in data.get("fix", ())),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """The declaration of one code: its level, one sentence, and the text of its page."""

    code: str
    severity: Severity
    summary: str
    explanation: str

    def at(
        self,
        location: Location,
        message: str,
        *,
        section: str = "",
        hint: str = "",
        evidence: tuple[tuple[str, str], ...] = (),
        severity: Severity | None = None,
        fix: tuple[Edit, ...] = (),
    ) -> Finding:
        """Make a finding of this rule, at the rule's own level unless one is given."""
        level = severity or self.severity
        return Finding(self.code, message, location, level, section, hint, evidence, fix)


def matches(code: str, patterns: tuple[str, ...]) -> bool:
    """Say whether a code is named by one of the patterns.

    A pattern is a code (``stale.ref-gone``), a family (``stale`` or ``stale.*``) or ``all``.
    """
    return any(
        pattern in (code, "all") or code.startswith(pattern.removesuffix("*").rstrip(".") + ".")
        for pattern in patterns
    )


def sort_findings(findings: list[Finding]) -> tuple[Finding, ...]:
    """Order findings by place, then level (worst first), then code, without duplicates."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.location, -f.severity, f.code, f.message)))
