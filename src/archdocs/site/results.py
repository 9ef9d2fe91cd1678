"""What comes of a build: a line for each version, and where the site is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archdocs.finding import Finding
from archdocs.system.policy import Enforced

__all__ = ["BuildReport", "VersionResult"]


@dataclass(frozen=True, slots=True)
class VersionResult:
    """What came of one version.

    ``outcome`` is ``built``, ``unchanged``, ``failed``, or ``kept``: failed, but its last
    good pages stay. ``slug`` is its folder, ``pages`` their number, ``warnings`` Sphinx's.
    """

    name: str
    slug: str
    ref: str
    commit: str
    outcome: str
    seconds: float = 0.0
    pages: int = 0
    warnings: int = 0
    error: Finding | None = None
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The versions in the order of the switcher, where the site is, and what to know.

    ``uncommitted`` are changed inputs of the working tree that no version shows. ``enforced``
    is what confined the builds, each kind once. ``findings`` are about the history itself.
    """

    versions: tuple[VersionResult, ...]
    output: Path
    uncommitted: tuple[str, ...] = ()
    enforced: tuple[Enforced, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What the machine could not confine."""
        return tuple(dict.fromkeys(part for item in self.enforced for part in item.missing))

    @property
    def failed(self) -> bool:
        """Whether any version could not be built."""
        return any(result.error is not None for result in self.versions)
