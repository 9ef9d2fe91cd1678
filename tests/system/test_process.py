"""Children get a scrubbed environment and a time limit that ends their children too."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from archdocs.errors import EnvironmentFault
from archdocs.system import process


def test_secrets_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", "secret")
    done = process.run([sys.executable, "-c", "import os; print(dict(os.environ))"], cwd=tmp_path)
    assert done.status == 0
    assert "secret" not in done.text
    assert "PATH" in done.text


@pytest.mark.timeout(29)
def test_the_time_limit_ends_grandchildren(tmp_path: Path) -> None:
    marker = tmp_path / "late"
    (tmp_path / "late.py").write_text(
        f"import time; time.sleep(2); open({str(marker)!r}, 'w').close()"
    )
    program = (
        "import subprocess, sys, time; subprocess.Popen([sys.executable, 'late.py']);"
        " time.sleep(30)"
    )
    with pytest.raises(process.TimedOut, match=r"within 0\.5 s"):
        process.run([sys.executable, "-c", program], cwd=tmp_path, timeout=0.5)
    time.sleep(2.5)
    assert not marker.exists()


def test_a_missing_program_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="cannot run no-such-program"):
        process.run(["no-such-program"], cwd=tmp_path)
