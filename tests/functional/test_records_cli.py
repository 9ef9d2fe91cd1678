"""The record commands, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import Cli, Repo


def one_line(text: str) -> str:
    """Return the message of a failed command, which is one line and a hint."""
    lines = text.splitlines()
    assert lines, "nothing was said"
    assert len(lines) <= 2
    assert "Traceback" not in text
    return lines[0]


def test_new_adr_prints_the_path_alone(cli: Cli, repo: Repo) -> None:
    done = cli("new-adr", "Use Kafka for order events", "--date", "2026-01-02")
    assert (done.code, done.out, done.err) == (0, "adr/0001-use-kafka-for-order-events.md\n", "")
    (repo.path / "docs").mkdir()
    done = cli("new-adr", "Second", cwd=repo.path / "docs")
    assert done.out == "../adr/0002-second.md\n"
    assert cli("new-spec", "Checkout").out == "specs/0001-checkout.md\n"
    assert cli("new", "spec", "Search").out == "specs/0002-search.md\n"


def test_new_adr_takes_what_its_help_says(cli: Cli, repo: Repo) -> None:
    cli("new-adr", "Old", "--status", "accepted")
    done = cli(
        "new-adr", "New", "--supersedes", "1", "--status", "accepted", "--template", "madr-minimal",
        "--owner", "payments", "--deciders", "Ann, Bob", "--deciders", "Cy", "--date", "2026-01-02",
    )  # fmt: skip
    assert done.code == 0
    assert (
        (repo.path / done.out.strip())
        .read_text()
        .startswith(
            "---\nstatus: accepted\ndate: 2026-01-02\nsupersedes: [ADR-0001]\nowner: payments\n"
            "decision-makers: [Ann, Bob, Cy]\n---\n\n# New\n"
        )
    )
    rows = json.loads(cli("list", "--format", "json").out)
    assert [row["status"] for row in rows] == ["superseded", "accepted"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("new-adr", "!!!"), "has no letter and no digit"),
        (("new-adr", "a\nb"), "a title is one line"),
        (("new-adr", "x", "--supersedes", "7"), "no record called `7`"),
        (("new-adr", "x", "--status", "acepted"), "did you mean `accepted`?"),
        (("new-adr", "x", "--template", "mdar"), "did you mean `madr`?"),
        (("new-adr", "x", "--date", "1.2.2024"), "write YYYY-MM-DD"),
        (("new", "apr", "x"), "no kind of record called `apr`; did you mean `adr`?"),
        (("show", "ADR-0010"), "did you mean `ADR-0001`?"),
        (("status", "1", "acepted"), "did you mean `accepted`?"),
        (("status", "1", "deprecated"), "can become accepted, rejected, superseded"),
        (("supersede", "1", "--by", "9"), "no record called `9`"),
        (("supersede", "1", "--by", "1"), "can't supersede itself"),
        (("list", "--kind", "sepc"), "did you mean `spec`?"),
        (("list", "--status", "acepted"), "did you mean `accepted`?"),
    ],
)
def test_bad_input_is_one_clear_line(
    cli: Cli, repo: Repo, args: tuple[str, ...], message: str
) -> None:
    cli("new-adr", "One")
    before = sorted(path.name for path in (repo.path / "adr").iterdir())
    done = cli(*args)
    assert (done.code, done.out) == (2, "")
    assert message in one_line(done.err)
    assert sorted(path.name for path in (repo.path / "adr").iterdir()) == before


def test_a_template_with_an_unknown_variable(cli: Cli, repo: Repo) -> None:
    repo.write("templates/adr/madr.md.jinja", "# {{ title }}\n\n{{ tilte }}\n")
    done = cli("new-adr", "One")
    assert done.code == 2
    assert one_line(done.err) == (
        "archdocs: templates/adr/madr.md.jinja:3: no variable called `tilte`; did you mean `title`?"
    )
    assert not (repo.path / "adr").exists() or not list((repo.path / "adr").iterdir())


def test_not_a_project(cli: Cli, tmp_path: Path) -> None:
    done = cli("list", cwd=tmp_path)
    assert done.code == 2
    assert "no archdocs project" in one_line(done.err)


def test_list_in_every_form(cli: Cli, repo: Repo) -> None:
    cli("new-adr", "日本語のタイトル", "--date", "2026-01-02", "--owner", "web")
    cli("new-adr", 'A|B, "c"', "--date", "2026-01-03", "--supersedes", "1", "--status", "accepted")
    repo.write("adr/0003-x.md", b"# Stra\xdfe\n")
    repo.write("adr/0004-x.md", "# \x1b[31mRed\n")
    done = cli("list")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split() == ["ID", "STATUS", "DATE", "TITLE", "PATH"]
    assert "\x1b" not in done.out
    assert lines[1].index("adr/0001") == lines[2].index("adr/0002") - len("日本語のタイトル")
    assert done.err == "archdocs: not listed: adr/0003-x.md is not UTF-8 text\n"

    rows = json.loads(cli("list", "--format", "json").out)
    assert rows[0] == {
        "id": "ADR-0001",
        "kind": "adr",
        "number": 1,
        "title": "日本語のタイトル",
        "status": "superseded",
        "raw_status": "superseded",
        "date": "2026-01-02",
        "owner": "web",
        "deciders": [],
        "tags": [],
        "review_by": None,
        "dialect": "madr-4",
        "path": "adr/0001-日本語のタイトル.md",
        "package": "",
        "links": [{"kind": "superseded-by", "target": "ADR-0002", "id": "ADR-0002"}],
        "fields": {"consulted": [], "informed": []},
    }
    table = list(csv.DictReader(io.StringIO(cli("list", "--format", "csv").out)))
    assert [row["title"] for row in table][1] == 'A|B, "c"'
    assert table[1]["links"] == "supersedes ADR-0001"
    assert cli("list", "--kind", "spec").out == "no records\n"
    assert cli("list", "--kind", "spec", "--format", "json").out == "[]\n"
    assert len(json.loads(cli("list", "--status", "accepted", "--format", "json").out)) == 1
    assert len(json.loads(cli("list", "--status", "unknown", "--format", "json").out)) == 1


def test_show_says_links_both_ways(cli: Cli, repo: Repo) -> None:
    cli("new-adr", "Old", "--status", "accepted")
    cli("new-adr", "New", "--status", "accepted", "--supersedes", "1")
    repo.write("adr/0003-dep.md", "---\nstatus: proposed\ndepends: [2]\n---\n# Dep\n\n\x1b[2Jx\n")
    done = cli("show", "adr-2")
    assert "Supersedes:    ADR-0001 Old (superseded)" in done.out
    assert "Required by:   ADR-0003 Dep (proposed)" in done.out
    data = json.loads(cli("show", "2", "--format", "json").out)
    assert data["backlinks"] == [
        {"kind": "supersedes", "id": "ADR-0001"},
        {"kind": "required-by", "id": "ADR-0003"},
    ]
    assert data["text"].startswith("---\nstatus: accepted")
    assert "\x1b" not in cli("show", "3").out


def test_status_and_supersede(cli: Cli, repo: Repo) -> None:
    repo.write("adr/0001-old.md", b"\xef\xbb\xbf# 1. Old\r\n\r\n## Status\r\n\r\nAccepted\r\n")
    cli("new-adr", "New")
    assert cli("status", "ADR-2", "accepted").code == 0
    done = cli("supersede", "1", "--by", "2")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (repo.path / "adr/0001-old.md").read_bytes() == (
        b"\xef\xbb\xbf# 1. Old\r\n\r\n## Status\r\n\r\nSuperseded by [2. New](0002-new.md)\r\n"
    )
    assert cli("status", "2", "proposed").code == 2
    assert cli("status", "2", "proposed", "--force").code == 0


def test_no_editor_without_a_terminal(cli: Cli, tmp_path: Path) -> None:
    mark = tmp_path / "opened"
    done = cli("new-adr", "One", env={"EDITOR": f"touch {mark}", "VISUAL": ""})
    assert done.code == 0
    assert not mark.exists()


@pytest.mark.parametrize("no_edit", [False, True])
def test_an_editor_on_a_terminal(repo: Repo, tmp_path: Path, no_edit: bool) -> None:
    mark = tmp_path / "opened by"
    editor = tmp_path / "my editor"
    editor.write_text(f'#!/bin/sh\necho "$@" > "{mark}"\n')
    editor.chmod(0o755)
    command = f"{sys.executable} -m archdocs new-adr One" + (" --no-edit" if no_edit else "")
    env = {**os.environ, "VISUAL": f"'{editor}' --wait", "EDITOR": "false"}
    done = subprocess.run(
        [sys.executable, "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)",
         *command.split()],
        cwd=repo.path, env=env, capture_output=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"adr/0001-one.md" in done.stdout
    if no_edit:
        assert not mark.exists()
    else:
        assert mark.read_text() == f"--wait {repo.path}/adr/0001-one.md\n"


def test_new_adr_imports_neither_sphinx_nor_a_yaml_parser(repo: Repo) -> None:
    code = (
        "import sys; from archdocs.cli.main import run; assert run(['new-adr', 'One']) == 0;"
        "print([n for n in ('sphinx', 'docutils', 'myst_parser', 'diagrams', 'ruamel', 'PIL',"
        " 'archdocs.diagrams', 'archdocs.freshness', 'archdocs.site') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo.path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize(
    "count", [16, pytest.param(64, marks=[pytest.mark.slow, pytest.mark.timeout(300)])]
)
def test_concurrent_calls_get_distinct_numbers(repo: Repo, count: int) -> None:
    repo.write("adr/0001-old.md", "---\nstatus: accepted\ndate: 2024-01-02\n---\n# Old\n")
    repo.commit()
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "archdocs", "new-adr", f"Title {n}", "--status", "accepted",
             *(("--supersedes", "1") if n % 2 else ())],
            cwd=repo.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(count)
    ]  # fmt: skip
    ended = [(*child.communicate(), child.returncode) for child in children]
    assert [err for _, err, code in ended if code] == []
    numbers = sorted(int(out.split("/")[1][:4]) for out, _, _ in ended)
    assert numbers == list(range(2, count + 2))
    rows = json.loads(Cli(repo.path)("list", "--format", "json").out)
    assert len(rows[0]["links"]) == count // 2
    assert len(rows) == count + 1
    assert not list(repo.path.glob("adr/.*"))
