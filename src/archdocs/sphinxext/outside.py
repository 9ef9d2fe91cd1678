"""Give Sphinx's linkcheck a list of addresses, and make it polite: what runs in a confined child.

``archdocs check --external`` starts ``sphinx-build -b linkcheck`` on an empty project with this
extension. No file of the user's project, and no ``conf.py``, is read beside the network.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from archdocs import __version__

__all__ = ["setup"]

OPTION = "archdocs_external"
#: Seconds after which a host that is busy is tried again.
SOON = 0.1
#: Seconds between two looks at what is asked.
GLANCE = 0.5
#: Addresses of the older protocol, as gateways spell them (RFC 6052).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
INSIDE = "it leads into a private network"


class Manners:
    """One request to a host at a time, a pause after each, and an end to all of it.

    Times are in seconds; ``end`` is one of :func:`time.monotonic`. ``longest`` is the time for
    one answer: the time-out of a socket begins anew with each byte.
    """

    def __init__(self, *, pause: float, limit: float, longest: float, private: bool) -> None:
        self.pause = pause
        self.longest = longest
        self.end = time.monotonic() + limit
        self.private = private
        self.lock = threading.Lock()
        self.free: dict[str, float] = {}
        self.busy: set[str] = set()
        self.plain = requests.Session.send
        self.addresses = socket.getaddrinfo
        self.answers = urllib3.connection.HTTPConnection.getresponse
        #: Threads that ask a host themselves, whose addresses must be everybody's.
        self.direct: set[int] = set()
        #: What each thread reads an answer from, and until when.
        self.read: dict[int, tuple[float, Any]] = {}

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
            with self.watched(request.url):
                answer = self.plain(session, request, **options)
        finally:
            with self.lock:
                self.free[host] = time.monotonic() + self.pause
                if first:
                    self.busy.discard(host)
        self.refuse_to_wait(answer)
        return answer

    @contextlib.contextmanager
    def watched(self, url: str) -> Iterator[None]:
        """Look at the addresses that this thread finds meanwhile, and at the time it takes.

        What a host redirects to is asked for in here once more.
        """
        thread = threading.get_ident()
        around = thread in self.direct
        (self.direct.discard if self.private or proxied(url) else self.direct.add)(thread)
        try:
            yield
        finally:
            (self.direct.add if around else self.direct.discard)(thread)
            if self.read.pop(thread, (1.0, None))[0] == 0:  # What came until then looks whole.
                raise requests.exceptions.Timeout("Read timed out: it drips")

    def look_up(self, host: Any, *args: Any, **options: Any) -> list[Any]:
        """Find a host's addresses, in the place of :func:`socket.getaddrinfo`.

        The connection goes to these and no others, so that a name server that answers each time
        something else gains nothing.

        Raises :class:`requests.exceptions.Timeout` when one of them is in a private network.
        """
        found = self.addresses(host, *args, **options)
        if threading.get_ident() in self.direct and any(is_inner(str(e[4][0])) for e in found):
            raise requests.exceptions.Timeout(INSIDE)
        return found

    def answer(self, connection: Any, *args: Any, **options: Any) -> Any:
        """Read the beginning of an answer, and note from where."""
        thread, end = threading.get_ident(), time.monotonic() + self.longest
        self.read[thread] = (end, connection.sock)
        return self.answers(connection, *args, **options)

    def watch(self) -> None:
        """End each answer that takes too long."""
        while True:
            time.sleep(GLANCE)
            for thread, (end, link) in list(self.read.items()):
                if 0 < end < time.monotonic():
                    self.read[thread] = (0.0, None)
                    with contextlib.suppress(OSError):
                        # The plain socket's, under encryption too, which another thread is using.
                        socket.socket.shutdown(link, socket.SHUT_RDWR)

    def refuse(self, url: str) -> None:
        """Refuse to ask when the time is over, and in private networks."""
        if time.monotonic() > self.end:
            raise requests.exceptions.Timeout("there was no time left to ask")
        if not self.private and names_inside(url):
            raise requests.exceptions.Timeout(INSIDE)

    def refuse_to_wait(self, answer: requests.Response) -> None:
        """Give up where a host asks for more patience than there is time."""
        asked = answer.headers.get("Retry-After", "")
        if answer.status_code == 429 and asked:
            if not (asked.isdecimal() and len(asked) < 10):
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


def names_inside(url: str) -> bool:
    """Say whether a host is called by an address that is not everybody's."""
    host = urlsplit(url).hostname or ""
    with contextlib.suppress(OSError, ValueError):
        host = socket.inet_ntoa(socket.inet_aton(host))  # 127.1 and 0x7f000001 are addresses too
    return is_inner(host)


def proxied(url: str) -> bool:
    """Say whether this address is asked for by a proxy, which then looks its host up."""
    return bool(requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)))


def is_inner(text: str) -> bool:
    """Say whether a text is an address that is not everybody's, or stands for one."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        within = found.ipv4_mapped or found.sixtofour
        if found in TRANSLATED:
            within = ipaddress.IPv4Address(found.packed[-4:])
        if within is not None and not within.is_global:
            return True
    return not found.is_global or found.is_multicast


def begin(app: Sphinx) -> None:
    """Read the order, and put the manners before everything that is sent."""
    order = json.loads(Path(app.config[OPTION]).read_text("utf-8"))
    manners = Manners(**order["manners"])

    def send(session: requests.Session, request: Any, **options: Any) -> requests.Response:
        return manners.send(session, request, **options)

    def answer(connection: Any, *args: Any, **options: Any) -> Any:
        return manners.answer(connection, *args, **options)

    requests.Session.send = send  # type: ignore[method-assign,assignment]
    urllib3.connection.HTTPConnection.getresponse = answer  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = manners.look_up
    threading.Thread(target=manners.watch, daemon=True).start()
    keep_each(app.builder)


def keep_each(builder: Any) -> None:
    """Write down each answer as it comes: this process may be ended when the time is over."""
    plain = builder.process_result

    @functools.wraps(plain)
    def process_result(result: Any) -> None:
        plain(result)
        builder.json_outfile.flush()

    builder.process_result = process_result


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
