"""What links between records are called: on either side, as written, and as shown.

Every kind of link has one name that the code uses (``superseded-by``). What somebody wrote
(``Superceded by``, ``replaced-by``) is brought to it, and a project may have other words for
the kinds there are, and kinds of its own.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from archdocs.settings import LinkOptions

__all__ = ["BUILT_IN", "LinkNames", "fault_of", "named"]

#: The kinds of links, from the side that acts, and what each is called from its other end.
FORWARD = {
    "supersedes": "superseded-by",
    "amends": "amended-by",
    "clarifies": "clarified-by",
    "extends": "extended-by",
    "depends": "required-by",
    "implements": "implemented-by",
    "relates": "relates",
}
#: Links that are true only when both files say so, whatever the settings.
BOTH = ("supersedes", "amends")

#: Other spellings seen in real files, misspellings included.
ALIASES = {
    "replaces": "supersedes",
    "replaced-by": "superseded-by",
    "supercedes": "supersedes",
    "superseeds": "supersedes",
    "superceded-by": "superseded-by",
    "superseeded-by": "superseded-by",
    "relates-to": "relates",
    "related": "relates",
    "related-to": "relates",
    "see-also": "relates",
    "depends-on": "depends",
    "requires": "depends",
}
#: Keys of a record's metadata that say something else.
TAKEN = frozenset(
    {"id", "kind", "title", "status", "date", "owner", "tags", "review-by", "number"}
    | {"decision-makers", "deciders", "decision-maker", "decider", "consulted", "informed"}
)
#: Up to three words of letters: what every format can say before a link.
NAME = re.compile(r"[a-z]+(?:-[a-z]+){0,2}\Z")
LONGEST = 40


class LinkNames:
    """The kinds of links of one project.

    ``inverses`` maps each kind to what it is called from its other end, ``forward`` are the
    kinds from the side that acts, ``two_way`` those that both files must say.
    """

    def __init__(self, options: Mapping[str, LinkOptions]) -> None:
        forward = dict(FORWARD)
        own = {name: option for name, option in options.items() if name not in FORWARD}
        forward.update((name, option.inverse) for name, option in own.items())
        self.forward = tuple(forward)
        self.inverses = {**forward, **{back: name for name, back in forward.items()}}
        both = [*BOTH, *(name for name, option in options.items() if option.two_way)]
        self.two_way = frozenset(side for name in both for side in (name, self.inverses[name]))
        self._shown: dict[str, str] = {}
        for name, option in options.items():
            self._shown[name] = option.name or name
            if option.inverse:
                back = self.inverses[name]
                self._shown[back] = option.inverse if back != name else self._shown[name]
        self.spellings = ALIASES | {word: kind for kind, word in self._shown.items()}
        self.spellings |= {kind: kind for kind in self.inverses}
        self._kind = functools.lru_cache(maxsize=1024)(self._normalise)

    def kind(self, phrase: str) -> str:
        """Normalise the words of a link: ``Superceded by`` is ``superseded-by``."""
        return self._kind(phrase)

    def _normalise(self, phrase: str) -> str:
        name = "-".join(phrase.lower().replace("_", " ").replace("-", " ").split())
        return self.spellings.get(name, name)

    def known(self, phrase: str) -> bool:
        """Say whether words name a kind of link."""
        return self.kind(phrase) in self.inverses

    def inverse(self, kind: str) -> str:
        """Return what a link is called at its other end; ``linked-from`` for unknown kinds."""
        return self.inverses.get(kind, "linked-from")

    def shown(self, kind: str) -> str:
        """Return a kind as it is written and shown: the project's word, or its own name."""
        return self._shown.get(kind, kind)

    def phrase(self, kind: str) -> str:
        """Return a kind as words of a text: ``Superseded by``."""
        return self.shown(kind).replace("-", " ").capitalize()


#: The kinds of links where no setting says otherwise.
BUILT_IN = LinkNames({})


def named(options: Mapping[str, LinkOptions]) -> LinkNames:
    """Return the kinds of links that some settings make."""
    return LinkNames(options) if options else BUILT_IN


def fault_of(options: Mapping[str, LinkOptions]) -> tuple[str, str, str] | None:
    """Return the kind and the option that will not do, and why; ``None`` for good ones.

    The option is empty where the kind's name is the fault.
    """
    # Every word that is taken, and which side of which kind it means.
    ends = {word: (kind, word) for kind, back in FORWARD.items() for word in (kind, back)}
    meant = ends | {word: ends[kind] for word, kind in ALIASES.items()}
    for name, option in options.items():
        if name not in FORWARD:
            if name in meant:
                return name, "", other_name(name, *meant[name])
            if name in TAKEN:
                return name, "", "is another field of records"
            if not option.inverse:
                return name, "inverse", "is missing: what the link is called from its other end"
        same = option.inverse == name or FORWARD.get(name) == name
        back = (name, FORWARD.get(name, name if same else f"{name} backwards"))
        words = (("", name, (name, name)), ("name", option.name, (name, name)))
        for key, word, end in (*words, ("inverse", option.inverse, back)):
            why = word_fault(word, end, meant)
            if why:
                return name, key, why
            meant.setdefault(word, end)
    return None


def other_name(name: str, kind: str, end: str) -> str:
    """Say why a kind of link can't have a name that stands for an end of another."""
    if name in FORWARD.values():
        return f"is the other end of `{kind}`; set `inverse` of `{kind}`"
    return f"is another name of `{end}`; choose another, or set up `{kind}`"


def word_fault(word: str, end: tuple[str, str], meant: Mapping[str, tuple[str, str]]) -> str:
    """Say what is wrong with a word for one end of a link, or nothing."""
    if not word:
        return ""
    if not NAME.match(word) or len(word) > LONGEST:
        return "is one to three words in lower case, joined by hyphens"
    if word in TAKEN:
        return f"is `{word}`, which is another field of records"
    if meant.get(word, end) != end:
        return f"is `{word}`, which stands for an end of `{meant[word][0]}` already"
    return ""
