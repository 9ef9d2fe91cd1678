"""The entry point: help, exit codes, nearest names, and what is imported."""

from __future__ import annotations

import datetime
import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest

import archdocs
from archdocs.cli.main import COMMANDS
from support import Cli


def test_the_public_names_are_these() -> None:
    assert archdocs.__all__ == [
        *("ArchdocsError", "Draft", "Finding", "Location", "Project", "Request", "Settings"),
        *("Severity", "__version__", "build", "catalog", "change_status", "check", "export"),
        *("init", "new_brief", "new_log", "new_record", "render", "serve", "supersede", "trace"),
    ]
    for name in archdocs.__all__:
        getattr(archdocs, name)


def test_the_verbs_work_as_functions(tmp_path: Path) -> None:
    today = datetime.date(2026, 1, 1)
    archdocs.init(tmp_path / "shop", today=today)
    project = archdocs.Project(tmp_path / "shop")
    made = archdocs.new_record(project, "adr", archdocs.Draft("Use Kafka", today))
    assert [record.id for record in archdocs.catalog(project).records] == ["ADR-0001", made.id]
    assert not archdocs.check(project, archdocs.Request(today=today, diagrams=False)).failed


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_command_with_help(name: str) -> None:
    module, attribute = COMMANDS[name][0].split(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.help
    shown = command.get_help(click.Context(command, info_name=name))
    assert f"  archdocs {name}" in shown, "no example"


def test_without_a_command_there_is_help_and_no_complaint(cli: Cli) -> None:
    done = cli()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: archdocs")


@pytest.mark.parametrize("args", [("config",), ("completion",), ("list", "--format", "x")])
def test_usage_is_one_line_and_the_next_step(cli: Cli, args: tuple[str, ...]) -> None:
    done = cli(*args)
    assert (done.code, done.out) == (2, "")
    complaint, step = done.err.splitlines()
    assert complaint.startswith("archdocs: ")
    assert step == f"  run: archdocs {args[0]} --help"


def test_help_shows_examples(cli: Cli) -> None:
    done = cli("--help")
    assert done.code == 0
    assert "archdocs new-adr" in done.out
    assert all(name in done.out for name in COMMANDS)


def test_a_misspelt_command_names_the_nearest(cli: Cli) -> None:
    done = cli("buidl")
    assert done.code == 2
    assert "did you mean `build`?" in done.err
    assert "Traceback" not in done.err


def test_an_unknown_option_is_usage(cli: Cli) -> None:
    done = cli("list", "--nope")
    assert done.code == 2
    assert "--nope" in done.err


def test_outside_of_everything_the_next_step_is_named(cli: Cli, tmp_path: Path) -> None:
    done = cli("list", cwd=tmp_path)
    assert done.code == 2
    assert "no archdocs project" in done.err
    assert "archdocs init" in done.err


def test_a_bug_ends_with_4_and_a_log(tmp_path: Path) -> None:
    program = (
        "import archdocs.cli.main as m, archdocs.project as p\n"
        "def broken(*a, **k): raise ZeroDivisionError('oops')\n"
        "p.Project.discover = broken\n"
        "import sys; sys.exit(m.run(['list']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    log = Path(done.stderr.split("the log ")[1].strip())
    assert "ZeroDivisionError" in log.read_text()
    log.unlink()


def test_a_full_disk_behind_the_output_is_one_line(cli: Cli, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "archdocs", "-C", str(cli.cwd), "kinds"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            words, stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == "archdocs: the output can't be written: No space left on device\n"


@pytest.mark.parametrize("words", [["--help"], ["new-adr", "--help"], ["list", "--help"]])
def test_start_up_imports_neither_sphinx_nor_diagrams(words: list[str]) -> None:
    program = (
        "import sys; from archdocs.cli.main import run; run(sys.argv[1:]);"
        " heavy = {'sphinx', 'diagrams', 'docutils', 'starlette'} & set(sys.modules);"
        " sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_help_loads_no_room_of_ours_but_its_own() -> None:
    program = (
        "import sys; before = set(sys.modules);"
        " from archdocs.cli.start import run; run(['--help']);"
        " ours = {name for name in sys.modules if name.startswith('archdocs.')};"
        " ours -= {'archdocs.cli', 'archdocs.cli.start', 'archdocs.cli.main', 'archdocs.errors',"
        " 'archdocs.cli.quick', 'archdocs.cli.context'};"
        " ours |= {'difflib', 'tempfile', 'traceback', 'tomllib'} & set(sys.modules) - before;"
        " sys.exit(f'imported {ours}' if ours else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(cli: Cli, shell: str) -> None:
    done = cli("completion", shell)
    assert done.code == 0
    assert "_ARCHDOCS_COMPLETE" in done.out


def test_config_show_says_what_holds(cli: Cli) -> None:
    (cli.cwd / "archdocs.toml").write_text("[site]\nlimit = 3\n")
    done = cli("config", "show")
    assert done.code == 0
    assert "limit = 3" in done.out
    assert "# archdocs.toml" in done.out


def test_config_faults_are_one_line(cli: Cli) -> None:
    (cli.cwd / "archdocs.toml").write_text("[site]\nlimits = 3\n")
    done = cli("config", "show")
    assert done.code == 2
    assert done.err.strip() == (
        "archdocs: archdocs.toml:2: no option called `limits`; did you mean `limit`?"
    )
