"""Check a project: at the working tree, at a commit, or what a change introduces."""

from __future__ import annotations

import contextlib
import datetime
import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from archdocs.errors import ShallowHistory, UsageError
from archdocs.finding import Finding, Location, Severity, matches, sort_findings
from archdocs.freshness import facts as facts_module
from archdocs.freshness.codes import INCOMPLETE, NO_HISTORY, REF_GONE, SHALLOW
from archdocs.freshness.dating import touches
from archdocs.freshness.history import History, IncompleteHistory
from archdocs.freshness.identity import in_section, subject, whole
from archdocs.freshness.lock import NAME, parse_lock
from archdocs.freshness.owners import with_owner
from archdocs.freshness.past import Past
from archdocs.freshness.rules import ALWAYS, WITH_HISTORY, FreshnessRule
from archdocs.freshness.snapshot import Snapshot, take
from archdocs.freshness.view import View
from archdocs.project import Project
from archdocs.records import catalog as catalogs
from archdocs.settings import Settings
from archdocs.system.markup import decode
from archdocs.system.tree import GitTree, Tree

__all__ = ["Outcome", "check", "examine", "introduced", "look", "merge_base", "opened_view"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Findings, and how many documents, sections and records were looked at."""

    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(default_factory=dict)


def check(
    project: Project,
    *,
    tree: Tree | None = None,
    commit: str | None = None,
    today: datetime.date,
    base: str | None = None,
) -> tuple[Finding, ...]:
    """Return everything there is to say about a project's documents on the day ``today``.

    Looks at the working tree (or ``tree``), or at ``commit``. With ``base``, a ref, only at
    what the change since the common ancestor with it introduced.

    Raises :class:`UsageError` for a base that is no commit, :class:`ShallowHistory` for one
    that a shallow clone does not reach, and :class:`RepositoryError` when git refuses.
    """
    return examine(project, tree=tree, commit=commit, today=today, base=base).findings


def examine(
    project: Project,
    *,
    tree: Tree | None = None,
    commit: str | None = None,
    today: datetime.date,
    base: str | None = None,
) -> Outcome:
    """Do what :func:`check` does, and count what was looked at."""
    if base is None:
        return at_moment(project, tree, commit, today)
    start = merge_base(project, base, commit)
    before = at_moment(project, None, start, today)
    after = at_moment(project, tree, commit, today, start, tip=base)
    return replace(after, findings=introduced(before.findings, after.findings))


def merge_base(project: Project, base: str, commit: str | None = None) -> str:
    """Return the commit a change starts from.

    Raises as :func:`check` does.
    """
    git = project.git
    if git is None or git.head is None:
        raise UsageError(f"`{base}` can't be compared with: there is no git history here")
    found = git.resolve(base)
    start = git.merge_base(found, commit or git.head) if found else None
    if start is not None:
        return start
    if git.is_shallow:
        raise ShallowHistory(
            f"`{base}` can't be compared with: the clone is shallow",
            hint="run: git fetch --unshallow (in CI, check out with the whole history)",
        )
    if found:
        raise UsageError(f"`{base}` and the checked-out commit have no common history")
    names = [ref.name for ref in git.refs()]
    near = difflib.get_close_matches(base, names, n=1)
    advice = f"did you mean `{near[0]}`?" if near else "name a branch, a tag or a commit"
    raise UsageError(f"no commit is called `{base}`", hint=advice)


def at_moment(
    project: Project,
    tree: Tree | None,
    commit: str | None,
    today: datetime.date,
    base: str = "",
    *,
    tip: str = "",
) -> Outcome:
    """Check one moment; against the newest commit of the ref ``tip`` where one is given."""
    with opened_view(project, tree=tree, commit=commit, today=today, base=base) as (view, notes):
        return look(project, view, notes, tip=tip)


def look(project: Project, view: View, notes: Iterable[Finding], *, tip: str = "") -> Outcome:
    """Run every rule on an opened view; ``notes`` are what its opening had to say."""
    found = [*notes, *about_records(view)]
    if tip:
        from archdocs.freshness.against import against_base

        found += against_base(project, view, tip)
    rules = dict(ALWAYS)
    if view.past is not None:
        rules.update(WITH_HISTORY)
    found += run(rules, view)
    checked = {
        "documents": len(view.documents),
        "sections": sum(len(each.sections) for each in view.documents.values()),
        "records": len(view.catalog.records),
    }
    kept = [with_owner(view, finding) for finding in without_ignored(view, found)]
    return Outcome(sort_findings(kept), checked)


def about_records(view: View) -> list[Finding]:
    """Return what is wrong with records, and what is due; many projects have none."""
    catalog, settings = view.catalog, view.settings
    if not (catalog.records or catalog.reading or settings.trace.required):
        return []
    from archdocs.records import rules
    from archdocs.records.briefs import outdated
    from archdocs.records.trace import gaps

    found = [*rules.findings(catalog), *rules.aged(catalog, view.today, settings)]
    return [*found, *gaps(catalog, settings), *outdated(catalog)]


@contextlib.contextmanager
def opened_view(
    project: Project,
    *,
    today: datetime.date,
    tree: Tree | None = None,
    commit: str | None = None,
    base: str = "",
) -> Iterator[tuple[View, list[Finding]]]:
    """Give the view of one moment, and findings about the history itself."""
    with contextlib.ExitStack() as stack:
        folder = project.cache.folder if project.cache.enabled else None
        facts = stack.enter_context(facts_module.opened(folder))
        snapshot = take(project, tree, commit)
        if isinstance(snapshot.tree, GitTree) and snapshot.tree is not tree:
            stack.callback(snapshot.tree.close)
        view = View(
            snapshot=snapshot,
            settings=project.settings,
            facts=facts,
            today=today,
            catalog=load_catalog(project, snapshot, project.settings),
            lock=parse_lock(decode(snapshot.read(NAME) or b"")),
            base=base,
        )
        yield view, add_history(project, view, stack)


def load_catalog(project: Project, snapshot: Snapshot, settings: Settings) -> catalogs.Catalog:
    """Read the records of a snapshot."""
    return catalogs.load(snapshot.tree, settings, template_folders=project.template_folders)


def add_history(project: Project, view: View, stack: contextlib.ExitStack) -> list[Finding]:
    """Open the history for a view; return a finding that says so where there is none."""
    git, commit = project.git, view.snapshot.commit
    here = Location(".")
    if git is None or not commit:
        why = "not in a git repository" if git is None else "no commit yet"
        return [NO_HISTORY.at(here, f"{why}: rules that read history are silent")]
    if git.is_shallow:
        return [shallow("rules that read history can't answer")]
    history = History(git, view.facts, stack.enter_context(git.blobs()))
    try:
        view.touches = touches(view.snapshot, history, view.facts, project.prefix, view.today)
    except IncompleteHistory as error:
        return [INCOMPLETE.at(here, error.message, hint=error.hint)]
    view.past = Past(history, view.facts, commit, project.prefix)
    return []


def shallow(so: str) -> Finding:
    """Make the finding of a shallow clone, with what comes of it."""
    whole = "run: git fetch --unshallow --tags (in CI, check out with the whole history)"
    return SHALLOW.at(Location("."), f"the clone is shallow: {so}", hint=whole)


def run(rules: Mapping[str, FreshnessRule], view: View) -> list[Finding]:
    """Run rules; one that meets a hole in the history says so instead."""
    found: list[Finding] = []
    for rule in rules.values():
        try:
            found += rule(view)
        except IncompleteHistory as error:
            found.append(INCOMPLETE.at(Location("."), error.message, hint=error.hint))
    return found


def without_ignored(view: View, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what an inline comment ignores, in its section or, at the top, in its page."""
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for path, document in view.documents.items():
        for ignore in document.ignores:
            section = document.section_at(ignore.line)
            if section and section.level:
                spans.setdefault(path, []).append((ignore.code, section.start, section.end))
            elif ignore.code:
                spans.setdefault(path, []).append((ignore.code, 0, 1 << 60))
    for finding in findings:
        place = finding.location
        if not any(
            code and matches(finding.code, (code,)) and first <= place.line <= last
            for code, first, last in spans.get(place.path, ())
        ):
            yield finding


def introduced(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings a change brought; a reference it broke is an error.

    A finding that was there before stays old when its file or section was only renamed.
    """
    old, new = list(before), list(after)
    for alike in (whole, in_section, subject):
        left = Counter(alike(finding) for finding in old)
        fresh = []
        for finding in new:
            if left[alike(finding)]:
                left[alike(finding)] -= 1
            else:
                fresh.append(finding)
        old = unmatched(old, left, alike)
        new = fresh
    return tuple(
        replace(finding, severity=Severity.ERROR) if finding.code == REF_GONE.code else finding
        for finding in new
    )


Alike = Callable[[Finding], tuple[str, ...]]


def unmatched(
    findings: list[Finding], left: Counter[tuple[str, ...]], alike: Alike
) -> list[Finding]:
    """Return as many findings of each sort as are left."""
    kept = []
    for finding in findings:
        if left[alike(finding)] > 0:
            left[alike(finding)] -= 1
            kept.append(finding)
    return kept
