"""``stale.diagram``: a script covers or draws what is gone, or its picture is older than it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archdocs.finding import Finding, Location
from archdocs.freshness.anchors import Target, code_text
from archdocs.freshness.bound import Ties
from archdocs.freshness.boundnodes import broken_ties
from archdocs.freshness.change_codes import DIAGRAM
from archdocs.freshness.history import short_digest
from archdocs.freshness.past import Past
from archdocs.freshness.view import View
from archdocs.system import scriptnotes
from archdocs.system.git import NULL_ID, Commit
from archdocs.system.markup import decode
from archdocs.system.markup.comments import parse_comment
from archdocs.system.markup.model import Ignore

__all__ = ["find"]

COMMENT = re.compile(r"[ \t]*#[ \t]*archdocs:(.*)$", re.M)
PICTURES = (".svg", ".png")


def find(view: View) -> Iterator[Finding]:
    """Report what scripts cover or draw and is not there, and pictures that lag behind."""
    folder = view.settings.diagrams.folder.strip("/") + "/"
    for path in view.snapshot.files:
        if path.startswith(folder) and path.endswith(".py"):
            yield from uncovered(view, path)
            yield from unbound(view, path)
            if view.past is not None:
                yield from outdated(view, view.past, path)


def uncovered(view: View, path: str) -> Iterator[Finding]:
    """Report each target of a script's comments that matches nothing."""
    text = decode(view.snapshot.read(path) or b"")
    for found in COMMENT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        comment = parse_comment(found[1].strip(), line)
        if isinstance(comment, Ignore):
            continue
        for raw in comment.values.get("covers", ()):
            if not view.covered(Target.parse(raw)):
                yield DIAGRAM.at(
                    Location(path, line),
                    f"the diagram covers `{raw}`, which matches nothing",
                    hint="draw what is there now, and point the comment at it",
                    evidence=(("covers", raw),),
                )


def unbound(view: View, path: str) -> Iterator[Finding]:
    """Report each target of a script's nodes that is gone, or a record that no longer holds.

    Only what the text spells out is known here; the script is not run.
    """
    ties = ties_of(view)
    by_line: dict[int, list[str]] = {}
    for line, target in spelt(view, path):
        by_line.setdefault(line, []).append(target)
    for line, targets in by_line.items():
        yield from broken_ties(ties, Location(path, line), targets, view)


def spelt(view: View, path: str) -> list[tuple[int, str]]:
    """Return the targets that a script's text spells out, with their lines; known by its blob."""
    blob = view.snapshot.blob(path)
    stored = view.facts.get("bound", blob) if blob else []
    if stored is None:
        found = scriptnotes.named(view.snapshot.read(path) or b"")
        stored = view.facts.put("bound", blob, [[item.line, item.target] for item in found])
    return [(int(line), str(target)) for line, target in stored]


def ties_of(view: View) -> Ties:
    """Return the look-up of targets in the tree that is being checked."""
    if "ties" not in view.memo:
        view.memo["ties"] = Ties(view.catalog, view.snapshot.files)
    made: Ties = view.memo["ties"]
    return made


def outdated(view: View, past: Past, path: str) -> Iterator[Finding]:
    """Report a committed picture that a later change of its script left as it was."""
    for suffix in PICTURES:
        picture = path.removesuffix(".py") + suffix
        if picture not in view.snapshot.known or picture not in view.snapshot.blobs:
            continue
        if picture in view.snapshot.dirty:
            continue
        changed = since_picture(view, past, path, picture)
        if changed:
            yield DIAGRAM.at(
                Location(path, 1),
                f"the picture `{picture}` is older than this script",
                hint="run archdocs render, and commit the picture",
                evidence=(("target", picture), ("script changed", changed)),
            )


def since_picture(view: View, past: Past, path: str, picture: str) -> str:
    """Return the newest change of a script that came after its picture's; "" without one."""
    if path in view.snapshot.dirty and path in view.snapshot.blobs:
        data = view.snapshot.read(path) or b""
        if digest(data, path) != digest(past.history.read(view.snapshot.blobs[path]), path):
            return "not committed"
    key = f"{past.commit}:{past.start}{path}:{picture}"
    stored = view.facts.get("picture", key)
    if stored is None:
        stored = view.facts.put("picture", key, newest_change(past, path, picture))
    return str(stored)


def newest_change(past: Past, path: str, picture: str) -> str:
    """Walk back to the picture's last change; return what changed the script until there."""
    for commit in past.history.log(past.commit):
        changes = {change.path: change for change in commit.changes}
        if past.start + picture in changes:
            return ""
        change = changes.get(past.start + path)
        if change is None:
            continue
        if change.old == NULL_ID or not same(past, change.old, change.new, path):
            return named(commit)
    return ""


def same(past: Past, old: str, new: str, path: str) -> bool:
    """Say whether two versions of a script differ only in comments and white space."""
    one, two = past.history.read(old), past.history.read(new)
    return digest(one, path) == digest(two, path)


def digest(data: bytes, path: str) -> str:
    """Return the digest of what a script does."""
    return short_digest(code_text(data, path))


def named(commit: Commit) -> str:
    """Name a commit in evidence."""
    return f"{commit.id[:10]} {commit.date} {commit.subject}"
