"""Compare, in one run: ``python -m benchmarks.versions [REPOSITORY …]``.

Each tool builds all versions from nothing, then again with nothing changed, then with one
commit more, in turn. After each, archdocs' pages are compared, byte for byte, with those of
``archdocs build --no-cache``, which takes nothing over. With several rounds each case is done as
often, by all tools in turn, and the one with the median of the CPU time is told.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.versions import generator, tools
from benchmarks.versions.given import Unusable, given
from benchmarks.versions.tools import Archdocs, Multiversion, Plain, Polyversion, Subject, Tool
from benchmarks.versions.usage import Usage

HEAD = (
    "| What | archdocs CPU | wall | memory | best peer CPU | wall | memory | ratio of CPU"
    " | other peers' CPU | sphinx-build each, CPU | ratio of CPU | pages compared, different |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|",
)
CASES = ("cold", "unchanged", "one commit more")


@dataclass(frozen=True)
class Row:
    """One line: what was built, by whom at which cost, and how many pages differ."""

    what: str
    ours: Usage | None
    others: dict[str, Usage | None]
    compared: int
    different: tuple[str, ...]

    def __str__(self) -> str:
        """Return a line of a Markdown table."""
        peers = {name: usage for name, usage in self.others.items() if name != Plain.name}
        worked = {name: usage for name, usage in peers.items() if usage is not None}
        best = min(worked, key=lambda name: worked[name].cpu, default="")
        peer, plain = worked.get(best), self.others.get(Plain.name)
        rest = ", ".join(
            f"{name} {usage.cpu:.1f} s" if usage else f"{name} failed"
            for name, usage in peers.items()
            if name != best
        )
        none = ("–", "–", "–")
        cells = (
            *(self.what, *cells_of(self.ours), *(cells_of(peer, best) if peers else none)),
            *(
                self.ratio(peer),
                rest or "–",
                cells_of(plain)[0] if Plain.name in self.others else "–",
                self.ratio(plain),
            ),
            f"{self.compared}, {len(self.different)}",
        )
        return "| " + " | ".join(cells) + " |"

    def ratio(self, peer: Usage | None) -> str:
        """Return our CPU over a peer's."""
        return f"**{self.ours.cpu / peer.cpu:.3f}**" if self.ours and peer else "–"


def cells_of(usage: Usage | None, name: str = "") -> tuple[str, str, str]:
    """Return the cells of one tool."""
    if usage is None:
        return ("failed", "–", "–")
    start = f"{name} " if name else ""
    return f"{start}{usage.cpu:.2f} s", f"{usage.wall:.2f} s", f"{usage.memory:.0f} MiB"


