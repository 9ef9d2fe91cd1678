"""What of a whole documentation shows on single pages, as digests that can be compared.

Titles, the toctree and numbers show on every page, in its navigation. A label, a term or a
function shows where a page refers to its name. Whatever an extension keeps that nothing is
known of is taken to show everywhere: that costs time and never a wrong page.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from archdocs.sphinxext.objectdigest import digest_of
from archdocs.system.cache import digest

__all__ = [
    "NOTES_LISTED",
    "Global",
    "content_of",
    "fingerprint",
    "forget_numbers",
    "in_any_order",
    "laid_out_by",
    "linked_file",
    "lists_todos",
    "names_in",
    "put_in_order",
]

#: ``everywhere`` and ``navigation``, which is beside every page's body: a digest each.
#: ``headings`` and ``names``: a digest for each key, which is JSON.
Global = dict[str, Any]

#: Tables by name whose entries show only where a page refers to their keys.
BY_NAME = frozenset({"std", "py", "js", "rst", "math", "citation", "c", "cpp"})
#: Domains and tables that no page but generated ones shows, which are written each time.
UNSEEN = frozenset({"index", "changeset"})
#: The name that pages with a list of all notes to do refer to.
NOTES_LISTED = "notes to do"
UNSEEN_TABLES = frozenset({"citation_refs", "version"})
#: Attributes of the environment that are compared here, or that Sphinx itself keeps true.
KNOWN = frozenset({
    "_app", "_builder_cls", "_doctreedir", "_pickled_doctree_cache", "_registry", "_srcdir",
    "_viewcode_modules", "_write_doc_doctree_cache", "all_docs", "app", "archdocs_diagram_digests",
    "archdocs_digests", "archdocs_shown", "config", "config_status", "config_status_extra",
    "current_document", "dependencies",
    "dlfiles", "doctreedir", "domaindata", "domains", "events", "files_to_rebuild", "found_docs",
    "glob_toctrees", "images", "included", "longtitles", "metadata", "numbered_toctrees",
    "original_image_uri", "project", "ref_context", "reread_always", "settings", "srcdir",
    "temp_data", "titles", "toc_fignumbers", "toc_num_entries", "toc_secnumbers", "tocs",
    "toctree_includes", "version",
    "_search_index_all_titles", "_search_index_filenames", "_search_index_index_entries",
    "_search_index_mapping", "_search_index_objnames", "_search_index_objtypes",
    "_search_index_title_mapping", "_search_index_titles",
})  # fmt: skip
SOURCE = re.compile(r"\.(?:md|rst|txt|ipynb)\Z")


def fingerprint(env: BuildEnvironment, more: Iterable[str]) -> Global:
    """Return the digests of what an environment holds for all its pages.

    ``more`` is what else shows on every page.
    """
    titles = {name: title.pformat() for name, title in env.titles.items()}
    long_titles = {name: title.pformat() for name, title in env.longtitles.items()}
    navigation = [titles, long_titles, env.toctree_includes, sorted(env.found_docs)]
    everywhere: list[Any] = [
        sorted(env.numbered_toctrees),
        env.toc_secnumbers,
        env.toc_fignumbers,
        list(more),
        sorted(indices(env)),
        {key: value for key, value in vars(env).items() if key not in KNOWN},
    ]
    names: dict[str, str] = {}
    for key, value in tables(env):
        if key is None:
            everywhere.append(value)
        else:
            names[key] = digest_of(value)
    headings = {json.dumps([name]): digest_of(toc) for name, toc in env.tocs.items()}
    names.update({json.dumps([name]): digest_of(data) for name, data in env.metadata.items()})
    for name, title in titles.items():
        names[json.dumps([name, "\0title"])] = digest_of([title, long_titles.get(name)])
    return {
        "everywhere": digest_of(everywhere),
        "navigation": digest_of(navigation),
        "headings": headings,
        "names": names,
    }


def indices(env: BuildEnvironment) -> Iterator[str]:
    """Yield the indices that there is something for: themes link to these from every page."""
    for domain in env.domains.values():
        for index in domain.indices:
            # What fails here fails again where the index is made, if it is made at all.
            with contextlib.suppress(Exception):
                if index(domain).generate()[0]:
                    yield f"{domain.name}-{index.name}"


def tables(env: BuildEnvironment) -> Iterator[tuple[str | None, Any]]:
    """Yield each entry of the domains with its key, and what is no entry with ``None``."""
    for domain, data in sorted(env.domaindata.items()):
        if domain in UNSEEN:
            continue
        if domain == "todo":
            # Lists of them show the lines too.
            notes = {
                name: [(each.line, each) for each in own] for name, own in data["todos"].items()
            }
            yield json.dumps([NOTES_LISTED]), notes
            continue
        for table, entries in sorted(data.items()):
            if table in UNSEEN_TABLES:
                continue
            if table == "root_symbol":
                yield None, (domain, table, sorted(declared(entries)))
                continue
            if domain not in BY_NAME or not isinstance(entries, dict):
                yield None, (domain, table, entries)
                continue
            for key, value in entries.items():
                words = list(strings(key))
                yield json.dumps([*words, f"\0{domain}\0{table}"]), value


def declared(symbols: Any) -> Iterator[str]:
    """Yield what is declared in a tree of symbols of C or C++, each with where and as what."""
    for symbol in symbols.get_all_symbols():
        if symbol.declaration is not None:
            name, told = symbol.get_full_nested_name(), symbol.declaration
            yield f"{name} {symbol.docname} {told.objectType} {told.get_newest_id()} {told}"


def names_in(value: Any) -> set[str]:
    """Return the names in a reference, or in the key of what it may refer to.

    References are written in many ways (``../a.md#b``, ``mod.Class.meth``, ``Some Label``);
    both sides are taken apart alike, so that they have a name in common.
    """
    found: set[str] = set()
    for text in strings(value):
        if text.startswith("\0"):
            continue
        path, _, anchor = text.lower().partition("#")
        path = SOURCE.sub("", path)
        found |= {text.lower(), path, path.rpartition("/")[2], path.rpartition(".")[2], anchor}
        found.add(" ".join(text.lower().split()))
    found.discard("")
    return found


def strings(value: Any) -> Iterator[str]:
    """Yield the strings in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from strings(item)


def forget_numbers(env: BuildEnvironment) -> None:
    """Take the numbers off documents that no numbered toctree lists any more; Sphinx doesn't."""
    for docname in env.found_docs - env.toc_secnumbers.keys():
        for titles in (env.titles, env.longtitles):
            if docname in titles:
                titles[docname].attributes.pop("secnumber", None)
        if docname in env.tocs:
            for entry in env.tocs[docname].findall(nodes.reference):
                entry.attributes.pop("secnumber", None)


def put_in_order(env: BuildEnvironment) -> None:
    """Put what domains keep by document into the order in which a build from nothing reads them.

    Lists of all that there is (notes to do, say) are shown in the order of these tables.
    """
    for data in env.domaindata.values():
        for table in data.values():
            if isinstance(table, dict) and len(table) > 1 and table.keys() <= env.found_docs:
                entries = sorted(table.items())
                table.clear()
                table.update(entries)


def content_of(env: BuildEnvironment, docname: str) -> str:
    """Return a digest of a document's file and of every file it depends on."""
    parts: list[str | bytes] = []
    source = Path(env.doc2path(docname))
    others = (Path(env.srcdir, name) for name in sorted(env.dependencies.get(docname, ())))
    for path in (source, *others):
        parts += [str(path), contents(path)]
    return digest(*parts)


def lists_todos(doctree: nodes.document) -> bool:
    """Say whether a page lists the notes to do of all pages."""
    return any(type(node).__name__ == "todolist" for node in doctree.findall(nodes.Element))


def linked_file(env: BuildEnvironment, node: addnodes.pending_xref) -> dict[str, bool]:
    """Return the file that a link of MyST names, and whether it was there when it was read.

    What kind of link is made depends on that, and nothing notes it.
    """
    if node.get("reftype") != "myst":
        return {}
    if node.get("refdomain") == "doc":
        return {str(env.doc2path(node["reftarget"])): True}
    path = str(node["reftarget"]).partition("#")[0]
    return {env.relfn2path(path, node["refdoc"])[1]: False} if path else {}


def laid_out_by(app: Sphinx) -> Iterator[str]:
    """Yield what every page depends on besides the documents.

    That is the theme, when it was built, where the theme says so, and the project's own
    templates and static files, whose digests are in the addresses that pages load them from.
    """
    config = app.config
    yield f"{config.html_theme} {json.dumps(config.html_theme_options, default=str)}"
    yield os.environ.get("SOURCE_DATE_EPOCH", "") if config.html_last_updated_fmt else ""
    # Sphinx writes its documents again when these change, not what extensions make beside them.
    yield str(getattr(getattr(app.builder, "build_info", None), "config_hash", ""))
    for name in (*config.templates_path, *config.html_static_path):
        top = Path(app.confdir, name)
        for path in sorted(top.rglob("*")) if top.is_dir() else (top,):
            yield digest(str(path), contents(path))


def contents(path: Path) -> bytes:
    """Return a file's bytes; nothing for one that can't be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return b""


def in_any_order(env: BuildEnvironment) -> bool:
    """Say whether reading documents in another order could change no output."""
    taken = (name != Path(uri).name for uri, (_, name) in env.images.items())
    return not any(taken)
