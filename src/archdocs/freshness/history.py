"""When did each section last change: from git's history, following moves and renames.

One pass over the first-parent log ("when it landed"), and a fingerprint of every section of
every version of a document, kept by blob id. White space and title adornments do not
count as change. A section that moves to another heading or file keeps its date as long as
its text moves in one commit.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archdocs.errors import RepositoryError
from archdocs.freshness.facts import Facts
from archdocs.system.git import NULL_ID, BlobReader, Change, Commit, Git
from archdocs.system.markup import decode, is_document, normal_text
from archdocs.system.markup.scan import sections_of

__all__ = ["WORKTREE", "History", "IncompleteHistory", "Prints", "Touch", "fingerprints", "origins"]

#: Stands for a commit id where a change is not committed.
WORKTREE = "worktree"
#: A body shorter than this (characters) is too common to be followed without its heading.
SHORT_BODY = 40

#: A document's sections: anchor -> (digest of the title, digest of the body, body is long).
Prints = Mapping[str, tuple[str, str, bool]]
Key = tuple[str, str]
Touched = dict[str, dict[str, "Touch"]]


class IncompleteHistory(RepositoryError):
    """An object that the history names is not in this clone (a partial or damaged clone)."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The last change of a section: commit, time in seconds since the epoch, subject."""

    commit: str
    time: int
    subject: str

    @property
    def date(self) -> datetime.date:
        """The day of the change, in UTC."""
        return datetime.datetime.fromtimestamp(self.time, datetime.UTC).date()


def fingerprints(data: bytes, path: str) -> Prints:
    """Return the fingerprints of a document's sections."""
    lines, sections = sections_of(decode(data), path)
    found = {}
    for section in sections:
        body = normal_text(lines[section.body - 1 : section.end])
        found[section.anchor] = (short_digest(section.title), short_digest(body), is_long(body))
    return found


def is_long(body: str) -> bool:
    """Say whether a body is long enough to be recognised under another heading."""
    return len(body) >= SHORT_BODY


def short_digest(text: str) -> str:
    """Return a digest of 8 bytes: enough to tell the sections of one repository apart."""
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def origins(
    pairs: Iterable[tuple[str, Prints, Prints]], wanted: Mapping[str, Iterable[str]]
) -> dict[Key, Key | None]:
    """Say where each wanted section, if one change touched it, comes from.

    ``pairs`` are (path, old, new) of every document the change touched. A section missing
    in the answer did not change; one mapped to another key moved from there; one mapped to
    ``None`` was written by the change.
    """
    pairs = list(pairs)
    gone: dict[tuple[str, ...], Key] | None = None
    found: dict[Key, Key | None] = {}
    for path, old, new in pairs:
        for anchor in wanted.get(path, ()):
            now = new.get(anchor)
            was = old.get(anchor)
            if now is None or (was is not None and was[1] == now[1]):
                continue
            gone = disappeared(pairs) if gone is None else gone
            source = gone.get((now[0], now[1]))
            if source is None and now[2]:
                source = gone.get((now[1],))
            found[path, anchor] = source
    return found


def disappeared(pairs: Iterable[tuple[str, Prints, Prints]]) -> dict[tuple[str, ...], Key]:
    """Index the sections that a change removed or rewrote, by title and body, and by body."""
    found: dict[tuple[str, ...], Key] = {}
    for path, old, new in pairs:
        for anchor, print_ in old.items():
            now = new.get(anchor)
            if now is None or now[1] != print_[1]:
                found.setdefault((print_[0], print_[1]), (path, anchor))
                if print_[2]:
                    found.setdefault((print_[1],), (path, anchor))
    return found


