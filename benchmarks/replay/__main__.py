"""``python -m benchmarks.replay gate REPOSITORY`` and ``… precision [--clones DIR]``.

``gate`` takes any repository with its history: every change that touched code is put before
``archdocs check --base``, with the settings archdocs comes with. It prints how many would have
been interrupted, and how many of the flagged sections were in fact edited afterwards, next to the
other sections of the same pages.

``precision`` runs the rule on the commits of the labelled set and prints how often it is right.
It looks for clones in ``DIR/owner/name`` (or ``owner+name``) and says which are missing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from archdocs.project import Project
from archdocs.settings import Settings
from archdocs.system.cache import Cache
from benchmarks.replay.gate import Tally, changes_of, replay
from benchmarks.replay.precision import (
    NEW,
    findings_at,
    judge,
    name_in,
    read_labels,
    row_of,
)


def opened(path: Path, cache: Path) -> Project:
    """Open a repository with the settings archdocs comes with, whatever it configures itself."""
    return Project(path, Settings(), cache=Cache(cache))


def gate(path: Path, cache: Path, *, most: int, days: int) -> Tally:
    """Replay and print."""
    project = opened(path, cache)
    commits = changes_of(project, most=most, days=days)
    tally = Tally()
    for tally in replay(project, commits, days=days):
        if sys.stderr.isatty():
            print(f"\r{tally.replayed} of {len(commits)}", end="", file=sys.stderr)
    print(f"{path.name}: {tally.replayed} changes that touched code")
    print(f"  interrupted: {share(tally.interrupted, tally.replayed)}")
    print(f"  by a finding of freshness: {share(tally.by_freshness, tally.replayed)}")
    for code, number in tally.codes.most_common():
        print(f"    {code}: {share(number, tally.replayed)}")
    print(f"  flagged sections edited within {days} days: {share(tally.edited, tally.flagged)}")
    print(f"  other sections of those pages: {share(tally.others_edited, tally.others)}")
    return tally


def share(part: int, whole: int) -> str:
    """Return a count with its share."""
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


def precision(clones: Path, cache: Path, *, unlabelled: bool) -> int:
    """Ask the rule again at every labelled commit, and print how often it is right."""
    labels = read_labels()
    total: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    missing = []
    for repository, commit in sorted({(label.repository, label.commit) for label in labels}):
        path = next((p for p in places(clones, repository) if p.is_dir()), None)
        if path is None:
            missing.append(repository)
            continue
        own = [each for each in labels if (each.repository, each.commit) == (repository, commit)]
        counts, unknown = judge(findings_at(opened(path, cache), commit), own)
        total[repository in NEW] += counts
        print(f"{repository} {commit[:10]}: {told(counts)}")
        elsewhere = {label.place for label in labels if label.repository == repository}
        for finding in unknown if unlabelled else ():
            if (finding.location.path, name_in(finding)) not in elsewhere:
                print(row_of(repository, commit, finding))
    print(f"repositories the rules were made better on: {told(total[False])}")
    print(f"repositories new to them: {told(total[True])}")
    if missing:
        print(f"no clone of: {', '.join(sorted(set(missing)))}", file=sys.stderr)
    return 1 if missing else 0


def places(clones: Path, repository: str) -> tuple[Path, Path]:
    """Return where a clone may be."""
    return clones / repository, clones / repository.replace("/", "+")


def told(counts: Counter[str]) -> str:
    """Return counts in words."""
    right, wrong = counts["true"], counts["false"]
    sure = f"{share(right, right + wrong)} right"
    return f"{sure}, {counts['unsure']} unsure" if counts["unsure"] else sure


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("gate")
    one.add_argument("repositories", nargs="+", type=Path)
    one.add_argument("--changes", type=int, default=0, help="replay at most so many, spread evenly")
    one.add_argument("--days", type=int, default=180)
    two = verbs.add_parser("precision")
    two.add_argument("--clones", type=Path, default=Path())
    two.add_argument("--unlabelled", action="store_true", help="print what nobody has judged")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archdocs-replay-") as name:
        if given.verb == "precision":
            return precision(given.clones, Path(name), unlabelled=given.unlabelled)
        for path in given.repositories:
            gate(path.resolve(), Path(name), most=given.changes, days=given.days)
    return 0


if __name__ == "__main__":
    sys.exit(main())
