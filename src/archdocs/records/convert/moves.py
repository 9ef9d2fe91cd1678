"""Where converted records move to, and the references that move with them."""

from __future__ import annotations

import datetime
import posixpath
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

from archdocs.errors import UsageError
from archdocs.records.catalog import Catalog
from archdocs.records.convert.formats import Format
from archdocs.records.document import LINE
from archdocs.records.model import Record
from archdocs.records.references import candidates

__all__ = ["Mover", "new_path", "text_path"]

DATED = re.compile(r"(?:19|20)\d{6}-")
DAY = re.compile(r"\d{4}(-?)\d\d\1\d\d[-_. ]*")
NUMBER = re.compile(r"(?:[A-Za-z]+[-_ ]*)?\d{1,7}[-_. ]*")
ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s<>()\"'`\]]+"
ROLE = r"(?P<role>(?:\{(?:adr|record)\}|:(?:adr|record):)`)(?P<ref>[^`<>\n]{1,200})(?=`)"
#: Where a text says that an address stands.
PLACE = re.compile(
    r"(?P<head>\]\(\s{0,9}<?|^ {0,3}\[[^\]\n]{1,300}\]:\s{1,9}<?|`[^`<>\n]{0,300}<"
    r"|^\s*\.\. (?:image|figure|include|literalinclude):: +)(?P<href>[^()<>\s`#]{1,500})"
)
LONGEST = 5000


def new_path(record: Record, form: Format, number: str = "") -> str:
    """Return the path of a record in another format: of a folder, the file with the metadata.

    A record of a dated name gets the ``number`` where the format counts its records.

    Raises :class:`UsageError` for a format whose names are dated and a record without a date.
    """
    if form.style == "yaml":
        return f"{folder_of(record)}/kep.yaml"
    path = record.path
    if path.endswith((".yaml", ".yml")):
        path = f"{record.folder}.md"
    if form.rst is not None and form.rst != path.endswith(".rst"):
        path = posixpath.splitext(path)[0] + (".rst" if form.rst else ".md")
    folder, name = posixpath.split(path)
    if number:
        return posixpath.join(folder, f"{number}-{DAY.sub('', name, count=1)}")
    if form.name != "log4brains":
        return path
    if DATED.match(name):
        return path
    if record.is_folder and not record.path.endswith((".yaml", ".yml")):
        raise UsageError(f"{record.path}:1: a folder has no place among dated files")
    if not isinstance(record.date, datetime.date):
        raise UsageError(
            f"{record.path}:1: {form.name} names files by their date, and this record has none",
            hint="give it a date and run the command again",
        )
    stem = NUMBER.sub("", posixpath.splitext(name)[0], count=1) or record.stem
    return posixpath.join(folder, f"{record.date:%Y%m%d}-{stem}.md")


def folder_of(record: Record) -> str:
    """Return the folder that a record becomes."""
    return record.folder if record.is_folder else posixpath.splitext(record.path)[0]


def text_path(path: str) -> str:
    """Return the file with a record's text: beside metadata in YAML, the one called README."""
    if path.endswith((".yaml", ".yml")):
        return posixpath.join(posixpath.dirname(path), "README.md")
    return path


