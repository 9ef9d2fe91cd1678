"""A process killed at any moment of an edit leaves all of it or nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from killing import WORKS

PROGRAM = Path(__file__).parents[1] / "killing.py"


def run_kills(folder: Path, work: str, kills: int, seed: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), work, str(kills), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("work", WORKS)
def test_a_few_kills_leave_no_half_state(tmp_path: Path, work: str) -> None:
    found = run_kills(tmp_path, work, 20, 1)
    assert found["faults"] == []
    assert found["states"] > 1, "no child got as far as one edit"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("work", WORKS)
def test_a_thousand_kills_leave_no_half_state(tmp_path: Path, work: str) -> None:
    found = run_kills(tmp_path, work, 1000, 2)
    assert found["faults"] == []
    assert found["cut"] > 0
