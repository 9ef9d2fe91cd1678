"""Finished pictures, and the cache that keeps them by what they were made from.

Looking a picture up imports nothing that draws.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from archdocs.diagrams import failures
from archdocs.diagrams.engines import Engine
from archdocs.diagrams.parts import Part, Shown, restore
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.system.cache import digest
from archdocs.system.packages import installed_version
from archdocs.system.policy import Enforced
from archdocs.system.regular import read_regular

__all__ = [
    "CODE_VERSION",
    "Picture",
    "Reading",
    "Result",
    "first_key",
    "look_up",
    "store",
    "versions",
]

#: Changes whenever the same graph would come out as another picture.
CODE_VERSION = "13"
#: The same for icons.
ICON_VERSION = "2"
#: How scripts become graphs: interpreted, run, or interpreted where that is enough.
Reading = Literal["auto", "static", "run"]
#: Bytes of the largest file whose changes are noticed.
LARGEST_INPUT = 1 << 30
INPUTS, PICTURES = "diagram-inputs", "diagram"


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished diagram: its name, SVG, and what it says in words (Markdown list).

    ``uid`` is the start of every id and class in the SVG. ``parts`` are the nodes and clusters,
    with what they stand for; links to these are made when a page is written. ``graph`` is what
    was drawn, as :func:`archdocs.diagrams.kept.restore` reads it, where a script built it.
    """

    name: str
    svg: bytes
    title: str
    alt: str
    outline: str
    uid: str
    parts: tuple[Part, ...] = ()
    graph: bytes = b""


@dataclass(frozen=True, slots=True)
class Result:
    """A script's pictures. ``inputs`` are the project's files they were made from.

    ``enforced`` is what confined the script, ``None`` where it did not run. ``way`` is how its
    pictures were made when they were, ``why`` what kept one that ran from being interpreted.
    """

    script: str
    pictures: tuple[Picture, ...]
    cached: bool
    inputs: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    enforced: Enforced | None = None
    way: Literal["static", "run"] = "run"
    why: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The nodes and clusters of all its pictures."""
        return tuple(part for picture in self.pictures for part in picture.parts)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What each of its pictures shows."""
        return tuple(
            Shown(self.script, each.name, each.title, each.parts) for each in self.pictures
        )


APART = ("svg", "parts", "graph")
FACTS = tuple(item.name for item in fields(Picture) if item.name not in APART)
PART = tuple(item.name for item in fields(Part))


def versions(engine: Engine) -> tuple[str, ...]:
    """Return everything beside the sources that a picture depends on."""
    library = str(installed_version("diagrams"))
    return (CODE_VERSION, engine.name, str(engine.version()), library, ICON_VERSION)


def first_key(project: Project, path: str, drawn_by: tuple[str, ...]) -> str:
    """Return the key of what a script read last time: all that is known before it runs."""
    try:
        source = (project.root / path).read_bytes()
    except OSError:
        source = b""
    return digest(path, source, *drawn_by)


def second_key(project: Project, key: str, inputs: Iterable[str]) -> str:
    """Return the key of the pictures: the first key and every input as it is now."""
    return digest(key, *(f"{name}\n{state(project.root, name)}" for name in inputs))


def state(root: Path, name: str) -> str:
    """Return the digest of an input: a file's content or a folder's names."""
    path = root / name
    try:
        if path.is_dir():
            return digest(*sorted(entry.name for entry in path.iterdir()))
        return digest(read_regular(path, LARGEST_INPUT))
    except OSError:
        return "absent"


def look_up(project: Project, path: str, key: str) -> Result | None:
    """Return a script's pictures from the cache; most scripts read nothing but themselves."""
    inputs: tuple[str, ...] = ()
    entry = project.cache.get(PICTURES, second_key(project, key, inputs))
    if entry is None:
        known = project.cache.get(INPUTS, key)
        inputs = tuple(json.loads(known["inputs"])) if known else ()
        entry = project.cache.get(PICTURES, second_key(project, key, inputs)) if inputs else None
    if entry is None:
        return None
    facts = json.loads(entry["facts"])
    pictures = tuple(
        Picture(
            svg=entry[f"{number}.svg"],
            graph=entry[f"{number}.graph"],
            **{**fact, "parts": tuple(restore(part) for part in fact["parts"])},
        )
        for number, fact in enumerate(facts["pictures"])
    )
    findings = tuple(failures.read_finding(path, item) for item in facts["findings"])
    return Result(path, pictures, True, inputs, findings, way=facts["way"], why=facts["why"])


def store(project: Project, key: str, result: Result) -> None:
    """Keep a script's pictures."""
    facts = {
        "pictures": [fact(picture) for picture in result.pictures],
        "findings": [failures.write_finding(item) for item in result.findings],
        "way": result.way,
        "why": result.why,
    }
    files = {f"{number}.svg": picture.svg for number, picture in enumerate(result.pictures)}
    files |= {f"{number}.graph": each.graph for number, each in enumerate(result.pictures)}
    files["facts"] = json.dumps(facts).encode()
    project.cache.put(PICTURES, second_key(project, key, result.inputs), files)
    if result.inputs:
        inputs = json.dumps(result.inputs).encode()
        project.cache.put(INPUTS, key, {"inputs": inputs})


def fact(picture: Picture) -> dict[str, Any]:
    """Return what is kept of a picture beside its SVG."""
    kept: dict[str, Any] = {name: getattr(picture, name) for name in FACTS}
    kept["parts"] = [{name: getattr(part, name) for name in PART} for part in picture.parts]
    return kept
