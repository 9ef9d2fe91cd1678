"""Search over a version's pages by Pagefind: its index, made once, beside the pages.

The index says nothing of versions, so it is kept and linked like all other files of a version;
the search page asks those of other versions, too, and merges the answers. Pagefind answers only
over HTTP, so from a folder on disk, and where it can't run, the page asks Sphinx's own index.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from archdocs.errors import ArchdocsError, EnvironmentFault
from archdocs.finding import Location
from archdocs.project import Project
from archdocs.settings import SiteSettings
from archdocs.site import codes
from archdocs.site.make import Made, collect
from archdocs.site.pagefind import program
from archdocs.site.plan import Planned
from archdocs.site.searchable import EXCLUDED, copies, facts
from archdocs.system import sandbox
from archdocs.system.policy import Limits, Policy
from archdocs.system.scratch import claimed

__all__ = ["FOLDER", "search_page", "searched", "with_index"]

#: Where the index is, in a version's folder. Pagefind's script knows the pages from this name.
FOLDER = "_pagefind"
ENTRY = "pagefind-entry.json"
#: What each result is, written by us.
LISTED = "pages.json"
#: What Pagefind's files begin with, and the most that is read of one page's (bytes).
SIGNATURE = b"pagefind_dcd"
LARGEST = 8 << 20
ASSETS = Path(__file__).parent / "assets"
OURS = ("search.js", "search.css")
MEMORY_MIB = 2048
#: What Sphinx's search page loads, which is loaded later, if at all; Read the Docs starts it
#: from within the page.
OWN_SCRIPTS = re.compile(
    r'<script\b[^<>]{0,200}?\bsrc="(?P<src>[^"<>]{0,200}(?:searchtools|language_data|searchindex)'
    r'\.js[^"<>]{0,200})"[^<>]{0,200}>'
    r"\s*</script>\s*"
    r"|<script>\s*jQuery\(function\(\) \{ Search\.loadIndex\("
    r'"(?P<index>[^"<>]{0,200})"\); \}\);\s*</script>'
)


def with_index(project: Project, planned: Planned, made: Made) -> Made:
    """Return what was made of a version with the index of its pages, where that is wanted.

    Where Pagefind fails, the pages keep Sphinx's search and a finding says why.
    """
    place = program()
    if made.error is not None or place is None or project.settings.site.search == "sphinx":
        return made
    page = made.files.get("search.html", b"").decode("utf-8", "replace")
    ours = search_page(page)
    if ours == page:
        return made  # A theme with a search of its own.
    try:
        index = indexed(place, made.files, planned.docs or "", project.settings.site)
    except ArchdocsError as error:
        where = Location(planned.docs or "")
        fault = codes.SEARCH_FAILED.at(where, f"no search over versions: {error.message}")
        return replace(made, notes=(*made.notes, fault))
    if not index:
        return made
    return replace(made, files={**made.files, **index, "search.html": ours.encode()})


def indexed(
    place: Path, files: Mapping[str, bytes], docs: str, settings: SiteSettings
) -> dict[str, bytes]:
    """Have Pagefind read copies of the pages, confined, and return the files it wrote.

    Raises :class:`EnvironmentFault` when it doesn't end well.
    """
    with claimed("archdocs-search-") as scratch:
        pages = scratch / "pages"
        found = False
        for name, copy in copies(files):
            found = True
            target = pages / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(copy, "utf-8")
        if not found:
            return {}
        limits = Limits(
            memory_mib=MEMORY_MIB, cpu_seconds=settings.timeout, seconds=settings.timeout
        )
        policy = Policy(
            read=(place.parent,), write=(scratch,), limits=limits, mode=settings.sandbox
        )
        words = [str(place), "--site", "pages", "--output-path", "index", "--silent"]
        words += ["--keep-index-url", "--exclude-selectors", ", ".join(EXCLUDED)]
        done, _ = sandbox.run(words, policy, cwd=scratch)
        if done.status:
            said = done.error_text.strip().splitlines() or [f"status {done.status}"]
            raise EnvironmentFault(f"Pagefind ended with: {said[-1][:200]}")
        made = collect(scratch / "index")
    kept = {name: data for name, data in made.items() if needed(name, made)}
    ours = {name: (ASSETS / name).read_bytes() for name in OURS}
    ours[LISTED] = listed(made, facts(files.get("records.json", b""), docs))
    return {f"{FOLDER}/{name}": data for name, data in sorted({**kept, **ours}.items())}


def listed(made: Mapping[str, bytes], records: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return what our page knows of each result before it loads it, by Pagefind's id.

    That is its page, and the kind and status of the record it shows. Pagefind's own filters
    would tell the same, but it writes them in another order each time.
    """
    found = {}
    for name, data in made.items():
        folder, _, ident = name.removesuffix(".pf_fragment").rpartition("/")
        if folder != "fragment":
            continue
        page = page_in(data)
        said = records.get(page, {})
        found[ident] = [page, said.get("kind", "page"), said.get("status", "")]
    return json.dumps(found, separators=(",", ":"), sort_keys=True).encode()


def page_in(fragment: bytes) -> str:
    """Return the page a fragment is of; what the child wrote may be anything."""
    try:
        text = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(fragment, LARGEST)
        url = json.loads(text[len(SIGNATURE) :])["url"]
        return str(url).lstrip("/").removesuffix(".html")
    except (zlib.error, ValueError, TypeError, KeyError, RecursionError):
        return ""


def needed(name: str, made: Mapping[str, bytes]) -> bool:
    """Say whether our search page uses a file: the index, the engine, and not Pagefind's own UI."""
    if name.startswith("wasm."):
        return name.split(".")[1] in languages(made)
    return name in ("pagefind.js", ENTRY) or name.endswith(
        (".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter")
    )


def languages(made: Mapping[str, bytes]) -> frozenset[str]:
    """Return the languages whose stemmers an index uses."""
    try:
        known = json.loads(made[ENTRY])["languages"].values()
        return frozenset(str(each["wasm"] or "unknown") for each in known)
    except (ValueError, TypeError, KeyError, AttributeError):
        return frozenset()


def search_page(page: str) -> str:
    """Return Sphinx's search page with our script, which starts Sphinx's where it is needed."""
    later = [found["src"] or found["index"] for found in OWN_SCRIPTS.finditer(page)]
    if not later:
        return page
    # The index calls the script that it is for, which some themes name after it.
    later.sort(key=lambda src: "searchindex.js" in src)
    rest = OWN_SCRIPTS.sub("", page)
    script, style = (f"{FOLDER}/{name}?v={stamp(name)}" for name in OURS)
    ours = (
        f'<link rel="stylesheet" href="{style}">\n'
        f'<script defer src="{script}" data-sphinx="{html.escape(" ".join(later))}"></script>\n'
    )
    return rest.replace("</head>", f"{ours}</head>", 1)


def stamp(name: str) -> str:
    """Return what changes with a file of ours, for browsers that keep it."""
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:8]


def searched(names: Mapping[str, object]) -> bool:
    """Say whether a version's files hold an index."""
    return f"{FOLDER}/{ENTRY}" in names
