"""Put the parts of a record together in another format: what several formats share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archdocs.errors import UsageError
from archdocs.records.convert import kept
from archdocs.records.convert.formats import FIELDS, LABELS, Format
from archdocs.records.convert.links import Links
from archdocs.records.convert.parts import (
    NUMBERED,
    Entry,
    Item,
    Line,
    Parts,
    closed,
    joined,
    width,
)
from archdocs.records.convert.values import (
    as_yaml,
    cased,
    said_status,
    short,
)
from archdocs.records.dialects.madr import section_links
from archdocs.records.document import Document
from archdocs.records.kinds import Kind

__all__ = ["Composer"]

ORDER = (*FIELDS[:2], "owner", "deciders", "consulted", "informed", "tags", "review-by")
BULLET_ORDER = ("status", "deciders", "owner", "date", "consulted", "informed", "tags")
#: Keys that hold a record's own number, or its title, which stand elsewhere too.
OWN = {"kep-number", "pep", "eip"}


@dataclass
class Composer:
    """Composes one record; what the format can't say is added to ``items``."""

    parts: Parts
    form: Format
    links: Links
    kind: Kind
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = self.links.catalog.names
        self.rst = self.parts.rst if self.form.rst is None else self.form.rst
        self.status, self.by = said_status(self.parts.first("status"))
        self.shared = frozenset({*LABELS, *FIELDS, *self.names.inverses})
        self.kept: list[str] = []
        self.name_kept()
        needed = (self.settled(entry) for entry in self.parts.entries if self.needed(entry))
        self.entries = merged(needed)

    def name_kept(self) -> None:
        """Report an id that changes with the name of the file."""
        record = self.parts.record
        new = self.links.after(record).id
        if new != record.id:
            why = f"it would be called {new}; what names it elsewhere than here has to follow"
            self.items.append(Item(record.path, 1, "loss", record.id, why))

    def needed(self, entry: Entry) -> bool:
        """Say whether an entry is to be written: not a number that the file name holds."""
        number = self.parts.record.number
        if entry.key in OWN and number is not None:
            return not (entry.values and entry.values[0].strip("\"'").lstrip("0") == str(number))
        if entry.key == "title":
            # The heading says it, or will.
            return self.form.style == "front" == self.parts.style and not self.parts.heading
        return True

    def settled(self, entry: Entry) -> Entry:
        """Return an entry with its links as the format writes them."""
        if entry.key not in self.names.inverses or self.verbatim(entry):
            return entry
        if self.form.style == "bullets":
            entry = self.untold(entry)
        values = (self.links.spell(v, entry.key, self.form, rst=self.rst) for v in entry.values)
        return Entry(entry.key, tuple(dict.fromkeys(values)), entry.line)

    def listed(self, entry: Entry) -> str:
        """Return a value as YAML, links as a list."""
        return as_yaml(entry.key, entry.values, many=entry.key in self.names.inverses)

    def called(self, key: str) -> str | None:
        """Return what the format calls something, ``None`` for what it can't say."""
        return self.form.called(key, self.names)

    def untold(self, entry: Entry) -> Entry:
        """Return an entry without the links that a section called Links goes on saying."""
        body = Document("x.md", "".join(line for _, line in self.parts.body), self.names)
        said = {(link.kind, self.end(link.target, link.kind)) for link in section_links(body)}
        left = tuple(v for v in entry.values if (entry.key, self.end(v, entry.key)) not in said)
        return Entry(entry.key, left, entry.line)

    def end(self, text: str, kind: str) -> str:
        """Return where an item of a link leads: a record's path, else as it is written."""
        found = self.links.target(text, kind)
        return found.path if found else text

    def verbatim(self, entry: Entry) -> bool:
        """Say whether an entry's own lines can be used again."""
        return bool(entry.raw) and self.form.style in ("front", "yaml")

    def text(self, head: Sequence[str], body: Iterable[Line]) -> str:
        """Return a file: its first lines, then text, then what is kept."""
        eol = self.parts.eol
        rest = list(body)
        if self.kept:
            block = kept.comment(self.kept, self.parts.record.dialect, rst=self.rst)
            rest = [*closed(rest, eol), *((0, line + eol) for line in block)]
        lines = [line + eol for line in head]
        if rest and lines and lines[-1].strip():
            lines.append(eol)
        text = self.parts.bom + "".join((*lines, *(line for _, line in rest)))
        return text if rest or not lines else text.rstrip("\r\n") + eol

    def all_text(self, *, level: int = 2) -> list[Line]:
        """Return the text with what was said about the status at its end."""
        eol = self.parts.eol
        lines = joined(self.parts.intro, self.parts.body, eol)
        if self.parts.remarks:
            added = kept.notes(self.parts.remarks, level=level, rst=self.rst, eol=eol)
            lines = [*closed(lines, eol), *added]
        return lines

    def heading(self, *, prefix: str = "") -> list[str]:
        """Return the lines of the title."""
        record, old = self.parts.record, self.parts.title
        if not old:
            return []
        bare = NUMBERED.sub("", old, count=1) if self.parts.numbered else old
        new = bare
        number = self.links.after(record).number
        if self.form.numbered and number is not None and bare == record.title:
            new = f"{number}. {bare}"
        elif number is None and record.number is not None:
            # The number before the title is no longer the record's.
            new = record.title
        if self.rst:
            lines = [line.rstrip("\r\n") for _, line in self.parts.heading]
            same = self.parts.rst and new == old and lines
            return lines if same else [new, "=" * max(width(new), 4)]
        for _, line in self.parts.heading[:1]:
            text = line.rstrip("\r\n")
            if text.lstrip().startswith("#") and old in text and not self.parts.rst:
                start = text.index(old)
                return [text[:start] + prefix + new + text[start + len(old) :]]
        if not prefix and new == old and not self.parts.rst and self.parts.heading:
            return [line.rstrip("\r\n") for _, line in self.parts.heading]
        return [f"# {prefix}{new[:-1] + chr(92) + '#' if new.endswith(' #') else new}"]

    def lost(self, entry: Entry, why: str) -> None:
        """Report what the format can't say."""
        raw = entry.raw[0] if entry.raw else ", ".join(entry.values)
        what = f"{entry.key}: {short(raw)}" if entry.key and not entry.raw else short(raw)
        self.items.append(Item(self.parts.record.path, entry.line or 1, "loss", what, why))

    def keep(self, entry: Entry) -> None:
        """Keep an entry in the comment at the end."""
        if not entry.values:
            return
        lines = entry.raw or (f"{entry.key}: {self.listed(entry)}",)
        if any("-->" in line for line in lines):
            raise UsageError(
                f"{self.parts.record.path}:{entry.line}: `-->` can't be kept in a comment",
                hint="take it out and run the command again",
            )
        self.kept += lines
        self.lost(entry, f"{self.form.name} has no place for it; kept in a comment at the end")

    def ordered(self) -> list[Entry]:
        """Return the entries in the order people expect."""
        order = BULLET_ORDER if self.form.style == "bullets" else ORDER
        places = {key: at for at, key in enumerate((*order, *self.names.inverses))}
        return sorted(self.entries, key=lambda entry: places.get(entry.key, len(places)))

    def word(self) -> str:
        """Return the status as the format spells it."""
        return cased(self.status, self.kind, self.parts.capital, self.form.capital)

    def day(self) -> str:
        """Return the date as text: a record whose new name has no date says that of the old."""
        date = self.parts.first("date")
        record = self.parts.record
        if not date and record.number is None and self.links.after(record).number is not None:
            return record.date.isoformat() if record.date else ""
        return date


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries with those of one key, each on a line of its own, put together."""
    found: dict[object, Entry] = {}
    for at, entry in enumerate(entries):
        old = found.get(entry.key)
        if old is None or not entry.key or old.raw or entry.raw:
            found[entry.key if old is None and entry.key else at] = entry
            continue
        found[entry.key] = Entry(entry.key, (*old.values, *entry.values), old.line)
    return list(found.values())
