"""Compare the diagrams of two moments, or two scripts."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archdocs.diagrams import codes, engines
from archdocs.diagrams.diff.compare import Comparison, compare
from archdocs.diagrams.diff.union import union
from archdocs.diagrams.drawing import drawing
from archdocs.diagrams.model import Graph
from archdocs.diagrams.pictures import Picture
from archdocs.diagrams.reading import graphs_of
from archdocs.diagrams.render import scripts
from archdocs.diagrams.runner import Captured
from archdocs.diagrams.sanitize import BadSvg
from archdocs.errors import RenderFailed, UsageError
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system.export import export_commit
from archdocs.system.policy import Mode

__all__ = ["Changed", "Difference", "diagram_diff"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A diagram that says something else: ``outcome`` is added, removed or changed.

    ``picture`` shows both versions in one, where pictures were asked for and it changed.
    """

    script: str
    script_before: str
    name: str
    outcome: str
    comparison: Comparison | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, how many diagrams were compared, and which scripts could not be."""

    changed: tuple[Changed, ...]
    compared: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One version: what the user called it, the files, and the one script that is meant."""

    name: str
    project: Project
    script: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """One diagram of one side."""

    side: Side
    script: str
    graph: Graph

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return self.graph.name or self.graph.file


def diagram_diff(
    project: Project,
    before: str,
    after: str = "",
    *,
    script: str = "",
    pictures: bool = False,
    mode: Mode | None = None,
) -> Difference:
    """Compare the diagrams of two versions: a git ref, ``REF:script.py`` or a script on disk.

    An empty version is the project as it is on disk. ``script`` leaves only one, by its path
    or file name. Scripts of a ref are taken from git, never from a checkout, and run confined
    as everywhere.

    Raises :class:`UsageError` for a version or script there is not, and what
    :func:`archdocs.diagrams.reading.graphs_of` raises.
    """
    with contextlib.ExitStack() as stack:
        first, second = (
            stack.enter_context(opened(project, text)) for text in (before, after)
        )  # fmt: skip
        one, two = chosen(first, second, script)
        findings: list[Finding] = []
        old = found(first, one, mode, findings)
        new = found(second, two, mode, findings)
        # What a broken script shows can't be told, least of all that it is gone.
        broken = {finding.location.path for finding in findings}
        old, new = ([each for each in one if each.script not in broken] for one in (old, new))
        changed = [
            each
            for pair in paired(old, new, bool(first.script or second.script))
            if (each := judged(project, *pair, pictures=pictures, findings=findings))
        ]
    return Difference(tuple(changed), max(len(old), len(new)), tuple(findings))


@contextlib.contextmanager
def opened(project: Project, text: str) -> Iterator[Side]:
    """Make the files of a version readable for a while.

    Raises :class:`UsageError` when there is no such version.
    """
    if not text:
        yield Side("the files on disk", project, "")
        return
    ref, colon, path = text.partition(":")
    commit = project.git.resolve(ref) if project.git else None
    if commit is None and not colon and within(project, text):
        yield Side(text, project, text)
        return
    if commit is None or project.git is None:
        raise UsageError(
            f"no version and no script called `{text}`",
            hint="name a branch, tag or commit, REF:path/of/script.py, or a script",
        )
    with tempfile.TemporaryDirectory(prefix="archdocs-diff-") as folder:
        root = Path(folder).resolve() / "tree"
        export_commit(project.git, commit, root, paths=[project.prefix] if project.prefix else ())
        inner = root / project.prefix
        inner.mkdir(parents=True, exist_ok=True)
        yield Side(ref, Project(inner, project.settings, cache=project.cache), path)


