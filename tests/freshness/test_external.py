"""``check --external`` asks a host that answers in every way, and is polite to it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from archdocs.finding import Finding, Severity
from archdocs.freshness.audit import Request, audit
from archdocs.project import Project
from archdocs.sphinxext.outside import INSIDE, Manners, is_inner, names_inside, proxied
from archdocs.system.markup.addresses import web_addresses
from support import Repo

CODES = ("link.external", "link.external-moved", "link.external-unsure")
SETTINGS = (
    "[external]\nprivate = true\npause = 0\ntimeout = 4\nlimit = 240\nignore = ['*/never*']\n"
)


class Host(ThreadingHTTPServer):
    """A host on this machine that counts what it is asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.now = self.most = 0
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class Answers(BaseHTTPRequestHandler):
    """One way to answer for each path."""

    server: Host

    def do_HEAD(self) -> None:
        host = self.server
        with host.lock:
            host.asked[self.path] += 1
            host.now += 1
            host.most = max(host.most, host.now)
        host.over.wait(0.02)  # whoever asks at the same time is seen
        with host.lock:
            host.now -= 1
        self.answer(self.path)

    def do_GET(self) -> None:
        self.do_HEAD()

    def answer(self, path: str) -> None:
        if path == "/slow":
            self.server.over.wait(60)
            return
        if path == "/drip":
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
                while not self.server.over.wait(0.5):
                    self.wfile.write(b"x")
            return
        busy = path == "/busy" and self.server.asked[path] == 1
        status = {"/gone": 404, "/moved": 301, "/passing": 302, "/down": 503, "/patience": 429}
        self.send_response(429 if busy else status.get(path, 200))
        if path in ("/moved", "/passing"):
            self.send_header("Location", "/ok")
        if busy or path == "/patience":
            self.send_header("Retry-After", "1" if busy else "86400")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    server = Host()
    yield server
    server.end()


@pytest.fixture(scope="module")
def other() -> Iterator[Host]:
    """A second host, so that waiting for both is waiting once."""
    server = Host()
    yield server
    server.end()


@pytest.fixture(scope="module")
def third() -> Iterator[Host]:
    """A third one, for the same reason."""
    server = Host()
    yield server
    server.end()


def found_in(repo: Repo, *, external: bool = True, base: str | None = None) -> dict[str, Finding]:
    done = audit(Project(repo.path), Request(external=external, diagrams=False, base=base))
    found = [finding for finding in done.report.findings if finding.code in CODES]
    return {dict(each.evidence)["target"].rpartition("/")[2]: each for each in found}


def test_hosts_are_asked_politely_and_what_they_say_is_kept(
    repo: Repo, host: Host, other: Host, third: Host
) -> None:
    repo.write("archdocs.toml", SETTINGS)
    repo.write("docs/a.rst", f"A\n=\n\nSee `it <{host.url}/ok>`__, {host.url}/moved.\n")
    repo.commit()
    names = ("gone", "passing", "busy", "down", "never-ask", "ok#part")
    links = "\n\n".join(f"[{name}]({host.url}/{name})" for name in names)
    more = f"<{other.url}/patience>\n\n<{other.url}/slow>\n\n<{third.url}/drip>\n"
    code = f"`{host.url}/inline`\n\n```\n{host.url}/block\n```\n"
    ignored = f"## Old\n\n<!-- archdocs: ignore link.external it was so -->\n\n{host.url}/gone\n"
    repo.write("docs/b.md", f"# B\n\n{links}\n\n{code}\n{ignored}\n## Slow\n\n{more}")
    assert found_in(repo, external=False) == {}
    assert not host.asked + other.asked

    found = found_in(repo)
    assert {name: (each.code, each.location.path) for name, each in found.items()} == {
        "gone": ("link.external", "docs/b.md"),
        "moved": ("link.external-moved", "docs/a.rst"),
        "slow": ("link.external-unsure", "docs/b.md"),
        "drip": ("link.external-unsure", "docs/b.md"),
        "patience": ("link.external-unsure", "docs/b.md"),
        "down": ("link.external-unsure", "docs/b.md"),
    }
    assert (found["gone"].location.line, found["gone"].severity) == (3, Severity.WARNING)
    assert "404 Not Found" in found["gone"].message
    assert found["moved"].hint == f"write `{host.url}/ok`"
    assert "in time" in found["slow"].message
    assert "in time" in found["drip"].message
    assert "come back in 86400 s" in found["patience"].message
    assert host.asked["/busy"] == 2  # once more, when it had said it might be asked again
    assert other.asked["/patience"] == 1
    assert host.most == 1
    assert not {"/never-ask", "/inline", "/block"} & set(host.asked)

    repo.write("docs/b.md", f"# B\n\n{links}\n")
    before = host.asked.copy()
    since = found_in(repo, base="HEAD")  # what works is kept; what doesn't is asked again
    assert set(since) == {"gone", "down"}
    again = set(host.asked - before)
    assert "/gone" in again
    assert not {"/ok", "/moved", "/passing", "/busy"} & again


