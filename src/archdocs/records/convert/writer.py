"""Each format, written: where its metadata stands, and what is told of the rest."""

from __future__ import annotations

import datetime
import re

from archdocs.records.convert.compose import Composer
from archdocs.records.convert.formats import LABELS, label
from archdocs.records.convert.parts import Entry, Line, closed, ended, joined
from archdocs.records.convert.values import as_yaml, renamed_raw
from archdocs.records.dialects.pep import MONTHS

__all__ = ["Writer"]

#: Keys that would make front matter another format's.
CLASHES = {
    "madr-3": {"kep-number", "owning-sig", "owning-sigs", "eip", "erc"},
    "madr-4": {"kep-number", "owning-sig", "owning-sigs", "eip", "erc", "deciders"},
}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Writer(Composer):
    """Writes one record in the format of its job."""

    def files(self) -> dict[str, str]:
        """Return the file's text, and of metadata in a file of its own the other's, by name."""
        writer = {
            "front": self.front,
            "yaml": self.yaml,
            "section": self.section,
            "bullets": self.lined,
            "list": self.lined,
            "header": self.header,
        }[self.form.style]
        return writer()

    def front(self) -> dict[str, str]:
        """Write front matter before the text."""
        lines = self.yaml_lines()
        if self.form.name == "madr-3" and not any(re.match("deciders *:", s) for s in lines):
            lines.append("deciders: []")
        if not any(re.match("status *:", line) for line in lines):
            lines.insert(0, "status:")
        tight = self.parts.tight and self.parts.style == "front"
        head = ["---", *lines, "---", *(() if tight else ("",))]
        title = self.heading()
        return {"": self.text([*head, *title] if title else head, self.all_text())}

    def yaml(self) -> dict[str, str]:
        """Write metadata in a file of its own."""
        record = self.parts.record
        lines = [f"title: {as_yaml('title', (record.title or record.stem,))}"]
        after = self.links.after(record)
        if after.number is not None:
            lines.append(f"kep-number: {after.number}")
        lines += self.yaml_lines()
        number = f"KEP-{after.number:04d}: " if after.number is not None else ""
        head = self.heading(prefix=number)
        return {
            "kep.yaml": "".join(line + self.parts.eol for line in lines),
            "README.md": self.text(head, self.all_text()),
        }

    def yaml_lines(self) -> list[str]:
        """Return the lines of YAML of every entry."""
        lines: list[str] = []
        names: set[str] = set()
        reused = self.parts.style in ("front", "yaml")
        for entry in self.with_day(self.entries if reused else self.ordered()):
            name = (self.called(entry.key) or entry.key).removeprefix("own:")
            if entry.key == "" or name in CLASHES.get(self.form.name, ()) or name in names:
                self.keep_block(entry, lines)
                continue
            names.add(name)
            if self.verbatim(entry):
                lines += renamed_raw(entry, name, self.form, self.names)
            elif entry.values:
                lines.append(f"{name}: {self.front_value(entry)}")
            if entry.key in self.names.inverses and self.called(entry.key) is None:
                self.lost(entry, f"kept as `{name}`, which {self.form.name} does not know")
        return lines

    def keep_block(self, entry: Entry, lines: list[str]) -> None:
        """Keep comments of front matter in place, other keys in the comment at the end."""
        bare = [line.strip() for line in entry.raw]
        if not entry.key and all(not line or line.startswith("#") for line in bare):
            lines += entry.raw
        else:
            self.keep(entry)

    def with_day(self, entries: list[Entry]) -> list[Entry]:
        """Add a status that only links state, what it is superseded by, and the date."""
        found = list(entries)
        if self.by and not any(e.key == "status" and self.verbatim(e) for e in entries):
            values = (
                self.links.spell(v, "superseded-by", self.form, rst=self.rst) for v in self.by
            )
            found.append(Entry("superseded-by", tuple(values), self.parts.record.line_of("status")))
        if self.day() and not self.parts.first("date"):
            found.append(Entry("date", (self.day(),)))
        return found

    def front_value(self, entry: Entry) -> str:
        """Return a value as YAML."""
        if entry.key == "status":
            return as_yaml("status", (self.word(),))
        return self.listed(entry)

    def section(self) -> dict[str, str]:
        """Write a section called Status."""
        head = self.heading()
        day = self.day()
        dated = self.rst and bool(ISO.match(day)) and self.plain_word()
        if day and not dated:
            head += ["", f"Date: {day}"]
        said: list[str] = []
        for entry in self.with_day(self.ordered()):
            if entry.key in ("status", "date"):
                continue
            if entry.key in self.names.inverses:
                phrase = self.called(entry.key)
                said += [f"{phrase} {value}" for value in entry.values]
            elif entry.key in LABELS and entry.values:
                head += ["", f"{LABELS[entry.key]}: {', '.join(entry.values)}"]
                self.lost(entry, f"{self.form.name} has no place for it; kept as a line of text")
            else:
                self.keep(entry)
        superseded = self.status == self.kind.superseded and any(
            line.lower().startswith("superseded by") for line in said
        )
        if self.status and not superseded:
            said.insert(0, f"**{self.word()}**" if self.rst and self.plain_word() else self.word())
            if dated:
                said[0] += f" *({day})*"
        elif dated:
            head += ["", f"Date: {day}"]
        return {"": self.section_text(head, said)}

    def plain_word(self) -> bool:
        """Say whether the status is a word, which reStructuredText sets in bold."""
        return bool(re.fullmatch(r"[A-Za-z]+([ -][A-Za-z]+){0,2}", self.status))

    def section_text(self, head: list[str], said: list[str]) -> str:
        """Return the text of a file with the section of the status before the others."""
        eol = self.parts.eol
        lines: list[Line] = []
        if self.parts.intro:
            lines += closed(list(self.parts.intro), eol)
        title = ["Status", "------"] if self.rst else ["## Status"]
        status = title + [part for text in said for part in ("", text)]
        lines += [(0, line + eol) for line in status]
        if self.parts.remarks:
            lines += [(0, eol), *((n, ended(line, eol)) for n, line in self.parts.remarks)]
        return self.text(head, joined(lines, self.parts.body, eol))

    def lined(self) -> dict[str, str]:
        """Write a bullet for each piece of metadata, under the title or instead of it."""
        listed = self.form.style == "list"
        head = [] if listed else [*self.heading(), ""]
        if listed:
            head.append(f"{self.form.mark}Feature Name: {feature(self.parts.record.title)}")
            head.append(f"{self.form.mark}Start Date: {self.day()}".rstrip())
        head += self.bullets(listed=listed)
        return {"": self.text(head, self.all_text(level=1 if listed else 2))}

    def bullets(self, *, listed: bool) -> list[str]:
        """Return the bullets but for those that are always there."""
        values: dict[str, list[str]] = {} if listed and not self.status else {"status": []}
        for entry in self.with_day(self.ordered()):
            if entry.key == "status" and self.status:
                values["status"] = [self.word()]
            elif entry.key in self.names.inverses or entry.key in LABELS or entry.key == "date":
                if self.called(entry.key) is None and entry.values:
                    self.lost(entry, f"{self.form.name} does not know it; kept as a line of text")
                if entry.values and not (listed and entry.key == "date"):
                    values.setdefault(entry.key, []).extend(entry.values)
            elif entry.key != "status":
                self.keep(entry)
        by = values.get("superseded-by")
        if by and not listed and self.status.lower() == self.kind.superseded:
            values["status"] = [f"{self.word()} by {', '.join(by)}"]
            del values["superseded-by"]
        names = {key: self.called(key) or label(key) for key in values}
        return [
            f"{self.form.mark}{names[key]}: {', '.join(dict.fromkeys(found))}".rstrip()
            for key, found in values.items()
        ]

    def header(self) -> dict[str, str]:
        """Write a letter's header."""
        record = self.parts.record
        after = self.links.after(record)
        head = [f"PEP: {after.number}"] if after.number is not None else []
        head += [f"Title: {record.title}", f"Status: {self.word()}".rstrip()]
        lines: dict[str, list[str]] = {}
        for entry in self.with_day(self.ordered()):
            if entry.key == "status" or not entry.values:
                continue
            plain = re.fullmatch("[A-Za-z][A-Za-z-]{0,30}", entry.key) and entry.values != ("…",)
            if entry.key not in self.shared and (not plain or len(entry.raw) > 1):
                self.keep(entry)
                continue
            if self.called(entry.key) is None and entry.key in self.shared:
                self.lost(entry, f"{self.form.name} does not know it; kept as a line of its header")
            name = self.called(entry.key) or entry.key.removeprefix("own:").title()
            texts = [pep_day(v) for v in entry.values] if entry.key == "date" else entry.values
            lines.setdefault(name, []).extend(texts)
        head += [f"{name}: {', '.join(texts)}" for name, texts in lines.items()]
        return {"": self.text([*head, ""], self.all_text())}


def feature(title: str) -> str:
    """Return a title as Rust names a feature: code where it is an identifier."""
    return f"`{title}`" if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", title) else title


def pep_day(text: str) -> str:
    """Return an ISO day as ``05-Jul-2001``, any other text as it is."""
    if not ISO.match(text):
        return text
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day:02d}-{MONTHS[day.month - 1].capitalize()}-{day.year:04d}"