def chosen(first: Side, second: Side, script: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the scripts of both sides that are compared.

    Raises :class:`UsageError` when the one that is meant is on neither side.
    """
    one, two = first.script or second.script, second.script or first.script
    sides = []
    for side, path in ((first, one), (second, two)):
        known = scripts(side.project)
        wanted = [path] if path else [each for each in known if not script or named(each, script)]
        sides.append(tuple(each for each in wanted if within(side.project, each)))
    if not any(sides) and (script or one):
        raise UsageError(
            f"no diagram script called `{script or one}` in {first.name} or {second.name}",
            hint="run: archdocs render",
        )
    return sides[0], sides[1]


def within(project: Project, path: str) -> bool:
    """Say whether a path is a file of the project: not by `..` or a link to one elsewhere."""
    real = (project.root / path).resolve()
    return real.is_relative_to(project.root.resolve()) and real.is_file()


def named(path: str, script: str) -> bool:
    """Say whether a user meant this script: by path, file name or stem."""
    name = path.rpartition("/")[2]
    return script in (path, name, name.removesuffix(".py"))


def found(
    side: Side, paths: tuple[str, ...], mode: Mode | None, findings: list[Finding]
) -> list[Diagram]:
    """Return the diagrams of one side; what is wrong with a script is added to the findings."""
    wanted = mode or side.project.settings.diagrams.sandbox
    captured = graphs_of(
        side.project, paths, jobs=4, sandbox=wanted, reading=side.project.settings.diagrams.mode
    )
    made = []
    for path in paths:
        item = captured.get(path)
        if isinstance(item, Captured):
            made += [Diagram(side, path, graph) for graph in item.graphs]
        else:
            why = item.message if item else "the script gave no answer"
            line = item.location.line if item else 0
            message = f"in {side.name}: {why}"
            findings.append(codes.FAILED.at(Location(path, line), message))
    return made


def paired(
    old: list[Diagram], new: list[Diagram], scripts_named: bool
) -> list[tuple[Diagram | None, Diagram | None]]:
    """Match diagrams: of one script and file name, else of one title, else alone with another."""
    left = list(old)
    pairs: list[tuple[Diagram | None, Diagram | None]] = []
    rest = list(new)
    keys: list[Callable[[Diagram], str]] = [
        lambda each: f"{each.script}\0{each.graph.file}",
        lambda each: each.name,
    ]
    if scripts_named:
        keys.append(lambda _: "")
    for key in keys:
        for mine in tuple(rest):
            other = next((each for each in left if key(each) == key(mine)), None)
            if other is not None:
                left.remove(other)
                rest.remove(mine)
                pairs.append((other, mine))
    whole = [*pairs, *((None, each) for each in rest), *((each, None) for each in left)]
    return sorted(whole, key=place)


def place(pair: tuple[Diagram | None, Diagram | None]) -> tuple[str, str]:
    """Return what pairs are put in order by."""
    first = pair[1] or pair[0]
    return (first.script, first.graph.file) if first else ("", "")


def judged(
    project: Project,
    old: Diagram | None,
    new: Diagram | None,
    *,
    pictures: bool,
    findings: list[Finding],
) -> Changed | None:
    """Return what became of one diagram, ``None`` when it says the same."""
    if old is None or new is None:
        there = old or new
        outcome = "removed" if new is None else "added"
        if there is None:
            return None
        return Changed(there.script, there.script, there.name, outcome)
    comparison = compare(old.graph, new.graph)
    if comparison.same:
        return None
    picture = drawn(project, comparison, old, new, findings) if pictures else None
    return Changed(new.script, old.script, new.name, "changed", comparison, picture)


def drawn(
    project: Project, comparison: Comparison, old: Diagram, new: Diagram, findings: list[Finding]
) -> Picture | None:
    """Draw both versions in one picture."""
    used: dict[str, Path] = {}
    engine = engines.choose(project.settings.diagrams.engine, project.root)
    for each in (old, new):
        with drawing(each.side.project, engine) as ready:
            icons, lost = ready.find_icons(each.script, each.graph)
        used |= icons
        findings += lost
    try:
        with drawing(project, engine) as ready:
            return ready.draw_graph(union(comparison), used, new.script)[0]
    except (RenderFailed, BadSvg) as error:
        findings.append(codes.FAILED.at(Location(new.script), f"{new.name}: {error}"))
        return None
