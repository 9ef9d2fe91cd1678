"""What a version of a project needs installed to be documented: its requirements.

They are read from the version's own files, which are hostile input: names of packages with the
versions wanted are taken, and nothing else. Options of the installer (another index, say),
addresses and paths would have it fetch or run what the version's author likes; they are told
and left out.
"""

from __future__ import annotations

import configparser
import contextlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from archdocs.finding import Finding, Location
from archdocs.site import codes
from archdocs.system import fullyaml

__all__ = ["FILES", "Wanted", "wanted_by"]

Read = Callable[[str], bytes | None]

#: Files of requirements for documentation, after those beside ``conf.py``; the first counts.
FILES = (
    *("docs/requirements.txt", "doc/requirements.txt", "requirements/docs.txt"),
    *("requirements/doc.txt", "requirements-docs.txt", "docs-requirements.txt"),
    *("requirements/requirements-docs.txt", "requirements-doc.txt", "doc-requirements.txt"),
)
HOSTED = (".readthedocs.yaml", ".readthedocs.yml", "readthedocs.yml")
GROUPS = ("docs", "doc", "documentation")
INCLUDING = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s+|=)(?P<path>\S+)")
OWN = re.compile(r"(?:-e\s+|--editable[\s=])?(?:\.|file:\.)/?(?:\[(?P<extras>[\w\s,.-]*)\])?")
#: Files, groups and extras include one another at most so deep; lines that are looked at; bytes
#: of the largest file.
DEEPEST, MOST, LARGEST = 8, 1000, 256 << 10


@dataclass(slots=True)
class Wanted:
    """Requirements of one version, as ``packaging`` writes them, and where they stand.

    ``source`` is the file that names them, ``name`` the project's own package with its
    ``version`` (where the file says it) and ``entries``, what it lets others find. ``notes``
    are what was left out.
    """

    source: str = ""
    lines: dict[str, None] = field(default_factory=dict)
    name: str = ""
    version: str = ""
    entries: Mapping[str, Any] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)


def wanted_by(
    read: Read, docs: str, chosen: Sequence[str] = (), *, configured: Read | None = None
) -> Wanted:
    """Find what a version needs; ``read`` gives the files of its tree.

    For the documentation that is what was ``chosen`` for every version, else what the first of
    these names: the file that Read the Docs reads, a file of requirements in the folder ``docs``
    or in :data:`FILES`, a dependency group or an extra called ``docs`` in ``pyproject.toml``.
    These are read where the ``conf.py`` is that needs it: ``configured`` gives the files of
    another tree, if that is one. What the project itself depends on is the version's own.
    """
    own = Reader(read)
    found = (Reader(configured) if configured else own).documented(docs, chosen)
    own.found = found
    found.name = str(own.project.get("name", ""))
    found.version = str(own.project.get("version", ""))
    found.entries = table(own.project.get("entry-points"))
    own.texts(own.project.get("dependencies"))
    for gone in [line for line in found.lines if own.is_own(line)]:
        del found.lines[gone]
    return found


