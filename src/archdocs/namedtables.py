"""Tables of options that a project names itself: trackers, other repositories, kinds of links."""

from __future__ import annotations

from dataclasses import dataclass

from archdocs.options import option

__all__ = ["LinkOptions", "Repository", "Tracker"]


@dataclass(frozen=True, slots=True)
class Tracker:
    """Where the tasks of a tracker are; NAME is any word."""

    pattern: str = option(
        "",
        "Regular expression of the whole id, such as `SHOP-\\d+`: characters, classes, groups,"
        " alternatives, and repeats of a character or class.",
    )
    url: str = option(
        "",
        "Address of a task, with `{id}` for its id; `{1}` is what the pattern's first group"
        " matched.",
    )


@dataclass(frozen=True, slots=True)
class Repository:
    """Another repository whose records are named `NAME:ADR-0003` here; NAME is any word."""

    url: str = option("", "Address of its site, or of one version of it.")
    inventory: str = option(
        "",
        "File that keeps a copy of the site's `objects.inv`; `archdocs fetch-inventories`"
        " writes it.",
        inside=True,
    )


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """A kind of link between records; NAME is one there is, to call it otherwise, or a new one."""

    name: str = option(
        "", "Word it is written and shown by, such as `replaces` for `supersedes`; NAME when empty."
    )
    inverse: str = option(
        "", "What it is called from the other end, such as `blocked-by`; a new kind needs it."
    )
    two_way: bool = option(
        False, "Both records must say it, as with `supersedes` and `amends`, which always do."
    )
