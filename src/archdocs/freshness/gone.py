"""Names that sections mention, that code defined when they were written, and that are gone.

Shared by the rules that report them, so that the files are searched once for all of them. The
idea of looking for names that vanished is DOCER's (Tan, Wagner, Treude, 2023); the gate that
the project itself must have defined the name, and the section as the unit of time, are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archdocs.freshness.anchors import glob_matches
from archdocs.freshness.elsewhere import meant_elsewhere
from archdocs.freshness.history import WORKTREE, Touch
from archdocs.freshness.names import (
    CHANGELOG,
    HISTORY,
    PAST_TENSE,
    Name,
    name_of,
    speaks_of_version,
)
from archdocs.freshness.view import View
from archdocs.system.cache import digest
from archdocs.system.markup import Document, Quoted, Section, is_document

__all__ = ["Mention", "Vanished", "in_code", "in_decisions", "in_pages", "vanished"]

#: Files that say nothing about what code there is.
NO_CODE = re.compile(
    r"\.(?:txt|po|pot|lock|png|jpe?g|gif|ico|pdf|zip|gz|woff2?|ttf|mp4|svg|mo|min\.js|map)$", re.I
)
#: Code and the targets of links say nothing about tense: `gone.md` is a file.
NO_PROSE = re.compile(r"`[^`]*`|\]\([^()]*\)|<[^<>]*>")
#: Sections of a decision that weigh what was, or might have been.
WEIGHING = re.compile(r"context|alternativ|option|pros|cons|background|histor|reference|link", re.I)
LONGEST = 4000
IN_FORCE = "accepted"
WORD = re.compile(rb"[A-Za-z_]\w*")
#: How many moments of the past are asked whether they know a name of an example.
MOMENTS = 16


@dataclass(frozen=True, slots=True)
class Mention:
    """A quoted name in a section, and when the section was last changed."""

    path: str
    section: Section
    line: int
    name: Name
    touch: Touch


@dataclass(frozen=True, slots=True)
class Vanished:
    """A mention of what code defined at a commit, in the file ``origin``, and has no more."""

    mention: Mention
    commit: str
    origin: str


def in_pages(view: View) -> tuple[Vanished, ...]:
    """Return, per section and name, the first mention in pages of what is gone."""
    return kept(view, "pages", page_mentions)


def in_decisions(view: View) -> tuple[Vanished, ...]:
    """Return the same for decisions in force."""
    return kept(view, "decisions", decision_mentions)


def in_code(view: View) -> tuple[Vanished, ...]:
    """Return the same for code blocks of pages."""
    return kept(view, "code", code_mentions)


def kept(view: View, what: str, mentions: object) -> tuple[Vanished, ...]:
    """Look once per view."""
    key = f"gone {what}"
    if key not in view.memo:
        found = tuple(mentions(view)) if callable(mentions) else ()
        view.memo[key] = tuple(vanished(view, found))
    made: tuple[Vanished, ...] = view.memo[key]
    return made


def vanished(view: View, mentions: Iterable[Mention]) -> Iterator[Vanished]:
    """Yield the first mention of each name in each section, unless it is told as the past."""
    own = defined_here(view)
    candidates = [mention for mention in mentions if mention.name.key not in own]
    seen: set[tuple[str, str, str]] = set()
    for found in known_then(view, candidates):
        mention = found.mention
        key = (mention.path, mention.section.anchor, mention.name.key)
        if key in seen or speaks_of_past(view, mention.path, mention.section, mention.line):
            continue
        place = (mention.path, mention.line)
        if not meant_elsewhere(view, place, mention.name, found.commit, found.origin):
            seen.add(key)
            yield found


def defined_here(view: View) -> frozenset[str]:
    """Return the names that the documents themselves define."""
    if "defined here" not in view.memo:
        names = (name for document in view.documents.values() for name in document.defines)
        view.memo["defined here"] = frozenset(names)
    made: frozenset[str] = view.memo["defined here"]
    return made


def page_mentions(view: View) -> Iterator[Mention]:
    """Yield the quoted names of sections that are meant to be true today."""
    for path, document in pages(view):
        yield from mentions_in(view, path, document, document.quoted)


def code_mentions(view: View) -> Iterator[Mention]:
    """Yield the names in code blocks of pages that the project's code once defined.

    Examples are full of names that nobody ever defined. To ask of each at the commit of its
    section takes long; so only those are asked for that some moments of the past know.
    """
    found = [
        mention
        for path, document in pages(view)
        for mention in mentions_in(view, path, document, document.code)
    ]
    past = view.past
    if not found or past is None:
        return
    chain = past.history.chain(past.commit)
    step = max(1, len(chain) // MOMENTS)
    names = {mention.name for mention in found}
    ever = {name for commit in chain[step // 2 :: step] for name in past.defined(commit, names)}
    yield from (mention for mention in found if mention.name in ever)


def decision_mentions(view: View) -> Iterator[Mention]:
    """Yield the quoted names of decisions in force, where they say what is to be done."""
    for record in view.catalog.records:
        document = view.documents.get(record.path)
        if record.kind != "adr" or record.status != IN_FORCE or document is None:
            continue
        for mention in mentions_in(view, record.path, document, document.quoted):
            if not WEIGHING.search(mention.section.title):
                yield mention


def pages(view: View) -> Iterator[tuple[str, Document]]:
    """Yield the documents that speak of today: no decisions, no changelogs, no logs."""
    decisions = {
        record.path
        for record in view.catalog.records
        if record.kind == "adr" or view.catalog.kinds[record.kind].is_history
    }
    folder = view.settings.records.folders.get("adr", "adr").strip("/") + "/"
    for path, document in view.documents.items():
        if not (CHANGELOG.search(path) or path in decisions or path.startswith(folder)):
            yield path, document


def mentions_in(
    view: View, path: str, document: Document, quoted: Iterable[Quoted]
) -> Iterator[Mention]:
    """Yield the names that no code holds today, in sections that are not about what was."""
    gone = missing(view)
    for item in quoted:
        name = name_of(item.text, "" if quoted is document.code else item.role)
        if name is None or spelled(name) not in gone:
            continue
        section = document.section_at(item.line)
        if section is None or external(view, name):
            continue
        touch = view.touch(path, section.anchor)
        if touch is not None and not tells_history(document, section):
            yield Mention(path, section, item.line, name, touch)


def external(view: View, name: Name) -> bool:
    """Say whether the settings call a name somebody else's."""
    names = {name.raw.strip(), name.raw.removesuffix("()"), name.key}
    names.add(name.raw.partition(".")[0])
    return any(glob_matches(p, each) for p in view.settings.freshness.external for each in names)


