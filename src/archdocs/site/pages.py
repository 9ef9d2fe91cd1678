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
from urllib.parse import urlsplit

from archdocs.site.moved import Moved
from archdocs.site.versions import Version

__all__ = ["Entry", "root_files"]

#: No page was renamed.
NONE = Moved()
#: Asks for the list of versions in each folder of the address, the nearest first, and puts that
#: folder before the links.
FINDING = """\
<script>
(async () => {
  const parts = location.pathname.split("/").slice(0, -1);
  for (; parts.length; parts.pop()) {
    // One slash, because `//host/` at the beginning of an address would be another site.
    const base = (parts.join("/") + "/").replace(/^[/]+/, "/");
    try {
      const answer = await fetch(base + "versions.json");
      if (!answer.ok || !Array.isArray(await answer.json())) continue;
    } catch { continue; }
    for (const link of document.querySelectorAll("main a")) {
      link.href = base + link.getAttribute("href").slice(1);
    }
    return;
  }
})();
</script>
"""


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

    def as_dict(self, url: str) -> dict[str, Any]:
        """Return what ``versions.json`` says of the version."""
        version = self.version
        alias = f" ({', '.join(self.aliases)})" if self.aliases else ""
        place = f"{url}{version.slug}/" if self.status != "failed" else None
        return {
            "version": version.slug,
            "name": version.title,
            "title": version.title + alias,
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
    changes: bool = False,
) -> dict[str, str]:
    """Return the text of each file at the top of the site; ``records`` is one that is made.

    ``changes`` says that there are pages about what changed between versions.

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
        "index.html": redirect(name),
        "404.html": not_found(name, entries, base),
        ".nojekyll": "",
    }
    if records:
        files["records.html"] = records
    if base:
        files["sitemap.xml"] = sitemap(entries, base)
        files["robots.txt"] = robots(entries, base)
    return files


def script(
    entries: Sequence[Entry],
    *,
    records: bool = False,
    moved: Moved = NONE,
    changes: bool = False,
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
        data["changes"] = True
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return "window.ARCHDOCS_VERSIONS=" + text.replace("</", "<\\/") + ";\n"


def redirect(name: str) -> str:
    """Return the way in: on to ``stable/``, without a script and from a file too."""
    title = html.escape(name)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        '<meta http-equiv="refresh" content="0; url=stable/index.html">\n'
        '<link rel="canonical" href="stable/index.html">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'</head>\n<body>\n<p><a href="stable/index.html">{title}</a></p>\n</body>\n</html>\n'
    )


def not_found(name: str, entries: Sequence[Entry], base: str) -> str:
    """Return the page for an address that isn't there: where each version begins.

    A host shows it at whatever address was asked for, so its links can't be relative. Where the
    address of the site isn't known, they lead to the host's top until a script has found out
    above which folder the list of versions is.
    """
    start = html.escape(base or "/")
    shown = [each for each in entries if each.status != "failed" and not each.version.hidden]
    items = "".join(
        f'<li><a href="{start}{entry.version.slug}/index.html">'
        f"{html.escape(entry.version.title)}</a></li>\n"
        for entry in shown
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>Page not found – {html.escape(name)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"</head>\n<body>\n<main>\n<h1>Page not found</h1>\n"
        f"<p>There is no page at this address. The documentation of {html.escape(name)}:</p>\n"
        f"<ul>\n{items}</ul>\n</main>\n{'' if base else FINDING}</body>\n</html>\n"
    )


def robots(entries: Sequence[Entry], base: str) -> str:
    """Return what search engines may read: all but hidden versions."""
    path = urlsplit(base).path
    hidden = "".join(
        f"Disallow: {path}{entry.version.slug}/\n" for entry in entries if entry.version.hidden
    )
    return f"User-agent: *\n{hidden}Allow: /\nSitemap: {base}sitemap.xml\n"


def sitemap(entries: Sequence[Entry], base: str) -> str:
    """Return the sitemap: the pages of the version readers should be in."""
    preferred = next((entry for entry in entries if "stable" in entry.aliases), None)
    pages = preferred.pages if preferred else ()
    day = date_of(preferred.version) if preferred else ""
    since = f"<lastmod>{day}</lastmod>" if day else ""
    urls = "".join(
        f"<url><loc>{html.escape(f'{base}stable/{page}.html')}</loc>{since}</url>\n"
        for page in pages
        if page not in ("search", "404")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
