"""Resolve the sidebar's tree of pages once per build, and move the marks from page to page.

Themes that show the whole tree have Sphinx resolve, copy and write it for every page, which
takes longer than all else: twice the pages, four times the work. The trees of two pages differ
in what their links are relative to and in which entries are marked as current, and in nothing
else. So after the first pages, which the theme makes itself, the tree is made once more for a
page that is nowhere, and these two things are put in. It must come out as it did for the first
pages; otherwise, and for trees that collapse, the theme goes on by itself.
"""

from __future__ import annotations

import functools
import html
import logging
import posixpath
import re
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging as sphinx_logging
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__

__all__ = ["Tree", "setup"]

#: A page that no tree lists, at the top, where links are relative to.
NOWHERE = "archdocs-nowhere"
#: Pages that a tree may list though they are no documents.
GENERATED = ("genindex", "py-modindex", "search")
#: What templates call to get a tree.
METHOD = "_get_local_toctree"
#: So many pages the theme makes itself, and the result is held against them.
FIRST = 3
TAG = re.compile(
    r'<(?P<ul>ul)>|<(?P<end>/ul|/li)>|<li class="(?P<li>toctree-l\d+)(?P<more> has-children)?">'
    r'|<a class="reference internal" href="(?P<href>[^"]*)">|<(?P<input>input [^>]*?)/>'
)
#: Marks that a tree of a page that is nowhere can't have, and entries that aren't understood.
FOREIGN = re.compile(
    r'"[^"]*\bcurrent\b[^"]*"|<ul [^>]*>|<li(?! class="toctree-l\d+(?: has-children)?")'
)
BOX = ' class="toctree-checkbox"'


class Tree:
    """A tree as HTML, taken apart at what differs from page to page.

    ``uri`` gives the address of one page relative to another, ``pages`` are all that there are,
    ``ends`` says that the last entry of the current page has a mark of its own.
    """

    def __init__(
        self, text: str, uri: Callable[[str, str], str], pages: set[str], *, ends: bool = False
    ) -> None:
        self.uri = uri
        self.ends = ends
        self.understood = not FOREIGN.search(text)
        self.parts: list[str] = []
        self.links: list[tuple[int, str, str]] = []
        #: For each page the places of its entries, each with those of the tags around it.
        self.entries: dict[str, list[tuple[int, list[int]]]] = {}
        self.boxes: dict[int, int] = {}
        self.relative: dict[str, list[str]] = {}
        places = {uri(NOWHERE, page): page for page in pages}
        around: list[int] = []
        position = 0
        for found in TAG.finditer(text):
            self.parts.append(text[position : found.start()])
            position = found.end()
            self.parts.append(found.group())
            self.take(found, around, places)
        self.parts.append(text[position:])
        self.understood &= not around

    def take(self, found: re.Match[str], around: list[int], places: dict[str, str]) -> None:
        """Note one tag; ``around`` are the places of those that are open."""
        place = len(self.parts) - 1
        if found["ul"] or found["li"]:
            around.append(place)
        elif found["end"]:
            self.understood &= bool(around)
            del around[-1:]
        elif found["input"]:
            self.understood &= bool(around) and BOX in found["input"]
            if around:
                self.boxes[around[-1]] = place
        else:
            address, mark, anchor = html.unescape(found["href"]).partition("#")
            page = places.get(address)
            if page is None:
                self.understood = False
                return
            self.links.append((place, page, mark + anchor))
            if not anchor:
                self.entries.setdefault(page, []).append((place, list(around)))

    def of(self, page: str) -> str:
        """Return the tree as a page shows it."""
        parts = list(self.beside(page))
        for place, linked, anchor in self.links:
            if linked == page and anchor:
                parts[place] = link(anchor)
        last = -1
        for place, around in self.entries.get(page, ()):
            parts[place] = '<a class="current reference internal" href="#">'
            for tag in around:
                parts[tag] = marked(self.parts[tag])
                if tag in self.boxes:
                    box = self.boxes[tag]
                    parts[box] = self.parts[box].replace(BOX, f' checked=""{BOX}')
                if parts[tag].startswith("<li"):
                    last = max(last, tag)
        if last >= 0 and self.ends:
            parts[last] = parts[last].replace('">', ' current-page">')
        return "".join(parts)

    def beside(self, page: str) -> list[str]:
        """Return the parts with the links that all pages of a folder have."""
        folder = posixpath.dirname(page)
        known = self.relative.get(folder)
        if known is None:
            known = self.relative[folder] = list(self.parts)
            start = posixpath.join(folder, NOWHERE)
            for place, linked, anchor in self.links:
                known[place] = link(self.uri(start, linked) + anchor)
        return known


