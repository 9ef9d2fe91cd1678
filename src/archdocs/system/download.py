"""Get one file from the web, with limits; only for commands that exist to do so."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from archdocs.errors import EnvironmentFault

__all__ = ["download"]

#: Seconds without a byte before we give up.
PATIENCE = 30


def download(url: str, most: int) -> bytes:
    """Return what is at an http or https address, at most ``most`` bytes.

    Raises :class:`EnvironmentFault` when it can't be had, is larger, or when an https address
    leads to one that is not.
    """
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - checked below
            data: bytes = answer.read(most + 1)
            came_from: str = answer.url
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise EnvironmentFault(
            f"{url} can't be fetched: {reason(error)}",
            hint="look at the address in a browser, and at the network",
        ) from error
    if not came_from.startswith(("https:",) if url.startswith("https:") else ("https:", "http:")):
        raise EnvironmentFault(f"{url} leads to {came_from}", hint="check the address")
    if len(data) > most:
        raise EnvironmentFault(f"{url} is larger than {most >> 20} MiB", hint="check the address")
    return data


def reason(error: Exception) -> str:
    """Say why a request failed, as its server or the network said."""
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}"
    return str(getattr(error, "reason", "") or error or type(error).__name__)
