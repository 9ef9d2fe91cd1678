"""Where what is gone went: paths by git's renames, symbols by their unchanged content."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from archdocs.errors import RepositoryError
from archdocs.freshness.definitions import GrammarMissing
from archdocs.freshness.gone import Vanished
from archdocs.freshness.past import Past
from archdocs.freshness.view import View
from archdocs.system.git import NULL_ID, Commit
from archdocs.system.symbols import Source, Symbol

__all__ = ["Place", "moved_to"]

#: How alike two files must be to be one that moved, in percent.
ALIKE = 75
HOPS = 6
#: A definition shorter than this (lines) is too common to be recognised by its content.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be quoted now, and the commit that moved it."""

    quoted: str
    commit: Commit


def moved_to(view: View, item: Vanished) -> Place | None:
    """Return the one clear new place of what is gone; ``None`` without one. Kept per view."""
    name = item.mention.name
    key = f"moved {item.commit} {item.origin} {name.kind} {name.raw}"
    if key not in view.memo:
        view.memo[key] = look(view, item)
    made: Place | None = view.memo[key]
    return made


def look(view: View, item: Vanished) -> Place | None:
    """Look for the new place."""
    past, name = view.past, item.mention.name
    if past is None:
        return None
    broke = past.removed_by(name, item.commit, item.origin)
    if broke is None:
        return None
    if name.kind == "word":
        found = renamed_symbol(view, past, item, broke)
        return Place(found, broke) if found else None
    if name.kind not in ("path", "file"):
        return None
    new, last = followed(view, past, item.origin, broke)
    quoted = requoted(item, new.removeprefix(past.start)) if new else ""
    if not quoted or quoted == name.raw or not last:
        return None
    if name.kind == "path" and not whole_folder(view, past, item, quoted, broke):
        return None
    return Place(quoted, last)


def followed(view: View, past: Past, path: str, broke: Commit) -> tuple[str, Commit | None]:
    """Follow a file from the commit that moved it to where it is today; "" when it is not."""
    last: Commit | None = None
    for _ in range(HOPS):
        new = renames(view, past, broke).get(path)
        if new is None:
            return "", None
        path, last = new, broke
        if path.removeprefix(past.start) in view.snapshot.known:
            return path, last
        following = next(
            (
                commit
                for commit in past.history.log(past.commit)
                if any(c.path == path and c.new == NULL_ID for c in commit.changes)
            ),
            None,
        )
        if following is None or following.id == broke.id:
            return "", None
        broke = following
    return "", None


def renames(view: View, past: Past, commit: Commit) -> dict[str, str]:
    """Return the files a commit moved, old to new."""
    key = f"{commit.id}:{ALIKE}"
    stored = view.facts.get("renames", key)
    if stored is None:
        stored = view.facts.put("renames", key, read_renames(past, commit))
    return dict(stored)


def read_renames(past: Past, commit: Commit) -> dict[str, str]:
    """Ask git what a commit moved, seen from its first parent."""
    chain = past.history.chain(past.commit)
    at = chain.index(commit.id) if commit.id in chain else len(chain)
    if at + 1 >= len(chain):
        return {}
    options = ("-r", "-z", f"-M{ALIKE}%", "--diff-filter=R", "--name-status", "--no-ext-diff")
    try:
        text = past.history.git.output("diff-tree", *options, chain[at + 1], commit.id)
    except RepositoryError:
        return {}
    parts = text.split("\0")
    return {parts[n + 1]: parts[n + 2] for n in range(0, len(parts) - 2, 3) if parts[n][:1] == "R"}


def requoted(item: Vanished, new: str) -> str:
    """Return the quoted path as it has to read now; "" where that is not clear."""
    name = item.mention.name
    if name.kind == "file":
        return posixpath.basename(new)
    old = f"/{item.origin}"
    at = old.find(f"/{name.key}/") if f"/{name.key}/" in old else old.find(f"/{name.key}")
    before, rest = old[1 : max(at, 1)], old[at + 1 + len(name.key) :]
    start = f"{before}/" if before else ""
    if at < 0 or not new.startswith(start) or not new.endswith(rest):
        return ""
    made = new.removeprefix(start).removesuffix(rest)
    return name.raw.replace(name.key, made) if made else ""


def whole_folder(view: View, past: Past, item: Vanished, quoted: str, broke: Commit) -> bool:
    """Say whether the quoted path is there now; of a folder, whether all of it moved there."""
    key = quoted.removeprefix("./").strip("/")
    if not any(f"/{key}/" in f"/{path}/" for path in view.snapshot.files):
        return False
    own = f"/{item.mention.name.key}/"
    inside = [(o, n) for o, n in renames(view, past, broke).items() if own in f"/{o}"]
    return all(f"/{key}/" in f"/{new}" for _, new in inside)


def renamed_symbol(view: View, past: Past, item: Vanished, broke: Commit) -> str:
    """Return what a definition is called since a commit that changed nothing but its name."""
    change = next((c for c in broke.changes if c.path == item.origin), None)
    if change is None or NULL_ID in (change.old, change.new):
        return ""
    path = item.origin.removeprefix(past.start)
    try:
        old, new = view.source(path, change.old), view.source(path, change.new)
    except GrammarMissing:
        return ""
    name = item.mention.name
    was = next(iter(called(old, name.key)), None)
    if was is None or new is None or old is None or was.end - was.start + 1 < SHORT:
        return ""
    before = {symbol.name for symbol in old.symbols}
    found = {s.last for s in new.symbols if s.shape == was.shape and s.name not in before}
    if len(found) != 1:
        return ""
    [last] = found
    today = view.source(path) if path in view.snapshot.known else None
    return name.raw.replace(name.key, last) if called(today, last) else ""


def called(source: Source | None, last: str) -> list[Symbol]:
    """Return the definitions of a name, wherever they are nested."""
    return [symbol for symbol in source.symbols if symbol.last == last] if source else []
