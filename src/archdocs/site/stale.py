"""The stale findings of each version, which become banners, and how fresh its sections are."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, matches
from archdocs.freshness.overview import Overview, Point, dump_items, joined
from archdocs.project import Project
from archdocs.site.plan import toolchain
from archdocs.site.versions import Version
from archdocs.system.cache import digest

__all__ = ["State", "overview_of", "state_of", "untold"]

NAMESPACE = "site-findings"


@dataclass(frozen=True, slots=True)
class State:
    """What was found in a version, and what there is to say of each of its sections.

    ``items`` are these as JSON, as they are kept and handed on, ``counts`` how many there are
    and how many of them are stale; ``dated`` is :attr:`Overview.dated`.
    """

    findings: tuple[Finding, ...]
    items: str = "[]"
    counts: tuple[int, int] = (0, 0)
    dated: bool = True

    @classmethod
    def of(cls, findings: tuple[Finding, ...], overview: Overview) -> State:
        """Return the state that an overview tells of."""
        counts = len(overview.items), len(overview.stale)
        return cls(findings, dump_items(overview.items), counts, overview.dated)


def untold(project: Project) -> State:
    """Return what there is to say of the versions of a project whose pages show no more."""
    if project.git is None or not project.git.is_shallow:
        return State(())
    from archdocs.freshness.engine import shallow  # with it comes all that checks

    return State((shallow("branches and releases may be missing from the site"),))


def state_of(
    project: Project,
    version: Version,
    today: datetime.date,
    ahead: Callable[[], None] = lambda: None,
) -> State:
    """Return what was stale in a version: on a tag as of its own day, on a branch as of today.

    Remembered by commit and day, because old tags never change. What can't be answered
    (a shallow clone) is a finding of its own; it stops no build. What isn't remembered takes
    time: ``ahead`` is called before.
    """
    day = released_on(version) if version.kind == "tag" else today
    key = digest(
        str(project.root),
        version.commit,
        day.isoformat(),
        json.dumps(project.settings.as_dict(), sort_keys=True),
        toolchain(),
        str(project.git is not None and project.git.is_shallow),
    )
    known = project.cache.get(NAMESPACE, key) if version.commit else None
    if known is not None:
        found = tuple(Finding.from_dict(item) for item in json.loads(known["findings"]))
        sections, stale, dated = json.loads(known["counts"])
        return State(found, known["items"].decode(), (sections, stale), dated)
    ahead()
    state = ask(project, version, day)
    if version.commit:
        data = json.dumps([finding.as_dict() for finding in state.findings]).encode()
        counts = json.dumps([*state.counts, state.dated]).encode()
        entry = {"findings": data, "items": state.items.encode(), "counts": counts}
        project.cache.put(NAMESPACE, key, entry)
    return state


def overview_of(version: Version, states: Mapping[Version, State]) -> str:
    """Return a version's overview as JSON; a branch's with the releases before it as a trend.

    A release has none: its pages change neither when a later one comes, nor when one before it
    is no longer among the versions.
    """
    own = states[version]
    if version.kind == "tag" or not own.counts[0]:
        return joined(own.items, (), dated=own.dated)
    before = [
        each
        for each in states
        if each.kind == "tag" and (each.time <= version.time or not version.time)
    ]
    before.sort(key=lambda each: (each.time, each.name))
    points = (point_of(each, states[each]) for each in (*before, version))
    return joined(own.items, points, dated=own.dated)


def point_of(version: Version, state: State) -> Point:
    """Return a version's place in the trend."""
    day = released_on(version).isoformat() if version.time else ""
    return Point(version.title, day, *state.counts)


def released_on(version: Version) -> datetime.date:
    """Return the day of a version's commit, in UTC."""
    return datetime.datetime.fromtimestamp(version.time, datetime.UTC).date()


def ask(project: Project, version: Version, day: datetime.date) -> State:
    """Run the freshness rules on one version; what they can't do leaves it without banners."""
    # Late: all that is known of old versions needs none of it.
    from archdocs.freshness.survey import survey

    check = project.settings.check
    try:
        found, overview = survey(project, commit=version.commit or None, today=day)
    except ArchdocsError:
        return State(())
    chosen = tuple(
        finding
        for finding in found
        if matches(finding.code, check.select) and not matches(finding.code, check.ignore)
    )
    return State.of(chosen, overview)
