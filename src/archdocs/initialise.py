"""Start a project from a preset, or adopt a repository that has documents already.

Adopting writes configuration only: what is there is found, named, and left as it is.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archdocs import config
from archdocs.errors import EnvironmentFault, UsageError
from archdocs.project import shipped_templates
from archdocs.records import names, scaffold
from archdocs.system import files

__all__ = ["Found", "Initialised", "initialise", "look_around", "presets"]

#: Where Sphinx sources and decisions are found in the wild, the likeliest first.
SPHINX_PLACES = ("docs", "doc", "docs/source", "doc/source", "documentation", "source")
DECISION_PLACES = (
    "adr",
    "docs/adr",
    "doc/adr",
    "docs/adrs",
    "docs/decisions",
    "doc/decisions",
    "docs/architecture/decisions",
    "doc/architecture/decisions",
    "docs/architecture/adr",
    "architecture/decisions",
    "decisions",
)
#: The file in which adr-tools keeps the name of its folder.
ADR_TOOLS_FILE = ".adr-dir"
#: A folder with a file of such a name holds decisions.
RECORD_NAME = re.compile(r"^\d{3,8}[-_].+\.(md|rst)$")
#: What sets Nygard's format apart: the status is a section of its own.
NYGARD = re.compile(r"^##? Status\s*$", re.MULTILINE)
RENDERED = ".jinja"


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder has already: the Sphinx sources and the decisions, or ``""``.

    ``template`` is the shipped template that new decisions are written from so that they
    look like those that are there, empty for the default. ``extended`` says that ``conf.py``
    names the Sphinx extension already.
    """

    docs: str = ""
    decisions: str = ""
    template: str = ""
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Initialised:
    """What was done: files created, what was adopted, files that stood there and stayed."""

    root: Path
    created: tuple[str, ...]
    found: Found
    kept: tuple[str, ...]


def presets() -> tuple[str, ...]:
    """Return the names of the presets there are."""
    folder = shipped_templates() / "presets"
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def look_around(root: Path) -> Found:
    """Find Sphinx sources and decisions under ``root``, and how they are written."""
    docs = next((place for place in SPHINX_PLACES if (root / place / "conf.py").is_file()), "")
    named = root / ADR_TOOLS_FILE
    places = list(DECISION_PLACES)
    if named.is_file():
        try:
            places.insert(0, named.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentFault(f"cannot read {named}: {error}") from error
    decisions = next((place for place in places if holds_records(root, place)), "")
    template = template_like(root / decisions) if decisions else ""
    return Found(docs, decisions, template, bool(docs) and names_extension(root / docs))


def names_extension(docs: Path) -> bool:
    """Say whether a ``conf.py`` names the extension already."""
    try:
        return b"archdocs.sphinxext" in (docs / "conf.py").read_bytes()
    except OSError:
        return False


def holds_records(root: Path, place: str) -> bool:
    """Say whether a folder inside the root holds numbered or dated records."""
    folder = root / place
    if not place or not folder.is_dir() or not folder.resolve().is_relative_to(root.resolve()):
        return False
    return any(RECORD_NAME.match(path.name) for path in folder.iterdir())


def template_like(folder: Path) -> str:
    """Return the template of the newest record's format: Nygard's, or the default's ``""``."""
    newest = max(path for path in folder.iterdir() if RECORD_NAME.match(path.name))
    try:
        text = newest.read_text("utf-8-sig", errors="replace")
    except OSError:
        return ""
    return "nygard" if NYGARD.search(text) and not text.startswith("---") else ""


def initialise(
    target: Path, *, preset: str = "minimal", name: str = "", today: datetime.date
) -> Initialised:
    """Make ``target`` a project.

    A folder with a ``conf.py`` or decisions is adopted: only what is missing is added, and
    with both there, only ``archdocs.toml``.

    Raises :class:`UsageError` for an unknown preset or a folder that is a project already.
    """
    if preset not in presets():
        near = difflib.get_close_matches(preset, presets(), n=1)
        there = ", ".join(presets())
        hint = f"did you mean {near[0]}?" if near else f"there are: {there}"
        raise UsageError(f"no preset called {preset}", hint=hint)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file, not a folder")
    if target.is_dir() and config.find_config(target):
        raise UsageError(
            f"{target} is an archdocs project already", hint="see: archdocs config show"
        )
    found = look_around(target) if target.is_dir() else Found()
    title = name or title_of(target)
    wanted = preset_files(preset, title, today)
    if found.docs or found.decisions:
        wanted = adopt(found, title, wanted)
    kept = tuple(sorted(path for path in wanted if (target / path).exists()))
    created = {path: data for path, data in wanted.items() if path not in kept}
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"cannot create {target}: {error.strerror}") from error
    with files.lock(target):
        files.edit_together(target, created, create=True)
    return Initialised(target, tuple(sorted(created)), found, kept)


def title_of(target: Path) -> str:
    """Return a project name from the folder's: ``web-shop`` is called ``Web shop``."""
    words = re.sub(r"[-_.\s]+", " ", target.resolve().name).strip()
    return words[:1].upper() + words[1:] if words else "Architecture"


def preset_files(preset: str, title: str, today: datetime.date) -> dict[str, bytes]:
    """Return every file of a preset by its path; ``.jinja`` files are rendered."""
    folder = shipped_templates() / "presets" / preset
    environment = scaffold.environment((folder,))
    values: Mapping[str, object] = {
        "name": title,
        "slug": names.slug(title),
        "year": today.year,
        "date": today.isoformat(),
    }
    made: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts:
            continue
        relative = path.relative_to(folder).as_posix()
        if relative.endswith(RENDERED):
            text = environment.get_template(relative).render(values)
            made[relative.removesuffix(RENDERED)] = text.encode()
        else:
            made[relative] = path.read_bytes()
    return made


def adopt(found: Found, title: str, preset: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what an adopted repository still needs: configuration, and pages if it has none."""
    tables: dict[str, dict[str, object]] = {"project": {"name": title}}
    if found.docs and found.docs != "docs":
        tables["project"]["docs"] = found.docs
    if found.decisions and found.decisions != "adr":
        tables["records"] = {"folders": {"adr": found.decisions}}
    if found.template:
        tables.setdefault("records", {})["templates"] = {"adr": found.template}
    needed = {"archdocs.toml": config.to_toml(tables).lstrip("\n").encode()}
    if not found.docs:
        # The scaffolded pages show the scaffolded diagram.
        parts = ("docs/", "diagrams/")
        needed.update({path: data for path, data in preset.items() if path.startswith(parts)})
    return needed
