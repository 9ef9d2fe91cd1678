"""Statuses: what a text says, and which moves between them are legal."""

from __future__ import annotations

import re

from archdocs.errors import UsageError
from archdocs.records.kinds import Kind, nearest
from archdocs.records.model import UNKNOWN

__all__ = [
    "check_move",
    "known_status",
    "next_statuses",
    "plain_text",
    "read_status",
    "read_statuses",
]

COMMENT = re.compile(r"<!--.*?-->")
LINK = re.compile(r"!?\[((?:\\.|[^\[\]\\]|\[[^\[\]]{0,200}\]){0,400})\]\([^()]{0,500}\)")
#: Of a line, no more characters than this are looked at.
LONGEST = 2000
#: Without any of these a line has nothing to strip.
MARKED = re.compile(r"[<\[*_`~\"']")
#: A text that still offers a choice, or waits to be filled in, states nothing.
PLACEHOLDER = re.compile(r"[{}|<>?]|(?<!\d)/|/(?!\d)")
#: What may follow a status word without changing its meaning.
FOLLOWS = re.compile(r"\s*(?:$|[.,;:(])|\s+[-–—]|\s+(?:by|on|at|since|as of|via)\b|\s+\d")
#: One word that is no status of ours, and by whom or how it came about: ``Approved by the board``.
OWN = re.compile(r"[^\W\d_]+(?=\s*\(|\s+(?:by|via)\b)")
FORCE = "use --force to do it all the same"
#: Up to three plain words: a status, if not one of ours.
WORDS = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")


#: What there is instead of a status.
NO_STATUS = {
    "living": "they are kept true: change the text and set `review-by` to the next review",
    "append-only": "they are history: write a new record and leave this one as it is",
}


def plain_text(raw: str) -> str:
    """Strip comments, links, emphasis and code marks from a line of Markdown."""
    if not MARKED.search(raw):
        return raw.strip()
    text = LINK.sub(r"\1", COMMENT.sub("", raw[:LONGEST]))
    return re.sub(r"[*_`~\"']+", "", text).strip()


def read_status(raw: str, kind: Kind) -> str:
    """Return the status that a text states, in lower case, or ``unknown``.

    The text must be a status word of the kind, alone or followed by something that does not
    change its meaning (``Accepted, 2024-01-02``; not ``accepted?`` or ``accepted | rejected``).
    Up to three other words are returned as they are: a status that the kind does not have.
    Longer prose is unknown; a status is never guessed.
    """
    text = plain_text(raw).lower().rstrip(".")
    # What a link is called is somebody's title; only the status's own words can be a form.
    if not text or PLACEHOLDER.search(plain_text(LINK.sub("", raw[:LONGEST])).lower()):
        return UNKNOWN
    spaced = " ".join(text.replace("-", " ").split())
    for word, status in kind.words:
        for given in (text, spaced):
            if given.startswith(word) and FOLLOWS.match(given, len(word)):
                return status
    own = WORDS.fullmatch(text) or OWN.match(text)
    return own[0] if own else UNKNOWN


def read_statuses(texts: tuple[str, ...], kind: Kind) -> tuple[str, int]:
    """Return the status that several lines state together, and which of them said it.

    Being superseded outweighs what was written before it. Two other statuses of the kind
    contradict each other: that is unknown.
    """
    if not texts:
        return UNKNOWN, 0
    found = [read_status(text, kind) for text in texts]
    if kind.superseded and kind.superseded in found:
        return kind.superseded, found.index(kind.superseded)
    legal = [status for status in found if status in kind.moves]
    if legal:
        first = found.index(legal[0])
        return (legal[0] if len(set(legal)) == 1 else UNKNOWN), first
    return found[0], 0


def known_status(kind: Kind, status: str) -> str:
    """Return ``status`` in the kind's own spelling.

    Raises :class:`UsageError` that names the nearest status and all there are, and for a
    kind whose records have none.
    """
    need_statuses(kind)
    wanted = "-".join(status.lower().split())
    if wanted in kind.moves:
        return wanted
    raise UsageError(
        f"no status `{status}` for {kind.name} records{nearest(wanted, kind.statuses)}",
        hint=f"there are: {', '.join(kind.statuses)}",
    )


def need_statuses(kind: Kind) -> None:
    """Refuse a kind whose records have no status.

    Raises :class:`UsageError` that says what there is instead.
    """
    if not kind.has_statuses:
        raise UsageError(f"{kind.name} records have no status", hint=NO_STATUS[kind.lifecycle])


def check_move(kind: Kind, name: str, old: str, new: str) -> None:
    """Refuse a move that the lifecycle does not have; ``name`` is the record's id.

    A record whose status is unknown, or none of the kind's, may move anywhere.

    Raises :class:`UsageError` that names the legal moves.
    """
    if old not in kind.moves or new in kind.moves[old]:
        return
    legal = ", ".join(kind.moves[old]) or "nothing: it is final"
    raise UsageError(
        f"{name} is {old} and can't become {new}; from {old} it can become {legal}",
        hint=FORCE,
    )


def next_statuses(kind: Kind, name: str, old: str, *, force: bool = False) -> tuple[str, ...]:
    """Return the statuses that a record called ``name`` may move to; all with ``force``.

    Raises :class:`UsageError` where it can move nowhere.
    """
    need_statuses(kind)
    if force or old not in kind.moves:
        return tuple(status for status in kind.statuses if status != old)
    if not kind.moves[old]:
        raise UsageError(f"{name} is {old}, and that is final", hint=FORCE)
    return kind.moves[old]
