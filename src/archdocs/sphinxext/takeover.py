"""Write a page again from what its document was translated to, where only the navigation changed.

A page that is added or retitled shows beside every other one, so that all are written again.
What they say has not changed: of each page its finished body is kept, and a page that is written
for the sake of its navigation gets the body that it had. Its context and its template are made as
ever. Where something that is not known could put other pages' titles into a body (a node, a
transform or a listener of an extension), nothing is kept.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from archdocs.sphinxext.laterdocument import LaterDocument
from archdocs.system.cache import digest

__all__ = ["Takeover", "is_plain", "understood"]

BODIES = "archdocs-bodies"
#: Packages whose nodes, transforms and listeners show of other pages what a page refers to.
KNOWN = frozenset({
    "alabaster", "archdocs", "docutils", "furo", "myst_parser", "pydata_sphinx_theme", "sphinx",
    "sphinx_basic_ng", "sphinx_book_theme", "sphinx_copybutton", "sphinx_design",
    "sphinx_rtd_theme", "sphinxcontrib.mermaid",
})  # fmt: skip
#: Packages of many people's.
SHARED = frozenset({"sphinxcontrib", "sphinxext"})
#: Events whose listeners have a say in what becomes of a document.
EVENTS = ("doctree-resolved", "missing-reference", "warn-missing-reference")
#: Nodes of these are about their own page, save toctrees.
NODES = frozenset({"docutils.nodes", "sphinx.addnodes"})
#: What Sphinx itself does with a document that this stands in for.
OWN = ("write_doc", "write_documents", "get_doc_context", "handle_page", "render_partial")
#: What pages are given besides what belongs to every page.
MORE = frozenset({"has_maths_elements"})


class Takeover:
    """The bodies of one build's pages: what is there, and what it leaves to the next.

    ``documents`` are the notes on each document, in which the digest of its body is kept.
    """

    def __init__(self, app: Sphinx, documents: dict[str, dict[str, Any]]) -> None:
        self.app = app
        self.documents = documents
        self.builder: Any = None
        self.folder = Path(app.doctreedir, BODIES)
        self.kept: dict[str, dict[str, Any]] = {}
        self.taken: list[str] = []
        self.made: tuple[str, str, str, frozenset[str]] = ("", "", "", frozenset())

    def begin(self, app: Sphinx) -> None:
        """Stand in for what the builder does, where it is Sphinx's own."""
        builder: Any = app.builder
        if any(getattr(type(builder), n, 0) is not getattr(StandaloneHTMLBuilder, n) for n in OWN):
            return
        self.builder = builder
        builder.get_doc_context = self.noting(builder.get_doc_context)
        builder.handle_page = self.keeping(builder.handle_page)
        builder.write_documents = self.writing(builder.write_documents)

    def noting(self, original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        """Note the body of the page whose context is made."""

        @functools.wraps(original)
        def get_doc_context(docname: str, body: str, metatags: str) -> dict[str, Any]:
            context = original(docname, body, metatags)
            self.made = (docname, body, metatags, frozenset(context))
            return context

        return get_doc_context

    def keeping(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Keep the body that was noted, once it is known what else the page is given."""

        @functools.wraps(original)
        def handle_page(page: str, context: dict[str, Any], *args: Any, **given: Any) -> Any:
            docname, body, metatags, known = self.made
            if page == docname and page not in self.kept:
                self.keep(page, body, metatags, {k: context[k] for k in context.keys() - known})
            self.made = ("", "", "", frozenset())
            return original(page, context, *args, **given)

        return handle_page

    def keep(self, docname: str, body: str, metatags: str, more: Mapping[str, Any]) -> None:
        """Write the body of a page, if it is one that can be taken over."""
        notes = self.documents.get(docname, {})
        notes.pop("body", None)
        plain = notes.get("plain") and more.keys() <= MORE
        if not plain or any(type(value) is not bool for value in more.values()):
            return
        text = json.dumps({"body": body, "metatags": metatags, "more": more})
        path = self.path(docname)
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(UnicodeEncodeError, OSError):
            path.write_bytes(text.encode())
            notes["body"] = digest(text)

    def path(self, docname: str) -> Path:
        """Return the file of a page's body."""
        return self.folder / f"{docname}.json"

    def choose(self, docnames: Iterable[str]) -> list[str]:
        """Return those of these pages that have to be written from their documents.

        The others are taken over once Sphinx writes.
        """
        candidates = sorted(docnames)
        if self.builder is None or not understood(self.app):
            return candidates
        self.kept = {name: kept for name in candidates if (kept := self.read(name))}
        must = [name for name in candidates if name not in self.kept]
        if not must and candidates:
            # Sphinx doesn't begin to write when there is nothing to write.
            must = candidates[:1]
            del self.kept[must[0]]
        return must

    def read(self, docname: str) -> dict[str, Any]:
        """Return what is kept of a page; empty when that is nothing good."""
        notes = self.documents.get(docname, {})
        # What was warned of while the body was made is to be said again.
        if not notes.get("plain") or "body" not in notes or notes.get("writing") != []:
            return {}
        try:
            data = self.path(docname).read_bytes()
        except OSError:
            return {}
        kept = json.loads(data) if digest(data) == notes["body"] else {}
        return kept if isinstance(kept, dict) else {}

    def writing(self, original: Callable[[set[str]], None]) -> Callable[[set[str]], None]:
        """Write the pages that are taken over after the others."""

        @functools.wraps(original)
        def write_documents(docnames: set[str]) -> None:
            for docname in docnames:
                self.kept.pop(docname, None)
            original(docnames)
            for docname in self.kept:
                self.take_over(docname)

        return write_documents

    def take_over(self, docname: str) -> None:
        """Do what Sphinx does with a page once its body is made."""
        builder, kept = self.builder, self.kept[docname]
        self.place(docname)
        context = builder.get_doc_context(docname, kept["body"], kept["metatags"])
        context.update(kept["more"])
        self.taken.append(docname)
        document = LaterDocument(lambda: self.document(docname))
        builder.handle_page(docname, context, event_arg=document)

    def place(self, docname: str) -> None:
        """Tell the builder which page it is at."""
        builder, env = self.builder, self.app.env
        builder.secnumbers = env.toc_secnumbers.get(docname, {})
        builder.fignumbers = env.toc_fignumbers.get(docname, {})
        builder.imgpath = relative_uri(builder.get_target_uri(docname), "_images")
        builder.dlpath = relative_uri(builder.get_target_uri(docname), "_downloads")
        builder.current_docname = docname

    def document(self, docname: str) -> nodes.document:
        """Return the document as it is when its page is made otherwise."""
        builder = self.builder
        resolve = self.app.env.get_and_resolve_doctree
        more = {"tags": builder.tags} if "tags" in inspect.signature(resolve).parameters else {}
        doctree = resolve(docname, builder, **more)
        builder.post_process_images(doctree)
        doctree.settings = builder.docsettings
        self.place(docname)
        doctree.walkabout(builder.create_translator(doctree, builder))
        return doctree

    def forget(self) -> None:
        """Remove the bodies of pages that are gone."""
        for path in self.folder.rglob("*.json"):
            docname = path.relative_to(self.folder).as_posix().removesuffix(".json")
            if "body" not in self.documents.get(docname, {}):
                path.unlink()


def is_plain(doctree: nodes.document) -> bool:
    """Say whether a document that was read holds nothing but what is about itself."""
    return all(
        type(node).__module__ in NODES and not isinstance(node, addnodes.toctree)
        for node in doctree.findall(nodes.Element)
    )


def understood(app: Sphinx) -> bool:
    """Say whether all that has a say in a page's body is of packages that are known."""
    return all(package(each) in KNOWN for each in taking_part(app))


def taking_part(app: Sphinx) -> Iterator[Any]:
    """Yield the functions and classes that make a body of a document."""
    for event in EVENTS:
        yield from (listener.handler for listener in app.events.listeners.get(event, ()))
    yield from app.registry.get_post_transforms()
    yield from map(type, app.env.domains.values())
    translator = app.registry.get_translator_class(app.builder)
    # Themes put theirs together as they go; such a class says nothing of its own.
    yield from (kind for kind in translator.__mro__[:-1] if any(map(callable, vars(kind).values())))
    for name, functions in app.registry.translation_handlers.get("html", {}).items():
        if hasattr(nodes, name) or hasattr(addnodes, name):
            yield from filter(None, functions)


def package(thing: Any) -> str:
    """Return the package that something was written in."""
    while isinstance(thing, functools.partial):
        thing = thing.func
    name, *rest = str(getattr(thing, "__module__", "")).split(".")
    return f"{name}.{rest[0]}" if name in SHARED and rest else name
