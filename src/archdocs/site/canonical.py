"""Which address of a page search engines should show, where it is not the one under ``stable/``.

Pages are built saying that of ``stable/``, whatever that will be, so that they stay as they are
when it moves on. A page that it doesn't have says its new name there instead, or else its address
in the newest version that has it. Only such pages are written again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from archdocs.site.folder import SiteFolder
from archdocs.site.manifest import Manifest
from archdocs.site.moved import Moved
from archdocs.site.pages import Entry
from archdocs.system.files import write_atomic
from archdocs.system.regular import read_regular

__all__ = ["elsewhere", "settle", "stated"]

LINK = re.compile(rb'(<link rel="canonical" href=")([^"<>]{0,2000})(")')
#: Bytes of the largest page that is written again.
LARGEST = 64 << 20


def elsewhere(entries: Sequence[Entry], moved: Moved, base: str) -> dict[str, dict[str, str]]:
    """Return, by version's folder, the addresses of pages that ``stable`` doesn't have so.

    ``base`` is the site's address.
    """
    stable = [("stable", each) for each in entries if "stable" in each.aliases]
    public = [(each.version.slug, each) for each in entries if not each.version.hidden]
    places = [(name, each.version.slug, set(each.pages)) for name, each in [*stable, *public]]
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        slug = entry.version.slug
        for page in entry.pages:
            theirs = ((name, moved.there(slug, page, to, has)) for name, to, has in places)
            name, now = next(((name, now) for name, now in theirs if now), (slug, page))
            if (name, now) != ("stable", page):
                found.setdefault(slug, {})[page] = f"{base}{name}/{quote(now)}.html"
    return found


def settle(folder: SiteFolder, entries: Sequence[Entry], moved: Moved, url: str) -> None:
    """Have each page name the right address; nothing where the site's own is not known.

    Raises :class:`EnvironmentFault` when the disk refuses.
    """
    if not url:
        return
    base = f"{url.rstrip('/')}/"
    wanted = elsewhere(entries, moved, base)
    for entry in entries:
        slug = entry.version.slug
        present = folder.read(slug)
        mine = wanted.get(slug, {})
        if present is not None and (mine or present.stated):
            state(folder, slug, present, mine, base)


def state(
    folder: SiteFolder, slug: str, present: Manifest, wanted: Mapping[str, str], base: str
) -> None:
    """Write the pages of one version again that name another address than they should."""
    files = dict(present.files)
    for page in sorted({*wanted, *present.stated}):
        name = f"{page}.html"
        place = folder.path / slug / name
        if name not in files or name in present.extra:
            continue
        try:
            was = read_regular(place, LARGEST)
        except OSError:
            continue  # Too large, or gone: it states what it was built with.
        now = stated(was, wanted.get(page, f"{base}stable/{quote(page)}.html"), base)
        if now != was:
            write_atomic(place, now, durable=False)
            status = place.stat()
            sha = hashlib.sha256(now).hexdigest()
            files[name] = (status.st_size, status.st_mtime_ns, sha)
    new = dataclasses.replace(present, files=files, stated=tuple(sorted(wanted)))
    if new != present:
        new.write(folder.path / slug)


def stated(page: bytes, address: str, base: str) -> bytes:
    """Return a page that names an address, if it names one of this site at all."""
    found = LINK.search(page)
    if found is None or not found[2].startswith(html.escape(base).encode()):
        return page
    return page[: found.start(2)] + html.escape(address).encode() + page[found.end(2) :]
