"""Records with a section called Status: what in it is status, link, or said about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.records.convert import front
from archdocs.records.convert.formats import LABELS
from archdocs.records.convert.kept import OPENING
from archdocs.records.convert.parts import Entry, Line, Parts, numbered, stripped
from archdocs.records.dialects import DIALECTS
from archdocs.records.dialects.nygard import date_of, status_heading
from archdocs.records.dialects.openedx import BOLD, EMBEDDED, rst_links, unlinked, worded
from archdocs.records.dialects.reading import LINK, NAMED, phrase_links
from archdocs.records.document import Document
from archdocs.records.kinds import Kind
from archdocs.records.lifecycle import read_status
from archdocs.records.model import Link, Record

__all__ = ["labels", "taken"]

SEPARATORS = re.compile(r"\s*(?:(?:,|;|and|&)\s*)*")
PHRASE = re.compile(
    r"\s*(?:[*+-] +)?[A-Za-z]+(?:[ -][A-Za-z]+){0,3}?:?\s+(?=[\[`:]|[A-Za-z]*[- ]?#?\d)"
)
LABEL = re.compile(r"(?P<key>[A-Z][A-Za-z-]{2,15}): +(?P<value>\S.*)\Z")
#: ``**Accepted** *(2024-01-02)*``: the word and its day, and nothing more.
DATED = re.compile(r"[\s*_(,.:–—-]*(?:\d{4}-\d{2}-\d{2})?[\s*_),.]*\Z")


def taken(document: Document, record: Record, kind: Kind) -> tuple[Parts, set[int]]:
    """Take a record with a section called Status apart."""
    heading = status_heading(document)
    inside = document.section(heading) if heading else range(0)
    # What was kept at the end of a text is no part of its last section.
    kept_at = next((n for n in inside if OPENING.match(document.lines[n])), inside.stop)
    inside = range(inside.start, kept_at)
    taken = set(range(document.body)) | set(inside)
    if heading:
        taken |= set(range(heading.start, heading.end + 1))
    reading = DIALECTS[record.dialect].read(document)
    entries, remarks = status_parts(document, record, kind, inside)
    date = reading.lines.get("date", 0)
    if reading.date:
        entries.append(Entry("date", (reading.date,), date))
        if date_of(document)[1] == date:
            taken |= date_lines(document, date - 1)
    for entry, number in labels(document):
        entries.append(entry)
        taken.add(number)
    parts = Parts(
        record,
        reading.title,
        entries=(*entries, *front.extras(document)),
        remarks=stripped(remarks),
        style="section",
        capital=True,
        numbered=True,
    )
    return parts, taken


def date_lines(document: Document, number: int) -> set[int]:
    """Return the line of the date, and the heading that stands for nothing else."""
    for heading in document.headings:
        section = document.section(heading)
        if number in section and heading.text.strip(" :").lower() == "date":
            rest = [n for n in section if document.lines[n].strip() and n != number]
            return {number} if rest else {*range(heading.start, heading.end + 1), *section}
    return {number}


def labels(document: Document) -> Iterator[tuple[Entry, int]]:
    """Yield ``Deciders: Ann`` lines between the title and the first section."""
    names = {text.lower(): key for key, text in LABELS.items()}
    title = document.title
    after = title.end if title else -1
    until = next((h.start for h in document.headings if h.start > after), len(document.lines))
    for number in document.prose():
        found = LABEL.match(document.lines[number]) if after < number < until else None
        key = names.get(found["key"].lower()) if found else None
        if found and key:
            values = front.texts_of(key, found["value"].strip())
            yield Entry(key, values, number + 1), number


def status_parts(
    document: Document, record: Record, kind: Kind, inside: range
) -> tuple[list[Entry], list[Line]]:
    """Return the entries of the section, and the lines that are none."""
    entries: list[Entry] = []
    remarks: list[Line] = []
    stated = False
    for paragraph in paragraphs(document, inside):
        lines = [document.lines[number] for number in paragraph]
        found = [linked(document, number) for number in paragraph]
        if all(found):
            entries += [entry for group in found for entry in group]
            continue
        text = " ".join(line.strip() for line in lines)
        word = plain_status(re.sub(r"\A[*+-] +", "", text), rst=document.is_rst)
        if not stated and read_status(word, kind) == record.status:
            stated = True
            entries.insert(0, Entry("status", (word,), paragraph[0] + 1))
            continue
        if remarks:
            remarks.append((0, "\n"))
        remarks += numbered(document.raw, paragraph)
    if not stated:
        texts = [text for text, _ in DIALECTS[record.dialect].read(document).statuses]
        said = record.raw_status if len(texts) < 2 else " | ".join(texts)
        word = record.status if record.status != "unknown" else said
        if word:
            entries.insert(0, Entry("status", (word,), record.lines.get("status", 0)))
    return entries, remarks


def plain_status(text: str, *, rst: bool) -> str:
    """Return a status without the marks reStructuredText gives it."""
    if not rst:
        return text
    found = BOLD.match(text)
    if found and DATED.match(text[found.end() :]):
        return found["word"]
    return worded(unlinked(text)) if found is None else unlinked(text)


def paragraphs(document: Document, inside: range) -> Iterator[list[int]]:
    """Yield the paragraphs of a section as 0-based lines; each item of a list is one."""
    current: list[int] = []
    shown = frozenset(document.prose())
    for number in inside:
        line = document.lines[number]
        blank = not line.strip()
        hidden = number not in shown
        item = not hidden and bool(re.match(r" {0,3}[*+-] +\S", line))
        if (blank and not hidden) or (item and current):
            if current:
                yield current
            current = []
        if not blank or (hidden and current):
            current.append(number)
    if current:
        yield current


def linked(document: Document, number: int) -> list[Entry]:
    """Return the links of a line that says nothing else."""
    line = document.lines[number]
    if len(line) > 2000:
        return []
    links: tuple[Link, ...] = phrase_links(line, number + 1, names=document.names)
    if document.is_rst:
        links = rst_links(line.lstrip("*+- "), number + 1, document.names) or links
    phrase = PHRASE.match(line)
    if (
        not links
        or phrase is None
        or any(link.kind not in document.names.inverses for link in links)
    ):
        return []
    rest = line[phrase.end() :].strip().rstrip(".")
    patterns = (EMBEDDED, LINK, NAMED) if document.is_rst else (LINK, NAMED)
    items: list[str] = []
    while rest:
        found = next((hit for pattern in patterns if (hit := pattern.match(rest))), None)
        if found is None:
            return []
        items.append(found[0])
        between = SEPARATORS.match(rest, found.end())
        rest = rest[between.end() if between else found.end() :]
    if len(items) != len(links):
        return []
    return [Entry(links[0].kind, (item,), number + 1) for item in items]
