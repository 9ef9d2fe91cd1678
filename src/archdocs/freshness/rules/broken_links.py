"""``link.broken``: links between documents, and to files of the project."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from archdocs.finding import Finding, Location
from archdocs.freshness.codes import LINK_BROKEN
from archdocs.freshness.rules.mended_links import Mender
from archdocs.freshness.view import View
from archdocs.records.folders import folder_of
from archdocs.system.markup import Document, Link, is_document

__all__ = ["find"]

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
SUFFIXES = ("", ".md", ".rst", ".ipynb", ".txt")
FILE = re.compile(
    r"\.(?:md|markdown|rst|txt|ipynb|png|svg|jpe?g|gif|webp|pdf|html?|py|toml|ya?ml|json|js|ts|csv|puml"
    r"|drawio|mmd|sh|cfg|ini|go|rs|java|kt|sql|proto)$",
    re.I,
)
BUILT_IN = frozenset({"genindex", "modindex", "py-modindex", "search", "self"})
#: Pages that the Sphinx extension adds at the top of the documentation.
ADDED = frozenset({"freshness", "decision-log"})
IMPLICIT = re.compile(r"[\W_]+")


def find(view: View) -> Iterator[Finding]:
    """Report each link that leads nowhere."""
    site = Site(view)
    mender = Mender(site)
    catalog = view.catalog
    history = {record.path for record in catalog.records if catalog.kinds[record.kind].is_history}
    for path, document in view.documents.items():
        for link in document.links if path not in history else ():
            problem = site.problem(path, document, link)
            if problem:
                section = document.section_at(link.line)
                meant, fix = mender.mend(path, link)
                yield LINK_BROKEN.at(
                    Location(path, link.line),
                    problem,
                    section=section.anchor if section else "",
                    hint=f"did you mean `{meant}`?" if meant else site.nearest(link),
                    evidence=(("target", link.target), ("quoted", view.quote(path, link.line))),
                    fix=fix,
                )


class Site:
    """Knows every name a link may use."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.docs = view.settings.project.docs.strip("/")
        patterns = view.settings.records.patterns
        found = {folder_of(path, patterns) for path in view.snapshot.files} - {""}
        # The site shows each folder of records under its own path.
        self.mounts = {
            folder: folder
            for folder in sorted(found, key=len, reverse=True)
            if not folder.startswith(f"{self.docs}/")
        }
        self.labels = {
            simple(name)
            for document in view.documents.values()
            for name in (*document.targets, *(s.label for s in document.sections if s.label))
        }
        conf = (view.snapshot.read(f"{self.docs}/conf.py") or b"").decode("utf-8", "replace")
        self.makes_pages = any(
            name in conf
            for name in ("apidoc", "autosummary", "autoapi", "gallery", "breathe", "autodoc2")
        )
        self.ours = "archdocs.sphinxext" in conf
        self.foreign_pages = "intersphinx" in conf
        self.foreign_labels = (
            "intersphinx" in conf or "autosectionlabel" in conf or "autodoc" in conf
        )

    def problem(self, path: str, document: Document, link: Link) -> str:
        """Return what is wrong with a link, or an empty text."""
        if link.kind == "role":
            return self.role_problem(path, link)
        target = link.target.strip()
        if not target or SCHEME.match(target) or "{{" in target or "{%" in target:
            return ""
        if target in ("...", "#") or any(char in target for char in "<>{}$|*\\"):
            return ""
        place, _, fragment = target.partition("#")
        place = unquote(place.partition("?")[0])
        if not place:
            return self.fragment_problem(path, document, fragment, link)
        found = self.resolve(path, place)
        if found is None:
            if "/" not in place and not FILE.search(place):
                return ""  # MyST takes it for a label or the name of an object
            known = link.kind == "link" and simple(target) in self.labels
            return "" if known or self.made_elsewhere(path, place) else f"there is no `{place}`"
        if fragment and found in self.view.documents:
            return self.fragment_problem(found, self.view.documents[found], fragment, link)
        return ""

    def role_problem(self, path: str, link: Link) -> str:
        """Check a role of places."""
        target = link.target.strip()
        if not target or "{" in target or target.startswith("..."):
            return ""
        if link.role == "toctree":
            known = self.makes_pages or target in BUILT_IN or bool(SCHEME.match(target))
            known = known or self.resolve(path, target) is not None or self.adds(path, target)
            return "" if known else f"there is no document `{target}`"
        if link.role == "doc":
            known = ":" in target or self.resolve(path, target) is not None
            known = known or self.adds(path, target)
            known = known or (self.foreign_pages and not target.startswith(("/", ".")))
            return "" if known else f"there is no document `{target}`"
        if link.role == "download":
            known = bool(SCHEME.match(target)) or self.resolve(path, target) is not None
            return "" if known else f"there is no file `{target}`"
        if link.role in ("adr", "record"):
            kind = "adr" if link.role == "adr" else None
            catalog = self.view.catalog
            known = catalog.resolve(target, kind, catalog.package_at(path)) is not None
            return "" if known else f"there is no record `{target}`"
        if link.role == "ref" and not self.foreign_labels:
            known = simple(target) in self.labels or target in BUILT_IN or ":" in target
            return "" if known else f"there is no label `{target}`"
        return ""

    def adds(self, path: str, target: str) -> bool:
        """Say whether a name is that of a page which the Sphinx extension adds."""
        start = self.docs if target.startswith("/") else posixpath.dirname(path)
        place = posixpath.normpath(posixpath.join(start, target.lstrip("/")))
        return self.ours and place.removeprefix(f"{self.docs}/") in ADDED

    def resolve(self, path: str, place: str) -> str | None:
        """Return the file or folder that a place means for a document, or ``None``.

        What is outside of the project is not ours to say: it counts as there.
        """
        for spelled in self.spelled(path, place):
            if spelled.startswith("../") or spelled in ("..", ".") or self.exists(spelled):
                return spelled
        return None

    def spelled(self, path: str, place: str) -> Iterator[str]:
        """Yield the paths that a place may mean for a document, whether they are there or not.

        They are beside the document, at the top of the documentation and of the project, and
        where the site shows folders of records; a leading ``/`` skips the first.
        """
        if place.startswith("/"):
            starts = [f"{self.docs}/", ""]
        else:
            starts = [posixpath.dirname(path) + "/", *self.shown_beside(path)]
        for start in starts:
            joined = posixpath.normpath(start.lstrip("/") + place.lstrip("/"))
            if joined == ".." or joined.startswith("../"):
                yield joined
                return
            for candidate in (joined, self.unmounted(joined)):
                yield from (candidate + suffix for suffix in SUFFIXES)

    def exists(self, path: str) -> bool:
        """Say whether a file or folder is there."""
        return path in self.view.snapshot.known or self.view.snapshot.tree.exists(path)

    def shown_beside(self, path: str) -> list[str]:
        """Return the folder a record is shown in, where the site moves it."""
        for name, folder in self.mounts.items():
            if path.startswith(folder + "/"):
                inner = posixpath.dirname(path.removeprefix(folder + "/"))
                return [posixpath.join(self.docs, name, inner) + "/"]
        return []

    def unmounted(self, path: str) -> str:
        """Return where a path of the site is in the project: ``docs/adr/x`` is ``adr/x``."""
        inner = path.removeprefix(self.docs + "/")
        shown = any(inner == name or inner.startswith(f"{name}/") for name in self.mounts)
        return inner if shown else path

    def made_elsewhere(self, path: str, place: str) -> bool:
        """Say whether a generator may make the target: pages, and what themes add."""
        if place.endswith((".html", ".htm", ".xml", ".pdf", "/")):
            stem = re.sub(r"\.html?$", "", place)
            return path.startswith(self.docs + "/") or self.resolve(path, stem) is not None
        return "/_static/" in f"/{place}" or "/_images/" in f"/{place}"

    def fragment_problem(self, path: str, document: Document, fragment: str, link: Link) -> str:
        """Check a fragment against the headings and labels of its document."""
        name = unquote(fragment)
        if not is_document(path) or not name or name.startswith((":~:", "/", "L")):
            return ""
        names = {s.slug for s in document.sections} | {s.label for s in document.sections}
        names |= set(document.targets) | {simple(s.title) for s in document.sections}
        names |= {simple(item) for item in (*document.targets, *names)}
        if name in names or name.lower() in names or simple(name) in names | self.labels:
            return ""
        if re.match(r"(?:fn|id|cite|index|module|user-content)-?", name):
            return ""
        where = "this document" if not link.target.partition("#")[0] else f"`{path}`"
        return f"{where} has no heading or label `#{name}`"

    def nearest(self, link: Link) -> str:
        """Name the most similar target of the same sort."""
        if link.kind == "role" and link.role == "ref":
            close = difflib.get_close_matches(simple(link.target), sorted(self.labels), n=1)
        else:
            place = link.target.partition("#")[0]
            name = posixpath.basename(place)
            paths = [p for p in self.view.snapshot.files if name and posixpath.basename(p) == name]
            close = paths[:1] or difflib.get_close_matches(place, list(self.view.documents), n=1)
        return f"did you mean `{close[0]}`?" if close else "correct the target"


def simple(name: str) -> str:
    """Return a label as docutils makes it an id."""
    return IMPLICIT.sub("-", name.lower()).strip("-")
