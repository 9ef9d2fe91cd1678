"""The documentation is true: its commands run, its reference is the code's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from support import Cli

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^```(?:bash|\{code-block\} bash\n:class: fails-(?P<status>\d+)\n)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


def test_the_tutorial_runs_as_written(tmp_path: Path) -> None:
    shim = tmp_path / "bin"
    shim.mkdir()
    (shim / "archdocs").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m archdocs "$@"\n')
    (shim / "archdocs").chmod(0o755)
    blocks = list(BLOCK.finditer((ROOT / "docs/tutorial.md").read_text("utf-8")))
    assert len(blocks) >= 6
    folder = tmp_path
    for block in blocks:
        script = f"set -e\ncd {folder}\n{block['body']}\npwd > {tmp_path}/where\n"
        done = subprocess.run(
            ["bash", "-c", script],
            env={**os.environ, "PATH": f"{shim}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        wanted = int(block["status"] or 0)
        assert done.returncode == wanted, f"{block['body']}\n{done.stdout}\n{done.stderr}"
        if not wanted:
            folder = Path((tmp_path / "where").read_text().strip())
        else:
            assert "stale.ref-gone" in done.stdout
            assert "charge" in done.stdout
    assert (folder / "_site/index.html").is_file()
    assert (folder / "_site/v1.0.0/index.html").is_file()


def test_the_reference_is_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run scripts/reference.py; differing:\n{done.stdout}{done.stderr}"


def test_doctor_answers(cli: Cli) -> None:
    done = cli("doctor")
    assert done.code == 0, done.out
    assert "graphviz-pure" in done.out
    assert "draws" in done.out
    assert "FAIL" not in done.out


def test_no_text_sends_a_user_to_the_other_distribution() -> None:
    wrong = re.compile(r"pip install (?:--?\S+ )*['\"]?archdocs(?!-cli)\b")
    for folder in ("docs", "adr", "templates", "src"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".md", ".py", ".jinja", ".toml"}:
                assert not wrong.search(path.read_text("utf-8")), path
    assert not wrong.search((ROOT / "README.md").read_text("utf-8"))
