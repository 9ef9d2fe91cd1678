"""Which addresses a picture may link to."""

from __future__ import annotations

import re
import urllib.parse

__all__ = ["allowed_url", "fixed", "source_address"]

SCHEMES = frozenset({"http", "https", "mailto"})
SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")


def allowed_url(address: str) -> bool:
    """Say whether an address is a page on the web, a mail address or relative.

    Browsers skip white space and control characters inside a scheme, so an address with
    any is refused.
    """
    if not address or len(address) > 2000 or re.search(r"[\x00-\x20\x7f-\xa0\\]", address):
        return False
    scheme = SCHEME.match(address)
    if scheme:
        return scheme[1].lower() in SCHEMES
    return not address.startswith("//") and ":" not in re.split("[/?#]", address, maxsplit=1)[0]


def source_address(pattern: str, path: str) -> str:
    """Return where a path of the repository is on the web; empty where nobody said."""
    inside = fixed(path)
    if "{path}" not in pattern or not inside or ".." in inside.split("/"):
        return ""
    return pattern.replace("{path}", urllib.parse.quote(inside))


def fixed(path: str) -> str:
    """Return a path up to its first part with a wildcard, without a symbol."""
    parts = path.partition("#")[0].removeprefix("./").strip("/").split("/")
    wild = next((n for n, part in enumerate(parts) if set(part) & set("*?")), len(parts))
    return "/".join(parts[:wild])
