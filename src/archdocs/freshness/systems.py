"""The systems that diagrams show: what each is called and stands for, who owns it, where it is.

A system named in several diagrams is one. Two nodes are the same where their first target
that is no decision is the same; without such a target, where their names are.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archdocs.diagrams.naming import plain
from archdocs.diagrams.parts import Part, Shown
from archdocs.freshness.bound import Meant, Ties

__all__ = ["GROUP", "Appearance", "System", "collect", "matching", "nearest"]

#: Kinds of records that say something about systems and are none themselves.
ABOUT = frozenset({"adr", "spec"})
#: The kind of a system that is only ever drawn as a box around others.
GROUP = "group"
#: Of the files of a target, as many are asked whose they are.
MOST_OWNED = 500
Owners = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Appearance:
    """One place of a system: the script and line, the picture's name and title, the element.

    A block that stands in a page itself has the page as its script.
    """

    script: str
    line: int
    picture: str
    title: str
    element: str
    label: str


@dataclass(frozen=True, slots=True)
class System:
    """One system, under the name that most diagrams give it."""

    name: str
    kinds: tuple[str, ...]
    targets: tuple[Meant, ...]
    owner: str
    shown: tuple[Appearance, ...]

    @property
    def kind(self) -> str:
        """What it is, in a few words."""
        return ", ".join(kind for kind in self.kinds if kind != GROUP) or "".join(self.kinds)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every name it has."""
        return tuple(dict.fromkeys((self.name, *(at.label for at in self.shown if at.label))))


@dataclass(frozen=True, slots=True)
class Seen:
    """A node or cluster with where it is and what its targets mean."""

    part: Part
    at: Appearance
    meant: tuple[Meant, ...]

    @property
    def identity(self) -> str:
        """The name of the target that says which system it is; empty without one."""
        for meant in self.meant:
            if not is_about(meant):
                return meant.name
        return ""


def collect(ties: Ties, pictures: Iterable[Shown], owner_of: Owners) -> tuple[System, ...]:
    """Return the systems of pictures, by name. ``owner_of`` knows who owns a file."""
    seen = [
        Seen(
            part,
            Appearance(
                picture.script, part.line, picture.picture, picture.title, part.element,
                " ".join(part.label.split()),
            ),
            tuple(ties.meant(target, picture.script) for target in part.targets),
        )
        for picture in pictures
        for part in picture.parts
    ]  # fmt: skip
    groups: dict[tuple[str, str], list[Seen]] = {}
    for item in seen:
        if item.identity:
            groups.setdefault(("bound", item.identity), []).append(item)
    named: dict[str, set[str]] = {}
    for (_, identity), items in groups.items():
        for item in items:
            named.setdefault(plain(item.part.label), set()).add(identity)
    for item in seen:
        name = plain(item.part.label)
        if not item.identity and name:
            known = named.get(name, set())
            key = ("bound", next(iter(known))) if len(known) == 1 else ("named", name)
            groups.setdefault(key, []).append(item)
    systems = [system(items, owner_of) for items in groups.values()]
    return tuple(sorted(systems, key=lambda each: (plain(each.name), each.name, each.kind)))


def system(items: list[Seen], owner_of: Owners) -> System:
    """Make one system of all its places."""
    items = sorted(items, key=lambda item: (item.at.script, item.at.line, item.at.element))
    names = Counter(item.at.label for item in items if item.at.label)
    targets = {meant.name: meant for item in items for meant in item.meant}
    first = next((item.identity for item in items if item.identity), "")
    ordered = sorted(targets.values(), key=lambda meant: meant.name != first)
    kinds = dict.fromkeys(item.part.kind for item in items if item.part.kind)
    # Of names that are equally frequent, the first.
    name = max(names, key=lambda label: names[label]) if names else ordered[0].raw
    said = next((item.part.owner for item in items if item.part.owner), "")
    owner = said or owner_among(ordered, lambda meant: owner_by(meant, owner_of))
    shown = tuple(dict.fromkeys(item.at for item in items))
    return System(name, tuple(kinds), tuple(ordered), owner, shown)


def owner_among(targets: Sequence[Meant], known: Callable[[Meant], str]) -> str:
    """Return the first owner of what a node stands for; of decisions only where that is all."""
    things = [meant for meant in targets if not is_about(meant)]
    return next(filter(None, map(known, things or targets)), "")


def is_about(meant: Meant) -> bool:
    """Say whether a target tells of systems and is none itself."""
    return meant.record is not None and meant.record.kind in ABOUT


def owner_by(meant: Meant, owner_of: Owners) -> str:
    """Return who owns what a target means: as its record says, or whoever owns all its files."""
    if meant.record is not None and meant.record.owner:
        return meant.record.owner
    owners = {owner_of(file) for file in meant.files[:MOST_OWNED]}
    return owners.pop() if len(owners) == 1 else ""


def matching(systems: Iterable[System], ties: Ties, asked: str) -> tuple[System, ...]:
    """Return the systems that a word, a path or a record is about.

    A path is about what is bound to it, to something in it, or to a folder around it; a word
    about whatever has it in a name, a kind, a target, a record's title or the owner.
    """
    meant = ties.meant(asked)
    files = frozenset(meant.files)
    words = [] if meant.record or "/" in asked else asked.casefold().split()
    return tuple(
        item
        for item in systems
        if any(
            target.name == meant.name or files.intersection(target.files) for target in item.targets
        )
        or (words and all(word in text_of(item) for word in words))
    )


def text_of(item: System) -> str:
    """Return everything there is to find a system by."""
    records = [target.record for target in item.targets if target.record is not None]
    titles = [f"{record.id} {record.title}" for record in records]
    raw = [target.raw for target in item.targets]
    return "\n".join((*item.labels, *item.kinds, *raw, *titles, item.owner)).casefold()


def nearest(systems: Iterable[System], asked: str) -> str:
    """Return the name or target that is spelt most alike; empty without one."""
    known: dict[str, str] = {}
    for item in systems:
        for text in (*item.labels, *(target.raw for target in item.targets)):
            known.setdefault(text.casefold(), text)
    close = difflib.get_close_matches(asked.casefold(), known, n=1)
    return known[close[0]] if close else ""
