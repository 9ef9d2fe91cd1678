"""Look at every section of a project: what is stale in it, and how fresh all of it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from archdocs.finding import Finding
from archdocs.freshness import engine
from archdocs.freshness.durations import after
from archdocs.freshness.overview import Item, Overview, Reason, is_stale, since_of
from archdocs.freshness.owners import owners_in
from archdocs.freshness.rules.broken_links import Site
from archdocs.freshness.view import PAGE, Unit, View
from archdocs.project import Project
from archdocs.records.model import Record
from archdocs.system.markup import Document, Section, is_document

__all__ = ["survey"]


def survey(
    project: Project, *, today: datetime.date, commit: str | None = None
) -> tuple[tuple[Finding, ...], Overview]:
    """Check a project and describe all of its sections, in one pass.

    Raises what :func:`archdocs.freshness.engine.check` does.
    """
    with engine.opened_view(project, today=today, commit=commit) as (view, notes):
        findings = engine.look(project, view, notes).findings
        return findings, overview_of(view, findings)


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
