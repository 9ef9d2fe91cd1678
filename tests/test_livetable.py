"""The table of a build while it goes on: how it looks, and what it leaves of a terminal."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from archdocs.cli.livetable import LiveTable, lively
from archdocs.site.watch import Row, Watch, watching
from support import Repo

HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


def drawn(table: LiveTable, now: float, *, width: int = 80, height: int = 24) -> list[str]:
    """Return the lines of the table without colour, on a terminal of this size."""
    console = Console(width=width, color_system=None, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    with console.capture() as said:
        console.print(table.at(now, height))
    console.file.close()
    return [line.rstrip() for line in said.get().splitlines()]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> LiveTable:
    """Return a table of four versions: one failed, one being built, one waiting, one unchanged."""
    made = LiveTable(lambda _: None)
    rows = [
        Row("main", "main", waits=True, estimate=20.0),
        Row("v3", "v3", waits=True),
        Row("v2", "v2 [bold]\x1b", waits=True, estimate=10.0),
        Row("v1", "v1", waits=False),
    ]
    made.rows = {row.ref: row for row in rows}
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    made.begin(rows[2])
    made.end(rows[2], 8.2, "conf.py failed: ModuleNotFoundError: " + "no " * 40)
    made.begin(rows[0])
    return made


def test_a_line_for_each_version_and_the_sum(table: LiveTable) -> None:
    lines = drawn(table, 112.0)
    assert lines[0].split() == ["main", "12", "s", "building", "of", "about", "20", "s"]
    assert lines[1].split() == ["v3", "waiting"]
    assert lines[2].startswith("v2 [bold]\ufffd     8 s  failed     conf.py failed: Module")
    assert lines[2].endswith("…")
    assert lines[3].split() == ["v1", "unchanged"]
    assert lines[4] == "1 of 3 built, about 23 s to go on one core"
    assert max(map(len, lines)) <= 80
    assert max(map(len, drawn(table, 112.0, width=40))) <= 40
    few = drawn(table, 112.0, height=5)
    assert [line.split()[0] for line in few] == ["main", "v2", "1"], "what is done stands back"


def test_the_end_of_it(table: LiveTable) -> None:
    for ref in ("main", "v3"):
        table.end(table.rows[ref], 21.0, "")
    lines = drawn(table, 200.0)
    assert lines[0].split() == ["main", "21", "s", "built"]
    assert lines[-1] == "3 of 3 built, putting the site together"


def test_where_it_is_shown() -> None:
    usual = {"TERM": "xterm"}
    assert lively(usual, terminal=True, quiet=False)
    assert not lively(usual, terminal=False, quiet=False)
    assert not lively(usual, terminal=True, quiet=True)
    for more in ({"CI": "true"}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert not lively({**usual, **more}, terminal=True, quiet=False)
    assert not lively({}, terminal=True, quiet=False)


def test_whoever_hears_lines_hears_these() -> None:
    heard: list[str] = []
    watch = watching(heard.append)
    row = Row("r", "v1", waits=True)
    watch.plan([row])
    watch.begin(row)
    watch.end(row, 1.26, "")
    watch.end(row, 1.0, "no conf.py")
    watch("and so on")
    assert heard == ["building v1", "v1 built in 1.3 s", "v1 failed: no conf.py", "and so on"]
    assert isinstance(watch, Watch)
    assert watching(watch) is watch


def test_an_interrupt_leaves_a_clean_terminal(repo: Repo, tmp_path: Path) -> None:
    repo.write("docs/conf.py", "import time\ntime.sleep(60)\n")
    repo.write("docs/index.rst", "Shop\n====\n")
    repo.commit()
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    for name in ("NO_COLOR", "CI"):
        env.pop(name, None)
    child = subprocess.Popen(
        [sys.executable, "-m", "archdocs", "build"],
        cwd=repo.path, env=env, stderr=theirs, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    said = heard_until(ours, b"building")
    child.send_signal(signal.SIGINT)
    said += heard_until(ours, b"\0 never")
    assert child.wait(timeout=60) == 130
    os.close(ours)
    assert b"main" in said
    assert said.count(HIDE) == said.count(SHOW) == 1
    assert said.index(SHOW) < said.index(b"interrupted")


def heard_until(terminal: int, words: bytes) -> bytes:
    """Return what is written to a terminal until some words, or until nobody writes any more."""
    said = b""
    while words not in said:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            data = os.read(terminal, 65536) if ready else b""
        except OSError:
            break
        if not data:
            break
        said += data
    return said
