"""``archdocs render`` on real projects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from diagramscripts import SHOP
from support import Cli, Repo


def test_draws_and_prints_the_paths(repo: Repo, cli: Cli) -> None:
    repo.write("diagrams/shop.py", SHOP)
    repo.write("diagrams/_shared.py", "x = 1\n")
    repo.commit()
    ran = cli("render")
    assert (ran.code, ran.err) == (0, "")
    (line,) = ran.out.splitlines()
    assert Path(line).read_text().startswith("<svg")
    assert repo.git("status", "--porcelain") == ""
    assert cli("render", "--jobs", "2", "--sandbox", "strict").out == ran.out


def test_output_folder_and_equal_names(repo: Repo, cli: Cli) -> None:
    repo.write("diagrams/one.py", SHOP)
    repo.write("diagrams/two.py", SHOP)
    ran = cli("render", "--output", "pictures")
    assert ran.code == 0
    assert [Path(line).name for line in ran.out.splitlines()] == ["shop.svg", "two-shop.svg"]
    assert {path.name for path in (repo.path / "pictures").iterdir()} == {
        "shop.svg",
        "two-shop.svg",
    }


def test_a_failing_script_is_one_line_and_the_others_are_drawn(repo: Repo, cli: Cli) -> None:
    repo.write("diagrams/shop.py", SHOP)
    repo.write("diagrams/bad.py", "import os\n\nboom()\n")
    ran = cli("render", "--sandbox", "off")
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 1
    message = "diagrams/bad.py:3: diagram.failed: NameError: name 'boom' is not defined\n"
    assert ran.err == message


def test_a_script_that_loops_for_ever_is_ended(repo: Repo, cli: Cli) -> None:
    repo.write("archdocs.toml", "[diagrams]\ntimeout = 1\n")
    repo.write("diagrams/loop.py", "while True:\n    pass\n")
    ran = cli("render")
    assert ran.code == 1
    assert ran.err == "diagrams/loop.py: diagram.timeout: the script did not end within 1 s\n"


def test_project_without_diagrams(repo: Repo, cli: Cli) -> None:
    ran = cli("render")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_outside_of_a_project(tmp_path: Path, cli: Cli) -> None:
    ran = cli("render", cwd=tmp_path)
    assert ran.code == 2
    assert "no archdocs project" in ran.err


def test_help_shows_examples(cli: Cli) -> None:
    ran = cli("render", "--help")
    assert ran.code == 0
    assert "archdocs render --output pictures" in ran.out


def test_a_link_in_the_state_folder_leads_nowhere(repo: Repo, cli: Cli) -> None:
    outside = repo.path.parent / "outside"
    outside.mkdir()
    repo.write("diagrams/shop.py", SHOP)
    repo.write(".archdocs/keep", "")
    (repo.path / ".archdocs/diagrams").symlink_to(outside)
    ran = cli("render")
    assert (ran.code, "symbolic link" in ran.err) == (3, True)
    assert not list(outside.iterdir())


#: The command on a kernel without Landlock: its three calls are answered as such a kernel does.
WITHOUT_LANDLOCK = """
import ctypes, runpy, struct, sys
lines = [(0x20, 0, 0, 0), (0x35, 0, 2, 444), (0x25, 1, 0, 446), (0x06, 0, 0, 0x50026)]
code = b"".join(struct.pack("HBBI", *line) for line in [*lines, (0x06, 0, 0, 0x7FFF0000)])
held = ctypes.create_string_buffer(code, len(code))
header = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(held))
libc = ctypes.CDLL(None)
assert not libc.prctl(38, 1, 0, 0, 0) and not libc.prctl(22, 2, header, 0, 0)
sys.argv[0] = "archdocs"
runpy.run_module("archdocs", run_name="__main__")
"""


def test_a_machine_that_confines_less_is_told_of_once_or_refused(repo: Repo) -> None:
    for name in ("one", "two"):
        repo.write(f"diagrams/{name}.py", SHOP)

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-c", WITHOUT_LANDLOCK, *args]
        return subprocess.run(words, cwd=repo.path, capture_output=True, text=True, check=False)

    strict = run("render", "--mode", "run", "--sandbox", "strict")
    assert (strict.returncode, strict.stdout) == (3, "")
    assert "can't confine what it runs: files NOT confined" in strict.stderr
    assert "--sandbox=auto" in strict.stderr
    ran = run("render", "--mode", "run")
    assert (ran.returncode, len(ran.stdout.splitlines())) == (0, 2)
    (told,) = ran.stderr.splitlines()
    assert "less confined than wanted: landlock: not on this machine" in told
    again = run("render")  # nothing runs, so there is nothing to tell
    assert (again.stdout, again.stderr) == (ran.stdout, "")
    assert "files NOT confined" in run("doctor").stdout
