"""A process killed at any moment of `new-adr --supersedes` leaves all of it or nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

#: Runs in a process of its own, so that it may fork: a child writes records, each of which
#: supersedes one before, and is killed at a random moment; then the folder must be whole.
SCRIPT = """
import datetime, json, os, random, shutil, signal, sys, time
from pathlib import Path
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.new import Draft, new_record
from archdocs.records.supersede import supersede
from archdocs.records.rules import findings
from archdocs.system import files

root, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
project, today, rng = Project(root), datetime.date(2026, 1, 2), random.Random(seed)

def work():
    while True:
        open_ = [r for r in of_project(project).records if r.status == "accepted"]
        old = tuple(r.id for r in rng.sample(open_, min(len(open_), rng.randint(0, 3))))
        template = rng.choice(["madr", "nygard"])
        new = new_record(project, "adr", Draft("T", today, "proposed", template))
        change_status(project, new.id, "accepted", today=today)
        new_record(project, "adr", Draft("U", today, "accepted", template, supersedes=old))
        if open_ and open_[0].id not in old:
            supersede(project, open_[0].id, new.id)

cut, faults, most = 0, [], 0
for n in range(kills):
    pid = os.fork()
    if pid == 0:
        rng.seed(seed * 1000 + n)
        try:
            work()
        finally:
            os._exit(9)
    time.sleep(rng.uniform(0.002, 0.07))
    os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if not os.WIFSIGNALED(status):
        faults.append(f"kill {n}: the child ended by itself")
    cut += (root / ".archdocs/journal.json").exists()
    with files.lock(root, sweep=[root / "adr"]):
        pass
    catalog = of_project(project)
    numbers = sorted(r.number for r in catalog.records)
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"kill {n}: numbers {numbers}")
    faults += [f"kill {n}: {f.location} {f.code} {f.message}" for f in findings(catalog)]
    faults += [f"kill {n}: left {p}" for p in root.rglob("*.tmp")]
    most = max(most, len(numbers))
    if len(numbers) > 40 or faults:
        shutil.rmtree(root / "adr")
print(json.dumps({"cut": cut, "faults": faults, "most": most}))
"""


def run_kills(folder: Path, kills: int, seed: int) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(kills), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_sixty_kills_leave_no_half_state(tmp_path: Path) -> None:
    found = run_kills(tmp_path, 60, 1)
    assert found["faults"] == []
    assert int(str(found["most"])) > 0, "no child got as far as one record"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thousand_kills_leave_no_half_state(tmp_path: Path) -> None:
    found = run_kills(tmp_path, 1000, 2)
    assert found["faults"] == []
    assert int(str(found["cut"])) > 0
