"""A process killed at any moment of `renumber` leaves all of it or nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

#: Runs in a process of its own, so that it may fork: a child renumbers without end and is
#: killed at a random moment; then every reference must lead to the one record.
SCRIPT = """
import json, os, random, re, signal, sys, time
from pathlib import Path
from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.renumber import renumber
from archdocs.system import files

root, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
project, rng = Project(root), random.Random(seed)

def work():
    while True:
        old = next(r for r in of_project(project).records if r.title == "Moves")
        renumber(project, old.path, rng.randint(10, 9000))

cut, faults, seen = 0, [], set()
for n in range(kills):
    pid = os.fork()
    if pid == 0:
        rng.seed(seed * 1000 + n)
        try:
            work()
        finally:
            os._exit(9)
    time.sleep(rng.uniform(0.002, 0.2))
    os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    cut += (root / ".archdocs/journal.json").exists()
    with files.lock(root, sweep=[root / "adr", root / "docs"]):
        pass
    records = of_project(project).records
    moved = [r for r in records if r.title == "Moves"]
    if len(records) != 2 or len(moved) != 1:
        faults.append(f"kill {n}: {[r.path for r in records]}")
        break
    seen.add(moved[0].number)
    wanted = f"{moved[0].id} {moved[0].path}"
    for path in ("docs/a.md", "adr/0001-a.md"):
        text = (root / path).read_text()
        named = set(re.findall("ADR-(?!0001)[0-9]+", text)) | set(re.findall("[0-9]+-moves", text))
        if named != {moved[0].id, moved[0].stem}:
            faults.append(f"kill {n}: {path} says {named}, not {wanted}")
    faults += [f"kill {n}: left {p}" for p in root.rglob("*.tmp")]
print(json.dumps({"cut": cut, "faults": faults, "seen": len(seen)}))
"""
FRONT = "---\nstatus: accepted\ndate: 2026-01-02\n{}---\n# {}\n\n[m](0002-moves.md) ADR-0002\n"


def run_kills(folder: Path, kills: int, seed: int) -> dict[str, object]:
    for name in ("adr", "docs"):
        (folder / name).mkdir()
    (folder / "archdocs.toml").touch()
    (folder / "adr/0001-a.md").write_text(FRONT.format("amended-by: [ADR-0002]\n", "A"))
    (folder / "adr/0002-moves.md").write_text(FRONT.format("amends: [ADR-0001]\n", "Moves"))
    (folder / "docs/a.md").write_text("# A\n\n[m](../adr/0002-moves.md) ADR-0002\n")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(kills), str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_forty_kills_leave_no_half_state(tmp_path: Path) -> None:
    found = run_kills(tmp_path, 40, 1)
    assert found["faults"] == []
    assert int(str(found["seen"])) > 1, "no child got as far as one new number"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thousand_kills_leave_no_half_state(tmp_path: Path) -> None:
    found = run_kills(tmp_path, 1000, 2)
    assert found["faults"] == []
    assert int(str(found["cut"])) > 0
