"""The decision log: what was decided on the way to a commit, release by release."""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from archdocs.errors import EnvironmentFault
from archdocs.journal.releases import Point, releases_before
from archdocs.project import Project
from archdocs.records import catalog as catalogs
from archdocs.records.catalog import Catalog
from archdocs.records.changelog import Entry, compare
from archdocs.records.moments import catalog_at
from archdocs.system.cache import digest
from archdocs.system.program import stamp
from archdocs.system.regular import read_regular

__all__ = ["Event", "Group", "chosen", "decision_log", "dump", "groups_of", "restore", "way_to"]


NAMESPACE, ENTRY = "decisions", "events.json"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one record: ``change`` is its status since then, or ``removed``.

    ``before`` is its former status, ``new`` says that there was none. ``by`` are the ids of
    what superseded it. ``date`` is when it was decided, as the record says it, in ISO form.
    """

    id: str
    kind: str
    title: str
    change: str
    before: str
    new: bool
    by: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Group:
    """The events up to a release, newest first; ``name`` is empty for what is not released."""

    name: str
    date: str
    events: tuple[Event, ...]


def way_to(project: Project, commit: str) -> tuple[Point, ...]:
    """Return the releases up to a commit; none outside of git or in a shallow clone."""
    git = project.git
    if git is None or git.is_shallow:
        return ()
    return releases_before(git, commit, project.settings.site.tag_prefix)


def decision_log(
    project: Project, commit: str | None, now: Catalog | None = None
) -> tuple[Group, ...]:
    """Return the groups of a commit's history, or up to the files on disk, oldest first.

    ``now`` are the records as they are on disk, where they have been read already. In a
    shallow clone, and outside of git, everything is one group. Raises what
    :func:`archdocs.records.catalog.load` does.
    """
    head = commit or (project.git.head if project.git else None)
    way = way_to(project, head) if head else ()
    return groups_of(project, way, commit, now)


def groups_of(
    project: Project, way: Sequence[Point], commit: str | None, now: Catalog | None = None
) -> tuple[Group, ...]:
    """Return the groups between the points of a way and, after the last, up to its end."""
    past = Past(project)
    groups = []
    before = ""
    for point in way:
        groups.append(Group(point.name, point.day.isoformat(), past.events(before, point.commit)))
        before = point.commit
    if commit is None:
        last = now or catalogs.of_project(project)
        groups.append(Group("", "", events(past.catalog(before) if before else None, last)))
    elif commit != before:
        groups.append(Group("", "", past.events(before, commit)))
    return tuple(group for group in groups if group.events)


class Past:
    """What changed between commits, kept in the cache: many versions have the same past."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.last: tuple[str, Catalog] | None = None

    @functools.cached_property
    def key(self) -> str:
        """A digest of what else the events depend on: this program, settings, own kinds."""
        parts: list[str | bytes] = [stamp(), self.project.prefix]
        parts.append(json.dumps(self.project.settings.as_dict(), sort_keys=True))
        for folder in self.project.template_folders:
            for path in sorted((folder / "kinds").glob("*.toml")):
                with contextlib.suppress(OSError):
                    parts += [path.name, read_regular(path)]
        return digest(*parts)

    def catalog(self, commit: str) -> Catalog:
        """Read the records of a commit; the last one read is at hand."""
        if self.last is None or self.last[0] != commit:
            self.last = (commit, catalog_at(self.project, commit))
        return self.last[1]

    def events(self, before: str, after: str) -> tuple[Event, ...]:
        """Return what changed between two commits, the first empty for the beginning."""
        key = digest(self.key, before, after)
        known = self.project.cache.get(NAMESPACE, key)
        if known is not None:
            return restore(known[ENTRY].decode())[0].events
        old = self.catalog(before) if before else None
        found = events(old, self.catalog(after))
        with contextlib.suppress(EnvironmentFault):
            self.project.cache.put(NAMESPACE, key, {ENTRY: dump([Group("", "", found)]).encode()})
        return found


def events(before: Catalog | None, after: Catalog) -> tuple[Event, ...]:
    """Return what changed from one catalogue, or from none, to another; the newest first."""
    old = before or Catalog(after.kinds, (), after.tree)
    found = [event_of(entry, after) for entry in compare(old, after)]
    return tuple(sorted(found, key=lambda event: (event.date, event.id), reverse=True))


def event_of(entry: Entry, after: Catalog) -> Event:
    """Return a change as an event; a superseded record's day is that of its successor."""
    record = entry.record
    heirs = (after.get(ident) for ident in entry.by)
    dates = [heir.date for heir in heirs if heir is not None and heir.date is not None]
    date = max(dates) if dates and not entry.new else record.date
    return Event(
        record.id,
        record.kind,
        record.title,
        "removed" if entry.change == "removed" else record.status,
        entry.before,
        entry.new,
        entry.by,
        date.isoformat() if date else "",
    )


def dump(groups: Iterable[Group]) -> str:
    """Return groups as JSON; :func:`restore` reads it back."""
    return json.dumps([asdict(group) for group in groups])


def restore(text: str) -> tuple[Group, ...]:
    """Read what :func:`dump` wrote."""
    return tuple(
        Group(
            item["name"],
            item["date"],
            tuple(Event(**{**event, "by": tuple(event["by"])}) for event in item["events"]),
        )
        for item in json.loads(text)
    )


def chosen(
    groups: Sequence[Group], kinds: frozenset[str], since: str = "", limit: int = 0
) -> Iterator[Group]:
    """Yield the groups, newest first, with the events of some kinds.

    ``since`` is a release, whose groups and those before it are left out, or a day, before
    which nothing is told. ``limit`` is the number of events in all, 0 for no limit.
    """
    left = limit or 1 << 30
    for group in reversed(groups):
        if since and group.name == since:
            return
        events = (event for event in group.events if event.kind in kinds)
        kept = [event for event in events if not is_day(since) or event.date >= since][:left]
        if kept:
            yield Group(group.name, group.date, tuple(kept))
        left -= len(kept)


def is_day(text: str) -> bool:
    """Say whether a text is a day in ISO form."""
    try:
        return bool(datetime.date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False
