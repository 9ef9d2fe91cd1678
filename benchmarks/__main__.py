"""``python -m benchmarks [--quick] [--write]``: run every comparison and print the ratios."""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from archdocs import __version__
from benchmarks import drawing, freshness, records, repository
from benchmarks.measure import Cost, Pair, run, side_by_side

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "measurements.md"
ARCHDOCS = [sys.executable, "-m", "archdocs"]


GROUPS = ("records", "freshness", "render", "check", "build")
#: What is counted and not timed: the slow tests hold it.
COUNTS = """\
## Counts

`make test-slow` holds these on every run:

| What | Result |
|---|---|
| 10,000 generated records of every format, with foreign line ends and stray lines: exceptions | 0 |
| a status edit of each: bytes changed outside of the status | 0 |
| 64 `new-adr` at the same moment: different numbers | 64 |
| 2,000 graphs of scripts and pages, changed at random: neither a picture nor a finding | 0 |
"""


class Bench:
    """The comparisons over one generated repository."""

    def __init__(self, scratch: Path, *, quick: bool) -> None:
        self.scratch = scratch
        self.versions, self.pages, diagrams = (3, 20, 6) if quick else (8, 60, 24)
        self.repeat = 1 if quick else 3
        self.repo = scratch / "repo"
        repository.make(self.repo, versions=self.versions, pages=self.pages, diagrams=diagrams)
        self.env = {"ARCHDOCS_CACHE_DIR": str(scratch / "cache"), "ARCHDOCS_PAGEFIND": ""}

    def fresh(self) -> None:
        """Forget everything that was cached or built."""
        for name in ("cache", "site"):
            shutil.rmtree(self.scratch / name, ignore_errors=True)
        shutil.rmtree(self.repo / ".archdocs", ignore_errors=True)

    def ours(self, *words: str, cold: bool) -> Cost:
        """Run archdocs in the repository."""
        if cold:
            self.fresh()
        return run([*ARCHDOCS, *words], self.repo, self.env)

    def build(self) -> list[Pair]:
        """Compare building with ``sphinx-build`` on a checkout of each version."""

        def naive() -> Cost:
            total = Cost(0, 0)
            for version in range(self.versions):
                tree = self.scratch / "checkouts" / f"v1.{version}.0"
                if not tree.exists():
                    words = ["git", "worktree", "add", "--quiet", str(tree), tree.name]
                    subprocess.run(words, cwd=self.repo, check=True)
                out = self.scratch / "plain" / tree.name
                shutil.rmtree(out, ignore_errors=True)
                argv = [sys.executable, "-m", "sphinx", "-q", "-D", "archdocs_freshness=0"]
                cost = run([*argv, "docs", str(out)], tree, self.env)
                total = Cost(total.wall + cost.wall, total.cpu + cost.cpu)
            return total

        site = str(self.scratch / "site")
        refs = ["--ref", "v*"]
        words = f"sphinx-build on a checkout of each of {self.versions} versions"
        what = f"build {self.versions} versions of {self.pages} pages"
        cold = side_by_side(
            f"{what}, cold",
            lambda: self.ours("build", *refs, "--output", site, cold=True),
            naive,
            words,
            self.repeat,
        )
        warm = side_by_side(
            f"{what}, nothing changed",
            lambda: self.ours("build", *refs, "--output", site, cold=False),
            naive,
            words,
            self.repeat,
        )
        subprocess.run(["git", "worktree", "prune"], cwd=self.repo, check=True)
        return [cold, warm]

    def check(self) -> list[Pair]:
        """Compare checking with git's own pass over the same history."""
        log = ["git", "log", "--raw", "--no-renames", "-z", "--format=%H"]
        words = "git log --raw over the same history"
        options = ("check", "--no-diagrams")
        return [
            side_by_side(
                f"check {self.pages} pages, cold",
                lambda: self.ours(*options, cold=True),
                lambda: run(log, self.repo),
                words,
                self.repeat,
            ),
            side_by_side(
                f"check {self.pages} pages, warm",
                lambda: self.ours(*options, cold=False),
                lambda: run(log, self.repo),
                words,
                self.repeat,
            ),
        ]


AFTER = "## Counts\n"
HEAD = (
    "| What | archdocs, wall | CPU | baseline, wall | CPU | CPU ratio | Load | Baseline |",
    "|---|---|---|---|---|---|---|---|",
)


def rows(pairs: list[Pair]) -> dict[str, str]:
    """Return the line of each comparison in a Markdown table."""
    return {
        pair.what: f"| {pair.what} | {pair.ours.wall:.2f} s | {pair.ours.cpu:.2f} s"
        f" | {pair.baseline.wall:.2f} s | {pair.baseline.cpu:.2f} s"
        f" | **{pair.cpu_ratio:.2f}** | {pair.load:.1f} | {pair.baseline_is} |"
        for pair in pairs
    }


def rows_of_page() -> dict[str, str]:
    """Return the lines of the table that the page has now, if it has the same columns."""
    lines = PAGE.read_text("utf-8").splitlines() if PAGE.exists() else []
    if HEAD[0] not in lines:
        return {}
    start = lines.index(HEAD[0]) + len(HEAD)
    listed = itertools.takewhile(lambda line: line.startswith("|"), lines[start:])
    return {line.split(" | ")[0].removeprefix("| "): line for line in listed}


def rest_of_page() -> str:
    """Return what stands after the table: counts, and what was measured by other commands."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    _, found, rest = text.partition(AFTER)
    return found + rest if found else COUNTS


def page(lines: dict[str, str]) -> str:
    """Return the page of the documentation."""
    return (
        "# Measurements\n\n"
        "Each line runs archdocs and what people would run without it in turn, in the same\n"
        "minutes on the same machine, and gives medians. A ratio below 1 means archdocs costs\n"
        "less. The load is how many processes wanted the machine meanwhile: above the number of\n"
        "cores, all wall times are longer than they would be. Run them yourself:\n\n"
        "```sh\nmake bench\n```\n\n"
        f"archdocs {__version__}, Python {platform.python_version()}, {platform.system()} on"
        f" {platform.machine()}, {os.cpu_count()} cores.\n\n"
        + "\n".join((*HEAD, *lines.values()))
        + f"\n\n{rest_of_page()}"
    )


def main() -> None:
    """Run everything, or one group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small repository, one run each")
    parser.add_argument("--write", action="store_true", help="write docs/measurements.md")
    parser.add_argument("--only", choices=GROUPS, help="run one group; keep the page's other lines")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archdocs-bench-") as folder:
        names = (options.only,) if options.only else GROUPS
        pairs = []
        if "records" in names:
            pairs += records.pairs(Path(folder), quick=options.quick)
        if "freshness" in names:
            pairs += freshness.pairs(Path(folder), quick=options.quick)
        if "render" in names:
            pairs += drawing.pairs(Path(folder), quick=options.quick)
        if set(names) & {"check", "build"}:
            bench = Bench(Path(folder), quick=options.quick)
            for name in names:
                pairs += getattr(bench, name, list)()
    print("\n".join((*HEAD, *rows(pairs).values())))
    if options.write:
        PAGE.write_text(page({**(rows_of_page() if options.only else {}), **rows(pairs)}), "utf-8")


if __name__ == "__main__":
    main()
