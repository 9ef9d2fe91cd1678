"""Replay a repository's changes through ``archdocs check --base``, as if it had been the gate."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from archdocs.finding import Finding, Severity
from archdocs.freshness import engine
from archdocs.freshness.facts import opened
from archdocs.freshness.history import History, Prints
from archdocs.project import Project
from archdocs.system.git import NULL_ID, Commit
from archdocs.system.markup import is_document

#: Of the findings at a level that fails a check, those of freshness.
FAMILY = "stale."


@dataclass
class Tally:
    """What a replay counted.

    ``flagged`` are the sections that findings of freshness named, ``edited`` those of them
    whose text was changed within the days; ``others`` and ``others_edited`` are the sections
    of the same pages that were not flagged: what editing is like without a reason.
    """

    replayed: int = 0
    interrupted: int = 0
    by_freshness: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    flagged: int = 0
    edited: int = 0
    others: int = 0
    others_edited: int = 0


def changes_of(project: Project, *, most: int, days: int) -> list[Commit]:
    """Choose commits, evenly spread and oldest first, that changed code and are old enough.

    Only such are left whose next ``days`` days are in the history.
    """
    git = project.git
    if git is None or git.head is None:
        return []
    log = [commit for commit in git.log(git.head) if touches_code(commit)]
    if not log:
        return []
    newest = log[0].time - days * 86400
    old = [commit for commit in log if commit.time <= newest]
    step = max(1, len(old) // most) if most else 1
    return list(reversed(old[::step][:most] if most else old))


def touches_code(commit: Commit) -> bool:
    """Say whether a commit changed a file that is no document and was there before."""
    return any(not is_document(c.path) and c.old != NULL_ID for c in commit.changes)


def replay(project: Project, commits: Sequence[Commit], *, days: int) -> Iterator[Tally]:
    """Check each commit against its parent, and yield the tally so far."""
    tally = Tally()
    git = project.git
    if git is None or git.head is None:
        return
    newest = git.head
    with opened(project.cache.folder) as facts, git.blobs() as reader:
        history = History(git, facts, reader)
        later = Later(history, newest)
        for commit in commits:
            parent = git.resolve(f"{commit.id}^")
            if parent is None:
                continue
            found = engine.examine(
                project, commit=commit.id, base=parent, today=commit.date
            ).findings
            count(tally, found)
            follow(tally, later, commit, found, days)
            yield tally


def count(tally: Tally, found: Iterable[Finding]) -> None:
    """Add one change to the tally."""
    failing = [finding for finding in found if finding.severity >= Severity.WARNING]
    tally.replayed += 1
    tally.interrupted += bool(failing)
    tally.by_freshness += any(finding.code.startswith(FAMILY) for finding in failing)
    tally.codes.update({finding.code for finding in failing})


def follow(tally: Tally, later: Later, commit: Commit, found: Iterable[Finding], days: int) -> None:
    """Look at what became of the flagged sections, and of the others on their pages."""
    failing = [f for f in found if f.severity >= Severity.WARNING and f.code.startswith(FAMILY)]
    places = {(finding.location.path, finding.section) for finding in failing}
    for path in {path for path, _ in places}:
        for anchor, edited in later.edited(commit, path, days).items():
            if (path, anchor) in places:
                tally.flagged += 1
                tally.edited += edited
            else:
                tally.others += 1
                tally.others_edited += edited


class Later:
    """What the history says happened after a commit."""

    def __init__(self, history: History, newest: str) -> None:
        self.history = history
        self.log = tuple(reversed(history.log(newest)))
        self.places = {commit.id: number for number, commit in enumerate(self.log)}

    def edited(self, commit: Commit, path: str, days: int) -> dict[str, bool]:
        """Say of each section of a page whether its text changed in so many days.

        A page that went away, or moved, counts as edited.
        """
        end = commit.time + datetime.timedelta(days=days).total_seconds()
        entries = {e.path: e.blob for e in self.history.git.tree(commit.id, (path,))}
        start = self.prints(entries.get(path, NULL_ID), path)
        changed = dict.fromkeys(start, False)
        for each in self.log[self.places[commit.id] + 1 :]:
            if each.time > end:
                break
            for change in each.changes:
                if change.path == path:
                    now = self.prints(change.new, path)
                    for anchor, print_ in start.items():
                        changed[anchor] |= now.get(anchor) != print_
        return changed

    def prints(self, blob: str, path: str) -> Prints:
        """Return the fingerprints of a version of a page."""
        return self.history.prints(blob, path)
