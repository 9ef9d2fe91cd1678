"""Write one page about records for readers who run the business."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Iterator, Sequence

from archdocs.errors import UsageError
from archdocs.journal.extract import (
    AGAIN,
    COST,
    DECISION,
    FOLLOWS,
    PROBLEM,
    SUMMARY,
    Said,
    extract,
    first_sentence,
    shortened,
)
from archdocs.project import Project
from archdocs.records.briefs import KIND, SOURCES, source_of, texts_of
from archdocs.records.catalog import Catalog, of_project
from archdocs.records.document import Document, NotText
from archdocs.records.model import Record
from archdocs.records.new import Draft, new_record
from archdocs.system.markup.escape import escaped, link_target, plain

__all__ = ["new_brief"]

#: Items of a list, and characters of an item and of a paragraph: one page has room for these.
MOST_ITEMS = 5
ITEM, PARAGRAPH = 240, 480
#: How MADR begins the items of its consequences.
JUDGED = re.compile(
    r"(?:good|bad|neutral|positive|negative|pro|con)\b[,:;]?\s*(?:because\s+)?", re.I
)


def new_brief(
    project: Project, refs: Sequence[str], draft: Draft, *, audience: tuple[str, ...] = ()
) -> Record:
    """Write a brief of the records that ``refs`` name, in this order.

    Raises :class:`UsageError` for a reference that names no record, and what
    :func:`archdocs.records.new.new_record` does.
    """
    catalog = of_project(project)
    records = list(dict.fromkeys(catalog.find(ref).path for ref in refs))
    by_path = {record.path: record for record in catalog.records}
    chosen = [by_path[path] for path in records]
    for record in chosen:
        if record.kind == KIND:
            raise UsageError(f"{record.id} is a brief itself", hint="name what it was made from")
    ids = [record.id for record in chosen]
    head = project.git.head if project.git else None
    fields = {
        "audience": ",".join(audience),
        SOURCES: ",".join(source_of(catalog.tree, record) for record in chosen),
        "commit": head or "",
        "relates": "" if any("," in ident for ident in ids) else ",".join(ids),
    }
    folder = catalog.kinds[KIND].folder
    told = dataclasses.replace(
        draft,
        title=draft.title or title_of(chosen),
        fields={key: plain(value) for key, value in fields.items() if value},
        summary=summary(ids, audience, draft),
        sections=tuple(section(catalog, record, folder, len(chosen) == 1) for record in chosen),
    )
    return new_record(project, KIND, told)


def title_of(records: Sequence[Record]) -> str:
    """Return the title of a brief: the record's, or all their ids."""
    if len(records) == 1 and any(map(str.isalnum, records[0].title)):
        return shortened(plain(records[0].title), 200)
    return shortened(f"About {', '.join(plain(record.id) for record in records)}", 200)


def summary(ids: Sequence[str], audience: tuple[str, ...], draft: Draft) -> str:
    """Return the first paragraph: what this page is."""
    readers = f" for {escaped(', '.join(audience))}" if audience else ""
    what = escaped(", ".join(ids))
    return f"Made{readers} from {what} on {draft.date}. What counts is what it was made from."


def section(catalog: Catalog, record: Record, folder: str, alone: bool) -> dict[str, object]:
    """Return the section about one record, as templates get it."""
    said = Said()
    for path in texts_of(catalog.tree, record):
        found = read(catalog, path)
        said.paragraphs.update(found.paragraphs)
        said.items.update(found.items)
    title = "In short" if alone else escaped(record.title or record.id)
    target = link_target(posixpath.relpath(record.path, folder))
    link = f"Read it in full: [{escaped(f'{record.id}: {record.title}')}]({target})"
    return {"title": title, "lines": [*told(record, said), link]}


def read(catalog: Catalog, path: str) -> Said:
    """Read one file of a record."""
    try:
        return extract(Document.parse(path, catalog.tree.read(path) or b""))
    except NotText:
        return Said()


def told(record: Record, said: Said) -> Iterator[str]:
    """Yield the lines about one record, with an empty one after each paragraph and list."""
    yield from paragraph("Where it stands", standing(record))
    problem = next((text for part in (PROBLEM, SUMMARY) if (text := any_text(said, part))), "")
    yield from paragraph("The problem", first_sentence(problem))
    # Where a summary stands beside the problem, it says in short what the rest says at length.
    short = any_text(said, PROBLEM) and any_text(said, SUMMARY)
    yield from both("What was decided", said, SUMMARY if short else DECISION)
    yield from both("What follows", said, FOLLOWS)
    yield from both("What it costs, and what may go wrong", said, COST)
    yield from paragraph("Looked at again", again(record, said))


def any_text(said: Said, part: str) -> str:
    """Return the paragraphs of a part, else its items."""
    return " ".join(said.paragraphs.get(part) or said.items.get(part) or ())


def standing(record: Record) -> str:
    """Return a record's status in words."""
    since = f" since {record.date}" if record.date else ""
    owner = f"; {record.owner} answers for it" if record.owner else ""
    return f"{record.status.replace('-', ' ')}{since}{owner}"


def again(record: Record, said: Said) -> str:
    """Return when, and by what, one will see whether it still holds."""
    how = first_sentence(" ".join(said.paragraphs.get(AGAIN, [])))
    if record.review_by:
        return f"{record.review_by}. {how}".strip()
    return f"No day is set. {how}".strip()


def both(name: str, said: Said, part: str) -> Iterator[str]:
    """Yield a part's first paragraphs, and its list."""
    text = shortened(" ".join(said.paragraphs.get(part, [])), PARAGRAPH)
    items = said.items.get(part, [])
    if text or not items:
        yield from paragraph(name, text)
    else:
        yield from (f"**{name}:**", "")
    for item in items[:MOST_ITEMS]:
        yield f"- {escaped(sentence(JUDGED.sub('', item, count=1) or item))}"
    if len(items) > MOST_ITEMS:
        yield f"- and {len(items) - MOST_ITEMS} more"
    if items:
        yield ""


def sentence(text: str) -> str:
    """Return an item that begins with a capital letter."""
    return shortened(text[:1].upper() + text[1:], ITEM)


def paragraph(name: str, text: str) -> tuple[str, str]:
    """Return a named paragraph; what a record does not say is said to be missing."""
    return f"**{name}:** {escaped(text) or 'the record does not say.'}", ""
