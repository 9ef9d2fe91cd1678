"""How fresh a project's sections are, all of them: what the dashboard, badge and digest show.

Dates are told, not ages: an overview of a commit is the same tomorrow, unless something
becomes due.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Severity
from archdocs.freshness import engine
from archdocs.freshness.codes import FOR_AUTHORS
from archdocs.freshness.durations import after
from archdocs.freshness.owners import owners_in
from archdocs.freshness.rules.broken_links import Site
from archdocs.freshness.view import PAGE, Unit, View
from archdocs.project import Project
from archdocs.records.model import Record
from archdocs.system.markup import Document, Section, is_document

__all__ = [
    "Item",
    "Overview",
    "Point",
    "Reason",
    "dump",
    "is_stale",
    "restore",
    "since_of",
    "survey",
]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Evidence that may say since when something is so, the surest first.
DATED = ("since", "changed", "now", "broke", "due")
#: What says in its message when it came to be so: no commit did it.
BY_THE_CALENDAR = ("stale.review-due", "stale.expired")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a section is stale: code, level and message of a finding, and since when."""

    code: str
    level: str
    message: str
    since: str


@dataclass(frozen=True, slots=True)
class Item:
    """A section, or a page (``anchor`` empty); days are ISO texts, empty where unknown.

    ``kind`` is that of the record, or ``page``; ``area`` the folder it is in. ``linked`` says
    how many other pages lead to its page.
    """

    path: str
    anchor: str
    title: str
    page: str
    kind: str
    area: str
    owner: str
    changed: str
    reviewed: str
    due: str
    linked: int
    reasons: tuple[Reason, ...] = ()

    @property
    def since(self) -> str:
        """The first day on which something made it stale; when it was changed, else."""
        return min((r.since for r in self.reasons if r.since), default=self.changed)


