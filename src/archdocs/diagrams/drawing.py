"""Read scripts that have no pictures yet, lay out what they built, and finish the pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from archdocs.diagrams import codes, outline, svg
from archdocs.diagrams.dot import to_dot
from archdocs.diagrams.engines import Engine
from archdocs.diagrams.icons import Icon, Icons, sought
from archdocs.diagrams.kept import dump
from archdocs.diagrams.legible import hard_to_read
from archdocs.diagrams.model import Graph
from archdocs.diagrams.parts import parts
from archdocs.diagrams.pictures import Picture, Reading, Result
from archdocs.diagrams.reading import graphs_of
from archdocs.diagrams.runner import Captured
from archdocs.diagrams.sanitize import BadSvg
from archdocs.errors import RenderFailed
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system.policy import Mode

__all__ = ["Drawing", "draw_scripts", "drawing"]

Done = Callable[[str, Result | Finding], None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the pictures of one run share: the engine, an empty folder for it, and icons."""

    project: Project
    engine: Engine
    scratch: Path
    icons: Icons

    def draw(self, captured: Captured) -> Result | Finding:
        """Lay out every diagram of a script."""
        pictures, findings, inputs = [], [*captured.remarks], set(captured.inputs)
        root = self.project.root
        for graph in captured.graphs:
            used, lost = self.find_icons(captured.script, graph)
            findings += lost + notes(captured.script, graph)
            inputs |= {
                path.relative_to(root).as_posix()
                for path in used.values()
                if path.is_relative_to(root)
            }
            for name in {node.icon for node in graph.nodes if node.icon} - used.keys():
                inputs |= sought(name, root / captured.script, root)
            try:
                picture, told = self.draw_graph(graph, used, captured.script)
            except (RenderFailed, BadSvg) as error:
                message = f"{graph.name or graph.file}: {error}"
                return codes.FAILED.at(Location(captured.script), message)
            pictures.append(picture)
            findings += told
        return Result(
            captured.script,
            tuple(pictures),
            False,
            tuple(sorted(inputs)),
            tuple(findings),
            captured.enforced,
            "run" if captured.enforced else "static",
            captured.why,
        )

    def draw_graph(
        self, graph: Graph, used: Mapping[str, Path], script: str
    ) -> tuple[Picture, list[Finding]]:
        """Lay out one diagram and finish its picture; the findings say what can't be read."""
        embedded: dict[str, Icon] = {}
        for path in set(used.values()):
            icon = self.icons.load(path)
            if icon is not None:
                embedded[str(path)] = icon
        usable = {name: path for name, path in used.items() if str(path) in embedded}
        limit = float(max(5, self.project.settings.diagrams.timeout))
        raw = self.engine.draw(to_dot(graph, usable), cwd=self.scratch, timeout=limit)
        root = svg.seated(raw, graph, embedded)
        told = hard_to_read(root, graph, script)
        text = svg.assemble(root, graph, embedded, f"{self.engine.name} {self.engine.version()}")
        title, alt = graph.name or graph.file, outline.alt_text(graph)
        shown = outline.outline(graph), graph.uid, parts(graph), dump(graph)
        return Picture(graph.file, text.encode(), title, alt, *shown), told

    def find_icons(self, script: str, graph: Graph) -> tuple[dict[str, Path], list[Finding]]:
        """Return the files of a graph's icons, and findings for those that may not be used."""
        used: dict[str, Path] = {}
        lost: list[Finding] = []
        for node in graph.nodes:
            if not node.icon or node.icon in used:
                continue
            path = self.icons.find(node.icon, self.project.root / script)
            if path is not None:
                used[node.icon] = path
                continue
            shown = PurePosixPath(node.icon).name
            message = f"no usable icon {shown!r} for {outline.node_text(node)!r}"
            lost.append(codes.ICON.at(Location(script), message))
        return used, lost


@contextmanager
def drawing(project: Project, engine: Engine) -> Iterator[Drawing]:
    """Make ready to draw."""
    with tempfile.TemporaryDirectory(prefix="archdocs-") as scratch:
        yield Drawing(project, engine, Path(scratch), Icons(project.root, project.cache))


def draw_scripts(
    project: Project,
    paths: Sequence[str],
    engine: Engine,
    *,
    workers: int,
    sandbox: Mode,
    reading: Reading,
    done: Done,
) -> dict[str, Result | Finding]:
    """Read or run scripts and draw them, ``workers`` at a time; ``done`` hears of each.

    Raises what :func:`archdocs.diagrams.reading.graphs_of` does.
    """
    captured = graphs_of(project, paths, jobs=workers, sandbox=sandbox, reading=reading)

    def finish(path: str) -> Result | Finding:
        item = captured.get(path)
        if isinstance(item, Captured):
            made = ready.draw(item)
        else:
            made = item or codes.FAILED.at(Location(path), "the script gave no answer")
        done(path, made)
        return made

    with drawing(project, engine) as ready, ThreadPoolExecutor(workers) as pool:
        return dict(zip(paths, pool.map(finish, paths), strict=True))


def notes(script: str, graph: Graph) -> list[Finding]:
    """Say what of a graph is not in its picture."""
    if not graph.extra:
        return []
    message = f"{graph.name or graph.file}: {graph.extra} lines of hand-written DOT are left out"
    return [codes.UNSUPPORTED.at(Location(script), message)]
