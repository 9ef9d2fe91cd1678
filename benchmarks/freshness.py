"""Check a repository of many documents and a long history; make one, the same every time."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Cost, Pair, run, side_by_side
from benchmarks.repository import WORDS, git

__all__ = ["make", "pairs"]

SECTIONS = 5
FUNCTIONS = 6
START = 1_600_000_000
CHECK = [sys.executable, "-m", "archdocs", "check", "--no-diagrams", "--fail-level", "error"]
LOG = ["git", "log", "--raw", "--no-renames", "-z", "--first-parent", "--format=%H"]


def make(root: Path, *, documents: int, commits: int) -> None:
    """Fill ``root``: each commit rewrites a section of one document, or the body of a function."""
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--initial-branch=main"], cwd=root, check=True)
    stream = b"".join(history(documents, commits))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=stream, check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=root, check=True)


def history(documents: int, commits: int) -> Iterator[bytes]:
    """Yield the stream that ``git fast-import`` reads; code is one file for two documents."""
    chance = random.Random(11)
    pages = [[words(chance) for _ in range(SECTIONS)] for _ in range(documents)]
    bodies = [[0] * FUNCTIONS for _ in range(documents // 2 or 1)]
    first = [written(place(n), page(n, texts)) for n, texts in enumerate(pages)]
    first += [written(module(n), code(n, values)) for n, values in enumerate(bodies)]
    yield commit(0, first)
    for number in range(1, commits):
        if chance.random() < 0.5:
            which = chance.randrange(documents)
            pages[which][chance.randrange(SECTIONS)] = words(chance)
            yield commit(number, [written(place(which), page(which, pages[which]))])
        else:
            which = chance.randrange(len(bodies))
            bodies[which][chance.randrange(FUNCTIONS)] = number
            yield commit(number, [written(module(which), code(which, bodies[which]))])


def commit(number: int, files: list[bytes]) -> bytes:
    """Return one commit, an hour after the last."""
    who = f"committer Benchmark <benchmark@example.org> {START + 3600 * number} +0000\n"
    return f"commit refs/heads/main\n{who}data 6\nchange\n".encode() + b"".join(files) + b"\n"


def written(path: str, text: str) -> bytes:
    """Return the entry of one file."""
    data = text.encode()
    return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def place(number: int) -> str:
    """Return a document's path."""
    return f"docs/part{number % 20:02}/page{number:04}.md"


def module(number: int) -> str:
    """Return the path of a file of code."""
    return f"src/part{number % 20:02}/module{number:04}.py"


def words(chance: random.Random) -> str:
    """Return the text of a section."""
    return " ".join(chance.choices(WORDS, k=50)) + "."


def page(number: int, texts: list[str]) -> str:
    """Return a document: a section covers code, and each quotes a function."""
    about = number // 2
    lines = [f"# Page {number}", ""]
    for section, text in enumerate(texts):
        lines += [f"## Section {section} of {number}", ""]
        if section == 0:
            lines += [f"<!-- archdocs: covers={module(about)} -->", ""]
        lines += [f"`compute_{about}_{section}()` does it. {text}", ""]
    return "\n".join(lines)


def code(number: int, values: list[int]) -> str:
    """Return a file of functions, each with its own value."""
    return "\n\n".join(
        f"def compute_{number}_{which}(first, second={which}):\n    return first + {value}\n"
        for which, value in enumerate(values)
    )


def pairs(folder: Path, *, quick: bool) -> list[Pair]:
    """Compare checks with git's own pass over the same history."""
    documents, commits = (50, 300) if quick else (1000, 10_000)
    repo, short = folder / "history", folder / "short"
    make(repo, documents=documents, commits=commits)
    make(short, documents=documents, commits=commits // 10)
    what = f"check {documents:,} documents, {commits:,} commits"
    small = checked(short, folder / "cache-short").peak_mib
    colds: list[Cost] = []

    def cold() -> Cost:
        colds.append(checked(repo, folder / f"cache-{len(colds)}"))
        return colds[-1]

    def after_commit() -> Cost:
        with (repo / place(1)).open("a") as file:
            file.write("One more.\n")
        git(repo, "commit", "--quiet", "--all", "--message", "more", day=1)
        return checked(repo, folder / "cache-0")

    def log() -> Cost:
        return run(LOG, repo)

    times = 1 if quick else 3
    words = "git log --raw over the same history"
    first = side_by_side(f"{what}, cold", cold, log, words, 1 if quick else 2)
    most = max(cost.peak_mib for cost in colds)
    memory = f"; at most {most} MiB, {small} MiB with a tenth of the commits"
    warm = side_by_side(
        f"{what}, warm", lambda: checked(repo, folder / "cache-0"), log, words, times
    )
    next_one = side_by_side(f"{what}, after one more", after_commit, log, words, times)
    return [replace(first, baseline_is=words + memory), warm, next_one]


def checked(repo: Path, cache: Path) -> Cost:
    """Check once."""
    return run(CHECK, repo, {"ARCHDOCS_CACHE_DIR": str(cache)})
