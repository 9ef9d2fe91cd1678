"""When the disk refuses a call, all of an edit has happened or nothing, in every verb."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from diskfaults import VERBS

PROGRAM = Path(__file__).parents[1] / "diskfaults.py"


def found(folder: Path, verb: str, calls: str, step: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), verb, calls, str(step)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    faults: list[str] = json.loads(done.stdout)
    return faults


def test_calls_that_write_fail_one_by_one(tmp_path: Path) -> None:
    assert found(tmp_path, "all", "writing", 4) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("verb", VERBS)
def test_every_call_fails_in_every_way(tmp_path: Path, verb: str) -> None:
    assert found(tmp_path, verb, "all", 1) == []
