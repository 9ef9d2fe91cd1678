"""Rules about records together: numbers, links and supersession; and about their age."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
from collections.abc import Iterator

from archdocs.finding import Finding, Location, Severity, sort_findings
from archdocs.records import codes, repair
from archdocs.records.catalog import Catalog
from archdocs.records.circles import cycles, edges
from archdocs.records.fieldchecks import due_findings
from archdocs.records.force import decided
from archdocs.records.misspelt import misspelt
from archdocs.records.model import Link, Record
from archdocs.settings import Settings

__all__ = ["aged", "findings"]

#: How near a word must be to a status to be a slip of the pen.
NEAR = 0.85


def findings(catalog: Catalog) -> tuple[Finding, ...]:
    """Return what is wrong with records, alone (found on reading) and together."""
    alone = [with_repair(catalog, finding) for finding in catalog.reading]
    return sort_findings([*alone, *together(catalog)])


def with_repair(catalog: Catalog, finding: Finding) -> Finding:
    """Return a finding about one file with its repair: a status misspelt, near to just one."""
    if finding.code != codes.ILLEGAL_STATUS.code:
        return finding
    record = next(each for each in catalog.records if each.path == finding.location.path)
    known = catalog.kinds[record.kind].statuses
    near = difflib.get_close_matches(record.status, known, n=2, cutoff=NEAR)
    fix = repair.right_status(catalog, record, near[0]) if len(near) == 1 else ()
    return dataclasses.replace(finding, fix=fix)


def together(catalog: Catalog) -> Iterator[Finding]:
    """Yield what is wrong between records."""
    yield from duplicates(catalog)
    near = Near(catalog)
    for record in catalog.records:
        yield from links(catalog, record, near)
        yield from superseded(catalog, record)
        yield from misspelt(catalog, record)
    yield from circles(catalog)


def aged(catalog: Catalog, today: datetime.date, settings: Settings) -> tuple[Finding, ...]:
    """Return the records that have waited for an answer too long, and what is due in others.

    A record without a date can't be told to be old.
    """
    limit = settings.records.proposed_days
    found: list[Finding] = []
    for record in catalog.records:
        kind = catalog.kinds[record.kind]
        found += due_findings(record, kind, today)
        if record.status in kind.pending and record.date is not None:
            days = (today - record.date).days
            if days > limit:
                found.append(
                    codes.PROPOSED_LONG.at(
                        Location(record.path, record.line_of("status", "date")),
                        f"{record.id} has been {record.status} for {days} days",
                        hint=f"decide: it can become {', '.join(kind.moves[record.status])}",
                    )
                )
    return sort_findings(found)


def duplicates(catalog: Catalog) -> Iterator[Finding]:
    """Yield records of a kind that share a number."""
    by_id: dict[str, list[Record]] = {}
    for record in catalog.records:
        by_id.setdefault(record.id, []).append(record)
    for ident, records in by_id.items():
        for record in records if len(records) > 1 else ():
            others = ", ".join(other.path for other in records if other is not record)
            yield codes.DUPLICATE_NUMBER.at(
                Location(record.path, record.line_of("title")),
                f"{ident} is also the id of {others}",
                hint="give one of them the next free number",
            )


class Near:
    """Names the records that are near to what is not there, for a while.

    Where so much is missing, a folder is, and to compare all with all would take minutes.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.left = 100_000 // (len(catalog.records) + 100)

    def suggest(self, ref: str) -> str:
        """Return the nearest name as words of a message, or nothing."""
        self.left -= 1
        return self.catalog.suggest(ref) if self.left >= 0 else ""


def links(catalog: Catalog, record: Record, near: Near) -> Iterator[Finding]:
    """Yield the links of a record that lead nowhere or that the other side does not know."""
    for link in record.links:
        if catalog.dangles(record, link):
            yield dangling(catalog, record, link, near)
    names = catalog.names
    for link, other in catalog.links(record):
        back = names.inverse(link.kind)
        if link.kind not in names.two_way or other is record:
            continue
        # A proposal replaces nothing yet, so the other need not know.
        if link.kind == "supersedes" and not decided(catalog, record):
            continue
        if (back, record.path) not in {(kind, end.path) for kind, end in catalog.forward(other)}:
            yield codes.ONE_WAY_LINK.at(
                Location(record.path, link.line),
                f"{record.id} {names.shown(link.kind)} {other.id}, but {other.path} does not say"
                f" {names.shown(back)} {record.id}",
                hint=advice(catalog, link, record, other),
                fix=repair.other_side(catalog, record, link, other),
            )


def dangling(catalog: Catalog, record: Record, link: Link, near: Near) -> Finding:
    """Make the finding about a link that leads nowhere, with the record it can have meant."""
    far = catalog.elsewhere.names(link.target)
    meant, fix = ("", ()) if far else repair.right_target(catalog, record, link)
    suggest = catalog.elsewhere.suggest if far else near.suggest
    name = f"; did you mean `{meant}`?" if meant else suggest(link.target)
    return codes.DANGLING_LINK.at(
        Location(record.path, link.line),
        f"{record.id} {catalog.names.shown(link.kind)} {link.target}, which is not there{name}",
        fix=fix,
    )


def advice(catalog: Catalog, link: Link, record: Record, other: Record) -> str:
    """Return the command that writes the missing side of a link."""
    if link.kind == "supersedes":
        return f"run: archdocs supersede {other.id} --by {record.id}"
    if link.kind == "superseded-by":
        return f"run: archdocs supersede {record.id} --by {other.id}"
    return f"run: archdocs link {record.id} {catalog.names.shown(link.kind)} {other.id}"


def superseded(catalog: Catalog, record: Record) -> Iterator[Finding]:
    """Yield a record that another in force replaces, while its own status says otherwise."""
    word = catalog.kinds[record.kind].superseded
    if not word or record.status == word:
        return
    for kind, other in catalog.both_ways(record):
        if kind == "superseded-by" and decided(catalog, other):
            yield codes.SUPERSEDED_STATUS.at(
                Location(record.path, record.line_of("status", "title")),
                f"{record.id} is superseded by {other.id}, but its status is {record.status}",
                hint=f"run: archdocs supersede {record.id} --by {other.id}",
                fix=repair.superseded_side(catalog, record, other),
            )


def circles(catalog: Catalog) -> Iterator[Finding]:
    """Yield each circle of links of one kind, once, at its first link."""
    for kind in catalog.names.forward:
        if catalog.names.inverse(kind) != kind:
            for circle in dict.fromkeys(cycles(edges(catalog, kind))):
                yield circular(catalog, kind, circle)


def circular(catalog: Catalog, kind: str, circle: tuple[str, ...]) -> Finding:
    """Make the finding about one circle; only in one of superseding nothing is in force."""
    by_path = {record.path: record for record in catalog.records}
    records = [by_path[path] for path in circle]
    first = records[0]
    sides = (kind, catalog.names.inverse(kind))
    lines = (
        link.line
        for link, other in catalog.links(first)
        if link.kind in sides and other.path in circle
    )
    line = next(lines, 0) or first.line_of("status", "title")
    chain = " → ".join(record.id for record in (*records, first))
    shown = "supersede each other" if kind == "supersedes" else "lead to each other"
    said = "" if kind == "supersedes" else f" by `{catalog.names.shown(kind)}`"
    return codes.CYCLE.at(
        Location(first.path, line),
        f"records {shown} in a circle{said}: {chain}",
        hint="remove the link that is wrong, on both sides",
        severity=None if kind == "supersedes" else Severity.WARNING,
    )
