"""Get one file from the web, with limits; only for commands that exist to do so."""

from __future__ import annotations

import http.client
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable

from archdocs.errors import EnvironmentFault

__all__ = ["download"]

#: Seconds without a byte, and altogether, before we give up.
PATIENCE, LONGEST = 30, 120


def download(url: str, most: int, *, longest: float = LONGEST) -> bytes:
    """Return what is at an http or https address: at most ``most`` bytes, in ``longest`` seconds.

    Raises :class:`EnvironmentFault` when it can't be had, is larger, takes longer, or when an
    https address leads to one that is not.
    """
    got: queue.SimpleQueue[tuple[bytes, str] | Exception] = queue.SimpleQueue()
    # A host that sends a byte now and then never times out; the thread ends with the process.
    threading.Thread(target=fetch, args=(url, most, got.put), daemon=True).start()
    try:
        answer = got.get(timeout=longest)
    except queue.Empty:
        raise failed(url, f"it takes longer than {longest:g} s") from None
    if isinstance(answer, Exception):
        raise failed(url, reason(answer)) from answer
    data, came_from = answer
    if not came_from.startswith(("https:",) if url.startswith("https:") else ("https:", "http:")):
        raise EnvironmentFault(f"{url} leads to {came_from}", hint="check the address")
    if len(data) > most:
        raise EnvironmentFault(f"{url} is larger than {most >> 20} MiB", hint="check the address")
    return data


def fetch(url: str, most: int, tell: Callable[[tuple[bytes, str] | Exception], None]) -> None:
    """Tell what an address holds and where it came from, or why it can't be had."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - checked later
            tell((answer.read(most + 1), answer.url))
    except (OSError, http.client.HTTPException, ValueError) as error:
        tell(error)


def failed(url: str, why: str) -> EnvironmentFault:
    """Make the error for what can't be had."""
    return EnvironmentFault(
        f"{url} can't be fetched: {why}",
        hint="look at the address in a browser, and at the network",
    )


def reason(error: Exception) -> str:
    """Say why a request failed, as its server or the network said."""
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}"
    return str(getattr(error, "reason", "") or error or type(error).__name__)
