"""One page for the records of all versions: an address that stays while versions come and go.

``records.html#adr-0003`` leads to what each version says of a decision, also of one that has
another number by now. It is made from the ``records.json`` of each version's pages, which come
from strangers' trees.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from archdocs.site.moved import Moved
from archdocs.site.pages import NONE, Entry
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


def seen_in(folder: Path, pages: Sequence[str], docs: str = "") -> tuple[Seen, ...]:
    """Return the records that the pages in a version's folder list; none where they list none.

    ``docs`` is the documentation's folder, which addresses of pages leave out.
    """
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
        inside = docname.removeprefix(f"{docs}/") if docs else docname
        where = next((name for name in (docname, inside) if name in known), "")
        found.append(Seen(ident[:LONGEST], text(title), text(status), where))
    return tuple(found)


def text(value: object) -> str:
    """Return a value that should be a text as one line of bounded length."""
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def page(
    name: str,
    versions: Sequence[tuple[Entry, Sequence[Seen]]],
    *,
    changes: bool = False,
    moved: Moved = NONE,
) -> str:
    """Return the page, or nothing where no version has records; newest versions first.

    ``changes`` says that there are pages about what changed between versions.
    """
    now = latest(versions, moved)
    found: dict[str, list[tuple[Entry, Seen]]] = {}
    for entry, records in versions:
        for record in records:
            names = (record.ident, now.get((entry.version.slug, record.page), record.ident))
            for ident in dict.fromkeys(names):
                found.setdefault(ident, []).append((entry, record))
    if not found:
        return ""
    listing = [entry for entry, records in versions if records]
    sections = "".join(
        section(ident, found[ident], now, gone_from(listing, found[ident]))
        for ident in sorted(found)
    )
    way = f'<a href="index.html">{html.escape(name)}</a>'
    if changes:
        way += f' · <a href="{CHANGES}/index.html">What changed between versions</a>'
    return document(f"Records of {name} in every version", f"<p>{way}</p>\n{sections}")


def latest(
    versions: Sequence[tuple[Entry, Sequence[Seen]]], moved: Moved
) -> dict[tuple[str, str], str]:
    """Return which number the newest version gives to a record of each version's page."""
    found: dict[tuple[str, str], str] = {}
    for entry, records in versions:
        for record in records:
            trail = moved.trail(entry.version.slug, record.page) if record.page else None
            for place in trail.items() if trail else ():
                found.setdefault(place, record.ident)
    return found


def gone_from(listing: Sequence[Entry], seen: Sequence[tuple[Entry, Seen]]) -> str:
    """Name the versions that are newer than all that have a record."""
    newest = [entry.version.ref for entry in listing].index(seen[0][0].version.ref)
    return ", ".join(entry.version.title for entry in listing[:newest])


def section(
    ident: str,
    seen: Sequence[tuple[Entry, Seen]],
    now: Mapping[tuple[str, str], str],
    gone: str,
) -> str:
    """Return what the versions say of one record, and of others that had its number."""
    own = [record for _, record in seen if record.ident == ident]
    title = (own or [record for _, record in seen])[0].title
    heading = html.escape(f"{ident}: {title}" if title else ident)
    items = "".join(item(ident, entry, record, title, now) for entry, record in seen)
    anchor = html.escape(ident.lower(), quote=True)
    said = f"<p><small>No longer in {html.escape(gone)}.</small></p>\n" if gone else ""
    return f'<section id="{anchor}">\n<h2>{heading}</h2>\n{said}<ul>\n{items}</ul>\n</section>\n'


def item(
    ident: str, entry: Entry, record: Seen, title: str, now: Mapping[tuple[str, str], str]
) -> str:
    """Return what one version says of a record; ``title`` is what readers expect."""
    shown = html.escape(entry.version.title)
    if record.page:
        address = f"{quote(entry.version.slug)}/{quote(record.page)}.html"
        shown = f'<a href="{html.escape(address, quote=True)}">{shown}</a>'
    notes = [f"as “{html.escape(record.title)}”"] if record.title != title else []
    if record.ident != ident:
        notes.append(f"as {html.escape(record.ident)}")
    other = now.get((entry.version.slug, record.page), ident)
    if other != ident:
        address = html.escape(quote(other.lower()), quote=True)
        notes.append(f'now <a href="#{address}">{html.escape(other)}</a>')
    named = f" <small>{', '.join(notes)}</small>" if notes else ""
    return f"<li>{shown}: {html.escape(record.status or 'no status')}{named}</li>\n"
