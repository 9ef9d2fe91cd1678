"""What a repair changed, for people: each finding's place, and the lines before and after."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from archdocs.finding import Edit, Finding
from archdocs.reports.report import one_line

__all__ = ["render"]


def render(findings: Iterable[Finding]) -> str:
    """Return a line for each finding that was repaired, and the lines that changed."""
    parts = []
    for finding in findings:
        place = one_line(str(finding.location))
        # A runner of GitHub Actions would obey a line that begins with a file called `::…`.
        dot = "./" if place.startswith(":") else ""
        parts.append(f"{dot}{place}: fixed {finding.code}")
        for edit in finding.fix:
            away = edit.path != finding.location.path
            where = f"{one_line(edit.path)}:{edit.line}: " if away else ""
            parts += [f"    {where}{sign} {one_line(line)}" for sign, line in changed(edit)]
    return "".join(f"{part}\n" for part in parts)


def changed(edit: Edit) -> Iterator[tuple[str, str]]:
    """Yield the lines that go and those that come, without those that stay."""
    old, new = edit.old.splitlines(), edit.new.splitlines()
    for kind, start, stop, begin, end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield from (("-", line) for line in old[start:stop])
            yield from (("+", line) for line in new[begin:end])
