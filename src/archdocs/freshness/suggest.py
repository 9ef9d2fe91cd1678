"""Propose what a section covers, from the names it quotes.

A name is a reason when the project's own code defines it in one place; a path when it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archdocs.freshness.anchors import defines
from archdocs.freshness.definitions import GrammarMissing
from archdocs.freshness.gone import external, pages, tells_history
from archdocs.freshness.names import Name, is_code, is_test, name_of
from archdocs.freshness.view import PAGE, View
from archdocs.system.markup import Document, Section, is_document

__all__ = ["Proposal", "Reason", "proposals"]

#: More targets than this are no anchor but a list.
MOST = 6
#: Symbols of one file from which on the file itself is proposed.
WHOLE = 4
WORD = re.compile(rb"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Reason:
    """A target, the name that speaks for it, and the line that quotes the name."""

    target: str
    quoted: str
    line: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one section may say it covers."""

    path: str
    section: Section
    targets: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def name(self) -> str:
        """How the lock and reports call the section."""
        return f"{self.path}#{self.section.anchor}"


def proposals(view: View, paths: tuple[str, ...] = ()) -> Iterator[Proposal]:
    """Yield a proposal for each section that quotes code and does not say what it covers.

    With ``paths``, of documents at or under them.
    """
    wanted = [
        (path, document)
        for path, document in pages(view)
        if not paths or any(path == p or path.startswith(p + "/") or p == "." for p in paths)
    ]
    places = Places(view, {name for _, doc in wanted for _, name, _ in quoted_in(view, doc)})
    said = {(unit.path, unit.anchor) for unit in view.units if unit.covers}
    for path, document in wanted:
        if (path, PAGE) in said:
            continue
        found: dict[str, list[Reason]] = {}
        sections: dict[str, Section] = {}
        for section, name, line in quoted_in(view, document):
            target = places.of(name)
            if target and (path, section.anchor) not in said:
                sections[section.anchor] = section
                found.setdefault(section.anchor, []).append(Reason(target, name.raw, line))
        for anchor, reasons in found.items():
            made = merged(reasons)
            if made and len({reason.target for reason in made}) <= MOST:
                targets = tuple(dict.fromkeys(reason.target for reason in made))
                yield Proposal(path, sections[anchor], targets, tuple(made))


def quoted_in(view: View, document: Document) -> Iterator[tuple[Section, Name, int]]:
    """Yield the names that a document quotes, documents or has as headings, as of today."""
    titles = ((section.title, "", section.start) for section in document.sections)
    inline = (
        (f"{item.text.partition('(')[0].split()[-1]}()", "", item.line)
        if item.role == "signature" and item.text.partition("(")[0].strip()
        else (item.text, item.role, item.line)
        for item in document.quoted
    )
    for text, role, line in (*titles, *inline):
        name = name_of(text, role)
        section = document.section_at(line) if name else None
        if name is None or section is None or not section.level:
            continue
        if not external(view, name) and not tells_history(document, section):
            yield section, name, line


def merged(reasons: list[Reason]) -> list[Reason]:
    """Keep one reason per target; many symbols of one file are the file."""
    first: dict[str, Reason] = {}
    for reason in reasons:
        first.setdefault(reason.target, reason)
    files: dict[str, int] = {}
    for target in first:
        path = target.partition("#")[0]
        files[path] = files.get(path, 0) + 1
    found: dict[str, Reason] = {}
    for target, reason in first.items():
        path = target.partition("#")[0]
        kept = path if files[path] >= WHOLE else target
        found.setdefault(kept, Reason(kept, reason.quoted, reason.line))
    return list(found.values())


class Places:
    """Where the project's own code defines the names that documents quote."""

    def __init__(self, view: View, names: set[Name]) -> None:
        self.view = view
        self.words = {name.key for name in names if name.kind == "word"}
        self.code = [path for path in view.snapshot.files if is_code(path) and not is_test(path)]
        self.defined: dict[str, set[str]] = {}
        for path in self.code:
            self.read(path)

    def read(self, path: str) -> None:
        """Note which of the names a file defines."""
        data = self.view.snapshot.read(path) or b""
        held = self.words & {word.decode() for word in set(WORD.findall(data))}
        if not held:
            return
        text = data.decode("utf-8", "replace")
        likely = {word for word in held if defines(text, word)}
        if not likely:
            return
        try:
            source = self.view.source(path)
        except GrammarMissing:
            source = None
        for symbol in source.symbols if source else ():
            if symbol.last in likely and symbol.kind != "option":
                target = f"{path}#{symbol.short}"
                self.defined.setdefault(symbol.last, set()).add(target)

    def of(self, name: Name) -> str:
        """Return the one target that a name stands for; "" where it is none or several."""
        if name.kind == "path":
            return self.path(name)
        if name.kind == "word":
            found = {target for target in self.defined.get(name.key, ()) if fits(target, name)}
            return next(iter(found)) if len(found) == 1 else ""
        return ""

    def path(self, name: Name) -> str:
        """Return the file or folder of code that a quoted path is."""
        known = self.view.snapshot.known
        if name.key in known:
            return "" if is_document(name.key) else name.key
        start = name.key + "/"
        return name.key + "/**" if any(path.startswith(start) for path in self.code) else ""


def fits(target: str, name: Name) -> bool:
    """Say whether a symbol fits a name that is quoted with what it is in (``Cart.total``)."""
    dotted = name.raw.removesuffix("()").lstrip("~!")
    if "." not in dotted:
        return True
    path, _, symbol = target.partition("#")
    whole = f"{path.rpartition('.')[0].replace('/', '.')}.{symbol}".split(".")
    quoted = dotted.split(".")
    outer = quoted[-2]
    return outer in whole or len(quoted) == 1