class History:
    """Answers about one repository's past; paths are relative to the repository's top."""

    def __init__(self, git: Git, facts: Facts, reader: BlobReader) -> None:
        self.git = git
        self.facts = facts
        self.reader = reader
        self._logs: dict[str, tuple[Commit, ...]] = {}

    def read(self, blob: str) -> bytes:
        """Return a blob's bytes.

        Raises :class:`IncompleteHistory` when the clone lacks it.
        """
        try:
            return self.reader.read(blob)
        except RepositoryError as error:
            raise IncompleteHistory(
                f"this clone lacks the object {blob[:12]}",
                hint="fetch the missing objects: git fetch --refetch --filter=blob:limit=1g",
            ) from error

    def prints(self, blob: str, path: str) -> Prints:
        """Return the fingerprints of one version of a document."""
        if blob == NULL_ID:
            return {}
        key = f"{blob}:{'rst' if path.lower().endswith('.rst') else 'md'}"
        stored = self.facts.get("prints", key)
        if stored is None:
            stored = self.facts.put("prints", key, fingerprints(self.read(blob), path))
        return {anchor: (item[0], item[1], item[2]) for anchor, item in stored.items()}

    def log(self, commit: str) -> tuple[Commit, ...]:
        """Return the first-parent history of a commit, newest first."""
        if commit not in self._logs:
            self._logs[commit] = tuple(self.git.log(commit))
        return self._logs[commit]

    def chain(self, commit: str) -> tuple[str, ...]:
        """Return the ids of the first-parent history, newest first."""
        return self.git.chain(commit)

    def touched(self, commit: str) -> Touched:
        """Return the last change of every section of every document at a commit."""
        stored = self.facts.get("touched", commit)
        if stored is None:
            stored = self.facts.put("touched", commit, self._walk(commit))
        return {
            path: {anchor: Touch(*item) for anchor, item in sections.items()}
            for path, sections in stored.items()
        }

    def _walk(self, commit: str) -> dict[str, dict[str, tuple[str, int, str]]]:
        """Go back through the log until every section has been found or is known from before."""
        known = self.facts.keys("touched")
        since = next((each for each in self.chain(commit) if each in known), "")
        older = self.facts.get("touched", since) if since else None
        search = Search()
        for entry in self.git.tree(commit):
            if is_document(entry.path) and entry.mode in ("100644", "100755"):
                for anchor in self.prints(entry.blob, entry.path):
                    search.add((entry.path, anchor), [(entry.path, anchor)])
        commits = self.git.log(commit, since=since) if older is not None else self.log(commit)
        for each in commits:
            if not search.open:
                break
            changed = [item for item in each.changes if is_document(item.path)]
            if any(item.path in search.open for item in changed):
                search.step(each, self._pairs(changed))
        return search.finish(older or {})

    def _pairs(self, changes: list[Change]) -> list[tuple[str, Prints, Prints]]:
        return [
            (item.path, self.prints(item.old, item.path), self.prints(item.new, item.path))
            for item in changes
        ]


class Search:
    """Sections still looked for: their name at this point of the past -> their names today."""

    def __init__(self) -> None:
        self.open: dict[str, dict[str, list[Key]]] = {}
        self.found: dict[Key, tuple[str, int, str]] = {}

    def add(self, key: Key, today: list[Key]) -> None:
        """Look for a section under this name from here on back."""
        self.open.setdefault(key[0], {}).setdefault(key[1], []).extend(today)

    def step(self, commit: Commit, pairs: list[tuple[str, Prints, Prints]]) -> None:
        """Account for one commit."""
        moved = []
        for (path, anchor), source in origins(pairs, self.open).items():
            today = self.open[path].pop(anchor)
            if source is None:
                for key in today:
                    self.found[key] = (commit.id, commit.time, commit.subject[:200])
            else:
                moved.append((source, today))
            if not self.open[path]:
                del self.open[path]
        for source, today in moved:
            self.add(source, today)

    def finish(
        self, older: Mapping[str, Mapping[str, tuple[str, int, str]]]
    ) -> dict[str, dict[str, tuple[str, int, str]]]:
        """Take what is left from an older answer; return path -> anchor -> touch."""
        for path, anchors in self.open.items():
            for anchor, today in anchors.items():
                if anchor in older.get(path, {}):
                    for key in today:
                        self.found[key] = older[path][anchor]
        result: dict[str, dict[str, tuple[str, int, str]]] = {}
        for (path, anchor), touch in self.found.items():
            result.setdefault(path, {})[anchor] = touch
        return result
