"""Dockerfiles: the images of ``FROM``, and ``ENV``, ``ARG``, ``LABEL``, ``EXPOSE`` and the rest."""

from __future__ import annotations

import re
import shlex

from archdocs.freshness.sources.model import Data, Unreadable

__all__ = ["read"]

PAIRS = ("ENV", "ARG", "LABEL")
VARIABLE = re.compile(r"\$(?:\{(\w+)(?::-([^{}]*))?\}|(\w+))")
#: Characters of the arguments of one instruction; the rest is left out.
LONGEST = 4000
FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?\s*\Z", re.I)


def read(text: str) -> Data:
    """Read the instructions: pairs by name, ``FROM`` by stage, ``EXPOSE`` as a list.

    Of other instructions the last one counts. Build arguments are filled in with their
    defaults. One stage, or one port, stands for itself.

    Raises :class:`Unreadable` for a file without instructions.
    """
    found: dict[str, Data] = {}
    stages: dict[str, Data] = {}
    ports: list[Data] = []
    for name, rest in instructions(text):
        if name == "FROM" and (image := FROM.match(filled(rest, found.get("ARG", {})))):
            stages[image[2] or str(len(stages))] = image[1]
        elif name in PAIRS:
            found.setdefault(name, {}).update(pairs(rest))
        elif name == "EXPOSE":
            ports += rest.split()
        else:
            found[name] = rest
    if not stages and not found:
        raise Unreadable("the file holds no instructions")
    if stages:
        found["FROM"] = next(iter(stages.values())) if len(stages) == 1 else stages
    if ports:
        found["EXPOSE"] = ports[0] if len(ports) == 1 else ports
    return found


def instructions(text: str) -> list[tuple[str, str]]:
    """Return (name, arguments) with continued lines joined and comments left out."""
    made: list[tuple[str, str]] = []
    whole = ""
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("#") or (not bare and whole):
            continue
        whole += bare.removesuffix("\\")
        if bare.endswith("\\"):
            whole += " "
            continue
        name, _, rest = whole.partition(" ")
        if re.fullmatch(r"[A-Za-z]{2,20}", name):
            made.append((name.upper(), rest.strip()[:LONGEST]))
        whole = ""
    return made


def pairs(rest: str) -> dict[str, Data]:
    """Read ``A=1 B="two words"``, the old ``A 1``, and an argument without a default."""
    try:
        words = shlex.split(rest)
    except ValueError:
        words = rest.split()
    if words and "=" not in words[0]:
        return {words[0]: " ".join(words[1:])}
    return {word.partition("=")[0]: word.partition("=")[2] for word in words if "=" in word}


def filled(text: str, arguments: dict[str, Data]) -> str:
    """Put the defaults of build arguments in the place of their names."""

    def value(found: re.Match[str]) -> str:
        known = arguments.get(found[1] or found[3])
        return str(known or found[2] or found[0])

    return VARIABLE.sub(value, text)
