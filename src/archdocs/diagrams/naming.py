"""Find things that two diagrams call by different names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from archdocs.diagrams import codes
from archdocs.diagrams.parts import Part
from archdocs.finding import Finding, Location

__all__ = ["differing", "plain"]


def plain(label: str) -> str:
    """Return a label as it is compared: without case and breaks."""
    return " ".join(label.split()).casefold()


def differing(scripts: Mapping[str, Iterable[Part]]) -> Iterator[Finding]:
    """Yield a finding for each script whose names for a target none before it has.

    Only what is bound to exactly the same is compared: who is bound to a decision besides
    the code may well stand for a part of it.
    """
    known: dict[tuple[str, ...], tuple[str, Part, set[str]]] = {}
    for script in sorted(scripts):
        here: dict[tuple[str, ...], list[Part]] = {}
        for part in scripts[script]:
            if part.targets and part.label:
                here.setdefault(tuple(sorted(part.targets)), []).append(part)
        for targets, parts in here.items():
            names = {plain(part.label) for part in parts}
            first, other, before = known.setdefault(targets, (script, parts[0], names))
            if not names & before:
                part = parts[0]
                yield codes.NAMES.at(
                    Location(script, part.line),
                    f"`{', '.join(part.targets)}` is called “{part.label}” here"
                    f" and “{other.label}” in {first}",
                )
            known[targets] = (first, other, before | names)
