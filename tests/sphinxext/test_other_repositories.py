"""Records of another repository: its site's inventory, fetched, checked, and shown."""

from __future__ import annotations

import functools
import http.server
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdocs.errors import ConfigError, EnvironmentFault, UsageError
from archdocs.project import Project
from archdocs.records import rules
from archdocs.records.catalog import of_project
from archdocs.records.elsewhere import Elsewhere, FarRecord, records_of
from archdocs.records.fetch_inventories import fetch
from archdocs.settings import Repository
from archdocs.system.inventory import BadInventory, labels
from archdocs.system.scriptnotes import notes
from archdocs.system.tree import WorkTree
from sphinxrun import build
from support import Repo

CONF = 'project = "Test"\nextensions = ["archdocs.sphinxext"]\nhtml_theme = "basic"\n'
INDEX = "# Home\n\n{adr}`1`\n\n```{toctree}\n:glob:\n/adr/*\n```\n"
FAR = "`1` {adr}`payments:1` {adr}`so <payments:2>` {adr}`payments:9`"
HEAD = b"# Sphinx inventory version 2\n# Project: P\n# Version: 1\n# The rest is packed by zlib.\n"


def adr(title: str, extra: str = "") -> str:
    return f"---\nstatus: accepted\ndate: 2026-01-05\n{extra}---\n\n# {title}\n\nText.\n"


def packed(*lines: str) -> bytes:
    return HEAD + zlib.compress("".join(f"{line}\n" for line in lines).encode())


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, quietly."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            del format, args

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def section(url: str) -> str:
    return f'[repositories.payments]\nurl = "{url}"\ninventory = "inventories/payments.inv"\n'


def test_from_one_site_to_another(repo: Repo, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for name, text in {
        "archdocs.toml": "", "docs/conf.py": CONF, "docs/index.md": INDEX,
        "adr/0001-a-ledger.md": adr("A ledger: *double entry*"), "adr/0002-x.md": adr("X"),
    }.items():  # fmt: skip
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_text(text)
    published = build(other)
    assert published.log == ""
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", INDEX.replace("`1`", FAR))
    repo.write("adr/0001-own.md", adr("Own", "relates: ['payments:ADR-0001', 'payments:ADR-3']\n"))
    with served(other) as address:
        repo.write("archdocs.toml", section(f"{address}/_build/"))
        repo.commit()
        project = Project.discover(repo.path)
        (missing, *_) = rules.findings(of_project(project))
        assert missing.code == "record.dangling-link"
        (first,) = fetch(project, [])
        (again,) = fetch(project, ["payments"])
    assert (first.path, first.records, first.changed) == ("inventories/payments.inv", 2, True)
    assert not again.changed
    (finding,) = rules.findings(of_project(Project.discover(repo.path)))
    assert "payments:ADR-3, which is not there; did you mean `payments:ADR-000" in finding.message
    repo.write("adr/0001-own.md", adr("Own", "relates: ['payments:ADR-0001']\n"))
    built = build(repo.path, strict=False)
    assert built.log.count("WARNING") == built.log.count("no record called 'payments:9'") == 1
    link = f'href="{address}/_build/adr/0001-a-ledger.html">payments ADR-0001: A ledger'
    assert link in built.page("index")
    assert f'href="{address}/_build/adr/0002-x.html">so</a>' in built.page("index")
    assert link in built.page("adr/0001-own")


def elsewhere(*lines: str) -> Elsewhere:
    settings = {"pay": Repository("https://x.example/docs", "pay.inv")}
    return Elsewhere(settings, {"pay": records_of(labels(packed(*lines)))})


def test_only_labels_that_name_a_record_are_records() -> None:
    found = elsewhere(
        "adr-0003 std:label -1 adr/0003.html ADR-0003: Use *Redis*",
        "adr-0004 std:label -1 //evil.example/x ADR-0004: X",
        "adr-0005 py:function 1 api.html#$ -",
        "adr-0006 std:label -1 page.html#$ The sixth",
    )
    redis = FarRecord(
        "pay:ADR-0003", "ADR-0003: Use *Redis*", "https://x.example/docs/adr/0003.html"
    )
    assert found.find("pay:3") == found.find("pay:ADR-0003") == redis
    far = found.find("pay:4")
    assert far is not None
    assert far.url == "https://x.example/docs/", "a site's links stay on the site"
    for ref in ("pay:5", "pay:6", "pay:", "3", "pay:x", "other:3", "pay:٣"):
        assert found.find(ref) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is no inventory"),
        (b"<html>\n\n\n\n\n", "is no inventory"),
        (HEAD + b"nothing packed", "can't be unpacked"),
        (packed("a std:label -1 a.html A")[:-6], "is cut off"),
        (HEAD + zlib.compress(b"\0" * (40 << 20)), "too large"),
        (HEAD + zlib.compress(b"\xff\n"), "can't be unpacked"),
    ],
)
def test_what_is_no_inventory(data: bytes, why: str, repo: Repo) -> None:
    with pytest.raises(BadInventory, match=why):
        labels(data)
    with served(repo.path) as address:
        repo.write("archdocs.toml", section(address))
        (repo.path / "objects.inv").write_bytes(data)
        project = Project.discover(repo.path)
        with pytest.raises(EnvironmentFault, match=r"objects\.inv"):
            fetch(project, [])
    assert not (repo.path / "inventories").exists()
    (repo.path / "inventories").mkdir()
    (repo.path / "inventories/payments.inv").write_bytes(data)
    (finding,) = rules.findings(of_project(project))
    assert (finding.code, finding.location.path) == (
        "record.bad-inventory",
        "inventories/payments.inv",
    )


