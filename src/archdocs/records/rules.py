"""Rules about records together: numbers, links and supersession; and about their age."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from archdocs.finding import Finding, Location, sort_findings
from archdocs.records import codes
from archdocs.records.catalog import Catalog
from archdocs.records.model import Link, Record
from archdocs.settings import Settings

__all__ = ["aged", "cycles", "findings"]


def findings(catalog: Catalog) -> tuple[Finding, ...]:
    """Return what is wrong with records, alone (found on reading) and together."""
    return sort_findings([*catalog.reading, *together(catalog)])


def together(catalog: Catalog) -> Iterator[Finding]:
    """Yield what is wrong between records."""
    yield from duplicates(catalog)
    for record in catalog.records:
        yield from links(catalog, record)
        yield from superseded(catalog, record)
    yield from circles(catalog)


def aged(catalog: Catalog, today: datetime.date, settings: Settings) -> tuple[Finding, ...]:
    """Return the records that have waited for an answer longer than the settings allow.

    A record without a date can't be told to be old.
    """
    limit = settings.records.proposed_days
    found = []
    for record in catalog.records:
        kind = catalog.kinds[record.kind]
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


def links(catalog: Catalog, record: Record) -> Iterator[Finding]:
    """Yield the links of a record that lead nowhere or that the other side does not know."""
    for link in record.links:
        if catalog.dangles(record, link):
            yield codes.DANGLING_LINK.at(
                Location(record.path, link.line),
                f"{record.id} {link.kind} {link.target}, which is not there"
                f"{catalog.suggest(link.target)}",
            )
    for link, other in catalog.links(record):
        back = catalog.names.inverse(link.kind)
        if link.kind not in catalog.names.two_way or other is record:
            continue
        if (back, record.path) not in {(kind, end.path) for kind, end in catalog.forward(other)}:
            yield codes.ONE_WAY_LINK.at(
                Location(record.path, link.line),
                f"{record.id} {link.kind} {other.id}, but {other.path} does not say"
                f" {back} {record.id}",
                hint=repair(link, record, other),
            )


def repair(link: Link, record: Record, other: Record) -> str:
    """Return the command that writes the missing side of a link."""
    if link.kind == "supersedes":
        return f"run: archdocs supersede {other.id} --by {record.id}"
    if link.kind == "superseded-by":
        return f"run: archdocs supersede {record.id} --by {other.id}"
    return f"run: archdocs link {record.id} {link.kind} {other.id}"


def superseded(catalog: Catalog, record: Record) -> Iterator[Finding]:
    """Yield a record that another in force replaces, while its own status says otherwise."""
    word = catalog.kinds[record.kind].superseded
    if not word or record.status == word:
        return
    for kind, other in catalog.both_ways(record):
        theirs = catalog.kinds[other.kind]
        if kind == "superseded-by" and other.status not in (*theirs.pending, *theirs.void):
            yield codes.SUPERSEDED_STATUS.at(
                Location(record.path, record.line_of("status", "title")),
                f"{record.id} is superseded by {other.id}, but its status is {record.status}",
                hint=f"run: archdocs supersede {record.id} --by {other.id}",
            )


def circles(catalog: Catalog) -> Iterator[Finding]:
    """Yield each circle of records that supersede each other, once, at its first link."""
    for circle in dict.fromkeys(cycles(edges(catalog))):
        names = {record.path: record for record in catalog.records}
        records = [names[path] for path in circle]
        first = records[0]
        link = next(
            (
                link
                for link, other in catalog.links(first)
                if link.kind in ("supersedes", "superseded-by") and other.path in circle
            ),
            None,
        )
        chain = " → ".join(record.id for record in (*records, first))
        yield codes.CYCLE.at(
            Location(first.path, link.line if link else first.line_of("status", "title")),
            f"records supersede each other in a circle: {chain}",
            hint="remove the link that is wrong, on both sides",
        )


def edges(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return which paths each record supersedes, whichever side says so."""
    return {
        record.path: tuple(
            other.path for kind, other in catalog.both_ways(record) if kind == "supersedes"
        )
        for record in catalog.records
    }


def cycles(graph: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield a circle through each group of nodes that reach one another.

    Depth first without recursion, so that a chain of thousands does not end the stack. Each
    node is entered once; a circle begins at its smallest node.
    """
    done: set[str] = set()
    for root in sorted(graph):
        if root in done:
            continue
        # Both hold the way from the root to where the walk is, in order.
        path: dict[str, None] = {root: None}
        trail = [(root, iter(graph[root]))]
        while trail:
            node, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                trail.pop()
                del path[node]
                done.add(node)
            elif step in path:
                way = list(path)
                circle = way[way.index(step) :]
                first = circle.index(min(circle))
                yield (*circle[first:], *circle[:first])
            elif step not in done:
                path[step] = None
                trail.append((step, iter(graph.get(step, ()))))
