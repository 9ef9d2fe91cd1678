"""Questions about one point of the past, each answered once per commit."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from archdocs.freshness.anchors import Target, defines, digest_of, matched
from archdocs.freshness.facts import Facts
from archdocs.freshness.history import History
from archdocs.freshness.names import Name, is_code, is_test
from archdocs.system.cache import digest
from archdocs.system.git import NULL_ID, Change, Commit
from archdocs.system.markup import is_document

__all__ = ["Churn", "Past"]

#: Paths that hold no definitions, for git's search.
LEAVE_OUT = ("**/*.md", "**/*.rst", "**/*.txt", "**/*.po", "**/*.lock", "**/*.ipynb")
#: Names searched for in one call of git.
BATCH = 200

#: Whether a changed version of a file differs in what counts: (path, old blob, new blob).
Differs = Callable[[str, str, str], bool]


@dataclass(frozen=True, slots=True)
class Churn:
    """How many commits changed covered code, and the newest of them."""

    count: int
    commit: str = ""
    subject: str = ""


class Past:
    """The history of one project, seen from one commit; paths are the project's."""

    def __init__(self, history: History, facts: Facts, commit: str, prefix: str) -> None:
        self.history = history
        self.facts = facts
        self.commit = commit
        self.start = f"{prefix}/" if prefix else ""
        self._paths: dict[str, frozenset[str]] = {}

    def defined(self, commit: str, names: Iterable[Name]) -> dict[Name, str]:
        """Return which names the project's own code defined at a commit, and in which file.

        Test code does not count.
        """
        found: dict[Name, str] = {}
        unknown: list[Name] = []
        for name in names:
            stored = self.facts.get("defined", self._key(commit, name))
            if stored is None:
                unknown.append(name)
            elif stored:
                found[name] = stored
        words = [name for name in unknown if name.kind not in ("path", "file")]
        for name in unknown:
            if name.kind in ("path", "file"):
                found[name] = self._path_at(commit, name)
        for at in range(0, len(words), BATCH):
            found.update(self._words_at(commit, words[at : at + BATCH]))
        for name in unknown:
            self.facts.put("defined", self._key(commit, name), found.get(name, ""))
        return {name: path for name, path in found.items() if path}

    def _key(self, commit: str, name: Name) -> str:
        return f"{commit}:{self.start}:{name.kind}:{name.key}"

    def _path_at(self, commit: str, name: Name) -> str:
        """Return the file (or a file of the folder) that a quoted path named."""
        if commit not in self._paths:
            self._paths[commit] = frozenset(e.path for e in self.history.git.tree(commit))
        inner = f"/{name.key}/"
        hits = [path for path in self._paths[commit] if inner in f"/{path}/"]
        kept = [p for p in hits if not is_test(p) and not is_document(p)]
        return min(kept, key=lambda path: (len(path), path)) if kept else ""

    def _words_at(self, commit: str, names: list[Name]) -> dict[Name, str]:
        hits = self.history.git.grep(commit, [name.key for name in names], LEAVE_OUT)
        found: dict[Name, str] = {}
        for hit in hits:
            if not is_code(hit.path) or is_test(hit.path) or not hit.path.startswith(self.start):
                continue
            for name in names:
                if name not in found and defines(hit.line, name.key):
                    found[name] = hit.path
        return found

    @functools.cached_property
    def places(self) -> dict[str, int]:
        """The commits of the log, each with its index: 0 is the newest."""
        return {each.id: index for index, each in enumerate(self.history.log(self.commit))}

    @functools.cached_property
    def changes(self) -> dict[str, list[tuple[int, Change]]]:
        """What the log says of each path of the project, newest first, with the commits' index."""
        found: dict[str, list[tuple[int, Change]]] = {}
        for index, each in enumerate(self.history.log(self.commit)):
            for change in each.changes:
                if change.path.startswith(self.start):
                    found.setdefault(change.path.removeprefix(self.start), []).append(
                        (index, change)
                    )
        return found

    @functools.cached_property
    def changed_paths(self) -> tuple[str, ...]:
        """Every path that the log knows, sorted."""
        return tuple(sorted(self.changes))

    def blobs_at(self, commit: str, path: str) -> dict[str, str]:
        """Return the files of a commit at or under a project path, with their blob ids."""
        key = f"{commit}:{self.start}{path}"
        stored = self.facts.get("blobs", key)
        if stored is None:
            place = (self.start + path).strip("/")
            entries = self.history.git.tree(commit, (place,) if place else ())
            made = {
                e.path.removeprefix(self.start): e.blob
                for e in entries
                if e.mode.startswith("100") and e.path.startswith(self.start)
            }
            stored = self.facts.put("blobs", key, made)
        return dict(stored)

    def blob_at(self, commit: str, path: str, today: str) -> str:
        """Return the blob that a project file was at a commit, given what it is at the newest.

        Told from the log that is read anyway; "" where the file was not there.
        """
        limit = self.places.get(commit)
        if limit is None:
            return self.blobs_at(commit, path).get(path, "")
        after = [each.old for index, each in self.changes.get(path, ()) if index < limit]
        found = after[-1] if after else today
        return "" if found == NULL_ID else found

    def removed_by(self, name: Name, since: str, path: str) -> Commit | None:
        """Return the newest commit after ``since`` that took a name out of the file ``path``."""
        for commit in self.history.log(self.commit):
            if commit.id == since:
                return None
            for change in commit.changes:
                if change.path == path and change.old != NULL_ID:
                    old = self.history.read(change.old)
                    new = b"" if change.new == NULL_ID else self.history.read(change.new)
                    key = name.key.encode()
                    gone = change.new == NULL_ID if name.kind in ("path", "file") else False
                    if gone or (key in old and key not in new):
                        return commit
        return None

    def churn(
        self, targets: Iterable[Target], differs: Differs, stops: Iterable[str], until: str = ""
    ) -> Churn:
        """Count the commits, newest first, that changed code in targets.

        The count ends before the first commit that is in ``stops``, or whose day is ``until`` (as
        2026-01-31) or before.
        """
        log = self.history.log(self.commit)
        end = min((self.places[each] for each in stops if each in self.places), default=len(log))
        if until:
            old = (n for n, each in enumerate(log[:end]) if each.date.isoformat() <= until)
            end = next(old, end)
        counted: set[int] = set()
        for path in {path for each in targets for path in among(each, self.changed_paths)}:
            for index, change in self.changes[path]:
                if index >= end:
                    break
                if index not in counted and differs(path, change.old, change.new):
                    counted.add(index)
        newest = log[min(counted)] if counted else None
        return Churn(len(counted), newest.id, newest.subject) if newest else Churn(0)

    def reviewed_at(
        self, wanted: str, files: Mapping[str, str], digest_blob: Callable[[str, str], str]
    ) -> str | None:
        """Return the commit whose covered files hash to ``wanted``, walking back from today.

        ``files`` are today's covered files with their digests; ``digest_blob`` gives the
        digest of another version, empty when the target is not in it.
        """
        state = dict(files)
        if digest_of(state.items()) == wanted:
            return self.commit
        for index, commit in enumerate(self.history.log(self.commit)):
            for change in commit.changes:
                path = change.path.removeprefix(self.start)
                if change.path.startswith(self.start):
                    before = "" if change.old == NULL_ID else digest_blob(path, change.old)
                    state.pop(path, None)
                    if before:
                        state[path] = before
            if digest_of(state.items()) == wanted:
                chain = self.history.chain(self.commit)
                return chain[index + 1] if index + 1 < len(chain) else None
        return None


def among(target: Target, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a target names of sorted paths; where it names no pattern, without a search."""
    path = target.path
    if not path or path == "." or "*" in path or "?" in path:
        return matched(target, paths)
    start = bisect.bisect_left(paths, path)
    end = bisect.bisect_left(paths, f"{path}0")  # "0" comes after "/"
    return matched(target, paths[start:end])


def churn_key(*parts: str) -> str:
    """Return the key under which a count is kept."""
    return digest(*parts)