@given(st.binary(max_size=300) | st.text(max_size=200).map(packed))
def test_an_inventory_is_read_or_refused(data: bytes) -> None:
    try:
        found = records_of(labels(data))
    except BadInventory:
        return
    assert all(name == entry.name for name, entry in found.items())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[repositories.P]\nurl = "https://x.example"\ninventory = "p.inv"\n', "is no name"),
        ('[repositories.https]\nurl = "https://x.example"\ninventory = "p.inv"\n', "is no name"),
        ('[repositories.pay]\nurl = "ftp://x.example"\ninventory = "p.inv"\n', "begins with https"),
        ('[repositories.pay]\nurl = "https://x.example?a"\ninventory = "p.inv"\n', "begins with"),
        ('[repositories.pay]\nurl = "https://x.example:y"\ninventory = "p.inv"\n', "begins with"),
        ('[repositories.pay]\nurl = "https://x.example"\n', "the inventory is kept"),
        ('[repositories.pay]\nurl = "https://x.example"\ninventory = "../p"\n', "inside"),
    ],
)
def test_settings_that_will_not_do(text: str, why: str, repo: Repo) -> None:
    repo.write("archdocs.toml", text)
    with pytest.raises(ConfigError, match=why):
        assert Project.discover(repo.path).settings


def test_names_that_nobody_knows(repo: Repo) -> None:
    repo.write("archdocs.toml", "")
    with pytest.raises(UsageError, match="name no other repositories"):
        fetch(Project.discover(repo.path), [])
    repo.write("archdocs.toml", section("http://127.0.0.1:9/"))
    with pytest.raises(UsageError, match="did you mean `payments`"):
        fetch(Project.discover(repo.path), ["paymets"])
    with pytest.raises(EnvironmentFault, match="can't be fetched"):
        fetch(Project.discover(repo.path), ["payments"])


@pytest.mark.parametrize("path", ["archdocs.toml", ".git/hooks/x", "Makefile", "a.inv"])
def test_an_inventory_takes_no_other_place(repo: Repo, tmp_path: Path, path: str) -> None:
    (tmp_path / "objects.inv").write_bytes(packed("adr-1 std:label -1 adr/1.html ADR-1: X"))
    repo.write("Makefile", "all:\n")
    (repo.path / "a.inv").symlink_to("Makefile")
    with served(tmp_path) as address:
        text = section(address).replace("inventories/payments.inv", path)
        repo.write("archdocs.toml", text)
        with pytest.raises(UsageError, match="is no place for the inventory"):
            fetch(Project.discover(repo.path), ())
    assert (repo.path / "archdocs.toml").read_text() == text
    assert (repo.path / "Makefile").read_text() == "all:\n"


def test_lines_that_would_take_for_ever(tmp_path: Path) -> None:
    number = "1" * 4990
    lines = ("a" + " " * 300_000, " " * 300_000, "a std:label" * 90_000, f"adr-{'1' * 4400}"
             f" std:label -1 x.html ADR-{'1' * 400}: X", "a b std:label -1 y.html#$ -")  # fmt: skip
    assert labels(packed(*lines))["a b"].address == "y.html#a b"
    far = f"adr-{number[:2000]}"
    (tmp_path / "p.inv").write_bytes(packed(f"{far} std:label -1 x.html {far}: X"))
    known = {"payments": Repository("https://docs.net/", "p.inv")}
    elsewhere = Elsewhere.of(known, WorkTree(tmp_path))
    assert elsewhere.find("payments:1") is None
    assert elsewhere.find(f"payments:{number}") is None


def test_a_comment_of_one_long_word() -> None:
    found = notes(b"f()  # archdocs: " + b"a" * 300_000 + b"\ng()  # archdocs: src owner=me\n")
    assert [(each.targets, each.owner) for each in found] == [((), ""), (("src",), "me")]
