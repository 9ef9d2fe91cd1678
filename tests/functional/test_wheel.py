"""The wheel, installed in a clean environment, does its job without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, cwd: Path) -> str:
    """Run a command, with nothing of the checkout on its path."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.timeout(900)
def test_the_wheel_works_in_a_clean_environment(tmp_path: Path) -> None:
    run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
        *("--outdir", str(tmp_path / "dist"), str(ROOT)),
        cwd=tmp_path,
    )
    (wheel,) = (tmp_path / "dist").glob("archdocs_cli-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "archdocs/py.typed" in names
    assert any(name.startswith("archdocs/templates/presets/minimal/") for name in names)
    assert any(name.endswith("static/archdocs.css") for name in names)
    assert not any(name.startswith(("tests/", "docs/")) for name in names)

    home = tmp_path / "env"
    run(sys.executable, "-m", "virtualenv", "--quiet", str(home), cwd=tmp_path)
    python = str(home / "bin/python")
    run(
        *(python, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"),
        *("--constraint", str(ROOT / "constraints.txt"), str(wheel)),
        cwd=tmp_path,
    )
    archdocs = str(home / "bin/archdocs")
    shop = tmp_path / "shop"
    run(archdocs, "init", str(shop), cwd=tmp_path)
    run("git", "init", "-q", cwd=shop)
    made = run(archdocs, "new-adr", "Use a wheel", "--no-edit", cwd=shop).strip()
    assert made == "adr/0002-use-a-wheel.md"
    run("git", "add", "-A", cwd=shop)
    run("git", "commit", "-qm", "start", cwd=shop)
    run(archdocs, "check", cwd=shop)
    run(archdocs, "build", cwd=shop)
    assert (shop / "_site/main/adr/0002-use-a-wheel.html").is_file()
