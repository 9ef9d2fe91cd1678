"""Which addresses a picture may link to."""

from __future__ import annotations

import re

__all__ = ["allowed_url"]

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
