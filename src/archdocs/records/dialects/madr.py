"""MADR, the Markdown decision records: bullets in version 2, front matter in 3 and 4.

Version 4 says ``decision-makers`` where 3 said ``deciders``. A record without any metadata
is *plain*: it has a title and nothing else, and an edit gives it front matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from archdocs.errors import UsageError
from archdocs.linknames import BUILT_IN, LinkNames
from archdocs.records.dialects.front import add_to_list, set_value
from archdocs.records.dialects.nygard import status_heading
from archdocs.records.dialects.reading import (
    Problem,
    Reading,
    Target,
    people,
    phrase_links,
    references,
    title_of,
)
from archdocs.records.document import Document, Splice
from archdocs.records.model import Link

__all__ = [
    "BULLET",
    "BULLETS",
    "MADR3",
    "MADR4",
    "PLAIN",
    "BulletDialect",
    "FrontMatterDialect",
    "bullets",
    "front_links",
    "link_key",
    "link_targets",
    "names_of",
    "status_links",
    "text_of",
]

#: ``* Status: accepted``, with or without the bullet, bold or not.
BULLET = re.compile(
    r"(?P<mark> {0,3}(?:[*+-] +)?)(?P<open>\*\*|__)?(?P<key>[A-Za-z]+(?:[ -][A-Za-z]+){0,2})"
    r"(?:(?P=open))?:(?(open)(?:\*\*|__)?) *(?P<value>.*)\Z"
)
PEOPLE_KEYS = ("decision-makers", "deciders", "decision-maker", "decider", "authors", "approvers")


class FrontMatterDialect:
    """Metadata in front matter; ``mark`` is the key that tells the version."""

    def __init__(self, name: str, mark: str = "") -> None:
        self.name = name
        self.mark = mark

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        front = document.front
        if self.name == "plain":
            return True
        if self.mark:
            return self.mark in front.values
        if "status" in front.values or "decision-makers" in front.values or front.error:
            return True
        linked = any(document.names.known(key) for key in front.values)
        return linked and status_heading(document) is None

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        front = document.front
        title, title_line = title_of(document)
        lines = {key: line for key, line in front.lines.items() if key}
        lines.pop("title", None)
        if title_line:
            lines["title"] = title_line
        problems = [Problem(front.error, front.error_line)] if front.error else []
        status = text_of(front.values.get("status"))
        statuses = ((status, front.lines["status"]),) if status else ()
        deciders = next((key for key in PEOPLE_KEYS if front.values.get(key)), "")
        return Reading(
            self.name,
            title,
            statuses,
            text_of(front.values.get("date")),
            owner=text_of(front.values.get("owner")),
            deciders=names_of(front.values.get(deciders)),
            tags=names_of(front.values.get("tags")),
            review_by=text_of(front.values.get("review-by")),
            links=(*front_links(document), *status_links(statuses, document.names)),
            lines=lines,
            problems=tuple(problems),
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return set_value(document, "status", status)

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return set_value(document, "date", date)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`."""
        return add_to_list(document, link_key(document, kind), target.id)


