"""Find things that two diagrams call by different names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archdocs.diagrams import codes
from archdocs.diagrams.parts import Part
from archdocs.finding import Finding, Location

__all__ = ["differing", "plain"]


#: How ids of records look.
ID = re.compile(r"(?:[\w.-]+/)?[A-Za-z]+[- ]?\d+|\d+")


def plain(label: str) -> str:
    """Return a label as it is compared: without case and breaks."""
    return " ".join(label.split()).casefold()


def alike(one: str, two: str) -> bool:
    """Say whether two names may be one: equal, or one says more than the other."""
    return one in two or two in one


def differing(scripts: Mapping[str, Iterable[Part]]) -> Iterator[Finding]:
    """Yield a finding for each script whose names for a target none before it has.

    The first target counts; the others are what else there is to know. A decision is no
    thing that has a name, so ids of records are passed over.
    """
    known: dict[str, tuple[str, Part, set[str]]] = {}
    for script in sorted(scripts):
        here: dict[str, list[Part]] = {}
        for part in scripts[script]:
            if part.targets and part.label and not ID.fullmatch(part.targets[0]):
                here.setdefault(part.targets[0].strip("/"), []).append(part)
        for target, parts in here.items():
            names = {plain(part.label) for part in parts}
            first, other, before = known.setdefault(target, (script, parts[0], names))
            if not any(alike(one, two) for one in names for two in before):
                part = parts[0]
                yield codes.NAMES.at(
                    Location(script, part.line),
                    f"`{target}` is called “{part.label}” here and “{other.label}” in {first}",
                )
            known[target] = (first, other, before | names)
