"""How a link to another record is written in each format."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from archdocs.records.catalog import Catalog
from archdocs.records.convert.formats import Format
from archdocs.records.dialects.openedx import DOC, EMBEDDED
from archdocs.records.dialects.reading import LINK, NAMED, Target
from archdocs.records.edit import target_for
from archdocs.records.model import Link, Record
from archdocs.records.names import parse_path, record_id

__all__ = ["Links", "target_in"]

MARKDOWN = re.compile(
    r"\[(?P<text>(?:\\.|[^\[\]\\]|\[[^\[\]]{0,200}\]){0,400})\]"
    r"\(\s{0,9}<?(?P<href>[^()<>\s]{1,500})>?[^()]{0,200}\)\Z"
)
RST = re.compile(r"`(?P<text>[^`<>]{0,300}?)\s*<(?P<href>[^<>`\s]{1,500})>`_{0,2}\Z")
#: Characters that would end the words of a reStructuredText link.
UNSAFE = re.compile(r"[`<>\\]")
IDS = ("front", "yaml", "header")


@dataclass(frozen=True, slots=True)
class Links:
    """Writes links from ``record``; ``moves`` maps the files that move.

    ``digits`` is the width of an id.

    Where a record is found and called as its own format would call it, it is called as the
    other format does; what somebody put into words keeps its words.
    """

    catalog: Catalog
    record: Record
    moves: Mapping[str, str]
    digits: int

    @property
    def path(self) -> str:
        """The file the links are written in."""
        return self.moves.get(self.record.path, self.record.path)

    def target(self, text: str, kind: str) -> Record | None:
        """Return the record that an item of a link leads to."""
        return self.catalog.target_of(self.record, Link(kind, target_in(text)))

    def after(self, other: Record) -> Record:
        """Return a record as it will be called."""
        path = self.moves.get(other.path)
        if path is None:
            return other
        kind = self.catalog.kinds[other.kind]
        name = parse_path(path, kind.prefix)
        if name is None:
            return replace(other, path=path)
        ident = record_id(kind, name, self.digits, other.package)
        return replace(other, path=path, number=name.number, id=ident)

    def spell(self, text: str, kind: str, form: Format, *, rst: bool) -> str:
        """Return an item of a link as ``form`` writes it."""
        other = self.target(text, kind)
        if other is not None and self.usual(text, other):
            return written(self.there(other), form, rst=rst)
        return self.worded(text, form, rst=rst)

    def there(self, other: Record) -> Target:
        """Return how another record is referred to from the file; a folder by its own name."""
        after = self.after(other)
        target = target_for(after, self.path, self.record.package)
        if not after.is_folder:
            return target
        return replace(target, href=posixpath.dirname(target.href) or ".")

    def usual(self, text: str, other: Record) -> bool:
        """Say whether a link says nothing but which record it leads to."""
        found = MARKDOWN.match(text) or RST.match(text)
        if found is None:
            return True
        target = target_for(other, self.record.path)
        hrefs = {target.href, posixpath.dirname(target.href)}
        plain = UNSAFE.sub("", target.label)
        return found["href"] in hrefs and found["text"] in (
            target.label,
            plain,
            other.id,
            other.stem,
        )

    def worded(self, text: str, form: Format, *, rst: bool) -> str:
        """Return a link in the markup of the file, its words kept."""
        found = MARKDOWN.match(text) or RST.match(text)
        if found is None:
            bare = target_in(text)
            if NAMED.fullmatch(bare) and bare == text:
                return text
            if form.style in ("front", "yaml"):
                return text
            return f"`{bare} <{bare}>`_" if rst else f"[{bare}]({bare})"
        words = found["text"].replace("\\[", "[").replace("\\]", "]")
        if rst:
            return f"`{UNSAFE.sub('', words)} <{found['href']}>`_"
        return text if text.startswith("[") else f"[{words}]({found['href']})"


def target_in(text: str) -> str:
    """Return where an item of a link leads: the address in it, else the whole of it."""
    found = LINK.fullmatch(text.strip()) or EMBEDDED.fullmatch(text.strip())
    if found:
        return found[1]
    role = DOC.fullmatch(text.strip())
    return f"{role[1].strip()}.rst" if role else text.strip().lstrip("#").replace(" ", "-")


def written(target: Target, form: Format, *, rst: bool) -> str:
    """Return a link as a format usually writes it."""
    if form.style in IDS:
        return target.id
    words = target.label if form.style == "section" else target.id
    if rst:
        return f"`{UNSAFE.sub('', words)} <{target.href}>`_"
    return f"[{words}]({target.href})"
