"""Which files are documents, and their scans, kept by blob."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from archdocs.freshness.anchors import glob_matches
from archdocs.freshness.facts import Facts
from archdocs.freshness.snapshot import Snapshot
from archdocs.records.folders import folder_of
from archdocs.settings import Settings
from archdocs.system.frontmatter import FrontMatter
from archdocs.system.markup import (
    Comment,
    Document,
    Ignore,
    Link,
    Quoted,
    Section,
    decode,
    is_document,
    scan,
)

__all__ = ["LFS_POINTER", "document_paths", "load_document"]

#: Folders whose documents are data: inputs of tests, templates, other people's code.
NOT_OURS = re.compile(
    r"(?:^|/)(?:tests?|testdata|fixtures|templates?|_templates|vendor|_vendor|third_party"
    r"|node_modules|site-packages|\.[^/]+|_site|_build)/"
)
#: What freshness reads of a page's front matter.
KEPT = ("covers", "owner", "review-every", "expires", "strict")
LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def document_paths(files: tuple[str, ...], settings: Settings) -> tuple[str, ...]:
    """Return the documents that are checked."""
    own = (settings.project.docs, *settings.records.patterns)
    return tuple(
        path
        for path in files
        if is_document(path)
        and not NOT_OURS.search(inside(path, own))
        and not path.startswith(settings.site.output.strip("/") + "/")
        and not any(glob_matches(pattern, path) for pattern in settings.freshness.exclude)
    )


def inside(path: str, patterns: tuple[str, ...]) -> str:
    """Return a path as seen from the configured folder it is in, which nothing rules out."""
    folder = folder_of(path, patterns)
    return path.removeprefix(f"{folder}/") if folder else path


def load_document(snapshot: Snapshot, facts: Facts, path: str) -> Document | None:
    """Return a document's scan, without its lines; ``None`` when the file can't be read."""
    blob = snapshot.blob(path)
    if not blob:
        return None
    key = f"{blob}:{'rst' if path.lower().endswith('.rst') else 'md'}"
    stored = facts.get("document", key)
    if stored is None:
        data = snapshot.read(path)
        if data is None:
            return None
        stored = facts.put("document", key, dump(scan(decode(data), path)))
    try:
        return restore(stored, path)
    except (KeyError, TypeError, ValueError):
        # Kept by another release, or damaged: what is there counts, not what was noted of it.
        data = snapshot.read(path)
        return None if data is None else restore(dump(scan(decode(data), path)), path)


def dump(document: Document) -> dict[str, Any]:
    """Return a document as JSON values."""
    front = document.front
    return {
        "sections": [list(dataclasses.astuple(item)) for item in document.sections],
        "links": [list(dataclasses.astuple(item)) for item in document.links],
        "quoted": [list(dataclasses.astuple(item)) for item in document.quoted],
        "comments": [[dict(c.values), c.line, list(c.problems)] for c in document.comments],
        "ignores": [list(dataclasses.astuple(item)) for item in document.ignores],
        "targets": list(document.targets),
        "defines": list(document.defines),
        "code": [list(dataclasses.astuple(item)) for item in document.code],
        "front": [plain(front.values), dict(front.lines), front.body_line],
    }


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of the front matter what freshness reads."""
    kept = {key: values[key] for key in KEPT if key in values}
    return {
        key: value if isinstance(value, str | list) else str(value) for key, value in kept.items()
    }


def restore(stored: Mapping[str, Any], path: str) -> Document:
    """Turn JSON values back into a document."""
    values, lines, body_line = stored["front"]
    return Document(
        path,
        (),
        tuple(Section(*item) for item in stored["sections"]),
        tuple(Link(*item) for item in stored["links"]),
        tuple(Quoted(*item) for item in stored["quoted"]),
        tuple(
            Comment({k: tuple(v) for k, v in c[0].items()}, c[1], tuple(c[2]))
            for c in stored["comments"]
        ),
        tuple(Ignore(*item) for item in stored["ignores"]),
        tuple(stored["targets"]),
        tuple(stored["defines"]),
        FrontMatter(values, lines, body_line),
        tuple(Quoted(*item) for item in stored["code"]),
    )
