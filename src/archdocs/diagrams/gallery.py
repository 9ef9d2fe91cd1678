"""Write finished pictures as files of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from archdocs.diagrams.linked import Tie, linked
from archdocs.diagrams.parts import tooltip
from archdocs.diagrams.render import Picture, Result
from archdocs.diagrams.urls import fixed, source_address
from archdocs.errors import EnvironmentFault
from archdocs.finding import Finding, Severity
from archdocs.project import Project
from archdocs.system.files import state_folder, write_atomic
from archdocs.system.outputs import straight

__all__ = ["Files", "failed", "listed", "write"]

FOLDER = "diagrams"


@dataclass(frozen=True, slots=True)
class Files:
    """What is written of each picture: the SVG, a PNG of this scale, for light pages or dark."""

    svg: bool = True
    png: bool = False
    scale: float = 2.0
    dark: bool = False


#: The SVG alone.
USUAL = Files()


def write(
    project: Project, results: Iterable[Result], output: Path | None, files: Files = USUAL
) -> tuple[Path, ...]:
    """Write each picture to ``output`` and return the paths, in the order of the scripts.

    A PNG for dark pages has ``-dark`` after its name.

    Without ``output`` they go to the project's state folder, which git ignores. Two scripts
    may name a picture alike; then the script's name comes first.

    Raises :class:`EnvironmentFault` when the disk refuses, or where a repository put a link
    in the place of the folder, and what :func:`archdocs.system.outputs.straight` does.
    """
    folder = (
        state_folder(project.root) / FOLDER
        if output is None
        else straight(project.root, output.absolute())
    )
    if output is None and folder.is_symlink():
        raise EnvironmentFault(
            f"{folder} is a symbolic link", hint="remove it and run the command again"
        )
    taken: set[str] = set()
    written = []
    for result in results:
        for picture in result.pictures:
            name = picture.name
            if name in taken:
                name = f"{PurePosixPath(result.script).stem}-{name}"
            taken.add(name)
            for ending, data in contents(project, picture, files):
                target = folder / f"{name}{ending}"
                if not target.is_file() or target.read_bytes() != data:
                    write_atomic(target, data, durable=False)
                written.append(target)
    return tuple(written)


def contents(project: Project, picture: Picture, files: Files) -> Iterator[tuple[str, bytes]]:
    """Yield the endings and contents of a picture's files.

    Raises :class:`RenderFailed` where there can be no PNG.
    """
    if files.svg:
        yield ".svg", tied(project, picture)
    if files.png:
        from archdocs.diagrams.raster import png

        data = png(picture.svg.decode(), project.cache, scale=files.scale, dark=files.dark)
        yield f"{'-dark' if files.dark else ''}.png", data


def tied(project: Project, picture: Picture) -> bytes:
    """Return a picture whose nodes lead to their code, where the settings say where that is."""
    pattern, found = project.settings.diagrams.source, {}
    for part in picture.parts if pattern else ():
        there = (target for target in part.targets if project.worktree.exists(fixed(target)))
        address = next(filter(None, (source_address(pattern, target) for target in there)), "")
        if address:
            found[part.element] = Tie(address, tooltip(part, part.targets, part.owner))
    return linked(picture.svg.decode(), found).encode() if found else picture.svg


def listed(results: Sequence[Result], paths: Sequence[Path], *, as_json: bool) -> str:
    """Return where the pictures are: a path a line, or as JSON with how each script was read."""
    if not as_json:
        return "".join(f"{path}\n" for path in paths)
    left = iter(paths)
    each = len(paths) // (sum(len(result.pictures) for result in results) or 1)
    made = [
        {
            "script": result.script,
            "pictures": [str(next(left)) for _ in range(each * len(result.pictures))],
            "mode": result.way,
            "why": result.why,
            "confined": result.enforced.describe() if result.enforced else "",
            "cached": result.cached,
            "inputs": result.inputs,
        }
        for result in results
    ]
    return json.dumps(made, indent=2) + "\n"


def failed(findings: Iterable[Finding]) -> bool:
    """Say whether anything is worse than a remark."""
    return any(finding.severity > Severity.INFO for finding in findings)
