"""Draw diagram scripts: from the cache where nothing changed, else captured and laid out."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from archdocs.diagrams import codes, engines, failures, icons, naming, outline, svg
from archdocs.diagrams.dot import to_dot
from archdocs.diagrams.engines import Engine
from archdocs.diagrams.model import Graph
from archdocs.diagrams.parts import Part, parts, restore
from archdocs.diagrams.runner import Captured, capture, library_version
from archdocs.diagrams.sanitize import BadSvg
from archdocs.errors import RenderFailed
from archdocs.finding import Finding, Location, sort_findings
from archdocs.project import Project
from archdocs.system.cache import Cache, digest
from archdocs.system.policy import Enforced, Mode

__all__ = ["Picture", "RenderReport", "Result", "render_all", "render_script", "scripts"]

#: Changes whenever the same graph would come out as another picture.
CODE_VERSION = "7"
INPUTS, PICTURES = "diagram-inputs", "diagram"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished diagram: its name, SVG, and what it says in words (Markdown list).

    ``uid`` is the start of every id and class in the SVG. ``parts`` are the nodes and clusters,
    with what they stand for; links to these are made when a page is written.
    """

    name: str
    svg: bytes
    title: str
    alt: str
    outline: str
    uid: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A script's pictures. ``inputs`` are the project's files they were made from.

    ``enforced`` is what confined the script, ``None`` where it did not run.
    """

    script: str
    pictures: tuple[Picture, ...]
    cached: bool
    inputs: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    enforced: Enforced | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The nodes and clusters of all its pictures."""
        return tuple(part for picture in self.pictures for part in picture.parts)


@dataclass(frozen=True, slots=True)
class RenderReport:
    """All results, and everything there is to say about the scripts."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What the machine could not confine of the scripts that ran."""
        ran = (result.enforced for result in self.results if result.enforced)
        return tuple(dict.fromkeys(part for enforced in ran for part in enforced.missing))


def scripts(project: Project) -> tuple[str, ...]:
    """Return the paths of the project's diagram scripts, relative to its root."""
    folder = project.settings.diagrams.folder.strip("/")
    start = "" if folder in ("", ".") else folder
    return tuple(
        path
        for path in project.worktree.files(start)
        if PurePosixPath(path).parent == PurePosixPath(start or ".")
        and path.endswith(".py")
        and not PurePosixPath(path).name.startswith("_")
    )


def render_all(
    project: Project,
    *,
    jobs: int = 0,
    sandbox: Mode | None = None,
    progress: Progress = lambda _: None,
    keep: Cache | None = None,
) -> RenderReport:
    """Draw every script of the project, ``jobs`` at a time (0: one per core).

    ``keep`` takes what is wrong with scripts that have no pictures, so that a process whose
    own cache it is does not run them once more.

    Raises :class:`archdocs.errors.EnvironmentFault` when no engine is installed, or when
    ``sandbox`` is ``strict`` and this machine can't confine.
    """
    made = render_scripts(
        project, scripts(project), jobs=jobs, sandbox=sandbox, progress=progress, keep=keep
    )
    results = tuple(item for item in made.values() if isinstance(item, Result))
    findings = [item for item in made.values() if isinstance(item, Finding)]
    findings += [finding for result in results for finding in result.findings]
    findings += naming.differing({item.script: item.parts for item in results})
    return RenderReport(results, sort_findings(findings))


def render_script(project: Project, path: str, *, sandbox: Mode | None = None) -> Result | Finding:
    """Draw one script, given relative to the project's root."""
    real = (project.root / path).resolve()
    if not real.is_relative_to(project.root) or not real.is_file():
        return codes.MISSING.at(Location(path), f"there is no diagram script {path}")
    return render_scripts(project, (path,), jobs=1, sandbox=sandbox)[path]


def render_scripts(
    project: Project,
    paths: Sequence[str],
    *,
    jobs: int,
    sandbox: Mode | None = None,
    progress: Progress = lambda _: None,
    keep: Cache | None = None,
) -> dict[str, Result | Finding]:
    """Draw the given scripts and return what each came to, in their order."""
    settings = project.settings.diagrams
    engine = engines.choose(settings.engine)
    workers = jobs or len(os.sched_getaffinity(0))
    drawn_by = versions(engine)
    keys = {path: first_key(project, path, drawn_by) for path in paths}
    found: dict[str, Result | Finding | None] = {
        path: look_up(project, path, key) or failures.kept(project.cache, path, key)
        for path, key in keys.items()
    }
    missing = [path for path in paths if found[path] is None]
    progress(f"{len(paths) - len(missing)} of {len(paths)} diagram scripts unchanged")
    mode = sandbox or settings.sandbox
    captured = capture(project, missing, jobs=min(workers, len(missing) or 1), mode=mode)

    def finish(path: str) -> Result | Finding:
        item = captured.get(path)
        if not isinstance(item, Captured):
            return item or codes.FAILED.at(Location(path), "the script gave no answer")
        result = draw(project, item, engine)
        if isinstance(result, Result):
            store(project, keys[path], result)
        progress(f"drew {path}")
        return result

    with ThreadPoolExecutor(workers) as pool:
        drawn = dict(zip(missing, pool.map(finish, missing), strict=True))
    results = {path: found[path] or drawn[path] for path in paths}
    for path, result in results.items():
        if keep is not None and isinstance(result, Finding):
            failures.keep(keep, keys[path], result)
    return results