@dataclass(frozen=True, slots=True)
class Point:
    """A version in the trend: its name and day, its sections, and how many were stale."""

    name: str
    date: str
    sections: int
    stale: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Every section of a moment, by path and place, and the versions up to it, oldest first."""

    items: tuple[Item, ...] = ()
    trend: tuple[Point, ...] = ()
    dated: bool = field(default=True)

    @property
    def stale(self) -> tuple[Item, ...]:
        """The stale ones: most linked first, then those that are stale the longest."""
        found = (item for item in self.items if item.reasons)
        return tuple(sorted(found, key=lambda i: (-i.linked, i.since or "9", i.path, i.anchor)))


def survey(
    project: Project, *, today: datetime.date, commit: str | None = None
) -> tuple[tuple[Finding, ...], Overview]:
    """Check a project and describe all of its sections, in one pass.

    Raises what :func:`archdocs.freshness.engine.check` does.
    """
    with engine.opened_view(project, today=today, commit=commit) as (view, notes):
        findings = engine.look(project, view, notes).findings
        return findings, overview_of(view, findings)


def is_stale(finding: Finding) -> bool:
    """Say whether a finding makes a section stale for its reader."""
    return (
        finding.code.startswith("stale.")
        and finding.severity >= Severity.WARNING
        and finding.code not in FOR_AUTHORS
    )


def overview_of(view: View, findings: Iterable[Finding]) -> Overview:
    """Describe the sections of a view."""
    reasons: dict[tuple[str, str], list[Reason]] = {}
    for finding in findings:
        if is_stale(finding):
            place = (finding.location.path, finding.section)
            why = Reason(finding.code, finding.severity.label, finding.message, since_of(finding))
            if why not in reasons.setdefault(place, []):
                reasons[place].append(why)
    units = {(unit.path, unit.anchor): unit for unit in view.units}
    linked = links_to(view)
    records = {record.path: record for record in view.catalog.records}
    items: list[Item] = []
    for path, document in view.documents.items():
        page = Page(view, document, records.get(path), linked.get(path, 0))
        for section in page.sections(units, reasons):
            anchor = section.anchor if section else PAGE
            why_all = tuple(reasons.get((path, anchor), ()))
            items.append(page.item(section, units.get((path, anchor)), why_all))
    return Overview(tuple(items), dated=view.touches is not None)


class Page:
    """What the sections of one document have in common."""

    def __init__(self, view: View, document: Document, record: Record | None, linked: int) -> None:
        self.view = view
        self.document = document
        self.kind = record.kind if record else "page"
        self.linked = linked
        self.area = document.path.rpartition("/")[0] or "/"
        self.owners = owners_in(view, document)
        titles = (section.title for section in document.sections if section.level)
        self.title = next(titles, "") or document.path.rpartition("/")[2]

    def sections(
        self,
        units: Mapping[tuple[str, str], Unit],
        reasons: Mapping[tuple[str, str], list[Reason]],
    ) -> Iterable[Section | None]:
        """Yield the page, where something is said of it as a whole, and its sections."""
        own = (self.document.path, PAGE)
        if own in units or own in reasons:
            yield None
        yield from (section for section in self.document.sections if section.level)

    def item(self, section: Section | None, unit: Unit | None, reasons: tuple[Reason, ...]) -> Item:
        """Describe one section, or the page."""
        path, anchor = self.document.path, section.anchor if section else PAGE
        touch = self.view.touch(path, anchor)
        named = unit or Unit(path, anchor, "", 1, (), "", "", {})
        review = self.view.last_review(named) if self.view.lock.reviews else None
        days = [each.date for each in (touch, review) if each is not None]
        due = after(max(days), unit.every) if unit and unit.every and days else None
        return Item(
            path,
            anchor,
            section.title if section else self.title,
            self.title,
            self.kind,
            self.area,
            self.owners.get(anchor, ""),
            touch.date.isoformat() if touch else "",
            review.date.isoformat() if review else "",
            due.isoformat() if due else "",
            self.linked,
            reasons,
        )


def since_of(finding: Finding) -> str:
    """Return the day since which a finding holds, as its evidence or its message says."""
    known = dict(finding.evidence)
    texts = [known.get(name, "") for name in DATED]
    texts.insert(0 if finding.code in BY_THE_CALENDAR else len(texts), finding.message)
    for text in texts:
        found = DAY.search(text)
        if found:
            return found[0]
    return ""


def links_to(view: View) -> dict[str, int]:
    """Count, for each document, the other documents that lead to it."""
    site = Site(view)
    sources: dict[str, set[str]] = {}
    for path, document in view.documents.items():
        for link in document.links:
            place = link.target.strip().partition("#")[0]
            if link.role in ("adr", "record"):
                record = view.catalog.resolve(place, "adr" if link.role == "adr" else None)
                found = record.path if record else None
            else:
                known = place and ":" not in place and "{" not in place
                found = site.resolve(path, place) if known else None
            if found and found != path and is_document(found):
                sources.setdefault(found, set()).add(path)
    return {path: len(each) for path, each in sources.items()}


def dump(overview: Overview) -> str:
    """Return an overview as JSON."""
    items = [
        {**plain(item), "reasons": [plain(why) for why in item.reasons]} for item in overview.items
    ]
    trend = [plain(point) for point in overview.trend]
    data = {"items": items, "trend": trend, "dated": overview.dated}
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def plain(value: Item | Reason | Point) -> dict[str, Any]:
    """Return what a value holds, by name; `dataclasses.asdict` takes ten times as long."""
    return {name: getattr(value, name) for name in value.__slots__}


def restore(text: str) -> Overview:
    """Make the overview that :func:`dump` described.

    Raises :class:`ArchdocsError` for anything else.
    """
    try:
        data: Any = json.loads(text)
        items = tuple(
            Item(**{**item, "reasons": tuple(Reason(**why) for why in item["reasons"])})
            for item in data["items"]
        )
        trend = tuple(Point(**point) for point in data["trend"])
        return Overview(items, trend, bool(data["dated"]))
    except (ValueError, TypeError, KeyError) as error:
        raise ArchdocsError("the overview of freshness can't be read") from error
