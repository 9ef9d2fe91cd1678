"""How fresh a project's sections are, all of them: what the dashboard, badge and digest show.

Dates are told, not ages: an overview of a commit is the same tomorrow, unless something
becomes due.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from archdocs.errors import ArchdocsError
from archdocs.finding import Finding, Severity
from archdocs.freshness.codes import FOR_AUTHORS
from archdocs.system.letters import whole

__all__ = [
    "Item",
    "Overview",
    "Point",
    "Reason",
    "dump",
    "dump_items",
    "is_stale",
    "joined",
    "restore",
    "since_of",
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


def is_stale(finding: Finding) -> bool:
    """Say whether a finding makes a section stale for its reader."""
    return (
        finding.code.startswith("stale.")
        and finding.severity >= Severity.WARNING
        and finding.code not in FOR_AUTHORS
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


def dump(overview: Overview) -> str:
    """Return an overview as JSON."""
    return joined(dump_items(overview.items), overview.trend, dated=overview.dated)


def dump_items(items: Iterable[Item]) -> str:
    """Return sections as JSON."""
    return as_json(
        [{**plain(item), "reasons": [plain(why) for why in item.reasons]} for item in items]
    )


def joined(items: str, trend: Iterable[Point], *, dated: bool) -> str:
    """Return an overview as JSON whose sections are JSON already."""
    points = as_json([plain(point) for point in trend])
    return f'{{"items":{items},"trend":{points},"dated":{as_json(dated)}}}'


def as_json(value: object) -> str:
    """Return plain values as JSON, without spaces."""
    # Names of files may hold bytes that are no letters.
    return whole(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


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
