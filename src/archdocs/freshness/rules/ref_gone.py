"""``stale.ref-gone``: a section quotes what the code no longer has.

The idea of looking for names that vanished is DOCER's (Tan, Wagner, Treude, 2023); the gate
that the project itself must have defined the name, and the section as the unit of time, are
ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdocs.finding import Finding, Location
from archdocs.freshness.anchors import glob_matches
from archdocs.freshness.codes import REF_GONE
from archdocs.freshness.history import WORKTREE, Touch
from archdocs.freshness.names import CHANGELOG, HISTORY, PAST_TENSE, Name, name_of
from archdocs.freshness.past import Past
from archdocs.freshness.view import View
from archdocs.system.cache import digest
from archdocs.system.markup import Document, Section, is_document

__all__ = ["find"]

#: Files that say nothing about what code there is.
NO_CODE = re.compile(
    r"\.(?:txt|po|pot|lock|png|jpe?g|gif|ico|pdf|zip|gz|woff2?|ttf|mp4|svg|mo|min\.js|map)$", re.I
)
#: Code and the targets of links say nothing about tense: `gone.md` is a file.
NO_PROSE = re.compile(r"`[^`]*`|\]\([^()]*\)|<[^<>]*>")
LONGEST = 4000
WORD = re.compile(rb"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A quoted name in a section, and when the section was last changed."""

    path: str
    section: Section
    line: int
    name: Name
    touch: Touch


def find(view: View) -> Iterator[Finding]:
    """Report, per section and name, the first mention of what is gone."""
    past = view.past
    if past is None:
        return
    mentions = list(mentions_in(view))
    gone = missing(view, {mention.name for mention in mentions})
    defined_here = {name for document in view.documents.values() for name in document.defines}
    candidates = [m for m in mentions if m.name.key in gone and m.name.key not in defined_here]
    seen: set[tuple[str, str, str]] = set()
    for mention, commit, origin in known_then(view, past, candidates):
        key = (mention.path, mention.section.anchor, mention.name.key)
        if key not in seen and not told_as_past(view, mention):
            seen.add(key)
            yield finding(view, past, mention, (commit, origin))


def mentions_in(view: View) -> Iterator[Mention]:
    """Yield the quoted names of sections that are meant to be true today."""
    decisions = {record.path for record in view.catalog.records if record.kind == "adr"}
    folder = view.settings.records.folders.get("adr", "adr").strip("/") + "/"
    for path, document in view.documents.items():
        if CHANGELOG.search(path) or path in decisions or path.startswith(folder):
            continue
        for quoted in document.quoted:
            name = name_of(quoted.text, quoted.role)
            section = document.section_at(quoted.line) if name else None
            if name is None or section is None or external(view, name):
                continue
            touch = view.touch(path, section.anchor)
            if touch is not None and not tells_history(document, section):
                yield Mention(path, section, quoted.line, name, touch)


def external(view: View, name: Name) -> bool:
    """Say whether the settings call a name somebody else's."""
    names = {name.raw.strip(), name.raw.removesuffix("()"), name.key}
    names.add(name.raw.partition(".")[0])
    return any(glob_matches(p, each) for p in view.settings.freshness.external for each in names)


def tells_history(document: Document, section: Section) -> bool:
    """Say whether a section, or one it is in, is about what was."""
    if HISTORY.search(section.anchor) or HISTORY.search(section.title):
        return True
    level = section.level
    for above in reversed([s for s in document.sections if s.start < section.start]):
        if above.level < level:
            level = above.level
            if HISTORY.search(above.title):
                return True
    return False


def told_as_past(view: View, mention: Mention) -> bool:
    """Say whether the sentence around a mention speaks of the past."""
    lines = view.lines(mention.path)
    around = lines[max(mention.section.start - 1, mention.line - 2) : mention.line + 1]
    prose = NO_PROSE.sub(" ", " ".join(around)[:LONGEST])
    return PAST_TENSE.search(prose) is not None


def missing(view: View, names: set[Name]) -> frozenset[str]:
    """Return the keys of names that no file but documents holds today."""
    files = [p for p in view.snapshot.files if not is_document(p) and not NO_CODE.search(p)]
    state = (f"{path}\t{view.snapshot.blob(path)}" for path in files)
    wanted = sorted({f"{name.kind}\t{name.key}" for name in names})
    key = digest("\n".join(view.snapshot.files), "\n".join(state), "\n".join(wanted))
    stored = view.facts.get("missing", key)
    if stored is None:
        stored = view.facts.put("missing", key, sorted(search(view, files, names)))
    return frozenset(stored)


def search(view: View, files: list[str], names: set[Name]) -> set[str]:
    """Look through all files until every name is found; return those that are not."""
    paths = "\n".join(f"/{path}/" for path in view.snapshot.files)
    left = {
        name for name in names if name.kind not in ("path", "file") or f"/{name.key}/" not in paths
    }
    words = {name.key.encode(): name for name in left if name.kind == "word"}
    texts = {name.key.encode(): name for name in left if name.kind in ("flag", "file")}
    path_words = set(re.findall(r"[A-Za-z_]\w*", paths))
    words = {key: name for key, name in words.items() if key.decode() not in path_words}
    for path in files:
        if not words and not texts:
            break
        data = view.snapshot.read(path) or b""
        if b"\0" in data[:4096]:
            continue
        for word in words.keys() & set(WORD.findall(data)):
            del words[word]
        for text in [text for text in texts if text in data or text.lstrip(b"-") in data]:
            del texts[text]
    found_paths = {name.key for name in left if name.kind == "path"}
    return {name.key for name in (*words.values(), *texts.values())} | found_paths


def known_then(
    view: View, past: Past, mentions: Iterable[Mention]
) -> Iterator[tuple[Mention, str, str]]:
    """Yield mentions of what code defined when they were written, with commit and file.

    Under review, what the code defined where the change began counts too: a section that is
    edited in the change that removes the name is still wrong.
    """
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        written = mention.touch.commit
        groups.setdefault(past.commit if written == WORKTREE else written, []).append(mention)
    for commit, group in groups.items():
        names = {mention.name for mention in group}
        known = {name: (commit, path) for name, path in past.defined(commit, names).items()}
        if view.base:
            rest = names - known.keys()
            more = past.defined(view.base, rest)
            known.update({name: (view.base, path) for name, path in more.items()})
        for mention in group:
            if mention.name in known:
                yield mention, *known[mention.name]


def finding(view: View, past: Past, mention: Mention, known: tuple[str, str]) -> Finding:
    """Say what is gone, where it was, and which commit took it."""
    since, origin = known
    broke = past.removed_by(mention.name, since, origin)
    touch = mention.touch
    written = "not committed" if touch.commit == WORKTREE else f"{touch.commit[:10]} {touch.date}"
    what = {"path": "path", "file": "file", "flag": "option"}.get(mention.name.kind, "name")
    return REF_GONE.at(
        Location(mention.path, mention.line),
        f"the {what} `{mention.name.raw}` is not in the code any more",
        section=mention.section.anchor,
        hint="quote what took its place, or say that it is gone",
        evidence=(
            ("reference", mention.name.key),
            ("quoted", view.quote(mention.path, mention.line)),
            ("written", written),
            ("was", f"{origin} at {since[:10]}"),
            ("now", f"gone by {broke.id[:10]} {broke.date} {broke.subject}" if broke else "gone"),
        ),
    )
