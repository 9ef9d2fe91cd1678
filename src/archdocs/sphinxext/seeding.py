"""Build a version from what the build of its neighbour left, to the same bytes.

Two releases differ in few pages. Sphinx can take up where it stopped, but it judges by the
times of files and leaves pages alone whose navigation or links have changed (its issue
5506). So this extension keeps a state beside the doctrees: the digest of each document with
all it includes, the names it refers to, and what of the whole documentation shows on every
page. From these follow the pages to read again and, exactly or more, the pages to write
again; what no page needs any more is removed. Where a result could depend on the order of
reading (a label that two pages define), the state is marked useless and the next version
starts from nothing.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__
from archdocs.site.running import running_code
from archdocs.sphinxext.fingerprint import (
    NOTES_LISTED,
    Global,
    content_of,
    fingerprint,
    forget_numbers,
    in_any_order,
    laid_out_by,
    linked_file,
    lists_todos,
    names_in,
    put_in_order,
)
from archdocs.sphinxext.headings import Headings
from archdocs.sphinxext.leftovers import prune, read_index, tidy_index
from archdocs.sphinxext.objectdigest import digest_of
from archdocs.sphinxext.remarks import Listener
from archdocs.sphinxext.seedstate import FORMAT, STATE, clear_useless, read_state
from archdocs.sphinxext.takeover import Takeover, is_plain

__all__ = ["Seeding", "of", "setup"]

#: What shows when a page was built cannot be had by comparing sources.
DATED = re.compile(r"\|today\||\bsub-ref\b")
#: Warnings about things whose meaning depends on which page was read last.
DUPLICATE = re.compile(r"duplicate|multiple|more than one", re.IGNORECASE)


#: Extensions that make a list of the pages that a build writes, which must then be all.
COLLECTING = frozenset({"sphinx_sitemap", "sphinx_llms_txt"})
#: What Sphinx says of documents together, in each build that read any.
TOGETHER = "[toc.not_included]"

#: The builds of this process, by the folder of their doctrees.
KNOWN: dict[str, Seeding] = {}


def of(app: Sphinx) -> Seeding:
    """Return what is known of a build."""
    return KNOWN[str(app.doctreedir)]


class Seeding:
    """What one build knows of the last one, and notes for the next."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.before = read_state(Path(app.doctreedir), f"before-{STATE}")
        self.documents: dict[str, dict[str, Any]] = dict(self.before.get("documents", {}))
        self.reread: set[str] = set()
        self.written: set[str] = set()
        self.headings = Headings(shown=bool(self.before.get("headings_shown")))
        self.seen: Global = {}
        self.index = read_index(Path(app.outdir, "searchindex.js")) if self.before else {}
        self.modules: dict[str, str] = {}
        self.consistency_checked = False
        self.usable = False
        self.listener = Listener(app)
        self.takeover = Takeover(app, self.documents)

    def outdated(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], _: set[str]
    ) -> list[str]:
        """Return the documents that differ from those that were read."""
        return [
            docname
            for docname in sorted(env.found_docs - added - changed)
            if (known := self.documents.get(docname, {})).get("always", True)
            or known.get("digest") != content_of(env, docname)
            or any(Path(path).is_file() != there for path, there in known["links"].items())
        ]

    def source_read(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """Note a document that is being read."""
        self.reread.add(docname)
        always = bool(DATED.search(content[0]))
        self.documents[docname] = {"always": always, "refs": [], "links": {}}

    def include_read(self, app: Sphinx, path: Path, _: str, content: list[str]) -> None:
        """Note what a document includes; MyST passes a name that may lack the folder."""
        if DATED.search(content[0]):
            self.documents[app.env.current_document.docname]["always"] = True

    def doctree_read(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the names a document refers to."""
        known = self.documents[app.env.current_document.docname]
        refs = {NOTES_LISTED} if lists_todos(doctree) else set()
        for node in doctree.findall(addnodes.pending_xref):
            for key, value in node.attributes.items():
                if key not in ("refdoc", "ids", "classes"):
                    refs |= names_in(value)
            known["links"] |= linked_file(app.env, node)
        known["refs"] = sorted(refs)
        for image in doctree.findall(nodes.image):
            # A name with any suffix may mean another file tomorrow.
            known["always"] |= str(image.get("uri", "")).endswith(".*")

    def doctree_done(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note whether a document is about itself only, when all others have dealt with it."""
        self.documents[app.env.current_document.docname]["plain"] = is_plain(doctree)

    def updated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages to write again although they were not read again."""
        for gone in set(self.documents) - env.found_docs:
            del self.documents[gone]
        forget_numbers(env)
        put_in_order(env)
        for docname in self.reread:
            self.documents[docname]["digest"] = content_of(env, docname)
        # Numbered as they are met, so that an older numbering would stay.
        for name in ("_search_index_objtypes", "_search_index_objnames"):
            getattr(env, name, {}).clear()
        self.seen = fingerprint(env, [*laid_out_by(app)])
        names = self.seen_changes() if self.before else set()
        self.renew_modules(env, everything=names is None or self.navigation_changed)
        if names is None:
            return sorted(env.found_docs)
        changed = {
            docname
            for docname in env.found_docs
            if names.intersection(self.documents.get(docname, {}).get("refs", ()))
        }
        if self.navigation_changed:
            changed.update(self.takeover.choose(env.found_docs - changed - self.reread))
        return sorted(changed)

    def seen_changes(self) -> set[str] | None:
        """Return the names whose meaning changed; ``None`` when any body may show it."""
        if COLLECTING.intersection(self.app.extensions):
            return None
        old: Global = self.before["global"]
        if old["everywhere"] != self.seen["everywhere"]:
            return None
        changed: set[str] = set()
        for part in ("headings", "names"):
            was, now = old[part], self.seen[part]
            for key in was.keys() | now.keys():
                if was.get(key) != now.get(key):
                    changed |= names_in(json.loads(key))
        return changed

    @property
    def navigation_changed(self) -> bool:
        """Whether something changed that themes show beside every page."""
        old: Global = self.before.get("global") or self.seen
        parts = ("navigation", "headings") if self.headings.shown else ("navigation",)
        return any(old[part] != self.seen[part] for part in parts)

    def renew_modules(self, env: BuildEnvironment, *, everything: bool) -> None:
        """Remove the listings of modules that changed: viewcode writes those that it misses."""
        listed = getattr(env, "_viewcode_modules", {})
        now = {name: digest_of(entry) for name, entry in listed.items() if entry}
        before = {} if everything else self.before.get("modules", {})
        self.modules = now
        folder = Path(self.app.outdir, "_modules")
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
            if name not in now or now[name] != before.get(name):
                path.unlink()
        self.written |= {f"_modules/{name.replace('.', '/')}" for name in now}

    def checked(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Note that Sphinx has looked at the documents together."""
        self.consistency_checked = True

    def reading_done(self, app: Sphinx, builder: object) -> None:
        """Note whose warnings are heard from here on."""
        resolve = app.env.get_and_resolve_doctree
        self.listener.phase = "writing"

        @functools.wraps(resolve)
        def get_and_resolve_doctree(docname: str, *args: Any, **given: Any) -> Any:
            self.listener.writing = docname
            return resolve(docname, *args, **given)

        # The environment has been stored by now.
        app.env.get_and_resolve_doctree = get_and_resolve_doctree  # type: ignore[method-assign]

    def page(self, app: Sphinx, name: str, *_: object) -> None:
        """Note a page that is written."""
        self.written.add(name)

    def remarks(self) -> list[str]:
        """Return all warnings of the version: this build's, and those of pages left as they are.

        The state for the next build is complete with these, and written.
        """
        self.listener.stop()
        told: dict[tuple[str, str], list[str]] = {}
        for phase, docname, text in self.listener.heard:
            key = ("together", "") if TOGETHER in text else (phase, docname)
            told.setdefault(key, []).append(text)
        together = told.get(("together", ""), [])
        if not self.consistency_checked:
            together = list(self.before.get("together", ()))
        found: list[str] = []
        for phase, again in (("reading", self.reread), ("writing", self.written)):
            found += told.get((phase, ""), ())
            for docname in sorted(self.documents):
                known = self.documents[docname]
                if docname in again:
                    known[phase] = told.get((phase, docname), [])
                found += known.get(phase, ())
            found += together if phase == "reading" else ()
        self.usable = in_any_order(self.app.env) and not any(map(DUPLICATE.search, found))
        self.save(together)
        return found

    @property
    def in_vain(self) -> bool:
        """Whether it turned out that the order of reading matters, so that this must not count."""
        return bool(self.before) and not self.usable

    def finish(self, app: Sphinx, error: Exception | None) -> None:
        """Remove what no page needs."""
        if error is None:
            prune(app, self.written)
            anew = self.written.difference(self.takeover.taken)
            tidy_index(Path(app.outdir, "searchindex.js"), self.index, anew)
            self.takeover.forget()

    def save(self, together: list[str]) -> None:
        """Leave the state for the next build."""
        state = {
            "format": FORMAT,
            "usable": self.usable,
            "documents": self.documents,
            "global": self.seen,
            "headings_shown": self.headings.shown,
            "taken_over": self.takeover.taken,
            "modules": self.modules,
            "together": together,
        }
        (Path(self.app.doctreedir) / STATE).write_text(json.dumps(state), "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take up what the last build left, and leave as much; called before Sphinx reads any."""
    # Looked at before anything is read of what the last version left.
    clear_useless(Path(app.doctreedir), Path(app.outdir), all_of_it=running_code(app.extensions))
    made = KNOWN[str(app.doctreedir)] = Seeding(app)
    app.connect("env-get-outdated", made.outdated)
    app.connect("source-read", made.source_read, priority=1)
    app.connect("include-read", made.include_read)
    app.connect("doctree-read", made.doctree_read, priority=1)
    # The last event before pages are chosen: by now numbers are given.
    app.connect("env-get-updated", made.updated, priority=950)
    app.connect("env-check-consistency", made.checked)
    app.connect("doctree-read", made.doctree_done, priority=999)
    app.connect("builder-inited", made.headings.watch)
    app.connect("builder-inited", made.takeover.begin)
    app.connect("write-started", made.reading_done)
    app.connect("html-page-context", made.page, priority=1)
    app.connect("build-finished", made.finish)
    return {
        "version": __version__,
        "parallel_read_safe": False,
        "parallel_write_safe": False,
    }
