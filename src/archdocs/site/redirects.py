"""Old addresses of pages in folders whose content moves on: aliases, and branches.

``latest/`` shows another version after each release, and a page that was renamed in between would
be gone for everybody who kept its address. There, a small page leads on to the new one. The folder
of a release never had the old address, and stays as it was built.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from archdocs.config import NAME
from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry

__all__ = ["LISTING", "SCRIPT", "Folder", "folders", "listing", "page", "resolve", "root_files"]

LISTING, SCRIPT = "redirects.json", "redirect.js"
WEB = re.compile(r"https?://[^\s\"'<>\\]+\Z", re.IGNORECASE)
#: Bytes of a page's name, and of each part of it: what is left of a path when `.html` is added.
LONGEST, LONGEST_PART = 1000, 250
#: Keeps what follows ``#`` and ``?``, which a refresh loses. It says nothing itself.
FOLLOW = """\
(function () {
  "use strict";
  var link = document.querySelector("link[rel=canonical]");
  if (!link) return;
  var to = new URL(link.href);
  if (location.search) to.search = location.search;
  if (location.hash) to.hash = location.hash;
  location.replace(to.href);
})();
"""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the site whose pages change, and where its old addresses lead.

    ``leads`` maps pages that are not there to pages that are, or to addresses in the web.
    """

    name: str
    slug: str
    leads: Mapping[str, str]

    def files(self) -> dict[str, bytes]:
        """Return the pages that lead on, by path inside the folder."""
        return {f"{old}.html": page(old, new).encode() for old, new in self.leads.items()}


def folders(
    entries: Sequence[Entry], moved: Moved, wished: Mapping[str, str]
) -> tuple[list[Folder], list[Finding]]:
    """Return the folders that lead on from old addresses, and what is wrong with wishes.

    ``wished`` is what the settings say. A wish that one version has no use for is no fault as
    long as another has.
    """
    found: list[Folder] = []
    faults: dict[str, Finding] = {}
    for entry in entries:
        names = [*entry.aliases]
        if entry.version.kind in ("branch", "remote"):
            names.insert(0, entry.version.slug)
        if not names:
            continue
        pages = set(entry.pages)
        leads, wrong = resolve(pages, moved.former(entry.version.slug, pages), wished)
        faults = {**wrong, **faults}
        found += [Folder(name, entry.version.slug, leads) for name in names]
    of_use = {old for folder in found for old in folder.leads}
    return found, [faults[old] for old in wished if old in faults and page_name(old) not in of_use]


def resolve(
    pages: set[str], former: Mapping[str, str], wished: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Finding]]:
    """Return where old addresses lead in a version with these pages, and what can't be, by wish.

    ``former`` are names that its pages have in other versions, with theirs. A way of several
    steps leads to its end at once.
    """
    steps = {was: now for was, now in former.items() if plain(was)}
    reasons: dict[str, str] = {}
    names = {}
    for old, new in wished.items():
        was, to = page_name(old), new if WEB.match(new) else page_name(new)
        if not plain(was) or not (WEB.match(new) or plain(to.partition("#")[0])):
            reasons[old] = "is not from a page to a page or web address"
        elif was in pages:
            reasons[old] = "would hide a page that is there"
        else:
            steps[was] = to
            names[was] = old
    leads = {}
    for was in sorted(steps):
        end = end_of(was, steps)
        if end is not None and (WEB.match(end) or end.partition("#")[0] in pages):
            leads[was] = end
        elif was in names:
            why = "a page that is not there" if end else "itself again"
            reasons[names[was]] = f"leads to {why}"
    return leads, {old: fault(old, wished[old], why) for old, why in reasons.items()}


def end_of(start: str, steps: Mapping[str, str]) -> str | None:
    """Return where a way ends, ``None`` when it goes in circles; a later fragment counts."""
    seen, at, fragment = {start}, start, ""
    while at in steps:
        if WEB.match(steps[at]):
            return steps[at]
        at, _, part = steps[at].partition("#")
        fragment = part or fragment
        if at in seen:
            return None
        seen.add(at)
    return f"{at}#{fragment}" if fragment else at


def page_name(text: str) -> str:
    """Return a page as it is named here: no slash before it, no ``.html`` after it."""
    path, mark, fragment = text.strip().lstrip("/").partition("#")
    name = f"{path}index" if not path or path.endswith("/") else path.removesuffix(".html")
    return f"{name}{mark}{fragment}"


def plain(name: str) -> bool:
    """Say whether a page's name stays inside its folder, on every system."""
    parts = name.split("/")
    odd = any(part in ("", ".", "..") or part.startswith(".") for part in parts)
    # Where a folder is called like a page, that page has its place; longer names no disk takes.
    odd = odd or any(part.endswith(".html") for part in parts[:-1])
    if odd or not name.isprintable() or re.search(r"[\\:*?\"<>|#]", name):
        return False
    return len(name.encode()) < LONGEST and all(len(part.encode()) < LONGEST_PART for part in parts)


def fault(old: str, new: str, why: str) -> Finding:
    """Say what is wrong with a redirect."""
    return codes.REDIRECT.at(Location(NAME), f"the redirect from {old} to {new} {why}")


def address(old: str, new: str) -> str:
    """Return the way from one page of a folder to another, or to the web."""
    if WEB.match(new):
        return new
    name, mark, fragment = new.partition("#")
    way = posixpath.relpath(f"{name}.html", posixpath.dirname(old) or ".")
    return quote(way) + (f"#{quote(fragment)}" if mark else "")


def page(old: str, new: str) -> str:
    """Return the page at an old address."""
    shown = html.escape(new if WEB.match(new) else new.partition("#")[0])
    return leading(old, address(old, new), shown)


def leading(where: str, to: str, shown: str) -> str:
    """Return a page that leads on with a script, without one, and by a link.

    ``where`` is its own name, ``to`` the way from there, ``shown`` what it says, as HTML.
    """
    to = html.escape(to, quote=True)
    up = "../" * (where.count("/") + 1)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{shown}</title>\n"
        f'<link rel="canonical" href="{to}">\n<meta name="robots" content="noindex">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<script src="{up}{SCRIPT}"></script>\n'
        f'<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>\n'
        f'</head>\n<body>\n<p>This page is now <a href="{to}">{shown}</a>.</p>\n</body>\n</html>\n'
    )


def root_files(found: Sequence[Folder]) -> dict[str, str]:
    """Return the files at the top of the site; none where nothing leads on."""
    listed = listing(found)
    if not listed:
        return {}
    return {LISTING: json.dumps(listed, indent=1, ensure_ascii=False) + "\n", SCRIPT: FOLLOW}


def listing(found: Sequence[Folder]) -> list[dict[str, str]]:
    """Return each old address with the new one, from the top of the site: for servers."""
    return [
        {
            "from": f"{folder.name}/{quote(old)}.html",
            "to": new if WEB.match(new) else f"{folder.name}/{address('', new)}",
        }
        for folder in found
        for old, new in sorted(folder.leads.items())
    ]