@dataclass
class Mover:
    """Rewrites references to files that move, to headings that are renamed, to ids that change.

    ``moves`` maps the paths of texts, ``ids`` ids, ``anchors`` the fragments of each path.
    ``docs`` is the folder of the Sphinx sources.
    """

    catalog: Catalog
    moves: Mapping[str, str]
    ids: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    docs: str = "docs"

    def __post_init__(self) -> None:
        self.known: dict[str, str] = {}
        for path in {*self.moves, *self.anchors}:
            self.known[path] = path
            self.known[posixpath.splitext(path)[0]] = path
            if path.endswith(("/README.md", "/kep.yaml")) and path in self.moves:
                self.known[posixpath.dirname(path)] = path
        names = {self.stem(path) for path in {*self.moves, *self.anchors}}
        spelled = {form for name in names for form in (name, urllib.parse.quote(name))}
        stems = "|".join(re.escape(name) for name in sorted(spelled, key=len, reverse=True))
        parts = [ADDRESS, ROLE]
        if stems:
            parts.append(
                rf"(?P<path>(?<![\w.~%+/-])(?:[\w.~%+-]*/)*(?:{stems})(?![\w-])"
                r"(?:/(?:README|kep)(?![\w-])(?:\.\w+)?|\.\w+|/(?![\w.]))?)(?P<frag>#[^\s\"'`)>\]]*)?"
            )
        if self.ids:
            idents = "|".join(re.escape(name) for name in sorted(self.ids, key=len, reverse=True))
            parts.append(rf"(?<![\w-])(?P<id>{idents})(?!\w|-\w|\.\w)")
        self.pattern = re.compile("|".join(parts))

    @staticmethod
    def stem(path: str) -> str:
        """Return the name by which a file is looked for in a text."""
        folder, name = posixpath.split(path)
        if name in ("README.md", "kep.yaml", "README.rst"):
            return posixpath.basename(folder)
        return posixpath.splitext(name)[0]

    def rewritten(self, text: str, old: str, new: str = "", *, code: bool = False) -> str:
        """Return the text of a file at ``old``, which moves to ``new`` or stays."""
        new = new or old
        moved = posixpath.dirname(old) != posixpath.dirname(new)
        made = []
        for line in LINE.findall(text):
            if len(line) > LONGEST:
                made.append(line)
                continue
            there = line
            if moved and not code:
                there = PLACE.sub(lambda hit: self.rebased(hit, old, new), line)
            made.append(
                self.pattern.sub(lambda hit: self.replaced(hit, old, new, code=code), there)
            )
        return self.own_anchors("".join(made), old)

    def own_anchors(self, text: str, path: str) -> str:
        """Rewrite the links of a text to its own headings."""
        for old, new in self.anchors.get(path, {}).items():
            text = text.replace(f"](#{old})", f"](#{new})")
        return text

    def rebased(self, found: re.Match[str], old: str, new: str) -> str:
        """Return an address that leads from the new place where it led from the old one."""
        href = found["href"]
        if re.match(r"[A-Za-z][\w+.-]*:|/", href):
            return found[0]
        there = posixpath.normpath(
            posixpath.join(posixpath.dirname(old), urllib.parse.unquote(href))
        )
        if there.startswith("..") or there in self.known or not self.catalog.tree.exists(there):
            return found[0]
        # Of what was beside the text in its own folder, some moves with it.
        path = posixpath.relpath(there, posixpath.dirname(new) or ".")
        return found["head"] + urllib.parse.quote(path, safe="/~%+:@!$&'*,;=")

    def replaced(self, found: re.Match[str], old: str, new: str, *, code: bool) -> str:
        """Return what stands in place of one reference."""
        groups = found.groupdict()
        if groups.get("path"):
            return self.moved(found, old, new)
        if code:
            return found[0]
        if groups.get("id"):
            return self.ids[groups["id"]]
        if groups.get("ref") and self.ids:
            record = self.catalog.resolve(groups["ref"])
            if record is not None and record.id in self.ids:
                return groups["role"] + self.ids[record.id]
        return found[0]

    def word(self, found: re.Match[str], name: str, old: str) -> str:
        """Return the name of a file that stands among words: another one only if it changed."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(old), name))
        source = self.known.get(path)
        new = self.stem(self.moves[source]) if source and source in self.moves else name
        return found[0] if new == name else new + (found["frag"] or "")

    def moved(self, found: re.Match[str], old: str, new: str) -> str:
        """Return a path in its new form, spelled from where the old one was."""
        name = urllib.parse.unquote(found["path"])
        line = found.string
        alone = line.strip() == found["path"] or line[: found.start()].endswith("<")
        if "/" not in name and not posixpath.splitext(name)[1] and not alone:
            return self.word(found, name, old)
        bases = (posixpath.dirname(old), "", self.docs)
        for base, path in zip(bases, candidates(name, old, self.docs), strict=True):
            source = self.known.get(path)
            if source is None:
                continue
            there = self.moves.get(source, source)
            fragment = (found["frag"] or "").removeprefix("#")
            fragment = self.anchors.get(source, {}).get(fragment, fragment)
            tail = f"#{fragment}" if found["frag"] else ""
            if source not in self.moves and posixpath.dirname(old) == posixpath.dirname(new):
                return found["path"] + tail
            if path != source and path != posixpath.dirname(source):
                there = posixpath.splitext(there)[0]
            if name.startswith("/"):
                return f"/{there}{tail}"
            start = posixpath.dirname(new) if base == posixpath.dirname(old) else base
            return posixpath.relpath(there, start or ".") + tail
        return found[0]
