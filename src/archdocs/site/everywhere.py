"""One page for the records of all versions: an address that stays while versions come and go.

``records.html#adr-0003`` leads to what each version says of a decision. It is made from the
``records.json`` of each version's pages, which come from strangers' trees.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from archdocs.site.pages import Entry
from archdocs.site.plainpage import document
from archdocs.site.slugs import CHANGES
from archdocs.system.regular import read_regular

__all__ = ["Seen", "page", "seen_in"]

#: Bytes of the largest list that is read, and characters shown of a title or status.
LARGEST = 32 << 20
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A record in one version: what it is called and is there, and its page or nothing."""

    ident: str
    title: str
    status: str
    page: str


def seen_in(folder: Path, pages: Sequence[str]) -> tuple[Seen, ...]:
    """Return the records that the pages in a version's folder list; none where they list none."""
    try:
        data = json.loads(read_regular(folder / "records.json", LARGEST))
        listed = list(data["records"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()
    known = frozenset(pages)
    found = []
    for record in listed:
        if not isinstance(record, dict):
            continue
        ident, title, status, path = (
            record.get(name) for name in ("id", "title", "status", "path")
        )  # fmt: skip
        if not (isinstance(ident, str) and isinstance(path, str)) or not ident:
            continue
        docname = path.rpartition(".")[0]
        where = docname if docname in known else ""
        found.append(Seen(ident[:LONGEST], text(title), text(status), where))
    return tuple(found)


def text(value: object) -> str:
    """Return a value that should be a text as one line of bounded length."""
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def page(
    name: str, versions: Sequence[tuple[Entry, Sequence[Seen]]], *, changes: bool = False
) -> str:
    """Return the page, or nothing where no version has records; newest versions first.

    ``changes`` says that there are pages about what changed between versions.
    """
    found: dict[str, list[tuple[Entry, Seen]]] = {}
    for entry, records in versions:
        for record in records:
            found.setdefault(record.ident, []).append((entry, record))
    if not found:
        return ""
    sections = "".join(section(ident, found[ident]) for ident in sorted(found))
    way = f'<a href="index.html">{html.escape(name)}</a>'
    if changes:
        way += f' · <a href="{CHANGES}/index.html">What changed between versions</a>'
    return document(f"Records of {name} in every version", f"<p>{way}</p>\n{sections}")


def section(ident: str, seen: Sequence[tuple[Entry, Seen]]) -> str:
    """Return what the versions say of one record."""
    heading = html.escape(f"{ident}: {seen[0][1].title}" if seen[0][1].title else ident)
    items = "".join(item(entry, record, seen[0][1].title) for entry, record in seen)
    anchor = html.escape(ident.lower(), quote=True)
    return f'<section id="{anchor}">\n<h2>{heading}</h2>\n<ul>\n{items}</ul>\n</section>\n'


def item(entry: Entry, record: Seen, title: str) -> str:
    """Return what one version says of a record."""
    shown = html.escape(entry.version.title)
    if record.page:
        address = f"{quote(entry.version.slug)}/{quote(record.page)}.html"
        shown = f'<a href="{html.escape(address, quote=True)}">{shown}</a>'
    named = f" <small>as “{html.escape(record.title)}”</small>" if record.title != title else ""
    return f"<li>{shown}: {html.escape(record.status or 'no status')}{named}</li>\n"
