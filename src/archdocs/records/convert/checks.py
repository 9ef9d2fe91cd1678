"""Whether a converted record says what it said, and what a conversion back would change."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from archdocs.errors import UsageError
from archdocs.records.catalog import Catalog
from archdocs.records.convert.formats import FORMATS
from archdocs.records.convert.job import Job
from archdocs.records.convert.moves import text_path
from archdocs.records.convert.parts import Item
from archdocs.records.convert.values import short
from archdocs.records.lifecycle import plain_text
from archdocs.records.model import UNKNOWN, Link, Record

__all__ = ["changed", "other_links", "way_back"]


def changed(job: Job, after: Catalog, old: Record, new: Record) -> Iterator[tuple[str, str]]:
    """Yield what a record would no longer say, though the format can say it."""
    if new.dialect != job.form.name:
        why = f"it would be read as {new.dialect}, not as {job.form.name}"
        if old.dialect not in FORMATS and new.dialect == old.dialect:
            why += ", for its own lines stay in the text; front matter comes first: madr-4"
        yield "status", why
        return
    # A feature of a Rust RFC is named without the marks of code.
    same = old.title.replace("`", "") if job.form.style == "list" else old.title
    if old.title and new.title not in (old.title, same):
        yield "title", f"its title would become {short(new.title)!r}"
    if new.status != old.status:
        yield "status", f"its status {old.status} would become {new.status}"
    elif old.status == UNKNOWN and letters(old.raw_status) not in letters(new.raw_status):
        yield "status", f"its status would become {short(new.raw_status)!r}"
    if new.date != old.date:
        yield "date", f"its date would become {new.date}"
    pairs = (
        ("owner", old.owner, new.owner),
        ("deciders", old.deciders, new.deciders),
        ("tags", old.tags, new.tags),
        ("review-by", old.review_by, new.review_by),
    )
    for key, before, then in pairs:
        if before and key in job.form.keys and then != before:
            yield key, f"its {key} would become {then}"
    yield from lost_links(job, after, old, new)


def lost_links(job: Job, after: Catalog, old: Record, new: Record) -> Iterator[tuple[str, str]]:
    """Yield the links that a record would no longer have."""
    there = set(links_of(after, new, {}))
    # A link that led nowhere may lead to a record now.
    there |= {(kind, posixpath.splitext(posixpath.basename(end))[0]) for kind, end in there}
    for link in links_of(job.catalog, old, job.moves):
        if job.form.called(link[0], job.catalog.names) is not None and link not in there:
            yield link[0], f"the link {link[0]} {link[1]} would be lost"


def letters(text: str) -> str:
    """Return the letters and digits of a status, which is where its meaning is."""
    return "".join(char for char in plain_text(text).lower() if char.isalnum())


def links_of(
    catalog: Catalog, record: Record, moves: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the kind and the other end of each link: the record's new path, or what is written."""
    for link in record.links:
        other = catalog.target_of(record, link)
        yield (
            link.kind,
            moves.get(other.path, other.path) if other else loose(catalog, record, link),
        )


def loose(catalog: Catalog, record: Record, link: Link) -> str:
    """Return the end of a link that leads to no record, wherever it is written."""
    path = catalog.path_of(record, link)
    if path and catalog.tree.exists(path):
        return path
    return posixpath.basename(link.target.rstrip("/")) or link.target


def other_links(catalog: Catalog, after: Catalog, moves: Mapping[str, str]) -> list[Item]:
    """Return the links of other records that would no longer lead where they led."""
    there = {record.path: record for record in after.records}
    found = []
    for record in catalog.records:
        if record.path in moves:
            continue
        new = there.get(record.path)
        ends = set(links_of(after, new, {})) if new else set()
        for link in record.links:
            other = catalog.target_of(record, link)
            if other and (link.kind, moves.get(other.path, other.path)) not in ends:
                why = f"the link {link.kind} {link.target} would lead nowhere"
                found.append(Item(record.path, link.line or 1, "refused", record.id, why))
    return found


def way_back(job: Job, after: Catalog, pairs: Sequence[tuple[Record, Record]]) -> Iterator[Item]:
    """Yield the lines that a conversion back would write in another form."""
    from archdocs.records.convert.plan import followed, written_in

    moves = {new.path: old.path for old, new in pairs}
    texts: dict[str, bytes | None] = {}
    anchors: dict[str, Mapping[str, str]] = {}
    done = []
    for old, new in pairs:
        if old.dialect not in FORMATS:
            why = f"records can't be converted back to {old.dialect}"
            yield Item(old.path, old.line_of("status", "title"), "form", old.dialect, why)
            continue
        back = Job(job.project, after, FORMATS[old.dialect], moves)
        try:
            made, found, _ = written_in(back, new)
        except UsageError as error:
            why = f"there is no way back: {error.message}"
            yield Item(old.path, 1, "form", old.id, why)
            continue
        texts |= made
        anchors |= {text_path(new.path): found} if found else {}
        done.append((old, new))
    followed(Job(job.project, after, job.form, moves), texts, [new for _, new in done], anchors)
    for old, _ in done:
        for path in sorted({old.path, text_path(old.path)}):
            before = (job.catalog.tree.read(path) or b"").decode("utf-8")
            yield from differences(path, before, (texts.get(path) or b"").decode("utf-8"))


def differences(path: str, before: str, after: str) -> list[Item]:
    """Return one item for each run of lines that differ."""
    if before == after:
        return []
    old = re.findall(r"[^\n]*\n|[^\n]+", before)
    new = re.findall(r"[^\n]*\n|[^\n]+", after)
    items = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, stop, first, last in matcher.get_opcodes():
        if tag == "equal":
            continue
        for at in range(start, max(stop, start + 1)):
            text = old[at].strip() if at < stop else ""
            back = " ⏎ ".join(line.strip() for line in new[first:last])
            why = f"a conversion back would write {short(back)!r}"
            items.append(Item(path, min(at, max(len(old) - 1, 0)) + 1, "form", short(text), why))
    return items
