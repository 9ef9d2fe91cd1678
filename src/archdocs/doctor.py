"""What this machine can and can't do for archdocs, found by trying.

Each line is an answer, not a version number: an engine draws, a sandbox holds, git answers.
"""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archdocs import __version__
from archdocs.diagrams import engines
from archdocs.diagrams.engines.trial import trial
from archdocs.errors import ArchdocsError
from archdocs.project import Project, shipped_templates
from archdocs.system import process, sandbox

__all__ = ["Answer", "examine"]

PACKAGES = ("sphinx", "myst-parser", "sphinxcontrib-mermaid", "diagrams", "mmdr")


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that was tried: its name, how it went, and what to do where it didn't.

    ``state`` is ``ok``, ``warning`` (archdocs works with less) or ``error`` (a verb can't
    work here).
    """

    name: str
    state: Literal["ok", "warning", "error"]
    text: str
    hint: str = ""


def examine(project: Project | None) -> tuple[Answer, ...]:
    """Try everything archdocs depends on; ``project`` adds answers about itself."""
    answers = [
        Answer("archdocs", "ok", f"{__version__} on Python {platform.python_version()}"),
        packages(),
        git(),
        confinement(),
        *layout(),
        mermaid(project),
        templates(),
    ]
    if project is not None:
        answers += [cache(project), repository(project)]
    return tuple(answers)


def packages() -> Answer:
    """Name the versions that decide what a page looks like."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            return Answer("packages", "error", f"{name} is missing", "install archdocs again")
    return Answer("packages", "ok", ", ".join(found))


def git() -> Answer:
    """Ask git for its version."""
    try:
        done = process.run(["git", "--version"], cwd=Path.cwd(), timeout=10)
    except ArchdocsError as error:
        return Answer("git", "error", error.message, "install git")
    return Answer("git", "ok", done.text.strip())


def confinement() -> Answer:
    """Try to break out of the sandbox."""
    found = sandbox.probe()
    if found.complete:
        return Answer("sandbox", "ok", found.describe())
    return Answer(
        "sandbox",
        "warning",
        found.describe(),
        "diagram scripts of strangers are refused with --sandbox strict",
    )


def layout() -> list[Answer]:
    """Draw with each engine; one that works is enough."""
    answers = []
    for name, engine in engines.ENGINES.items():
        version = engine.version()
        if version is None:
            continue
        wrong = trial(engine)
        text = f"{version} does not draw: {wrong}" if wrong else f"{version} draws, with icons"
        answers.append(Answer(name, "warning" if wrong else "ok", text))
    if not any(answer.state == "ok" for answer in answers):
        answers.append(
            Answer("layout", "error", "no layout engine draws", "pip install graphviz-pure")
        )
    return answers


def mermaid(project: Project | None) -> Answer:
    """Draw a Mermaid diagram, and look for the script that draws the rest."""
    from archdocs.diagrams import mermaid as drawing
    from archdocs.diagrams.mermaidscript import find_script
    from archdocs.finding import Finding, Location

    made = drawing.render("flowchart LR\n  a --> b", Location("doctor"))
    if made is None or isinstance(made, Finding):
        return Answer("mermaid", "warning", "does not draw", "pip install --upgrade mmdr")
    try:
        script = find_script(project) if project else None
    except ArchdocsError as error:
        return Answer("mermaid", "error", error.message, error.hint)
    rest = f"; Mermaid {script.version} draws the rest in browsers" if script else ""
    return Answer("mermaid", "ok", f"draws without a browser{rest}")


def templates() -> Answer:
    """Find the shipped templates."""
    try:
        folder = shipped_templates()
    except ArchdocsError as error:
        return Answer("templates", "error", error.message, error.hint)
    count = sum(1 for path in folder.rglob("*") if path.is_file())
    return Answer("templates", "ok", f"{count} files")


def cache(project: Project) -> Answer:
    """Write and read the cache."""
    try:
        project.cache.put("doctor", "0" * 64, {"probe": b"1"})
    except ArchdocsError as error:
        return Answer("cache", "error", error.message, error.hint)
    free = shutil.disk_usage(project.cache.folder).free // (1 << 20)
    info = project.cache.info()
    text = f"{info.folder}: {info.size // (1 << 20)} MiB in {info.entries} files, {free} MiB free"
    return Answer("cache", "ok", text)


def repository(project: Project) -> Answer:
    """Say what history there is to read."""
    if project.git is None:
        return Answer(
            "history", "warning", "not a git repository: no versions, no history", "run: git init"
        )
    if project.git.is_shallow:
        return Answer(
            "history",
            "warning",
            "a shallow clone: rules that read history can't answer",
            "run: git fetch --unshallow",
        )
    if project.git.head is None:
        return Answer("history", "warning", "no commit yet", "commit something")
    return Answer("history", "ok", f"{project.git.branch or 'detached'} at {project.git.head[:10]}")
