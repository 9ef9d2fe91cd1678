"""Who is asked about a section.

Its own ``owner``, that of a section around it, of the page, of the record, and otherwise
whom ``CODEOWNERS`` names for the file.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator

from archdocs.finding import Finding
from archdocs.freshness.anchors import glob_matches
from archdocs.freshness.view import View
from archdocs.system.markup import Document, decode
from archdocs.system.tree import Tree

__all__ = ["code_owners", "owner_of", "owners_in", "with_owner"]

CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")


def with_owner(view: View, finding: Finding) -> Finding:
    """Return a finding about a stale section with its owner, where one is known."""
    known = dict(finding.evidence)
    if not finding.code.startswith("stale.") or "owner" in known:
        return finding
    owner = owner_of(view, finding.location.path, finding.section)
    if not owner:
        return finding
    return dataclasses.replace(finding, evidence=(*finding.evidence, ("owner", owner)))


def owner_of(view: View, path: str, anchor: str) -> str:
    """Return the owner of a section of a document, or an empty text."""
    document = view.documents.get(path)
    if document is None:
        return ""
    return owners_in(view, document).get(anchor, "")


def owners_in(view: View, document: Document) -> dict[str, str]:
    """Return the owner of each section of a document, by its anchor; ``""`` is the page's."""
    own: dict[str, str] = {}
    for comment in document.comments:
        section = document.section_at(comment.line)
        if comment.values.get("owner"):
            anchor = section.anchor if section and section.level else ""
            own.setdefault(anchor, comment.values["owner"][0])
    page = own.get("") or owner_of_page(view, document)
    found = {"": page}
    open_levels: list[tuple[int, str]] = []
    for section in document.sections:
        while open_levels and open_levels[-1][0] >= section.level:
            open_levels.pop()
        outer = open_levels[-1][1] if open_levels else page
        owner = own.get(section.anchor) or outer
        found[section.anchor] = owner
        open_levels.append((section.level, owner))
    return found


def owner_of_page(view: View, document: Document) -> str:
    """Return whom the front matter, the record or ``CODEOWNERS`` names."""
    given = document.front.values.get("owner")
    if isinstance(given, list) and given:
        given = given[0]
    if isinstance(given, str) and given.strip():
        return given.strip()
    record = next((r for r in view.catalog.records if r.path == document.path), None)
    if record is not None and record.owner:
        return record.owner
    return code_owner(view, document.path)


def code_owner(view: View, path: str) -> str:
    """Return what the last fitting line of ``CODEOWNERS`` says."""
    name = next((each for each in CODEOWNERS if each in view.snapshot.known), "")
    rules = rules_of(decode(view.snapshot.read(name) or b"")) if name else ()
    return last_fitting(rules, path)


def code_owners(tree: Tree) -> Callable[[str], str]:
    """Return a function that says whom the ``CODEOWNERS`` of a tree names for a path."""
    known = frozenset(tree.files())
    name = next((each for each in CODEOWNERS if each in known), "")
    rules = tuple(rules_of(decode(tree.read(name) or b""))) if name else ()
    return functools.cache(lambda path: last_fitting(rules, path))


def last_fitting(rules: Iterable[tuple[str, str]], path: str) -> str:
    """Return the owners of the last rule that fits a path."""
    owner = ""
    for pattern, owners in rules:
        if fits(pattern, path):
            owner = owners
    return owner


def rules_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pattern and the owners of each line."""
    for line in text.split("\n"):
        words = line.partition("#")[0].split()
        if words and not words[0].startswith(("[", "^[", "!")):
            yield words[0], " ".join(words[1:])


def fits(pattern: str, path: str) -> bool:
    """Match a path as ``.gitignore`` would, so far as ``CODEOWNERS`` may."""
    bare = pattern.strip("/")
    if "/" not in bare and not pattern.startswith("/"):
        bare = f"**/{bare}"
    return glob_matches(bare, path) or glob_matches(f"{bare}/**", path)
