"""The page for an address that isn't there: where each version begins, and who has the page.

A host shows it at whatever address was asked for, so its links can't be relative. Where the
address of the site isn't known, they lead to the host's top until a script has found out above
which folder the list of versions is.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from archdocs.site.pages import Entry
from archdocs.site.plainpage import document

__all__ = ["SCRIPT", "not_found", "root_files"]

SCRIPT = "missing.js"
ASSET = Path(__file__).parent / "assets" / SCRIPT
HEAD = '<meta name="robots" content="noindex">\n'
#: Asks for the list of versions in each folder of the address, the nearest first, puts that
#: folder before the links, and starts what looks for the page.
FINDING = f"""\
<script>
(async () => {{
  const parts = location.pathname.split("/").slice(0, -1);
  for (; parts.length; parts.pop()) {{
    // One slash, because `//host/` at the beginning of an address would be another site.
    const base = (parts.join("/") + "/").replace(/^[/]+/, "/");
    try {{
      const answer = await fetch(base + "versions.json");
      if (!answer.ok || !Array.isArray(await answer.json())) continue;
    }} catch {{ continue; }}
    for (const link of document.querySelectorAll("main a")) {{
      link.href = base + link.getAttribute("href").slice(1);
    }}
    const looking = document.createElement("script");
    looking.src = base + "{SCRIPT}";
    document.head.append(looking);
    return;
  }}
}})();
</script>
"""


def root_files(name: str, entries: Sequence[Entry], url: str) -> dict[str, str]:
    """Return the page, and the script it starts, by name; ``url`` is the site's, or empty."""
    base = f"{url.rstrip('/')}/" if url else ""
    return {"404.html": not_found(name, entries, base), SCRIPT: looks()}


@functools.cache
def looks() -> str:
    """Return the script that looks for the page in other versions."""
    return ASSET.read_text("utf-8")


def not_found(name: str, entries: Sequence[Entry], base: str) -> str:
    """Return the page; ``base`` is the address of the site, with a slash at its end, or empty."""
    start = html.escape(base or "/", quote=True)
    shown = [each for each in entries if each.status != "failed" and not each.version.hidden]
    items = "".join(
        f'<li><a href="{start}{entry.version.slug}/index.html">'
        f"{html.escape(entry.titled)}</a></li>\n"
        for entry in shown
    )
    # From the same host, wherever a copy of the site is looked at.
    beside = html.escape(urlsplit(base).path + SCRIPT, quote=True)
    script = f'<script defer src="{beside}"></script>\n' if base else FINDING
    shop = html.escape(name)
    return document(
        f"Page not found – {name}",
        f'<p>There is no page at this address.</p>\n<div id="archdocs-found"></div>\n'
        f"<p>The documentation of {shop}:</p>\n<ul>\n{items}</ul>\n{script}",
        head=HEAD,
        heading="Page not found",
    )