def draw(project: Project, captured: Captured, engine: Engine) -> Result | Finding:
    """Lay out every diagram of a script."""
    pictures, findings, inputs = [], [*captured.remarks], set(captured.inputs)
    for graph in captured.graphs:
        used, lost = find_icons(project, captured.script, graph)
        findings += lost + notes(captured.script, graph)
        inputs |= {
            path.relative_to(project.root).as_posix()
            for path in used.values()
            if path.is_relative_to(project.root)
        }
        try:
            pictures.append(draw_graph(project, graph, used, engine))
        except (RenderFailed, BadSvg) as error:
            message = f"{graph.name or graph.file}: {error}"
            return codes.FAILED.at(Location(captured.script), message)
    read, enforced = tuple(sorted(inputs)), captured.enforced
    return Result(captured.script, tuple(pictures), False, read, tuple(findings), enforced)


def draw_graph(project: Project, graph: Graph, used: Mapping[str, Path], engine: Engine) -> Picture:
    """Lay out one diagram and finish its picture."""
    loaded = {path: icons.load(path, project.cache) for path in set(used.values())}
    usable = {name: path for name, path in used.items() if loaded[path] is not None}
    embedded = {str(path): icon for path, icon in loaded.items() if icon is not None}
    with tempfile.TemporaryDirectory(prefix="archdocs-") as scratch:
        limit = float(max(5, project.settings.diagrams.timeout))
        raw = engine.draw(to_dot(graph, usable), cwd=Path(scratch), timeout=limit)
    text = svg.assemble(raw, graph, embedded, f"{engine.name} {engine.version()}")
    alt = outline.alt_text(graph)
    words, title = outline.outline(graph), graph.name or graph.file
    return Picture(graph.file, text.encode(), title, alt, words, graph.uid, parts(graph))


def find_icons(
    project: Project, script: str, graph: Graph
) -> tuple[dict[str, Path], list[Finding]]:
    """Return the files of a graph's icons, and findings for those that may not be used."""
    used: dict[str, Path] = {}
    lost: list[Finding] = []
    for node in graph.nodes:
        if not node.icon or node.icon in used:
            continue
        path = icons.locate(node.icon, script=project.root / script, root=project.root)
        if path is not None and icons.load(path, project.cache) is not None:
            used[node.icon] = path
            continue
        shown = PurePosixPath(node.icon).name
        message = f"no usable icon {shown!r} for {outline.node_text(node)!r}"
        lost.append(codes.ICON.at(Location(script), message))
    return used, lost


def notes(script: str, graph: Graph) -> list[Finding]:
    """Say what of a graph is not in its picture."""
    if not graph.extra:
        return []
    message = f"{graph.name or graph.file}: {graph.extra} lines of hand-written DOT are left out"
    return [codes.UNSUPPORTED.at(Location(script), message)]


def versions(engine: Engine) -> tuple[str, ...]:
    """Return everything beside the sources that a picture depends on."""
    return (CODE_VERSION, engine.name, str(engine.version()), library_version(), icons.VERSION)


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
        return digest(path.read_bytes())
    except OSError:
        return "absent"


def look_up(project: Project, path: str, key: str) -> Result | None:
    """Return a script's pictures from the cache."""
    known = project.cache.get(INPUTS, key)
    if known is None:
        return None
    inputs = tuple(json.loads(known["inputs"]))
    entry = project.cache.get(PICTURES, second_key(project, key, inputs))
    if entry is None:
        return None
    facts = json.loads(entry["facts"])
    pictures = tuple(
        Picture(
            svg=entry[f"{number}.svg"],
            **{**fact, "parts": tuple(restore(part) for part in fact["parts"])},
        )
        for number, fact in enumerate(facts["pictures"])
    )
    findings = tuple(failures.read_finding(path, item) for item in facts["findings"])
    return Result(path, pictures, True, inputs, findings)


def store(project: Project, key: str, result: Result) -> None:
    """Keep a script's pictures."""
    facts = {
        "pictures": [
            {name: value for name, value in asdict(picture).items() if name != "svg"}
            for picture in result.pictures
        ],
        "findings": [failures.write_finding(item) for item in result.findings],
    }
    files = {f"{number}.svg": picture.svg for number, picture in enumerate(result.pictures)}
    files["facts"] = json.dumps(facts).encode()
    inputs = json.dumps(result.inputs).encode()
    project.cache.put(PICTURES, second_key(project, key, result.inputs), files)
    project.cache.put(INPUTS, key, {"inputs": inputs})