class BulletDialect:
    """MADR 2: ``* Status: accepted`` between the title and the first section."""

    name = "madr-2"

    def recognises(self, document: Document) -> bool:
        """See :meth:`Dialect.recognises`."""
        return any(key == "status" for key, _, _ in bullets(document))

    def read(self, document: Document) -> Reading:
        """See :meth:`Dialect.read`."""
        title, title_line = title_of(document)
        found: dict[str, tuple[str, int]] = {}
        links: list[Link] = []
        for key, value, line in bullets(document):
            found.setdefault(key, (value, line))
            if document.names.known(key):
                kind = document.names.kind(key)
                links += [Link(kind, target, line) for target in references(value)]
        status = found.get("status", ("", 0))
        statuses = (status,) if status[0] else ()
        links += [*status_links(statuses, document.names), *section_links(document)]
        lines = {key: line for key, (_, line) in found.items()}
        if title_line:
            lines["title"] = title_line
        deciders = next((found[key][0] for key in PEOPLE_KEYS if key in found), "")
        return Reading(
            self.name,
            title,
            statuses,
            found.get("date", ("", 0))[0],
            owner=found.get("owner", ("", 0))[0],
            deciders=people(deciders),
            tags=people(found.get("tags", ("", 0))[0]),
            links=tuple(dict.fromkeys(links)),
            lines=lines,
        )

    def status_edit(self, document: Document, status: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.status_edit`."""
        return self.set(document, "status", status)

    def date_edit(self, document: Document, date: str) -> tuple[Splice, ...]:
        """See :meth:`Dialect.date_edit`."""
        return self.set(document, "date", date)

    def link_edit(self, document: Document, kind: str, target: Target) -> tuple[Splice, ...]:
        """See :meth:`Dialect.link_edit`.

        A superseded record says by what in its status, as MADR 2 has it.
        """
        link = f"[{target.id}]({target.href})"
        if kind == "superseded-by":
            for key, value, _ in bullets(document):
                if key == "status" and re.match(r"super[sc]ee?ded\W*\Z", value):
                    return self.set(document, "status", f"superseded by {link}")
                if key == "status" and re.match(r"super[sc]ee?ded by\b", value):
                    return self.set(document, "status", f"{value.rstrip()}, {link}")
        name = written(document.names, kind, (key for key, _, _ in bullets(document)))
        return self.set(document, name.replace("-", " "), link, add=True)

    def set(
        self, document: Document, name: str, value: str, *, add: bool = False
    ) -> tuple[Splice, ...]:
        """Set the bullet called ``name``, or ``add`` to it; make it after the last one."""
        last = 0
        mark = "* "
        for key, old, line in bullets(document):
            entry = BULLET.match(document.lines[line - 1])
            if entry is None:
                continue
            last, mark = line, entry["mark"]
            if key == name.replace(" ", "-"):
                head = document.lines[line - 1][: entry.start("value")]
                new = f"{old.rstrip()}, {value}" if add and old.strip() else value
                comment = re.search(r"\s*<!--.*?-->\s*\Z", old)
                kept = comment[0].rstrip() if comment and not add else ""
                gap = "" if head.endswith(" ") else " "
                return (Splice(line - 1, line, (f"{head}{gap}{new}{kept}",)),)
        if not last:
            raise UsageError(f"{document.path}: there is no list of `Status:` lines to edit")
        return (Splice(last, last, (f"{mark}{name.capitalize()}: {value}",)),)


def bullets(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield the keys, values and 1-based lines of the list under the title."""
    if document.is_rst:
        return
    title = document.title
    first = title.end if title else -1
    for number in document.prose():
        if number <= first:
            continue
        line = document.lines[number]
        if line.startswith("#"):
            return
        found = BULLET.match(line)
        if found:
            yield "-".join(found["key"].lower().split()), found["value"], number + 1


def section_links(document: Document) -> tuple[Link, ...]:
    """Return the links of the section called Links: ``* Refines [ADR-0003](0003-x.md)``."""
    found: list[Link] = []
    for heading in document.headings:
        if heading.text.lower() == "links":
            inside = document.section(heading)
            for number in document.prose():
                if number in inside:
                    text = document.lines[number]
                    names = document.names
                    found += phrase_links(text, number + 1, known=names.inverses, names=names)
    return tuple(found)


def status_links(
    statuses: tuple[tuple[str, int], ...], names: LinkNames = BUILT_IN
) -> tuple[Link, ...]:
    """Return what ``superseded by ADR-0005`` refers to."""
    return tuple(
        link
        for text, line in statuses
        for link in phrase_links(text, line, known=("superseded-by",), names=names)
    )


def front_links(document: Document) -> tuple[Link, ...]:
    """Return the links that front matter lists, each with the line it stands on."""
    found: list[Link] = []
    for key, value in document.front.values.items():
        if not document.names.known(key):
            continue
        kind = document.names.kind(key)
        line = document.front.lines.get(key, 1)
        for item in value if isinstance(value, list) else [value]:
            found += [
                Link(kind, target, item_line(document, line, target))
                for target in link_targets(item)
            ]
    return tuple(found)


def link_key(document: Document, kind: str) -> str:
    """Return the key of front matter for links of a kind: the one there is, else its own."""
    return written(document.names, kind, document.front.values)


def written(names: LinkNames, kind: str, keys: Iterable[str]) -> str:
    """Return the first of some keys that means a kind of link, else what it is written as."""
    return next((key for key in keys if names.kind(key) == kind), names.shown(kind))


def link_targets(item: Any) -> tuple[str, ...]:
    """Return the references of one list item; a path or an id as it stands."""
    text = text_of(item)
    if not text:
        return ()
    linked = references(text) if "](" in text or "," in text or " " in text else ()
    return linked or (text,)


def item_line(document: Document, line: int, target: str) -> int:
    """Return the line of a list item under the key that stands at ``line`` (1-based)."""
    for number in range(line - 1, document.body - 1):
        text = document.lines[number]
        if number >= line and text[:1] not in (" ", "-", "\t", "#", ""):
            break
        if target in text:
            return number + 1
    return line


def text_of(value: Any) -> str:
    """Return a front-matter value as text; lists and mappings are no text."""
    return value.strip() if isinstance(value, str) else ""


def names_of(value: Any) -> tuple[str, ...]:
    """Return a front-matter value as a list of names: a list, or text with commas."""
    if isinstance(value, list):
        return tuple(item.strip() for item in value if isinstance(item, str) and item.strip())
    return people(text_of(value))


MADR3 = FrontMatterDialect("madr-3", "deciders")
MADR4 = FrontMatterDialect("madr-4")
BULLETS = BulletDialect()
PLAIN = FrontMatterDialect("plain")