class Reader:
    """Reads the files of one tree."""

    def __init__(self, read: Read) -> None:
        self.given = read
        self.found = Wanted()
        self.project, self.groups = self.metadata()
        self.extras: dict[str, list[object]] = {}
        for name, values in table(self.project.get("optional-dependencies")).items():
            self.extras.setdefault(canonicalize_name(name), []).append(values)
        self.taken: set[str] = set()
        self.looked_at = self.inside = 0

    def read(self, path: str) -> bytes | None:
        """Return a file of the tree; one that is too large to be meant is not there."""
        data = self.given(path)
        return data if data is not None and len(data) <= LARGEST else None

    def metadata(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what ``pyproject.toml`` says about the project, and its groups.

        Older projects say their name in a table of Poetry's, or in ``setup.cfg``.
        """
        data: dict[str, Any] = {}
        with contextlib.suppress(ValueError, RecursionError):
            data = tomllib.loads((self.read("pyproject.toml") or b"").decode())
        project = table(data.get("project"))
        poetry = table(table(data.get("tool")).get("poetry"))
        for former in (poetry, older((self.read("setup.cfg") or b"").decode("utf-8", "replace"))):
            for key in ("name", "version", "dependencies"):
                if isinstance(former.get(key), str | list):
                    project.setdefault(key, former[key])
        return project, table(data.get("dependency-groups"))

    def documented(self, docs: str, chosen: Sequence[str]) -> Wanted:
        """Collect what the documentation needs."""
        if not chosen:
            self.found.source = self.own_source(docs)
            return self.found
        self.found.source = "archdocs.toml"
        for line in chosen:
            self.line(line, Location(self.found.source))
        return self.found

    def own_source(self, docs: str) -> str:
        """Take the requirements from where the version has them, and return which file that is."""
        for path in HOSTED:
            if self.hosted(path):
                return path
        beside = f"{docs}/requirements.txt" if docs else "requirements-docs.txt"
        for path in dict.fromkeys((beside, *FILES)):
            if self.file(path):
                return path
        for name in GROUPS:
            if name in self.groups:
                self.group(name)
                return "pyproject.toml"
        if any(map(self.take_extra, GROUPS)):
            return "pyproject.toml"
        return "pyproject.toml" if self.project else ""

    def hosted(self, path: str) -> bool:
        """Take what Read the Docs installs; say whether that file names anything."""
        data = self.read(path)
        if data is None:
            return False
        values = fullyaml.mapping(data.decode("utf-8", "replace"))[0]
        steps = table(values.get("python")).get("install")
        before = len(self.found.lines)
        for step in steps if isinstance(steps, list) else ():
            if isinstance(step, dict) and "requirements" in step:
                self.file(str(step["requirements"]))
            elif isinstance(step, dict):
                extras = step.get("extra_requirements")
                for name in extras if isinstance(extras, list) else ():
                    self.take_extra(str(name))
        return len(self.found.lines) > before

    def file(self, path: str, depth: int = 0) -> bool:
        """Take a file of requirements; say whether it is there."""
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or depth > DEEPEST:
            return False
        data = self.read(path)
        if data is None:
            return False
        lines = () if path in self.taken else logical(data.decode("utf-8", "replace"))
        self.taken.add(path)  # Once: a file may name itself, and that often.
        for number, text in lines:
            self.line(text, Location(path, number), depth)
        return True

    def line(self, text: str, where: Location, depth: int = 0) -> None:
        """Take one line: a requirement, a file of them, or the project itself with extras."""
        if self.is_enough(where):
            return
        text = re.split(r"\s--(?:hash|global-option|config-settings)\b", text)[0].strip()
        including = INCLUDING.fullmatch(text)
        own = OWN.fullmatch(text)
        if including:
            near = PurePosixPath(where.path).parent / including["path"]
            path = clean(near)
            if path is None or not self.file(path, depth + 1):
                self.refuse(where, f"`{text}` names no file of the version")
        elif own:
            for name in re.split(r"[\s,]+", own["extras"] or ""):
                self.take_extra(name)
        elif text:
            self.requirement(text, where)

    def requirement(self, text: str, where: Location) -> None:
        """Take a requirement, if it names a package and no more than versions of it."""
        try:
            found = Requirement(text)
        except (InvalidRequirement, RecursionError):
            self.refuse(where, f"`{text[:100]}` is not the name of a package with versions")
            return
        if found.url:
            self.refuse(where, f"`{text[:100]}` is fetched from an address")
        elif canonicalize_name(found.name) == canonicalize_name(str(self.project.get("name", ""))):
            for name in sorted(found.extras):
                self.take_extra(name)
        else:
            self.found.lines[str(found)] = None

    def is_enough(self, where: Location) -> bool:
        """Count a line, and say whether there were too many; the first of these is told."""
        self.looked_at += 1
        if self.looked_at == MOST + 1:
            self.refuse(where, f"all from here on, after {MOST} lines")
        return self.looked_at > MOST

    def refuse(self, where: Location, why: str) -> None:
        """Note what is left out."""
        text = "".join(letter if letter.isprintable() else "?" for letter in why)
        self.found.notes.append(codes.REQUIREMENT.at(where, f"not installed: {text}"))

    def texts(self, values: object) -> None:
        """Take a list of requirements of ``pyproject.toml``."""
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str) and not self.is_enough(where := Location("pyproject.toml")):
                self.requirement(value, where)

    def take_extra(self, name: str) -> bool:
        """Take an extra of the project; say whether it has it."""
        wanted = self.extras.get(canonicalize_name(name))
        if wanted is None or self.inside > DEEPEST:
            return wanted is not None
        self.inside += 1
        while wanted:  # Once: an extra may name itself.
            self.texts(wanted.pop())
        self.inside -= 1
        return True

    def group(self, name: str, depth: int = 0) -> None:
        """Take a dependency group, with the groups that it includes."""
        entries = self.groups.pop(name, None)
        for entry in entries if isinstance(entries, list) and depth <= DEEPEST else ():
            if isinstance(entry, dict):
                self.group(str(entry.get("include-group", "")), depth + 1)
            else:
                self.texts([entry])

    def is_own(self, line: str) -> bool:
        """Say whether a requirement is the project itself."""
        return canonicalize_name(Requirement(line).name) == canonicalize_name(self.found.name)


def older(text: str) -> dict[str, Any]:
    """Return name, version and requirements from the text of a ``setup.cfg``."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    found: dict[str, Any] = {}
    for key in ("name", "version"):
        if parser.has_option("metadata", key):
            found[key] = parser.get("metadata", key)
    if parser.has_option("options", "install_requires"):
        lines = parser.get("options", "install_requires").splitlines()
        found["dependencies"] = [line.strip() for line in lines if line.strip()]
    return found


def logical(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file of requirements with their numbers: joined, without comments."""
    waiting, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"(^|\s)#.*$", "", raw)
        start = start if waiting else number
        if line.endswith("\\"):
            waiting += f"{line[:-1]} "
            continue
        if joined := (waiting + line).strip():
            yield start, joined
        waiting = ""


def clean(path: PurePosixPath) -> str | None:
    """Return a path without ``..``, ``None`` where it leads out of the tree."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def table(value: object) -> dict[str, Any]:
    """Return a table, an empty one for anything else."""
    return value if isinstance(value, dict) else {}
