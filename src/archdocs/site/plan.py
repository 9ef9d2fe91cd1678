"""What a version's pages depend on, as one key: an equal key means no work.

The key holds git's own digests of the version's files, the configuration that builds it,
the tools (Python, Sphinx, every installed package, archdocs itself), the stale findings
that become banners, and the history that becomes the decision log. Nothing has to be checked
out to know that nothing changed.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from archdocs import config
from archdocs.diagrams.mermaidscript import find_script
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.site import pagefind
from archdocs.site.incommit import in_commit
from archdocs.site.source import DOCUMENTS, find_docs
from archdocs.site.toolchain import environment_of, generators_of, toolchain
from archdocs.system.cache import digest
from archdocs.system.tree import Tree

if TYPE_CHECKING:
    from archdocs.site.requirements import Wanted
    from archdocs.site.versions import Version

__all__ = ["Planned", "Trusted", "configuration_of", "inputs_of", "plan", "toolchain", "trusted"]

#: Configuration that may read or run what lies elsewhere in the checkout.
REACHES_OUT = re.compile(
    rb"sys\s*\.\s*path|\.\.|\bparents?\b|getcwd|\bopen\b|read_text|read_bytes|\bexec|\beval\b|__"
    rb"|import_module|importlib|runpy|subprocess|glob|walk|listdir|scandir"
)
#: What lays pages out, wherever it is.
LAYS_OUT = frozenset({".html", ".css", ".js", ".conf", ".toml", ".jinja", ".xsl"})


@dataclass(frozen=True, slots=True)
class Trusted:
    """The configuration that builds every version: its folder and a digest of what is in it.

    ``tells`` is whether pages may show what archdocs knows of sections: where nothing of the
    configuration names archdocs, its extension is not loaded, and nobody asks.
    """

    docs: str
    digest: str
    tells: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """A version with what it is built from.

    ``paths`` are its inputs inside the repository, ``docs`` its documentation's folder
    inside the project (``None`` when it has none), ``time`` that of the last commit that
    touched the inputs, ``release`` what its pages say they are of (or nothing), ``history``
    its decision log as JSON. ``parts`` are digests of what the key was made from, by name, and
    ``wanted`` is what is installed for it alone.
    """

    version: Version
    key: str
    paths: tuple[str, ...]
    docs: str | None
    time: int
    release: str
    findings: tuple[Finding, ...]
    history: str = ""
    overview: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    wanted: Wanted | None = None


def trusted(project: Project) -> Trusted | None:
    """Find the checked-out configuration; ``None`` when the project has no documentation."""
    tree = project.worktree
    docs = find_docs(lambda path: tree.read(path) is not None, project.settings.project.docs)
    if docs is None:
        return None
    names = [name for name in tree.files(docs) if configures(name, docs)]
    names += tree.files(project.settings.project.templates)
    if REACHES_OUT.search(tree.read(f"{docs}/conf.py" if docs else "conf.py") or b""):
        names += [name for name in tree.files() if PurePosixPath(name).suffix not in DOCUMENTS]
    contents = {name: tree.read(name) or b"" for name in sorted(set(names))}
    named = (b"archdocs" in content for content in contents.values())
    tells = config.find_config(project.root) is not None or any(named)
    return Trusted(docs, digest(*(part for each in contents.items() for part in each)), tells)


def configures(name: str, docs: str) -> bool:
    """Say whether a file of the documentation's folder is configuration.

    That is code, templates, static files and whatever lies beside ``conf.py``; not documents
    and not earlier output.
    """
    inside = PurePosixPath(name).relative_to(docs) if docs else PurePosixPath(name)
    if inside.parts[0] in ("_build", "_site") or inside.suffix in DOCUMENTS:
        return False
    if not docs:
        return inside.suffix == ".py" or inside.parts[0] in ("_static", "_templates")
    return (
        len(inside.parts) == 1
        or inside.suffix == ".py"
        or inside.suffix in LAYS_OUT
        or inside.parts[0].startswith("_")
    )


def configuration_of(project: Project) -> Callable[[str], bool]:
    """Return what says whether a file of the project belongs to its configuration."""
    base = trusted(project)
    docs = base.docs if base else ""
    templates = project.settings.project.templates

    def belongs(name: str) -> bool:
        place = PurePosixPath(name)
        if place.is_relative_to(templates) or name in ("archdocs.toml", "pyproject.toml"):
            return True
        return place.is_relative_to(docs) and configures(name, docs)

    return belongs


def digest_of(tree: Tree, names: Iterable[str]) -> str:
    """Return a digest of the named files."""
    pairs = ((name, tree.read(name) or b"") for name in sorted(set(names)))
    return digest(*(part for pair in pairs for part in pair))


def inputs_of(project: Project) -> tuple[str, ...]:
    """Return the paths, inside the repository, that pages depend on; empty means all."""
    prefix = project.prefix
    chosen = project.settings.site.inputs
    if not chosen:
        return (prefix,) if prefix else ()
    needed = (*chosen, project.settings.project.docs, "archdocs.toml", "pyproject.toml")
    start = f"{prefix}/" if prefix else ""
    return tuple(sorted({f"{start}{path.strip('/')}" for path in needed}))


def plan(
    project: Project,
    version: Version,
    base: Trusted | None,
    findings: tuple[Finding, ...],
    history: str = "",
    *,
    overview: str = "",
) -> Planned:
    """Work out what a version is built from, and its key."""
    paths = inputs_of(project)
    own = project.settings.site.configuration == "version"
    if version.kind == "worktree":
        tree: Tree = project.worktree
        content, time = digest_of(tree, tree.files()), 0
        docs = base.docs if base else None
    else:
        content, time, docs = in_commit(project, version, paths, None if own else base)
    release = str(version.release) if version.release and not own else ""
    wanted = wanted_of(project, version, docs, None if own else base)
    parts = {
        "files": digest(content, str(time), docs or ""),
        "release": release,
        "configuration": "" if own or base is None else base.digest,
        "settings": digest(json.dumps(build_settings(project), sort_keys=True)),
        "tools": toolchain(),
        "environment": environment_of(wanted) if wanted else "",
        "generators": generators_of(project),
        "stale sections": digest(
            json.dumps([finding.as_dict() for finding in findings], sort_keys=True), overview
        ),
        "decision log": digest(history),
    }
    key = digest(*(f"{name}\0{part}" for name, part in parts.items()))
    return Planned(
        version, key, paths, docs, time, release, findings, history, overview, parts, wanted
    )


def wanted_of(
    project: Project, version: Version, docs: str | None, base: Trusted | None
) -> Wanted | None:
    """Return what is to be installed for a version; ``None`` where all versions share.

    ``base`` is the configuration that builds it, where that is not its own.
    """
    settings = project.settings.site
    if settings.environment == "shared" or docs is None:
        return None
    from archdocs.site.requirements import wanted_by

    chosen, checkout = settings.requirements, project.worktree
    with contextlib.ExitStack() as stack:
        tree: Tree = checkout
        if version.kind != "worktree":
            tree = stack.enter_context(contextlib.closing(project.tree_at(version.commit)))
        if base is None:
            return wanted_by(tree.read, docs, chosen)
        return wanted_by(tree.read, base.docs, chosen, configured=checkout.read)


def build_settings(project: Project) -> dict[str, object]:
    """Return the settings that pages depend on: not where the site goes, nor how fast.

    With them goes the script that pages load for diagrams.
    """
    settings = project.settings.as_dict()
    without = {
        "refs",
        "hidden",
        "notes",
        "redirects",
        "aliases",
        "alias-kind",
        "limit",
        "output",
        "jobs",
        "timeout",
        "sandbox",
    }
    settings["site"] = {k: v for k, v in settings["site"].items() if k not in without}
    settings["name"] = project.name
    settings["site"]["search"] = pagefind.engine(project.settings.site)
    script = find_script(project)
    settings["mermaid script"] = script.digest if script else ""
    return settings
