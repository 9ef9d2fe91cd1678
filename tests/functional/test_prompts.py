"""What is missing is asked for on a terminal, and only there."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archdocs.cli.main import run
from archdocs.project import Project
from archdocs.records.catalog import of_project
from support import Cli, Repo

#: Seconds to wait for a question; a slow machine takes a few.
PATIENCE = 120


@dataclass
class Terminal:
    """A command whose standard input and error are a terminal, and its output a pipe."""

    child: subprocess.Popen[bytes]
    master: int
    shown: str = ""

    def until(self, text: str) -> None:
        """Wait for a text after what was waited for before."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            assert ready, f"no {text!r} in {self.shown!r}"
            try:
                data = os.read(self.master, 4096)
            except OSError:
                data = b""
            assert data, f"ended without {text!r}: {self.shown!r}"
            self.shown += data.decode()
        self.shown = self.shown.partition(text)[2]

    def answer(self, question: str, text: str) -> None:
        """Type a line when a question is asked."""
        self.until(question)
        os.write(self.master, text.encode() + b"\n")

    def interrupt(self) -> None:
        """Send what Ctrl-C does, once the command sleeps: it then waits for the answer."""
        stat = Path(f"/proc/{self.child.pid}/stat")
        while stat.read_text().rpartition(")")[2].split()[0] != "S":
            time.sleep(0.01)
        self.child.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and standard output."""
        assert self.child.stdout is not None
        out = self.child.stdout.read().decode()
        return self.child.wait(), out


@dataclass
class Screen:
    """Starts commands on terminals."""

    folder: Path
    open: list[Terminal]

    def __call__(self, *words: str) -> Terminal:
        master, slave = pty.openpty()
        child = subprocess.Popen(
            [sys.executable, "-m", "archdocs", *words],
            cwd=self.folder,
            stdin=slave,
            stderr=slave,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(slave)
        self.open.append(Terminal(child, master))
        return self.open[-1]


@pytest.fixture
def screen(repo: Repo) -> Iterator[Screen]:
    made = Screen(repo.path, [])
    yield made
    for terminal in made.open:
        if terminal.child.poll() is None:
            terminal.child.kill()
        terminal.child.wait()
        if terminal.child.stdout is not None:
            terminal.child.stdout.close()
        os.close(terminal.master)


def adr(repo: Repo, number: int, title: str, status: str) -> None:
    text = f"---\nstatus: {status}\ndate: 2026-01-02\n---\n# {title}\n"
    repo.write(f"adr/{number:04}-{title.lower()}.md", text)


def statuses(repo: Repo) -> dict[str, str]:
    return {each.id: each.status for each in of_project(Project(repo.path)).records}


@pytest.mark.timeout(300)
def test_a_new_record_is_asked_for_piece_by_piece(repo: Repo, screen: Screen) -> None:
    adr(repo, 1, "Old", "accepted")
    adr(repo, 2, "Never", "rejected")
    asked = screen("new-adr", "--date", "2026-01-03")
    asked.answer("Title: ", "!!!")
    asked.until("no letter and no digit")
    asked.answer("Title: ", "Use Kafka")
    asked.answer("Template (madr, madr-minimal, nygard, y-statement) [madr]: ", "mdr")
    asked.until("Error: ")
    asked.answer("[madr]: ", "nygard")
    asked.until("ADR-0001  accepted    Old\r\n")
    asked.answer("Supersedes (ids with commas, or nothing): ", "9")
    asked.until("no record called `9`")
    asked.answer("nothing): ", "1,")
    asked.answer("Status (proposed, accepted, rejected, deprecated, superseded) [", "accepted")
    assert asked.end() == (0, "adr/0003-use-kafka.md\n")
    text = (repo.path / "adr/0003-use-kafka.md").read_text()
    assert text.startswith("# 3. Use Kafka\n\nDate: 2026-01-03\n\n## Status\n\nAccepted\n")
    assert statuses(repo) == {
        "ADR-0001": "superseded",
        "ADR-0002": "rejected",
        "ADR-0003": "accepted",
    }


@pytest.mark.timeout(300)
def test_what_a_flag_says_is_not_asked(repo: Repo, screen: Screen) -> None:
    words = ("--template", "nygard", "--status", "accepted", "--date", "2026-01-03")
    asked = screen("new", *words)
    asked.answer("Kind (", "")
    asked.answer("Title: ", "One")
    assert asked.end() == (0, "adr/0001-one.md\n")
    flagged = Cli(repo.path)("new-adr", "One", *words)
    assert flagged.out == "adr/0002-one.md\n"
    one, two = ((repo.path / f"adr/000{n}-one.md").read_text() for n in (1, 2))
    assert one.replace("# 1. ", "# 2. ") == two


@pytest.mark.timeout(300)
def test_a_status_is_chosen_among_the_legal_moves(repo: Repo, screen: Screen) -> None:
    adr(repo, 1, "One", "proposed")
    adr(repo, 2, "Two", "superseded")
    asked = screen("status")
    asked.until("ADR-0001  proposed    One\r\n")
    asked.answer("Record: ", "1")
    asked.answer("ADR-0001 is proposed; new status (accepted, rejected, superseded): ", "accepted")
    assert asked.end() == (0, "")
    assert statuses(repo)["ADR-0001"] == "accepted"
    final = screen("status", "2")
    final.until("ADR-0002 is superseded, and that is final")
    assert final.end() == (2, "")


@pytest.mark.timeout(300)
def test_the_format_to_convert_to_is_chosen(repo: Repo, screen: Screen) -> None:
    repo.write("adr/0001-one.md", "# 1. One\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n")
    asked = screen("convert")
    asked.answer("Format (nygard, ", "madr-4")
    assert asked.end() == (0, "adr/0001-one.md\n")
    assert (repo.path / "adr/0001-one.md").read_text().startswith("---\nstatus: accepted\n")


@pytest.mark.timeout(300)
def test_both_ends_are_asked_for(repo: Repo, screen: Screen) -> None:
    for number, title in enumerate(("One", "Two", "Three"), 1):
        adr(repo, number, title, "accepted")
    asked = screen("supersede")
    asked.answer("Record that is replaced: ", "1")
    asked.until("  ADR-0002  accepted    Two\r\n")
    asked.answer("Record that replaces ADR-0001: ", "2")
    assert asked.end() == (0, "")
    assert statuses(repo)["ADR-0001"] == "superseded"
    asked = screen("link")
    asked.answer("Record: ", "3")
    asked.answer("Link (supersedes, ", "relates")
    asked.answer("Relates: ", "0002-two")
    assert asked.end() == (0, "")
    assert [link.kind for link in of_project(Project(repo.path)).find("3").links] == ["relates"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("words", [("new-adr",), ("status", "1"), ("supersede",)])
def test_an_interrupt_leaves_nothing_behind(
    repo: Repo, screen: Screen, words: tuple[str, ...]
) -> None:
    adr(repo, 1, "One", "proposed")
    repo.commit()
    asked = screen(*words)
    asked.until(": ")
    asked.interrupt()
    asked.until("interrupted")
    assert asked.end() == (130, "")
    assert repo.git("status", "--porcelain") == ""


MISSING = {
    ("new-adr",): "Missing argument 'TITLE'.",
    ("new-spec", "--status", "draft"): "Missing argument 'TITLE'.",
    ("new",): "Missing argument 'KIND'.",
    ("new", "adr"): "Missing argument 'TITLE'.",
    ("status",): "Missing argument 'RECORD'.",
    ("status", "1"): "Missing argument 'STATUS'.",
    ("supersede",): "Missing argument 'OLD'.",
    ("supersede", "1"): "Missing option '--by'.",
    ("link", "1", "amends"): "Missing argument 'B'.",
    ("convert", "1"): "Missing option '--to'.",
}


@pytest.mark.parametrize("words", MISSING)
def test_without_a_terminal_what_is_missing_is_named(
    repo: Repo, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    adr(repo, 1, "One", "proposed")
    assert run(["-C", str(repo.path), *words]) == 2
    out, err = capsys.readouterr()
    step = f"  run: archdocs {words[0]} --help"
    assert (out, err.splitlines()) == ("", [f"archdocs: {MISSING[words]}", step])


@pytest.mark.timeout(300)
def test_no_input_is_like_no_terminal(screen: Screen) -> None:
    asked = screen("new-adr", "--no-input")
    asked.until("archdocs: Missing argument 'TITLE'.")
    assert asked.end() == (2, "")


@pytest.mark.timeout(300)
def test_a_title_with_commands_for_the_terminal_is_shown_without(
    repo: Repo, screen: Screen
) -> None:
    adr(repo, 1, "One", "proposed")
    repo.write("adr/0002-x.md", "---\nstatus: accepted\ndate: 2026-01-01\n---\n# A \x1b[31mB\n")
    asked = screen("status")
    asked.until("ADR-0002  accepted    A \ufffd[31mB")
