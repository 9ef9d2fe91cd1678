"""Stand-ins for the release that pages say they are of, so that it changes no page.

Sphinx reads everything again when ``release`` changes, which it does from each version to the
next. So pages are made with a stand-in, which is replaced in the finished files. It reads as a
version, for whatever takes it apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["checked", "replaced", "stand_in"]

RELEASE, VERSION = "71509182.73.645", "71509183.73"
#: What is the same in HTML, scripts and addresses.
PLAIN = re.compile(r"[A-Za-z0-9._+-]{1,60}")
#: Extensions by which pages may ask for the release and show something else.
ASKING = frozenset({"sphinx.ext.ifconfig"})


def stand_in(release: str, config: Any, *, used: bool) -> dict[str, str]:
    """Put stand-ins where a configuration says which release it is of.

    ``release`` is the version's own, if it has one: the configuration is the checked-out one,
    which names the present release. Returns what is to be put back, by stand-in; unless they
    are ``used``, the release itself is stated and there is nothing to put back.
    """
    meant: dict[str, str] = {}
    for name, token in (("release", RELEASE), ("version", VERSION)):
        stated = str(config[name] or "")
        if not stated:
            continue
        own = ".".join(release.split(".")[:2]) if name == "version" else release
        config[name] = own or stated
        if used and PLAIN.fullmatch(config[name]) and not ASKING.intersection(config.extensions):
            meant[token] = config[name]
            config[name] = token
    return meant


def replaced(data: bytes, meant: Mapping[str, str]) -> bytes:
    """Return a finished file with what the stand-ins stand for."""
    for token, value in meant.items():
        data = data.replace(token.encode(), value.encode())
    return data


def checked(meant: object) -> dict[str, str]:
    """Return what a child reported, if that is what it may report."""
    if not isinstance(meant, dict):
        return {}
    return {
        token: value
        for token, value in meant.items()
        if token in (RELEASE, VERSION) and isinstance(value, str) and PLAIN.fullmatch(value)
    }
