from __future__ import annotations

import contextlib
import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.site.preview_app import host_allowed, resolve
from support import Cli, Repo

CONF = 'project = "Shop"\nhtml_theme = "basic"\nextensions = ["archdocs.sphinxext"]\n'


@dataclass
class Preview:
    """A running preview."""

    child: subprocess.Popen[str]
    port: int

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, str, dict[str, str]]:
        """Ask for a path, exactly as written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host=True)
            wanted = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
            for name, value in wanted.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.headers)

    def wait_for(self, path: str, text: str) -> str:
        """Wait until a page holds a text, and return the page."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            page = self.get(path)[1]
            if text in page:
                return page
            time.sleep(0.1)
        pytest.fail(f"{path} never held {text!r}")

    def states(self) -> Iterator[dict[str, object]]:
        """Yield what pages are told."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", "/__archdocs__/events")
            for line in connection.getresponse():
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])


@pytest.fixture
def preview(repo: Repo) -> Iterator[Preview]:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.rst", "Shop\n====\n\nFirst words.\n")
    repo.write("secret.txt", "the-secret-word")
    child = subprocess.Popen(
        [sys.executable, "-m", "archdocs", "serve", "--port", "0", "--no-open"],
        cwd=repo.path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out: IO[str] | None = child.stdout
    assert out is not None
    made = Preview(child, int(out.readline().strip().rstrip("/").rsplit(":", 1)[1]))
    next(state for state in made.states() if state["generation"])
    yield made
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert child.returncode == 0, err
    assert "Traceback" not in err


def test_it_follows_what_is_written(repo: Repo, preview: Preview) -> None:
    first = preview.get("/")[1]
    assert '<script src="/__archdocs__/preview.js?1" defer></script>' in first
    repo.write("docs/index.rst", "Shop\n====\n\nOther words.\n")
    repo.write("docs/new.rst", "New page\n========\n")
    preview.wait_for("/", "Other words.")
    preview.wait_for("/", "preview.js?2")
    assert "New page" in preview.wait_for("/new.html", "New page")
    (repo.path / "docs/new.rst").unlink()
    preview.wait_for("/new.html", "There is no such page.")
    assert preview.get("/__archdocs__/preview.js")[0] == 200
    assert preview.get("/__archdocs__/preview.css")[0] == 200


def test_faults_are_told_and_the_pages_stay(repo: Repo, preview: Preview) -> None:
    repo.write("docs/conf.py", "1 / 0\n")
    for state in preview.states():
        if state["fault"]:
            break
    assert state["fault"] == [
        "docs/conf.py:1: site.conf-error",
        "conf.py failed: ZeroDivisionError: division by zero",
    ]
    assert "First words." in preview.get("/")[1]
    repo.write("docs/conf.py", CONF)
    for state in preview.states():
        if not state["fault"] and not state["building"]:
            break


def test_only_this_machines_user_may_read(preview: Preview) -> None:
    own = f"127.0.0.1:{preview.port}"
    for headers, status in (
        ({"Host": "evil.example"}, 403),
        ({"Host": f"evil.example:{preview.port}"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Host": f"localhost:{preview.port}"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"http://{own}"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Connection": "Upgrade", "Upgrade": "websocket", "Origin": "http://evil"}, 403),
    ):
        assert preview.get("/", headers)[0] == status, headers
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
        assert preview.get("/", method=method)[0] == 405
    found = preview.get("/")[2]
    assert found["cross-origin-resource-policy"] == "same-origin"
    assert found["cache-control"] == "no-store"


#: Ways out of the pages, as written and as servers decode them.
OUTSIDE = [
    "/../secret.txt",
    "/../../../../../../../../etc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2f..%2fetc/passwd",
    "/%2fetc/passwd",
    "//etc/passwd",
    "/..\\..\\secret.txt",
    "/%00",
    "/../job.json",
    "/__archdocs__/../preview.py",
    "/__archdocs__/preview.py",
]


def test_nothing_outside_is_served(preview: Preview) -> None:
    for path in OUTSIDE:
        status, body, _ = preview.get(path)
        assert status in (400, 404), path
        assert "the-secret-word" not in body
        assert "root:" not in body
        assert "import" not in body


def test_a_taken_port_and_missing_documentation_are_one_line(preview: Preview, cli: Cli) -> None:
    ran = cli("serve", "--no-open", "--port", str(preview.port))
    assert ran.code == 3
    assert f"cannot listen on 127.0.0.1:{preview.port}" in ran.err
    (cli.cwd / "docs/conf.py").rename(cli.cwd / "docs/other.py")
    ran = cli("serve", "--no-open", "--port", "0")
    assert ran.code == 2
    assert "no Sphinx documentation" in ran.err


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_no_header_makes_a_foreign_host_ours(header: str) -> None:
    if host_allowed(header, "127.0.0.1", 8000):
        assert (
            header.lower()
            .removesuffix(":8000")
            .strip("[]")
            .startswith(("localhost", "127.", "::1"))
            or ":" in header
        )


@pytest.mark.parametrize(
    ("header", "host", "allowed"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("localhost:8000", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", False),
        ("192.168.1.5:8000", "127.0.0.1", False),
        ("192.168.1.5:8000", "0.0.0.0", True),
        ("rebound.example:8000", "0.0.0.0", False),
        ("docs.example:8000", "docs.example", True),
        ("localhost.evil.example:8000", "127.0.0.1", False),
    ],
)
def test_hosts(header: str, host: str, *, allowed: bool) -> None:
    assert host_allowed(header, host, 8000) is allowed


def test_links_out_of_the_pages_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    html = tmp_path / "html"
    html.mkdir()
    (html / "link").symlink_to(tmp_path / "secret")
    (html / "ok.html").write_text("x")
    assert resolve(html, "link") is None
    assert resolve(html, "ok.html") == html / "ok.html"
    assert resolve(html, "a" * 5000) is None
