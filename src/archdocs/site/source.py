"""Where a tree keeps its Sphinx documentation."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence

from archdocs.system.git import Git, TreeEntry

__all__ = ["DOCUMENTS", "find_docs", "made_with", "seen_through_links"]

#: Documents: a change of these in the working tree is no change of the configuration.
DOCUMENTS = frozenset({".md", ".rst", ".txt", ".ipynb"})
#: Links of one commit that are followed, at most.
MOST_LINKS = 50

#: Looked through in this order, after the configured folder.
USUAL = (
    *("docs", "doc", "docs/source", "doc/source", "source", "documentation", ""),
    *("docs/sphinx", "doc/sphinx", "docs/html", "docs/en", "doc/en", "docs/src", "sphinx"),
)
#: Files that say another tool makes the documentation, with the tool and what does its versions.
FOREIGN = {
    "mkdocs.yml": ("MkDocs", "mike"),
    "mkdocs.yaml": ("MkDocs", "mike"),
    "zensical.toml": ("Zensical", "mike"),
    "antora-playbook.yml": ("Antora", "Antora itself"),
    "book.toml": ("mdBook", ""),
    "docusaurus.config.js": ("Docusaurus", "docusaurus docs:version"),
    "docusaurus.config.ts": ("Docusaurus", "docusaurus docs:version"),
    "docs/_config.yml": ("Jekyll", ""),
    "myst.yml": ("MyST's own engine", ""),
    "docs/myst.yml": ("MyST's own engine", ""),
}


def find_docs(has: Callable[[str], bool], configured: str = "docs") -> str | None:
    """Return the folder that holds ``conf.py``, relative to the root, or ``None``.

    ``has`` says whether a file is in the tree. An empty string is the root itself. Old
    versions of a project may have kept their documentation elsewhere, so each tree is asked.
    """
    first = configured.strip("/").removeprefix("./")
    for folder in dict.fromkeys((first, f"{first}/source", *USUAL)):
        clean = "" if folder == "." else folder
        if has(f"{clean}/conf.py" if clean else "conf.py"):
            return clean
    return None


def seen_through_links(git: Git, entries: Sequence[TreeEntry]) -> Iterator[str]:
    """Yield the paths that files of a commit have by way of links to folders inside of it."""
    for link in [entry for entry in entries if entry.mode == "120000"][:MOST_LINKS]:
        with git.blobs() as reader:
            target = reader.read(link.blob).decode("utf-8", "replace")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(link.path), target))
        for entry in entries:
            if entry.path.startswith(f"{place}/"):
                yield link.path + entry.path.removeprefix(place)


def made_with(has: Callable[[str], bool]) -> tuple[str, str, str] | None:
    """Return which other tool makes a tree's documentation, ``None`` where nothing tells.

    That is the file that tells, the tool, and what makes versions with it (or nothing).
    """
    for name, (tool, versions) in FOREIGN.items():
        if has(name):
            return name, tool, versions
    return None
