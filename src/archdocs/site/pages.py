"""The files at the top of a site: the list of versions, the way in, what search engines read.

``versions.json`` is a list of objects, for scripts and for pydata-sphinx-theme's and mike's
readers:

- ``version``: the folder; ``name`` and ``title``: the ref's name, and it with its alias;
- ``url``: the address of the version, absolute where ``site.url`` is set; ``aliases``: the names
  that lead here;
- ``preferred``: whether readers should be here; ``released``, ``prerelease``: a tag of a
  release, or of a candidate; ``note``: what the settings call it, or nothing;
- ``status``: ``ok`` or ``kept`` (the last build failed, these are earlier pages);
- ``commit``: the full id; ``date``: of the commit, in UTC.

``versions.js`` holds the same for the switcher, with the pages of each version: ``fetch``
doesn't work from ``file://``, a script does. It also has the versions without pages, whose
``status`` is ``failed`` and whose ``url`` is ``null``. ``pages`` lists every page once, and each
version's ``missing`` the positions of those it lacks; ``moved`` are lists of names that one
page had in different versions, and a version's ``others`` name, by the position of the list,
pages that are called so there and are none of it.
"""

from __future__ import annotations

import datetime
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from archdocs.site.moved import Moved
from archdocs.site.versions import Version

__all__ = ["Entry", "root_files"]

#: No page was renamed.
NONE = Moved()
#: Pages that are of no use to who comes from a search engine.
UNLISTED = ("search", "404")
#: URLs that one file of a sitemap may have, says sitemaps.org.
MOST_URLS = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A version with the state of its pages (``ok``, ``kept`` or ``failed``) and their names.

    ``search`` is whether the search page of other versions can ask this one's index.
    """

    version: Version
    status: str
    pages: tuple[str, ...]
    aliases: tuple[str, ...]
    search: bool = False

    @property
    def titled(self) -> str:
        """The version's title with its aliases."""
        return self.version.title + (f" ({', '.join(self.aliases)})" if self.aliases else "")

    def as_dict(self, url: str) -> dict[str, Any]:
        """Return what ``versions.json`` says of the version."""
        version = self.version
        place = f"{url}{version.slug}/" if self.status != "failed" else None
        return {
            "version": version.slug,
            "name": version.title,
            "title": self.titled,
            "url": place,
            "aliases": list(self.aliases),
            "preferred": "stable" in self.aliases,
            "released": version.released,
            "prerelease": version.prerelease,
            "note": version.note,
            "status": self.status,
            "commit": version.commit,
            "date": date_of(version),
        }


def date_of(version: Version) -> str:
    """Return the day of a version's commit, empty for the working tree."""
    if not version.time:
        return ""
    return datetime.datetime.fromtimestamp(version.time, datetime.UTC).date().isoformat()


def root_files(
    name: str,
    entries: Sequence[Entry],
    url: str,
    records: str = "",
    *,
    moved: Moved = NONE,
    changes: Sequence[str] = (),
) -> dict[str, str]:
    """Return the text of each file at the top of the site; ``records`` is one that is made.

    ``changes`` are the folders of the versions that pages say what changed between, the latest
    first.

    ``url`` is where the site is published, or empty; without it, nothing that needs an
    absolute address is made.
    """
    base = f"{url.rstrip('/')}/" if url else ""
    shown = [entry for entry in entries if not entry.version.hidden]
    # What has no page has no address either: others' readers would link to nothing.
    listed = [entry.as_dict(base) for entry in shown if entry.status != "failed"]
    files = {
        "versions.json": json.dumps(listed, indent=1, ensure_ascii=False) + "\n",
        "versions.js": script(entries, records=bool(records), moved=moved, changes=changes),
        "index.html": redirect(name, base),
        ".nojekyll": "",
    }
    if records:
        files["records.html"] = records
    if base:
        files |= sitemaps(entries, base)
        files["robots.txt"] = robots(entries, base)
    return files


def script(
    entries: Sequence[Entry],
    *,
    records: bool = False,
    moved: Moved = NONE,
    changes: Sequence[str] = (),
) -> str:
    """Return ``versions.js``: the versions and, compactly, which pages each has."""
    pages = sorted({page for entry in entries for page in entry.pages})
    versions = []
    for entry in entries:
        own = set(entry.pages)
        missing = [index for index, page in enumerate(pages) if page not in own]
        own_words = {**entry.as_dict(""), "missing": missing}
        flags = {"hidden": entry.version.hidden, "search": entry.search}
        own_words |= {name: True for name, is_so in flags.items() if is_so}
        others = moved.others(entry.version.slug, own)
        versions.append(own_words | ({"others": others} if others else {}))
    data: dict[str, Any] = {"versions": versions, "pages": pages, "records": records}
    if moved.trails:
        data["moved"] = moved.groups
    if changes:
        as_listed = [e.version.slug for e in entries if not e.version.hidden] == [*changes]
        data["changes"] = True if as_listed else [*changes]
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return "window.ARCHDOCS_VERSIONS=" + text.replace("</", "<\\/") + ";\n"


def redirect(name: str, base: str) -> str:
    """Return the way in: on to ``stable/``, without a script and from a file too."""
    title = html.escape(name)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        '<meta http-equiv="refresh" content="0; url=stable/index.html">\n'
        f'<link rel="canonical" href="{html.escape(base, quote=True)}stable/index.html">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'</head>\n<body>\n<p><a href="stable/index.html">{title}</a></p>\n</body>\n</html>\n'
    )


def robots(entries: Sequence[Entry], base: str) -> str:
    """Return what search engines may read: all but hidden versions."""
    path = urlsplit(base).path
    hidden = "".join(
        f"Disallow: {path}{name}/\n"
        for entry in entries
        if entry.version.hidden
        for name in (entry.version.slug, *entry.aliases)
    )
    return f"User-agent: *\n{hidden}Allow: /\nSitemap: {base}sitemap.xml\n"


def sitemaps(entries: Sequence[Entry], base: str) -> dict[str, str]:
    """Return the sitemap: the pages of the version readers should be in, by file.

    Of more pages than one file may have, ``sitemap.xml`` lists the files.
    """
    preferred = next((entry for entry in entries if "stable" in entry.aliases), None)
    pages = [page for page in (preferred.pages if preferred else ()) if page not in UNLISTED]
    day = date_of(preferred.version) if preferred else ""
    since = f"<lastmod>{day}</lastmod>" if day else ""
    parts = [pages[at : at + MOST_URLS] for at in range(0, len(pages), MOST_URLS)] or [[]]
    made = [
        listing("url", [f"{base}stable/{quote(page)}.html" for page in part], since)
        for part in parts
    ]
    if len(made) == 1:
        return {"sitemap.xml": made[0]}
    files = {f"sitemap-{number}.xml": text for number, text in enumerate(made, 1)}
    return {**files, "sitemap.xml": listing("sitemap", [base + name for name in files], since)}


def listing(tag: str, addresses: Sequence[str], since: str) -> str:
    """Return a file of a sitemap; ``tag`` is ``url``, or ``sitemap`` for a list of files."""
    items = "".join(
        f"<{tag}><loc>{html.escape(address)}</loc>{since}</{tag}>\n" for address in addresses
    )
    top = {"url": "urlset", "sitemap": "sitemapindex"}[tag]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{top} xmlns="{space}">\n{items}</{top}>\n'
