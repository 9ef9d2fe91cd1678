"""``archdocs export``, run as a user runs it, and as its guide shows it."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archdocs.cli.main import run
from support import Cli, Repo

FRONT = "---\nstatus: accepted\ndate: 2026-01-02\n---\n# {}\n"


@pytest.fixture
def shop(repo: Repo) -> Repo:
    repo.write("adr/0001-a.md", FRONT.format("=1+1"))
    repo.write("adr/0002-b.md", b"\xff\xfe")
    repo.commit()
    return repo


def call(
    capfdbinary: pytest.CaptureFixture[bytes], shop: Repo, *args: str
) -> tuple[int, bytes, str]:
    code = run(["-C", str(shop.path), "export", *args])
    out, err = capfdbinary.readouterr()
    return code, out, err.decode()


def test_bytes_are_printed_as_they_are(cli: Cli, shop: Repo) -> None:
    done = cli("export", "json")
    assert (done.code, json.loads(done.out)["records"][0]["title"]) == (0, "=1+1")
    assert done.err == "archdocs: not exported: adr/0002-b.md is not UTF-8 text\n"
    assert json.loads(cli("export", "--schema").out)["properties"]["format"]["const"] == 1


def test_every_format(
    shop: Repo, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, _ = call(capfdbinary, shop, "csv", "--as-of", "HEAD")
    rows = list(csv.reader(io.StringIO(out.decode(), newline="")))
    assert (code, rows[1][3]) == (0, "'=1+1")
    assert out.count(b"\r\n") == out.count(b"\n") == 2
    assert b"System" in call(capfdbinary, shop, "backstage")[1]
    assert b"needs_amount" in call(capfdbinary, shop, "needs")[1]
    for form, name in (
        ("json", "a.json"),
        ("csv", "a.csv"),
        ("needs", "n.json"),
        ("sqlite", "a.db"),
    ):
        target = tmp_path / "out" / name
        for _ in range(2):
            assert call(capfdbinary, shop, form, "--output", str(target))[:2] == (0, b"")
        target.write_text("mine")
        code, _, err = call(capfdbinary, shop, form, "--output", str(target))
        assert (code, target.read_text()) == (2, "mine")
        assert "is no such export" in err
    folder = tmp_path / "decisions"
    assert call(capfdbinary, shop, "structurizr", "--output", str(folder))[0] == 0
    assert (folder / "0001-a.md").read_text().startswith("# 1. =1+1\n\nDate: 2026-01-02\n")
    assert not list(tmp_path.rglob(".archdocs-aside-*"))


def test_adr_tools_work_on_what_is_for_structurizr(
    repo: Repo, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("adr/0001-a.md", FRONT.format("A").replace("accepted", "superseded"))
    repo.write("adr/0002-b.md", FRONT.format("B").replace("---\n#", "supersedes: [1]\n---\n#"))
    target = repo.path / "decisions"
    assert call(capfdbinary, repo, "structurizr", "--output", str(target))[0] == 0
    (target / ".adr-dir").write_text(".\n")
    monkeypatch.chdir(target)
    assert run(["adr-tools", "generate", "graph"]) == 0
    graph = capfdbinary.readouterr().out.decode()
    assert '_1 [label="1. A"; URL="0001-a.html"];' in graph
    assert '_2 -> _1 [label="Supersedes", weight=0]' in graph
    assert run(["adr-tools", "new", "-s", "2", "C"]) == 0
    assert "Superceded by [3. C](0003-c.md)" in (target / "0002-b.md").read_text()


def test_nothing_is_written_that_was_not_asked_for(
    shop: Repo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for form in ("json", "csv", "needs", "backstage"):
        assert call(capfdbinary, shop, form)[0] == 0
    assert shop.git("status", "--porcelain", "--ignored") == ""


def test_backstage_never_takes_a_file_that_is_there(
    shop: Repo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = shop.path / "catalog-info.yaml"
    args = ("backstage", "--output", str(target))
    assert call(capfdbinary, shop, *args)[0] == 0
    written = target.read_text()
    assert call(capfdbinary, shop, *args)[0] == 2
    target.write_text(written.replace("unknown", "team-a").replace(": adr", ": old"))
    assert call(capfdbinary, shop, "backstage", "--update")[0] == 0
    assert target.read_text() == written.replace("unknown", "team-a").replace(": adr", ': "adr"')


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("sqlite",), "no text to print"),
        (("structurizr",), "no text to print"),
        (("xml",), "'xml' is not one of"),
        (("csv", "--kind", "sepc"), "did you mean `spec`?"),
        (("csv", "--as-of", "v9"), "no commit is called `v9`"),
        (("csv", "--update"), "--update is for backstage"),
        (("backstage", "--update"), "there is no"),
        (("structurizr", "--output", "."), "was written by no export"),
        (("csv", "--output", "adr"), "is no file to write to"),
    ],
)
def test_bad_input_is_one_clear_line(
    shop: Repo, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...], message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(shop.path)
    code, out, err = call(capfdbinary, shop, *args)
    assert (code, out) == (2, b"")
    assert message in err
    assert len(err.splitlines()) <= 2


def test_a_spreadsheet_does_not_run_what_list_prints(
    shop: Repo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["-C", str(shop.path), "list", "--format", "csv"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert next(csv.DictReader(io.StringIO(out)))["title"] == "'=1+1"


def test_a_database_is_one_file_that_sqlite_opens(
    shop: Repo, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = tmp_path / "records.db"
    assert call(capfdbinary, shop, "sqlite", "--output", str(target))[0] == 0
    store = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    assert store.execute("SELECT id FROM in_force").fetchall() == [("ADR-0001",)]
    store.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["records.db"]


def blocks(language: str) -> list[str]:
    guide = (Path(__file__).parents[2] / "docs/guides/exports.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)


def test_the_guide_does_what_it_says(
    shop: Repo, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.path)
    for line in "".join(blocks("bash")).splitlines():
        words, _, file = line.partition(" > ")
        assert run(shlex.split(words)[1:]) == 0, line
        out = capfdbinary.readouterr().out
        assert bool(out) == bool(file), line
        if file:
            (shop.path / file).write_bytes(out)
    made = sorted(path.name for path in shop.path.iterdir())
    assert made == [
        ".git", "adr", "catalog-info.yaml", "catalogue.schema.json", "decisions", "decisions.csv",
        "needs.json", "records.db", "records.json",
    ]  # fmt: skip
    store = sqlite3.connect("records.db")
    for query in "".join(blocks("sql")).splitlines():
        store.execute(query).fetchall()
    store.close()
    told: dict[str, Any] = {}
    for text in blocks("python"):
        exec(text, told)
    known = json.loads(Path("needs.json").read_bytes())["versions"]["latest"]["needs_schema"]
    fields = known["properties"].items()
    assert told["needs_fields"].keys() == {n for n, f in fields if f["field_type"] == "extra"}
    assert (shop.path / "decisions" / ".archdocs-export.json").is_file()
