"""The text of a record without its metadata, with links and pictures that lead on elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archdocs.records.catalog import Catalog
from archdocs.records.convert.inline import Foreign
from archdocs.records.convert.to_markdown import blocks
from archdocs.records.dialects.madr import bullets
from archdocs.records.dialects.nygard import date_of, status_heading
from archdocs.records.document import Document
from archdocs.records.listing import visible
from archdocs.records.model import Link, Record

__all__ = ["Text", "text_of"]

#: ``](target`` and ``[label]: target``, with ``!`` where it is a picture.
LINKED = re.compile(
    r"(?P<open>(?P<mark>!?)\[[^\[\]]{0,400}\]\([ ]{0,3}<?|^ {0,3}\[[^\[\]]{1,400}\]:[ ]{1,9}<?)"
    r"(?P<target>[^()<>\s]{1,500})"
)
#: Lines longer than this are data, and are left as they are.
LONGEST = 5000
PICTURES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
}
METADATA = frozenset({"status", "date"})
#: The target of a link inside of the text, which shows nothing.
TARGET = re.compile(r"\.\. _[^:]{1,200}:\s*")
FENCE = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a record's text, and the pictures it shows by their new names."""

    lines: tuple[str, ...]
    pictures: Mapping[str, bytes]


def text_of(catalog: Catalog, record: Record, names: Mapping[str, str]) -> Text:
    """Return a record's text; ``names`` maps paths of records to what links to them become.

    Pictures of the project come along under ``images/``; other links stay as they are.
    reStructuredText becomes Markdown, or is shown as it was written where Markdown can't say it.
    """
    path = record.path
    if path.endswith((".yaml", ".yml")):
        path = f"{record.folder}/README.md" if record.folder else "README.md"
    data = catalog.tree.read(path) or b""
    document = Document(path, data.decode("utf-8", "replace"))
    gone = told(document)
    kept = [n for n in range(document.body, len(document.lines)) if n not in gone]
    if document.is_rst:
        return Text(tuple(trimmed(list(translated(document, gone)))), {})
    mover = Mover(catalog, record, names, {})
    prose = set(document.prose())
    lines = [mover.line(document.lines[n]) if n in prose else document.lines[n] for n in kept]
    return Text(tuple(trimmed([plain(line) for line in lines])), mover.pictures)


def told(document: Document) -> set[int]:
    """Return the lines that say what is said elsewhere: the title, the status, the date."""
    found: set[int] = set()
    if document.title:
        found |= set(range(document.title.start, document.title.end + 1))
    status = status_heading(document)
    if status:
        found |= {*range(status.start, status.end + 1), *document.section(status)}
    if not document.is_rst:
        found |= {line - 1 for key, _, line in bullets(document) if key in METADATA}
        _, line = date_of(document)
        sections = [heading.start for heading in document.headings if heading.level > 1]
        if line and line - 1 < min(sections, default=line):
            found.add(line - 1)
    return found


@dataclass(frozen=True, slots=True)
class Mover:
    """Rewrites the links of one record's lines, and collects the pictures they show."""

    catalog: Catalog
    record: Record
    names: Mapping[str, str]
    pictures: dict[str, bytes]

    def line(self, line: str) -> str:
        """Return a line with its links rewritten."""
        return LINKED.sub(self.moved, line) if len(line) <= LONGEST else line

    def moved(self, found: re.Match[str]) -> str:
        """Return one link for its new place."""
        path = self.catalog.path_of(self.record, Link("", found["target"]))
        name = self.names.get(path)
        if name is None and path and found["mark"]:
            name = self.picture(path)
        return found["open"] + name if name else found[0]

    def picture(self, path: str) -> str:
        """Take a picture along; nothing for what is none, or is not of the project.

        A file that git ignores is its user's own.
        """
        suffix = path[path.rfind(".") :].lower()
        if suffix not in PICTURES or path not in self.catalog.tree.files(path):
            return ""
        data = self.catalog.tree.read(path)
        if data is None or not data.startswith(PICTURES[suffix]):
            return ""
        name = "images/" + re.sub(r"[^\w./-]", "_", path)
        self.pictures[name] = data
        return name


def translated(document: Document, gone: set[int]) -> Iterator[str]:
    """Yield reStructuredText as Markdown; sections Markdown can't say as the code they are."""
    headings = {heading.start: heading for heading in document.headings}
    section: list[tuple[int, str]] = []
    after = 0
    for number, line in enumerate(document.lines):
        heading = headings.get(number)
        if number in gone or number < after or TARGET.fullmatch(line):
            continue
        if heading:
            yield from markdown(section)
            yield from ("", f"{'#' * max(heading.level, 2)} {plain(heading.text)}", "")
            section, after = [], heading.end + 1
        else:
            section.append((number, plain(line)))
    yield from markdown(section)


def markdown(section: list[tuple[int, str]]) -> list[str]:
    """Return the lines of a section as Markdown, or as code where that can't be."""
    try:
        made = blocks(tuple((n, f"{line}\n") for n, line in section), "\n")
    except Foreign:
        return fenced([line for _, line in section])
    return trimmed([text.rstrip("\n") for _, text in made])


def fenced(lines: list[str]) -> list[str]:
    """Return lines as a block of code that nothing in them can end."""
    inside = trimmed(lines)
    if not inside:
        return []
    longest = max((len(run) for line in inside for run in FENCE.findall(line)), default=2)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}rst", *inside, fence]


def trimmed(lines: list[str]) -> list[str]:
    """Return lines without the empty ones at either end."""
    text = "\n".join(lines).strip("\n")
    return text.split("\n") if text.strip() else []


def plain(line: str) -> str:
    """Return a line that is one for every reader, without what steers a terminal."""
    return visible(line.expandtabs(4)) if not line.isprintable() else line