def tells_history(document: Document, section: Section) -> bool:
    """Say whether a section, or one it is in, is about what was."""
    if HISTORY.search(section.anchor) or speaks_of_version(section.title):
        return True
    level = section.level
    for above in reversed([s for s in document.sections if s.start < section.start]):
        if above.level < level:
            level = above.level
            if speaks_of_version(above.title):
                return True
    return False


def speaks_of_past(view: View, path: str, section: Section, line: int) -> bool:
    """Say whether the lines around a line of a section speak of the past."""
    around = view.lines(path)[max(section.start - 1, line - 2) : line + 1]
    prose = NO_PROSE.sub(" ", " ".join(around)[:LONGEST])
    return PAST_TENSE.search(prose) is not None


def missing(view: View) -> frozenset[str]:
    """Return the mentioned names, with their kinds, that no file but documents holds today."""
    if "missing" in view.memo:
        found: frozenset[str] = view.memo["missing"]
        return found
    names = set(all_names(view))
    files = [p for p in view.snapshot.files if not is_document(p) and not NO_CODE.search(p)]
    state = (f"{path}\t{view.snapshot.blob(path)}" for path in files)
    wanted = sorted({spelled(name) for name in names})
    folders = "\n".join((*view.snapshot.files, *view.snapshot.submodules))
    key = digest(folders, "\n".join(state), "\n".join(wanted))
    stored = view.facts.get("missing names", key)
    if stored is None:
        stored = view.facts.put("missing names", key, sorted(search(view, files, names)))
    view.memo["missing"] = frozenset(stored)
    return frozenset(stored)


def spelled(name: Name) -> str:
    """Return a name with its kind: a folder `./cache` may be gone, and a word `cache` not."""
    return f"{name.kind}\t{name.key}"


def all_names(view: View) -> Iterator[Name]:
    """Yield every name that any document mentions."""
    texts = {
        (item.text, "" if code else item.role)
        for document in view.documents.values()
        for code, items in ((False, document.quoted), (True, document.code))
        for item in items
    }
    for text, role in texts:
        name = name_of(text, role)
        if name is not None:
            yield name


def search(view: View, files: list[str], names: set[Name]) -> set[str]:
    """Look through all files until every name is found; return those that are not."""
    others = view.snapshot.submodules
    paths = "\n".join(f"/{path}/" for path in (*view.snapshot.files, *others))
    left = {
        name
        for name in names
        if name.kind not in ("path", "file")
        or not (f"/{name.key}/" in paths or any(f"/{sub}/" in f"/{name.key}/" for sub in others))
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
    found_paths = {spelled(name) for name in left if name.kind == "path"}
    return {spelled(name) for name in (*words.values(), *texts.values())} | found_paths


def known_then(view: View, mentions: Iterable[Mention]) -> Iterator[Vanished]:
    """Yield mentions of what code defined when they were written, with commit and file.

    Under review, what the code defined where the change began counts too: a section that is
    edited in the change that removes the name is still wrong.
    """
    past = view.past
    if past is None:
        return
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
                yield Vanished(mention, *known[mention.name])
