"""A folder of decisions that Structurizr's ``!adrs`` reads with its default importer.

That importer (``AdrToolsDecisionImporter`` of structurizr-import) reads adr-tools' files, and
strictly: every ``.md`` file begins with four digits, its first line is ``# N. Title``, a line
``Date: YYYY-MM-DD`` must be a day, the status is the first word under ``## Status``, and links
are lines ``Supersedes [1. Old](0001-old.md)`` up to a heading that begins ``## Context``. A
workspace with one file of another form is not read at all, so none is ever written.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archdocs.errors import UsageError
from archdocs.records.dialects.reading import NAMED, Target
from archdocs.records.export.model import Made, Source, clean
from archdocs.records.export.texts import Text, text_of
from archdocs.records.lifecycle import read_status
from archdocs.records.listing import visible
from archdocs.records.model import UNKNOWN, Link, Record
from archdocs.records.names import slug

__all__ = ["STRUCTURIZR", "Structurizr", "numbers"]

#: The kind that is exported where none is named.
DECISIONS = "adr"
LARGEST = 9999
#: How much of a title stands in a file's name, and in a link to it.
NAME_LENGTH, LABEL_LENGTH = 100, 200
#: How many records with another number are named.
NAMED_IN_NOTE = 5


class Structurizr:
    """One file for each record of one kind, and the pictures they show."""

    shape = "folder"

    def make(self, source: Source) -> Made:
        """See :meth:`Format.make`.

        Raises :class:`UsageError` for more records than four digits can number.
        """
        kind = source.kind or (DECISIONS if DECISIONS in source.catalog.kinds else "")
        records = tuple(item for item in source.records if item.kind == kind or not kind)
        found = numbers(records)
        names = {record.path: file_name(found[record.path], record) for record in records}
        files: dict[str, bytes] = {}
        for record in records:
            text = text_of(source.catalog, record, names)
            writer = Writer(source, record, found, names)
            files[names[record.path]] = writer.page(text).encode()
            files |= text.pictures
        return Made(files, tuple(renumbered(records, found)))

    def ours(self, data: bytes) -> bool:
        """See :meth:`Format.ours`; a folder carries a list of its files."""
        del data
        return False


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one record as adr-tools would; ``numbers`` and ``names`` are by path."""

    source: Source
    record: Record
    numbers: Mapping[str, int]
    names: Mapping[str, str]

    def page(self, text: Text) -> str:
        """Return the whole file."""
        record = self.record
        title = one_line(record.title) or record.id
        lines = [f"# {self.numbers[record.path]}. {title}", ""]
        if record.date:
            lines += [f"Date: {record.date.isoformat()}", ""]
        lines += ["## Status", "", *self.status(), ""]
        first = next((line for line in text.lines if line.strip()), "")
        if not first.startswith("## Context"):
            lines += ["## Context", ""]
        for line in text.lines:
            # Without a date of its own the record would get this one, or none would be read.
            loose = line.startswith("Date: ") and not record.date
            lines.append(f" {line}" if loose else line)
        return clean("\n".join(lines).rstrip("\n") + "\n")

    def status(self) -> Iterator[str]:
        """Yield the lines of the status section: the word, then each link."""
        record, kind = self.record, self.source.kind_of(self.record)
        written = [self.link(link) for link in record.links]
        apart = [line for line in written if read_status(line, kind) not in kind.moves]
        stating = [line for line in written if line not in apart]
        if record.status == kind.superseded and stating:
            # "Superseded by …" says the status as well, and is what adr-tools writes.
            word, *close = stating
            if read_status(word, kind) == record.status:
                yield from spaced([word, *close, *apart])
                return
        word = "-".join(record.status.split()).capitalize() if record.status else UNKNOWN
        if stating:
            # On lines of one paragraph they are links and no statuses.
            yield from (f"{line}  " for line in (word, *stating[:-1]))
            yield stating[-1]
            yield from spaced(["", *apart][bool(not apart) :]) if apart else ()
        else:
            yield from spaced([word, *apart])

    def link(self, link: Link) -> str:
        """Return a link as a line: ``Supersedes [1. Old](0001-old.md)``."""
        phrase = link.kind.replace("-", " ").capitalize()
        other = self.source.catalog.target_of(self.record, link)
        if other is None:
            written = one_line(link.target)
            if NAMED.fullmatch(written):
                return f"{phrase} {written}"
            return f"{phrase} [{label(written)}]({urllib.parse.quote(written, safe=SAFE)})"
        name = self.names.get(other.path)
        if name is None:
            return f"{phrase} {other.id}"
        target = Target(other.id, self.numbers[other.path], shown(other), name)
        return f"{phrase} [{target.label}]({name})"


#: What stays as it is in an address.
SAFE = "/:#?&=%+,;@!$*'~"


def spaced(lines: list[str]) -> Iterator[str]:
    """Yield paragraphs of a line each."""
    for number, line in enumerate(lines):
        if number:
            yield ""
        yield line


def label(text: str) -> str:
    """Return a text that can stand in the brackets of a link."""
    return Target("", None, text[:LABEL_LENGTH], "").label


def shown(record: Record) -> str:
    """Return a record's title for a link to it."""
    return one_line(record.title)[:LABEL_LENGTH] or record.id


def one_line(text: str) -> str:
    """Return a text on one line, without what steers a terminal."""
    return " ".join(visible(" ".join(text.split())).split())


def file_name(number: int, record: Record) -> str:
    """Return the name of a record's file; its own, where that has four digits already."""
    stem = record.stem
    if stem.isascii() and stem.replace("-", "").isalnum() and stem.startswith(f"{number:04d}-"):
        return f"{stem}.md"
    words = slug(one_line(record.title)[:NAME_LENGTH]) or slug(record.id) or "record"
    return f"{number:04d}-{words}.md"


def numbers(records: tuple[Record, ...]) -> dict[str, int]:
    """Return a number for each record by path: its own where it is the first that has it.

    Dated records, those of a number too large and the later ones of a number that several
    have come after the others, by date.

    Raises :class:`UsageError` when there are more than 10,000.
    """
    own: dict[str, int] = {}
    taken: set[int] = set()
    for record in records:
        if record.number is not None and record.number <= LARGEST and record.number not in taken:
            own[record.path] = record.number
            taken.add(record.number)
    rest = sorted(
        (record for record in records if record.path not in own),
        key=lambda record: (record.date.isoformat() if record.date else "9", record.path),
    )
    start = max(own.values(), default=0) + 1
    if start + len(rest) - 1 > LARGEST:
        free = [number for number in range(1, LARGEST + 1) if number not in taken]
    else:
        free = list(range(start, start + len(rest)))
    if len(free) < len(rest):
        raise UsageError(
            f"{len(records)} records are more than Structurizr can number with four digits",
            hint="export one kind, with --kind",
        )
    return {**own, **{record.path: number for record, number in zip(rest, free, strict=False)}}


def renumbered(records: tuple[Record, ...], found: Mapping[str, int]) -> Iterator[str]:
    """Yield the note that some records have another number there, or that there are none."""
    if not records:
        yield "there are no decisions to export"
    other = [record for record in records if record.number != found[record.path]]
    if other:
        some = ", ".join(f"{item.path} is {found[item.path]}" for item in other[:NAMED_IN_NOTE])
        more = ", …" if len(other) > NAMED_IN_NOTE else ""
        yield f"{len(other)} records have another number there, or had none: {some}{more}"


STRUCTURIZR = Structurizr()
