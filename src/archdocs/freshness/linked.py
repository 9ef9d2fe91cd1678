"""Which sections and decisions a section refers to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from archdocs.freshness.view import PAGE, View
from archdocs.records.model import Record
from archdocs.system.markup import Document, Link, Section

__all__ = ["cited", "link_digests", "links_of"]

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def links_of(view: View, path: str, anchor: str) -> dict[str, int]:
    """Return the sections (``path#anchor``) and records that a section links to, with lines.

    Whole pages without a fragment are left out: too much changes in them.
    """
    document = view.documents.get(path)
    if document is None:
        return {}
    section = next((s for s in document.sections if s.level and s.anchor == anchor), None)
    found: dict[str, int] = {}
    for link in document.links:
        if anchor != PAGE and (section is None or not section.start <= link.line <= section.end):
            continue
        name = target_of(view, path, link)
        if name and name != f"{path}#{anchor}":
            found.setdefault(name, link.line)
    return found


def link_digests(view: View, path: str, anchor: str) -> dict[str, str]:
    """Return the digest of each section and record that a section links to, for a review."""
    found = {}
    for name in links_of(view, path, anchor):
        where, _, fragment = name.partition("#")
        found[name] = view.text_digest(where, fragment)
    return {name: digest for name, digest in found.items() if digest}


def target_of(view: View, path: str, link: Link) -> str:
    """Return what a link leads to, as the lock names it; "" where that is nothing to follow."""
    record = record_of(view, path, link)
    if record is not None:
        return record.path
    if link.kind != "link" or SCHEME.match(link.target):
        return ""
    place, _, fragment = link.target.partition("#")
    where = resolved(view, path, place) if place else path
    document = view.documents.get(where)
    if document is None or not fragment:
        return ""
    name = unquote(fragment)
    for section in document.sections:
        if section.level and name in (section.slug, section.label, section.anchor):
            return f"{where}#{section.anchor}"
    return ""


def resolved(view: View, path: str, place: str) -> str:
    """Return the project path of a link's file, from beside the document or from the docs."""
    name = unquote(place.partition("?")[0])
    docs = view.settings.project.docs.strip("/")
    starts = (docs, "") if name.startswith("/") else (posixpath.dirname(path),)
    for start in starts:
        joined = posixpath.normpath(posixpath.join(start, name.lstrip("/")))
        for suffix in ("", ".md", ".rst"):
            if joined + suffix in view.documents:
                return joined + suffix
    return ""


def record_of(view: View, path: str, link: Link) -> Record | None:
    """Return the record that a role or link names."""
    if link.role in ("adr", "record"):
        found = re.match(r"^.*<([^<>]*)>$", link.target)
        ref = found[1] if found else link.target
        return view.catalog.resolve(ref, "adr" if link.role == "adr" else None)
    if link.kind != "link" or SCHEME.match(link.target):
        return None
    where = resolved(view, path, link.target.partition("#")[0])
    return by_path(view).get(where)


def by_path(view: View) -> dict[str, Record]:
    """Return the records by their paths."""
    if "records" not in view.memo:
        view.memo["records"] = {record.path: record for record in view.catalog.records}
    made: dict[str, Record] = view.memo["records"]
    return made


def cited(view: View, document: Document, section: Section) -> Iterator[tuple[Record, int]]:
    """Yield the records that a section refers to, the last mention of each first."""
    for link in reversed(document.links):
        if section.start <= link.line <= section.end:
            record = record_of(view, document.path, link)
            if record is not None:
                yield record, link.line