def link(address: str) -> str:
    """Return the tag of a link, as Sphinx writes it."""
    return f'<a class="reference internal" href="{html.escape(address)}">'


def marked(tag: str) -> str:
    """Return the tag of a list, or of an entry, that leads to the current page."""
    if tag == "<ul>":
        return '<ul class="current">'
    return re.sub(r"(toctree-l\d+)", r"\1 current", tag)


class Once:
    """Makes the trees of one kind: those with the same options."""

    def __init__(self, original: Callable[[str], str], make: Callable[[], Tree | None]) -> None:
        self.original = original
        self.make = make
        self.first: dict[str, str] = {}
        self.made: Tree | None = None
        self.tree: Tree | None = None
        self.given_up = False

    def of(self, page: str) -> str:
        """Return a page's tree."""
        if self.tree is None and not self.given_up and len(self.first) >= FIRST:
            self.made = made = self.made or self.make()
            self.given_up = made is None or any(
                made.of(name) != text for name, text in self.first.items()
            )
            # Pages that the tree doesn't list tell nothing of how it marks the current one.
            if made is not None and not made.entries.keys().isdisjoint(self.first):
                self.tree = made
            self.first.clear()
        if self.tree is None or self.given_up:
            text = self.original(page)
            if not self.given_up:
                self.first[page] = text
            return text
        return self.tree.of(page)


class Navigation:
    """The trees of one build."""

    def __init__(self, app: Sphinx) -> None:
        self.builder: Any = app.builder
        self.original: Callable[..., str] = getattr(app.builder, METHOD)
        self.kinds: dict[str, Once] = {}
        #: The kind and the page of the last tree, and the tree: what furo works on next.
        self.last: tuple[str, str, str] = ("", "", "")
        self.pages: set[str] = set()
        self.plain = False

    def start(self, app: Sphinx, *_: object) -> None:
        """Look at what was read: where an entry may be shown or not, the theme goes on."""
        self.pages = {*app.env.found_docs, *GENERATED}
        conditional = any(any(toc.findall(addnodes.only)) for toc in app.env.tocs.values())
        self.plain = not conditional and app.builder.name == "html" and self.addressed_by_folder()

    def addressed_by_folder(self) -> bool:
        """Say whether pages of one folder have the same relative addresses, as files do."""
        target, suffix = self.builder.get_target_uri, self.builder.link_suffix
        return all(target(page) == f"{quote(page)}{suffix}" for page in self.pages)

    def local_toctree(self, docname: str, collapse: bool = True, **options: Any) -> str:
        """Return what Sphinx's own method of this place does."""
        if collapse or not self.plain:
            return self.original(docname, collapse=collapse, **options)
        key = repr(sorted(options.items()))
        if key not in self.kinds:

            def original(page: str) -> str:
                return self.original(page, collapse=False, **options)

            self.kinds[key] = Once(original, lambda: self.tree(lambda: original(NOWHERE)))
        text = self.kinds[key].of(docname)
        self.last = (key, docname, text)
        return text

    def tree(self, make: Callable[[], str], *, ends: bool = False) -> Tree | None:
        """Take apart a tree that is made quietly; ``None`` when there is something to warn of.

        Such warnings are each page's own.
        """
        with sphinx_logging.suppress_logging() as heard:
            text = make()
            if any(record.levelno >= logging.WARNING for record in heard.buffer):
                return None
        tree = Tree(text, self.builder.get_relative_uri, self.pages, ends=ends)
        return tree if tree.understood else None

    def decorated(self, original: Callable[[str], str]) -> Callable[[str], str]:
        """Do the same with what furo makes of a finished tree."""
        kinds: dict[str, Once] = {}

        @functools.wraps(original)
        def navigation_tree(text: str) -> str:
            key, page, made = self.last
            known = self.kinds.get(key)
            if text is not made or known is None or known.tree is None or known.given_up:
                return original(text)
            plain = known.tree
            if key not in kinds:
                kinds[key] = Once(
                    lambda page: original(plain.of(page)),
                    lambda: self.tree(lambda: original("".join(plain.parts)), ends=True),
                )
            return kinds[key].of(page)

        return navigation_tree


def begin(app: Sphinx) -> None:
    """Stand in for the method that makes trees."""
    if not hasattr(app.builder, METHOD):
        return
    made = Navigation(app)
    setattr(app.builder, METHOD, made.local_toctree)
    app.connect("write-started", made.start)
    furo: Any = sys.modules.get("furo")
    own = getattr(furo, "get_navigation_tree", None)
    if own is not None:
        furo.get_navigation_tree = made.decorated(getattr(own, "__wrapped__", own))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Stand in once the builder is there."""
    app.connect("builder-inited", begin)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
