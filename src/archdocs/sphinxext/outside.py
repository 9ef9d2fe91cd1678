"""Give Sphinx's linkcheck a list of addresses, and make it polite: what runs in a confined child.

``archdocs check --external`` starts ``sphinx-build -b linkcheck`` on an empty project with this
extension. No file of the user's project, and no ``conf.py``, is read beside the network.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__

__all__ = ["setup"]

OPTION = "archdocs_external"
#: Seconds after which a host that is busy is tried again.
SOON = 0.1


class Manners:
    """One request to a host at a time, a pause after each, and an end to all of it.

    Times are in seconds; ``end`` is one of :func:`time.monotonic`.
    """

    def __init__(self, *, pause: float, limit: float, private: bool) -> None:
        self.pause = pause
        self.end = time.monotonic() + limit
        self.private = private
        self.lock = threading.Lock()
        self.free: dict[str, float] = {}
        self.busy: set[str] = set()
        self.plain = requests.Session.send

    def send(self, session: requests.Session, request: Any, **options: Any) -> requests.Response:
        """Send a request when it is the host's turn.

        The first request for an address is put off with the answer 429 while the host is busy, so
        that linkcheck goes on with other hosts. What follows it (redirects, a second try) waits.

        Raises :class:`requests.exceptions.Timeout` for what is not to be asked.
        """
        self.refuse(request.url)
        host = urlsplit(request.url).netloc
        first = request.method == "HEAD" and options.get("allow_redirects", True)
        with self.lock:
            wait = self.free.get(host, 0.0) - time.monotonic()
            if first and (wait > 0 or host in self.busy):
                return later(request, max(wait, SOON))
            if first:
                self.busy.add(host)
        try:
            if wait > 0:
                time.sleep(wait)
            answer = self.plain(session, request, **options)
        finally:
            with self.lock:
                self.free[host] = time.monotonic() + self.pause
                if first:
                    self.busy.discard(host)
        self.refuse_to_wait(answer)
        return answer

    def refuse(self, url: str) -> None:
        """Refuse to ask when the time is over, and in private networks."""
        if time.monotonic() > self.end:
            raise requests.exceptions.Timeout("there was no time left to ask")
        if not self.private and leads_inside(url, look_up=not proxied(url)):
            raise requests.exceptions.Timeout("it leads into a private network")

    def refuse_to_wait(self, answer: requests.Response) -> None:
        """Give up where a host asks for more patience than there is time."""
        asked = answer.headers.get("Retry-After", "")
        if answer.status_code == 429 and asked:
            if not asked.isdigit():
                del answer.headers["Retry-After"]
            elif time.monotonic() + int(asked) > self.end:
                raise requests.exceptions.Timeout(f"the host asks to come back in {asked} s")


def later(request: Any, seconds: float) -> requests.Response:
    """Return the answer that makes linkcheck come back."""
    answer = requests.Response()
    answer.status_code = 429
    answer.url = request.url
    answer.request = request
    answer.headers["Retry-After"] = f"{seconds:.2f}"
    answer._content, answer._content_consumed = b"", True
    return answer


def leads_inside(url: str, *, look_up: bool) -> bool:
    """Say whether a host is, or is called by, an address that is not everybody's."""
    host = urlsplit(url).hostname or ""
    with contextlib.suppress(OSError, ValueError):
        host = socket.inet_ntoa(socket.inet_aton(host))  # 127.1 and 0x7f000001 are addresses too
    try:
        found = [host] if is_address(host) or not look_up else names_of(host)
    except OSError:
        return False  # the request will say so itself
    return any(is_address(each) and not ipaddress.ip_address(each).is_global for each in found)


def proxied(url: str) -> bool:
    """Say whether this address is asked for by a proxy, which then looks its host up."""
    return bool(requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)))


def names_of(host: str) -> list[str]:
    """Return the addresses of a host.

    Raises ``OSError`` when there are none.
    """
    return [str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(host, None)]


def is_address(text: str) -> bool:
    """Say whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def begin(app: Sphinx) -> None:
    """Read the order, and put the manners before everything that is sent."""
    order = json.loads(Path(app.config[OPTION]).read_text("utf-8"))
    manners = Manners(**order["manners"])

    def send(session: requests.Session, request: Any, **options: Any) -> requests.Response:
        return manners.send(session, request, **options)

    requests.Session.send = send  # type: ignore[method-assign,assignment]


def add_links(app: Sphinx, doctree: nodes.document) -> None:
    """Put each address on a line of its own, numbered from 1."""
    order = json.loads(Path(app.config[OPTION]).read_text("utf-8"))
    for number, address in enumerate(order["addresses"], 1):
        link = nodes.reference("", address, refuri=address, internal=False)
        paragraph = nodes.paragraph("", "", link)
        paragraph.line = link.line = number
        doctree += paragraph


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_config_value(OPTION, "", "", types=frozenset({str}))
    app.connect("builder-inited", begin)
    app.connect("doctree-read", add_links)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": False}
