"""A process killed at any moment: a child works without end, is killed, and what it left is read.

Runs as a program of its own (``python killing.py FOLDER WORK KILLS SEED``), so that it may fork.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from archdocs.project import Project
from archdocs.records.catalog import of_project
from archdocs.records.change_status import change_status
from archdocs.records.link import link, unlink
from archdocs.records.new import Draft, new_record
from archdocs.records.renumber import renumber
from archdocs.records.rules import findings
from archdocs.records.supersede import supersede
from archdocs.system import files

#: Seconds that a child is left to work, at most.
LONGEST = 2.0
TODAY = datetime.date(2026, 1, 2)
FRONT = "---\nstatus: accepted\ndate: 2026-01-02\n{}---\n# {}\n\n[m](0002-moves.md) ADR-0002\n"
NYGARD = "# {}. {}\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n"


class Work(Protocol):
    """What the child does until it is killed, and what must be true afterwards."""

    def lay_out(self, root: Path) -> None:
        """Make the folder; called again where there are faults or too much in it."""

    def step(self, project: Project, rng: random.Random) -> None:
        """Do one piece of work."""

    def look(self, project: Project) -> tuple[str, list[str]]:
        """Return what tells how far the work got, and what is wrong."""


class Superseding:
    """Writes records, some of which supersede others; a proposal does when it is accepted."""

    def lay_out(self, root: Path) -> None:
        shutil.rmtree(root / "adr", ignore_errors=True)

    def step(self, project: Project, rng: random.Random) -> None:
        found = [r for r in of_project(project).records if r.status == "accepted"]
        old = tuple(r.id for r in rng.sample(found, min(len(found), rng.randint(0, 3))))
        template = rng.choice(["madr", "nygard"])
        proposal = Draft("T", TODAY, "proposed", template, supersedes=old[:1])
        new = new_record(project, "adr", proposal)
        change_status(project, new.id, "accepted", today=TODAY)
        new_record(project, "adr", Draft("U", TODAY, "accepted", template, supersedes=old[1:]))
        if found and found[0].id not in old:
            supersede(project, found[0].id, new.id)

    def look(self, project: Project) -> tuple[str, list[str]]:
        catalog = of_project(project)
        numbers = sorted(record.number or 0 for record in catalog.records)
        faults = [f"{f.location} {f.code} {f.message}" for f in findings(catalog)]
        if numbers != list(range(1, len(numbers) + 1)):
            faults.append(f"numbers {numbers}")
        if len(numbers) > 40:
            self.lay_out(project.root)
        return str(len(numbers)), faults


class Renumbering:
    """Gives a record one number after the other; every reference must lead to it."""

    def lay_out(self, root: Path) -> None:
        for name in ("adr", "docs"):
            shutil.rmtree(root / name, ignore_errors=True)
            (root / name).mkdir()
        (root / "adr/0001-a.md").write_text(FRONT.format("amended-by: [ADR-0002]\n", "A"))
        (root / "adr/0002-moves.md").write_text(FRONT.format("amends: [ADR-0001]\n", "Moves"))
        (root / "docs/a.md").write_text("# A\n\n[m](../adr/0002-moves.md) ADR-0002\n")

    def step(self, project: Project, rng: random.Random) -> None:
        old = next(r for r in of_project(project).records if r.title == "Moves")
        renumber(project, old.path, rng.randint(10, 9000))

    def look(self, project: Project) -> tuple[str, list[str]]:
        records = of_project(project).records
        moved = [record for record in records if record.title == "Moves"]
        if len(records) != 2 or len(moved) != 1:
            return "", [f"records {[record.path for record in records]}"]
        faults = []
        for path in ("docs/a.md", "adr/0001-a.md"):
            text = (project.root / path).read_text()
            named = {*re.findall("ADR-(?!0001)[0-9]+", text), *re.findall("[0-9]+-moves", text)}
            if named != {moved[0].id, moved[0].stem}:
                faults.append(f"{path} says {named}, not {moved[0].id}")
        return moved[0].id, faults


class Linking:
    """Links records of two formats and takes the links away; both sides say the same."""

    #: Each is written in both files.
    kinds = ("amends", "amended-by", "blocks", "blocked-by")

    def lay_out(self, root: Path) -> None:
        (root / "archdocs.toml").write_text(
            '[links.blocks]\ninverse = "blocked-by"\ntwo-way = true\n'
        )
        shutil.rmtree(root / "adr", ignore_errors=True)
        (root / "adr").mkdir()
        for number in range(1, 5):
            text = NYGARD.format(number, "N") if number % 2 else FRONT.format("", "F")
            name = "0002-moves" if number == 2 else f"000{number}-x"
            (root / f"adr/{name}.md").write_text(text)

    def step(self, project: Project, rng: random.Random) -> None:
        one, other = rng.sample("1234", 2)
        kind = rng.choice(self.kinds)
        catalog = of_project(project)
        linked = catalog.forward(catalog.find(one))
        said = any(k == kind and r.number == int(other) for k, r in linked)
        (unlink if said else link)(project, one, kind, other)

    def look(self, project: Project) -> tuple[str, list[str]]:
        catalog = of_project(project)
        found = [f for f in findings(catalog) if f.code != "record.cycle"]
        links = [(r.id, k, o.id) for r in catalog.records for k, o in catalog.forward(r)]
        return repr(links), [f"{f.location} {f.code} {f.message}" for f in found]


WORKS: dict[str, Work] = {
    "supersede": Superseding(),
    "renumber": Renumbering(),
    "link": Linking(),
}


def pace(project: Project, work: Work) -> float:
    """Return how many seconds a step takes here and now, with all that is imported once."""
    taken = 0.0
    for seed in range(3):
        start = time.monotonic()
        work.step(project, random.Random(seed))
        taken = time.monotonic() - start
    work.lay_out(project.root)
    return taken


def kill_one(project: Project, work: Work, rng: random.Random, seed: int, longest: float) -> bool:
    """Start a child, kill it at a random moment; say whether it was still at work."""
    pid = os.fork()
    if pid == 0:
        own = random.Random(seed)
        try:
            while True:
                work.step(project, own)
        finally:
            os._exit(9)
    time.sleep(rng.uniform(0.002, longest))
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def killed(root: Path, work: Work, kills: int, seed: int) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield after each kill how far the work got, whether an edit was cut off, and the faults."""
    rng = random.Random(seed)
    work.lay_out(root)
    project = Project(root)
    longest, before = 2 * pace(project, work), ""
    for number in range(kills):
        alive = kill_one(project, work, rng, seed * 1000 + number, longest)
        cut = (root / ".archdocs/journal.json").exists()
        with files.lock(root, sweep=[root / "adr", root / "docs"]):
            pass
        got, faults = work.look(project)
        faults += [] if alive else ["the child ended by itself"]
        faults += [f"left {path}" for path in root.rglob("*.tmp")]
        # The machine may be busier than it was when the pace was taken.
        longest = min(longest * 1.5, LONGEST) if got == before else longest
        before = got
        yield got, cut, [f"kill {number}: {fault}" for fault in faults]
        if faults:
            work.lay_out(root)


def main() -> None:
    """Kill as often as asked and print what was found as JSON."""
    folder, name, kills, seed = sys.argv[1:]
    found = list(killed(Path(folder).resolve(), WORKS[name], int(kills), int(seed)))
    faults = [fault for _, _, some in found for fault in some]
    cut = sum(cut for _, cut, _ in found)
    print(json.dumps({"cut": cut, "states": len({got for got, _, _ in found}), "faults": faults}))  # noqa: T201


if __name__ == "__main__":
    main()
