"""The whole of ``archdocs check``: documents, records, history and diagrams, filtered."""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archdocs import fixes
from archdocs.errors import UsageError
from archdocs.finding import Finding, Severity, matches, sort_findings
from archdocs.freshness import baseline, codes, engine, external_codes
from archdocs.freshness.bound import Ties
from archdocs.freshness.boundnodes import computed
from archdocs.freshness.rules import WITH_HISTORY
from archdocs.project import Project
from archdocs.reports.report import Report

__all__ = ["Audit", "Request", "audit"]

#: What says that history could not be read, and the rules that would have read it.
NO_ANSWER = (codes.SHALLOW.code, codes.INCOMPLETE.code)
HISTORY_CODES = tuple(code for code in WITH_HISTORY if code.startswith("stale."))


@dataclass(frozen=True, slots=True)
class Request:
    """What to check: project-relative paths (none: everything), codes, level, base, day.

    Without ``baseline`` what ``archdocs.baseline`` knows is reported too. With ``external``
    hosts are asked whether links into the web lead anywhere.
    """

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: str = ""
    base: str | None = None
    today: datetime.date | None = None
    diagrams: bool = True
    baseline: bool = True
    external: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """A report; whether something in it is at or above the level; whether history lacked.

    ``known`` is how many findings the baseline knows, which are not in the report.
    """

    report: Report
    failed: bool
    incomplete: bool
    known: int = 0


def audit(project: Project, request: Request) -> Audit:
    """Check a project as asked, with its settings where nothing else is asked.

    Raises what :func:`archdocs.freshness.engine.check` does, and :class:`UsageError` for a
    path that is not there.
    """
    check_paths(project, request.paths)
    today = request.today or datetime.datetime.now(datetime.UTC).date()
    outcome = engine.examine(project, today=today, base=request.base)
    found, checked = list(outcome.findings), dict(outcome.checked)
    if request.diagrams:
        found += diagram_findings(project, request.base, checked)
    if request.external:
        found += external_findings(project, request, today)
    settings = project.settings.check
    select = request.select or settings.select
    ignore = (*settings.ignore, *request.ignore)
    weighed = baseline.weighed(found, settings.levels)
    wanted = [f for f in weighed if is_wanted(f, select, ignore) and is_under(f, request)]
    known = 0
    if request.baseline and request.base is None:
        whole = not (request.paths or request.select or request.ignore)
        unseen: tuple[str, ...] = () if request.diagrams else ("diagram",)
        unseen += () if request.external else tuple(rule.code for rule in external_codes.RULES)
        wanted, known = baseline.without_known(project, wanted, whole=whole, unseen=unseen)
    level = Severity.parse(request.fail_level or settings.fail_level)
    incomplete = any(finding.code in NO_ANSWER for finding in wanted)
    return Audit(
        Report(fixes.located(project.root, sort_findings(wanted)), checked),
        any(finding.severity >= level for finding in wanted),
        incomplete,
        known,
    )


def is_wanted(finding: Finding, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Say whether a finding is selected and not ignored.

    That history could not be read matters as long as any rule that reads it was asked for:
    it can't be ignored on its own.
    """
    if finding.code in NO_ANSWER:
        return any(matches(code, select) and not matches(code, ignore) for code in HISTORY_CODES)
    return matches(finding.code, select) and not matches(finding.code, ignore)


def check_paths(project: Project, paths: tuple[str, ...]) -> None:
    """Refuse a path that isn't there: a slip in CI must not be green for ever.

    Raises :class:`UsageError` naming it.
    """
    for asked in paths:
        path = posixpath.normpath(asked)
        if path != "." and not project.worktree.exists(path):
            raise UsageError(f"there is no `{asked}` in {project.root}")


def is_under(finding: Finding, request: Request) -> bool:
    """Say whether a finding is in one of the paths asked for."""
    return finding.code in NO_ANSWER or under(finding.location.path, request.paths)


def under(path: str, paths: tuple[str, ...]) -> bool:
    """Say whether a file is one of some paths, or in one of them; there may be none."""
    asked = [posixpath.normpath(each) for each in paths]
    return not asked or any(each in (".", path) or path.startswith(f"{each}/") for each in asked)


def diagram_findings(
    project: Project, base: str | None, checked: dict[str, int]
) -> tuple[Finding, ...]:
    """Draw every diagram (from the cache where it can) and return what does not draw.

    With a base, only of scripts that the change touched.
    """
    from archdocs.diagrams import render

    report = render.render_all(project)
    checked["diagrams"] = len(render.scripts(project))
    parts = {result.script: result.parts for result in report.results}
    found = (*report.findings, *computed(project, parts, ties(project)))
    if base is None:
        return found
    changed = changed_paths(project, engine.merge_base(project, base))
    return tuple(f for f in found if f.location.path in changed)


def ties(project: Project) -> Iterator[Ties]:
    """Give the look-up of what nodes stand for, in the files on disk."""
    from archdocs.freshness.snapshot import take

    snapshot = take(project)
    yield Ties(engine.load_catalog(project, snapshot, project.settings), snapshot.files)


def external_findings(
    project: Project, request: Request, today: datetime.date
) -> tuple[Finding, ...]:
    """Ask for links into the web; with a base, for those that the change added."""
    from archdocs.freshness import external

    known: set[str] = set()
    if request.base is not None:
        start = engine.merge_base(project, request.base)
        with engine.opened_view(project, commit=start, today=today) as (view, _):
            known = set(external.asked_for(view))
    with engine.opened_view(project, today=today) as (view, _):
        wanted = {
            url: [(path, line) for path, line in places if under(path, request.paths)]
            for url, places in external.asked_for(view).items()
            if url not in known
        }
        found = external.find(view, {url: places for url, places in wanted.items() if places})
        return tuple(engine.without_ignored(view, found))


def changed_paths(project: Project, commit: str) -> Mapping[str, str]:
    """Return the files that are not what they were at a commit."""
    from archdocs.freshness.snapshot import take

    now = take(project)
    before = project.tree_at(commit)
    try:
        return {path: "" for path in now.files if before.blobs.get(path) != now.blob(path)}
    finally:
        before.close()
