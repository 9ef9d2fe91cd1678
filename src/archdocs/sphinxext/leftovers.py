"""Make a folder that an earlier build left hold what a build from nothing would."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sphinx.application import Sphinx

__all__ = ["prune", "read_index", "tidy_index"]

#: Where pages name the files that were copied for them.
ASSET = re.compile(r"(_(?:images|downloads)/[^\"'?#\s)&]+)")
INDEX = "Search.setIndex("


def prune(app: Sphinx, written: Iterable[str]) -> None:
    """Remove pages, sources and copied files of documents that are gone or changed."""
    out, env = Path(app.outdir), app.env
    kept = env.found_docs | set(written)
    named = {f"_images/{name}" for _, name in env.images.values()}
    named |= {f"_downloads/{name}" for _, name in env.dlfiles.values()}
    for path in sorted(out.rglob("*.html")):
        name = path.relative_to(out).as_posix()
        if name.startswith("_static/"):
            continue
        if name.removesuffix(".html") in kept:
            text = path.read_text("utf-8", "replace")
            named.update(html.unescape(unquote(found)) for found in ASSET.findall(text))
        else:
            path.unlink()
    named |= {f"_sources/{name}" for name in sources(app)}
    for folder in ("_sources", "_images", "_downloads"):
        for path in sorted((out / folder).rglob("*")):
            if path.is_file() and path.relative_to(out).as_posix() not in named:
                path.unlink()


def sources(app: Sphinx) -> Iterator[str]:
    """Yield the names that the sources of documents are copied to."""
    for docname in app.env.found_docs:
        ending = Path(app.env.doc2path(docname)).suffix
        yield f"{docname}{ending}"
        yield f"{docname}{ending}{app.config.html_sourcelink_suffix}"


def read_index(path: Path) -> dict[str, Any]:
    """Return Sphinx's search index; empty when there is none."""
    try:
        text = path.read_text("utf-8")
        data = json.loads(text.removeprefix(INDEX).removesuffix(")"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if text.startswith(INDEX) and isinstance(data, dict) else {}


def tidy_index(path: Path, before: dict[str, Any], written: set[str]) -> None:
    """Write the search index as a build from nothing does.

    One that was taken up again keeps terms that no page has any more, without pages, and has
    lost the index entries of pages that were not written again.
    """
    data = read_index(path)
    if not data:
        return
    for table in ("terms", "titleterms"):
        data[table] = {key: value for key, value in data[table].items() if value != []}
    entries: dict[str, list[Any]] = data.get("indexentries", {})
    places = {name: number for number, name in enumerate(data["docnames"])}
    for key, pairs in before.get("indexentries", {}).items():
        for number, *rest in pairs:
            name = before["docnames"][number]
            if name in places and name not in written:
                entries.setdefault(key, []).append([places[name], *rest])
    for key, pairs in entries.items():
        entries[key] = sorted([list(pair) for pair in {tuple(pair) for pair in pairs}])
    text = json.dumps(data, separators=(",", ":"), sort_keys=True)
    path.write_text(f"{INDEX}{text})", "utf-8")
