"""What the commands for records cost, in a small repository and in one of thousands."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Cost, Pair, run, side_by_side

__all__ = ["pairs"]

BASELINE = 'python -c "import click"'
RECORD = """\
---
status: {status}
date: 2025-01-{day:02}
owner: team-{team}
decision-makers: [Ann, Bob]
consulted: []
informed: []
---

# Use thing {number}

## Context and Problem Statement

Thing {number} is needed, and there are several.

## Considered Options

* This one
* That one

## Decision Outcome

Chosen option: "This one", because it is cheaper.

### Consequences

* Good, because it is simple
{link}"""


def pairs(scratch: Path, *, quick: bool) -> list[Pair]:
    """Compare with Python importing click, which every tool of this sort does."""
    records, branches, repeat = (200, 20, 3) if quick else (2000, 200, 15)
    small, big = scratch / "small", scratch / "big"
    make(small, records=3, branches=1)
    make(big, records=records, branches=branches)
    env = {"ARCHDOCS_CACHE_DIR": str(scratch / "records-cache")}
    script = Path(sys.executable).with_name("archdocs")
    ours = [str(script)] if script.exists() else [sys.executable, "-m", "archdocs"]
    titles = itertools.count()

    def call(folder: Path, *words: str) -> Callable[[], Cost]:
        def once() -> Cost:
            title = [f"Decide on matter {next(titles)}"] if words == ("new-adr",) else []
            return run([*ours, *words, *title], folder, env)

        for _ in range(2):  # the first calls fill the cache
            once()
        return once

    def baseline() -> Cost:
        return run([sys.executable, "-c", "import click"], scratch)

    commands = {
        "archdocs --help": call(small, "--help"),
        "archdocs new-adr, to the file": call(small, "new-adr"),
        f"archdocs new-adr, {records} records, {branches} branches": call(big, "new-adr"),
        f"archdocs list, {records} records, warm": call(big, "list"),
    }
    return [
        side_by_side(what, command, baseline, BASELINE, repeat)
        for what, command in commands.items()
    ]


def make(root: Path, *, records: int, branches: int) -> None:
    """Make a repository with records on ``main``, and on each other branch one more."""
    root.mkdir()
    files = {f"adr/{n:04}-use-thing-{n}.md": record(n) for n in range(1, records + 1)}
    lines = [commit("main", 0, {"archdocs.toml": "", **files}, "")]
    for number in range(1, branches + 1):
        extra = records + number
        name = f"adr/{extra:04}-branch-{number}.md"
        lines.append(commit(f"topic-{number}", number, {name: record(extra)}, "main"))
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=root, check=True)
    stream = "".join(lines).encode()
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=stream, check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=root, check=True)


def commit(branch: str, number: int, files: dict[str, str], parent: str) -> str:
    """Return a commit in the language of ``git fast-import``."""
    head = f"commit refs/heads/{branch}\ncommitter Bench <bench@example.org> {1767600000 + number}"
    lines = [f"{head} +0000\ndata 0\n", f"from refs/heads/{parent}\n" if parent else ""]
    for name, text in files.items():
        lines.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    return "".join(lines)


def record(number: int) -> str:
    """Return a decision; every fiftieth supersedes the one before it."""
    before = f"{number - 1:04}-use-thing-{number - 1}.md"
    link = f"\n## More Information\n\nSupersedes [ADR-{number - 1}]({before})\n"
    return RECORD.format(
        number=number,
        status="accepted" if number % 3 else "proposed",
        day=1 + number % 28,
        team=number % 7,
        link=link if number % 50 == 0 else "",
    )