def pages_of(site: Path, refs: Sequence[str]) -> dict[str, bytes]:
    """Return the pages of the versions."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for ref in refs
        for path in (site / ref).rglob("*.html")
    }


def compare(subject: Subject, place: Path, options: argparse.Namespace, what: str) -> Iterator[Row]:
    """Run all cases with one repository."""
    here = Path(sys.executable)
    python = tools.peers(options.environment, options.with_)
    clean = Archdocs(subject, place / "clean", here, clean=True)
    ours, others = with_nothing(subject, place / "1", python, options.peers)
    for case in options.cases:
        took: dict[str, list[Usage | None]] = {}
        for number in range(options.rounds):
            if case == "cold" and number:
                shutil.rmtree(place / f"{number}")
                ours, others = with_nothing(subject, place / f"{number + 1}", python, options.peers)
            if case == "one commit more":
                edit(subject)
                for tool in (ours, clean, *others):
                    tool.pull()
            for tool in (ours, *others):
                # Some add their worktrees at the same time, which git refuses now and then.
                took.setdefault(tool.name, []).append(tool.build() or again(tool))
        clean.build()
        left, right = (pages_of(tool.site, subject.refs) for tool in (ours, clean))
        different = tuple(n for n in sorted(left | right) if left.get(n) != right.get(n))
        costs = {name: median(usages) for name, usages in took.items()}
        yield Row(f"{what}, {case}", costs.pop(ours.name), costs, len(right), different)


def with_nothing(
    subject: Subject, place: Path, python: Path, names: Sequence[str]
) -> tuple[Archdocs, list[Tool]]:
    """Return archdocs and its peers, each with a clone and without any earlier build."""
    place.mkdir()
    kinds: dict[str, Callable[[Subject, Path, Path], Tool]] = {
        "polyversion": Polyversion,
        "multiversion": Multiversion,
        "plain": Plain,
    }
    ours = Archdocs(subject, place / "archdocs", Path(sys.executable))
    return ours, [kind(subject, place / n, python) for n, kind in kinds.items() if n in names]


def again(tool: Tool) -> Usage | None:
    """Try a peer once more; what fails of ours has failed."""
    return None if isinstance(tool, Archdocs) else tool.build()


def median(usages: Sequence[Usage | None]) -> Usage | None:
    """Return the one in the middle, by CPU time, of those that worked."""
    worked = sorted((usage for usage in usages if usage), key=lambda usage: usage.cpu)
    return worked[len(worked) // 2] if worked else None


def edit(subject: Subject) -> None:
    """Commit one page more text."""
    docs = subject.repository / subject.docs
    pages = sorted(path for path in docs.rglob("*") if path.suffix in (".md", ".rst"))
    page = next((path for path in pages if path.stem != "index"), pages[0])
    with page.open("a", encoding="utf-8") as file:
        file.write("\nOne sentence more than before.\n")
    identity = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org")
    tools.command("git", *identity, "commit", "--quiet", "-am", "Add", cwd=subject.repository)


def subjects(options: argparse.Namespace, folder: Path) -> Iterator[tuple[Subject, str]]:
    """Yield each repository: those that were named, else generated ones."""
    for number, source in enumerate(options.repositories):
        root = folder / f"given{number}"
        subject = given(source, root, max(options.versions))
        yield subject, f"{source.resolve().name}, {len(subject.refs)} versions"
    for pages in () if options.repositories else options.pages:
        for versions in options.versions:
            root = folder / f"made{pages}x{versions}"
            generator.make(root, versions=versions - 1, pages=pages, theme=options.theme)
            tags = tuple(f"v1.{number}.0" for number in range(versions - 1))
            subject = Subject(root, "docs", "main", tags)
            yield subject, f"{versions} versions of {pages} pages, {options.theme}"


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser("python -m benchmarks.versions", description=__doc__)
    parser.add_argument("repositories", nargs="*", type=Path, help="instead of generated ones")
    parser.add_argument("--pages", nargs="+", type=int, default=[50])
    parser.add_argument("--versions", nargs="+", type=int, default=[2, 10])
    parser.add_argument("--all-sizes", action="store_true", help="50, 200, 800 x 2, 10, 40")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES, help="in this order")
    parser.add_argument("--rounds", type=int, default=1, help="of each case, for a median")
    parser.add_argument("--theme", default="pydata_sphinx_theme")
    names = ("polyversion", "multiversion", "plain")
    parser.add_argument("--peers", nargs="*", choices=names, default=names)
    parser.add_argument("--with", dest="with_", nargs="*", default=[], help="packages for peers")
    parser.add_argument("--environment", type=Path, help="where the peers are or will be")
    options = parser.parse_args()
    if min(*options.versions, *options.pages, options.rounds) < 1:
        parser.error("--pages, --versions and --rounds are numbers from 1")
    if options.all_sizes:
        options.pages, options.versions = [50, 200, 800], [2, 10, 40]
    return options


def main() -> int:
    """Print the table; end with 1 when a page differs from a clean build."""
    options = parse()
    different: list[str] = []
    with tempfile.TemporaryDirectory(prefix="archdocs-versions-") as name:
        folder = Path(name)
        options.environment = (options.environment or folder / "peers").absolute()
        print("\n".join(HEAD), flush=True)
        for number, (subject, what) in enumerate(subjects(options, folder)):
            place = folder / f"run{number}"
            place.mkdir()
            for row in compare(subject, place, options, what):
                print(row, flush=True)
                different += row.different
    print(f"\nload {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    for page in different[:20]:
        print(f"different: {page}", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Unusable as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
