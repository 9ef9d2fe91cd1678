"""``archdocs render`` on real projects."""

from __future__ import annotations

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
