"""What is found and does not count: by level of its path, or because the baseline knows it.

``archdocs.baseline`` lets a project with many findings adopt archdocs: what was there then is
known, and only what is new is reported. An entry names a finding by what it is about, so that it
survives when lines move, and when a page or a heading gets another name.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archdocs.errors import UsageError
from archdocs.finding import Finding, Location, Severity, matches
from archdocs.freshness.anchors import glob_matches
from archdocs.freshness.change_codes import BASELINE_SETTLED
from archdocs.freshness.codes import INCOMPLETE, SHALLOW
from archdocs.freshness.identity import subject
from archdocs.project import Project
from archdocs.system import files
from archdocs.system.markup import decode

__all__ = ["NAME", "Known", "parse", "render", "weighed", "without_known", "write"]

NAME = "archdocs.baseline"
HEADER = """\
# Findings that were there when this file was written, by `archdocs check --write-baseline`.
# They are not reported. Commit this file, and let it shrink.
"""
KEYS = ("code", "path", "section", "about")
#: What can never be known and left: that history could not be read.
NEVER = (SHALLOW.code, INCOMPLETE.code)


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """One entry, and the line it begins at in the file (0: not in a file)."""

    path: str
    section: str
    code: str
    about: str
    line: int = 0


def weighed(findings: Iterable[Finding], levels: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """Return findings at the levels that the settings give to their paths; without `off`."""
    found = []
    for finding in findings:
        level = level_of(finding, levels)
        if level == "off":
            continue
        found.append(replace(finding, severity=Severity.parse(level)) if level else finding)
    return found


def level_of(finding: Finding, levels: Mapping[str, Mapping[str, str]]) -> str:
    """Return the last level that fits a finding; "" where none does."""
    level = ""
    if finding.code in NEVER:
        return level
    for pattern, codes in levels.items():
        if glob_matches(pattern, finding.location.path):
            for code, given in codes.items():
                if matches(finding.code, (code,)):
                    level = given
    return level


def known_of(finding: Finding) -> Known:
    """Return the entry for a finding."""
    code, about = subject(finding)
    return Known(finding.location.path, finding.section, code, about)


def without_known(
    project: Project, findings: list[Finding], *, whole: bool, unseen: tuple[str, ...] = ()
) -> tuple[list[Finding], int]:
    """Return what the baseline does not know, and how many it does.

    With ``whole``, when everything was checked but the codes ``unseen``, entries that nothing
    answers to are findings.

    Raises :class:`UsageError` for a baseline that can't be read.
    """
    data = project.worktree.read(NAME)
    if data is None:
        return findings, 0
    entries = parse(decode(data))
    left, unused = list(findings), list(entries)
    for alike in (exact, elsewhere, renamed):
        stock = Counter(alike(entry) for entry in unused)
        fresh, used = [], Counter[tuple[str, ...]]()
        for finding in left:
            key = alike(known_of(finding))
            if finding.code not in NEVER and used[key] < stock[key]:
                used[key] += 1
            else:
                fresh.append(finding)
        left, unused = fresh, remaining(unused, used, alike)
    count = len(findings) - len(left)
    over = [entry for entry in unused if whole and not matches(entry.code, unseen)]
    return left + [settled(entry) for entry in over], count


def exact(entry: Known) -> tuple[str, ...]:
    """Identify an entry by all but its line."""
    return entry.code, entry.about, entry.section, entry.path


def elsewhere(entry: Known) -> tuple[str, ...]:
    """Identify an entry whatever its page is called."""
    return entry.code, entry.about, entry.section


def renamed(entry: Known) -> tuple[str, ...]:
    """Identify an entry whatever its heading is called."""
    return entry.code, entry.about, entry.path


def remaining(entries: list[Known], used: Counter[tuple[str, ...]], alike: object) -> list[Known]:
    """Return the entries that nothing answered to yet."""
    kept = []
    for entry in entries:
        key = alike(entry) if callable(alike) else ()
        if used[key]:
            used[key] -= 1
        else:
            kept.append(entry)
    return kept


def settled(entry: Known) -> Finding:
    """Say that an entry is over."""
    return BASELINE_SETTLED.at(
        Location(NAME, entry.line),
        f"`{entry.code}` in {entry.path} is there no more: {entry.about}",
        hint="run: archdocs check --write-baseline",
        evidence=(("reference", f"{entry.code} {entry.path} {entry.about}"),),
    )


def parse(text: str) -> tuple[Known, ...]:
    """Read a baseline.

    Raises :class:`UsageError` for what is none.
    """
    try:
        blocks = tomllib.loads(text).get("known", [])
        made = [{key: block[key] for key in KEYS} for block in blocks]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "write it anew: archdocs check --write-baseline"
        raise UsageError(f"{NAME} can't be read: {error}", hint=hint) from error
    if not all(isinstance(value, str) for block in made for value in block.values()):
        raise UsageError(f"{NAME} can't be read: every value is a text")
    starts = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[known]]"]
    lines = starts if len(starts) == len(made) else [0] * len(made)
    return tuple(Known(**block, line=line) for block, line in zip(made, lines, strict=True))


def render(findings: Iterable[Finding]) -> str:
    """Return a baseline that knows these findings, sorted."""
    parts = [HEADER]
    for entry in sorted(known_of(finding) for finding in findings):
        values = {"code": entry.code, "path": entry.path}
        values |= {"section": entry.section, "about": entry.about}
        lines = [f"{key} = {quoted(value)}" for key, value in values.items()]
        parts.append("\n".join(["[[known]]", *lines]) + "\n")
    return "\n".join(parts)


def quoted(text: str) -> str:
    """Return a TOML basic string."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")


def write(project: Project, findings: Iterable[Finding]) -> int:
    """Write the baseline; return how many findings it knows.

    Raises :class:`archdocs.errors.EnvironmentFault` when the disk refuses.
    """
    kept = [each for each in findings if each.code not in (*NEVER, BASELINE_SETTLED.code)]
    with files.lock(project.root):
        files.write_atomic(project.root / NAME, render(kept).encode())
    return len(kept)