def test_a_private_network_is_not_asked(repo: Repo, host: Host) -> None:
    before = host.asked.copy()
    repo.write("archdocs.toml", SETTINGS.replace("true", "false"))
    repo.write("docs/a.md", f"# A\n\n<{host.url}/x>, http://10.1.2.3/y, http://localhost:1/z.\n")
    found = found_in(repo)
    assert list(found) == ["y"]
    assert found["y"].message.endswith("it leads into a private network")
    assert host.asked == before


@pytest.mark.parametrize(
    ("path", "text", "addresses"),
    [
        (
            "a.md",
            "See https://a.net/x_(y)), <https://b.net>.",
            ["https://a.net/x_(y)", "https://b.net"],
        ),
        ("a.md", "[r]: https://c.net/d 'title'\n\n`https://e.net`", ["https://c.net/d"]),
        ("a.md", "```{note}\nhttps://a.net.\n```\n\n    https://b.net", ["https://a.net"]),
        ("a.md", '<a href="https://a.net/?q=1&amp;r">', ["https://a.net/?q=1&amp;r"]),
        ("a.rst", ".. _b: https://a.net\n__ https://b.net", ["https://a.net", "https://b.net"]),
        ("a.rst", "``https://a.net`` :file:`https://b.net`\n\n::\n\n   https://c.net", []),
        ("a.rst", ".. image:: https://a.net/i.png", ["https://a.net/i.png"]),
    ],
)
def test_which_addresses_a_text_has(path: str, text: str, addresses: list[str]) -> None:
    assert [url for _, url in web_addresses(text, path)] == addresses


@pytest.mark.parametrize(
    "host", ["127.1", "0x7f000001", "2130706433", "10.1", "[::1]", "169.254.1"]
)
def test_an_inner_address_in_any_spelling_is_inner(host: str) -> None:
    assert names_inside(f"http://{host}/")


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("93.184.216.34", False),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", False),
        ("fe80::1%eth0", True),
        ("::ffff:10.0.0.1", True),
        ("64:ff9b::a00:1", True),
        ("2002:a00:1::", True),
        ("224.0.0.1", True),
        ("a-name", False),
    ],
)
def test_an_address_that_stands_for_an_inner_one_is_inner(address: str, inner: bool) -> None:
    assert is_inner(address) == inner


@pytest.mark.parametrize("private", [True, False])
def test_a_name_that_leads_elsewhere_the_next_time_gains_nothing(
    third: Host, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    real, outer, inner = socket.getaddrinfo, ("93.184.216.34", 80), ("127.0.0.1", third.server_port)
    asked: list[str] = []

    def changing(name: str, *args: Any, **options: Any) -> list[Any]:
        if name != "changing.net":
            return list(real(name, *args, **options))
        asked.append(name)
        place = outer if len(asked) == 1 and not private else inner
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    manners = Manners(pause=0, limit=60, longest=30, private=private)
    monkeypatch.setattr(socket, "getaddrinfo", manners.look_up)
    if not private:  # Whoever looks a name up before it is asked is told what is harmless.
        socket.getaddrinfo("changing.net", 80)
    session = requests.Session()
    before = third.asked["/rebound"]
    request = session.prepare_request(requests.Request("GET", "http://changing.net/rebound"))
    if private:  # The host is there, and would answer.
        assert manners.send(session, request).status_code == 200
    else:
        with pytest.raises(requests.exceptions.RequestException, match=INSIDE):
            manners.send(session, request)
    assert third.asked["/rebound"] - before == private


def test_only_what_a_proxy_is_asked_for_is_looked_up_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "inner.example")
    assert not proxied("http://any.example/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert proxied("http://any.example/")
    assert not proxied("http://inner.example/")
    assert not proxied("https://any.example/")
