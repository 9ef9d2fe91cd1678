"""Layout engines: each turns DOT into SVG, none is asked for anything else.

The layout differs between engines and versions, so a project pins one and the picture
records which it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from archdocs.diagrams.engines.dot import SystemDot
from archdocs.diagrams.engines.graphviz_pure import GraphvizPure
from archdocs.diagrams.engines.pygraphviz import PyGraphviz
from archdocs.errors import EnvironmentFault

__all__ = ["ENGINES", "Engine", "choose"]


class Engine(Protocol):
    """A program or library that lays out DOT."""

    name: str

    def outside(self, root: Path) -> Engine:
        """Return it for the project at ``root``: no program of the project's is run."""

    def version(self) -> str | None:
        """Return its version, or ``None`` when it isn't installed here."""

    def draw(self, dot: str, *, cwd: Path, timeout: float) -> bytes:
        """Return the SVG of a DOT source.

        Raises :class:`archdocs.errors.RenderFailed` with what the engine said.
        """


ENGINES: dict[str, Engine] = {
    "graphviz-pure": GraphvizPure(),
    "pygraphviz": PyGraphviz(),
    "dot": SystemDot(),
}


def choose(name: str, root: Path | None = None) -> Engine:
    """Return the engine of this name; for ``auto`` the first that is installed.

    With the project's ``root``, programs that the project brought along don't count.

    Raises :class:`EnvironmentFault` when it isn't.
    """
    engines = {key: engine.outside(root) if root else engine for key, engine in ENGINES.items()}
    if name == "auto":
        for engine in engines.values():
            if engine.version() is not None:
                return engine
        raise EnvironmentFault("no layout engine is installed", hint="pip install graphviz-pure")
    engine = engines[name]
    if engine.version() is None:
        package = "graphviz (from your system's packages)" if name == "dot" else name
        raise EnvironmentFault(
            f"the layout engine {name} is not installed", hint=f"install {package}"
        )
    return engine
