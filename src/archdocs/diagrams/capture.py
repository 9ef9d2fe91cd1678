"""Run a diagram script and keep its graph; runs inside the confined child.

Nothing is rendered here. The classes of ``diagrams`` report what is built with them, and
leaving a ``with Diagram(...)`` block takes a snapshot instead of writing a picture. What
comes out is plain data; the parent trusts none of it.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import itertools
import os
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["Inputs", "Recorder", "run_script"]

MOST_INPUTS = 2000
#: Of the lines of the script that led to one node, as many are told.
MOST_LINES = 12


class Recorder:
    """Listens to the ``diagrams`` library and keeps a snapshot of each finished diagram."""

    def __init__(self) -> None:
        self.script = ""
        self.finished: list[dict[str, Any]] = []
        self._count = itertools.count(1)
        self._parts: dict[int, dict[str, list[dict[str, Any]]]] = {}
        self._clusters: dict[int, int] = {}
        self._kinds: dict[str, str] = {}
        self._lines: dict[int, int] = {}
        self._kept: list[Any] = []  # so that no identity is used twice

    def attach(self) -> None:
        """Put the listeners in place. The library stays changed: the process is ours."""
        library = importlib.import_module("diagrams")
        node, cluster, diagram = library.Node, library.Cluster, library.Diagram
        node._rand_id = staticmethod(lambda: f"auto-{next(self._count)}")
        node.__init__ = self._node_init(node.__init__)
        for container in (diagram, cluster):
            container.node = self._add_node(library, container.node)
        diagram.connect = self._add_edge(diagram.connect)
        cluster.__init__ = self._cluster_init(cluster.__init__)
        cluster.__exit__ = self._cluster_exit(cluster.__exit__)
        diagram.render = lambda _self: None
        diagram.__exit__ = self._diagram_exit(library)

    def parts(self, diagram: Any) -> dict[str, list[dict[str, Any]]]:
        """Return the nodes, edges and clusters a diagram has so far."""
        if id(diagram) not in self._parts:
            self._kept.append(diagram)
            self._parts[id(diagram)] = {"nodes": [], "edges": [], "clusters": []}
        return self._parts[id(diagram)]

    def lines(self) -> list[int]:
        """Return the lines of the script being run, the innermost call first, none twice in a row.

        A function of the script that makes nodes has two for each: its own and its caller's.
        """
        found: list[int] = []
        frame: types.FrameType | None = sys._getframe(1)
        while frame is not None and len(found) < MOST_LINES:
            if frame.f_code.co_filename == self.script and frame.f_lineno not in found[-1:]:
                found.append(frame.f_lineno)
            frame = frame.f_back
        return found

    @contextlib.contextmanager
    def _accounted(self, container: Any) -> Iterator[None]:
        """Count the lines of DOT that the library itself writes into a container."""
        dot = container.dot
        before = len(dot.body)
        yield
        self._lines[id(dot)] = self._lines.get(id(dot), 0) + len(dot.body) - before

    def _node_init(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def init(made: Any, *args: Any, **kwargs: Any) -> None:
            original(made, *args, **kwargs)
            kind = type(made)
            self._kinds[str(made._id)] = f"{kind.__module__}.{kind.__name__}"

        return init

    def _add_node(self, library: Any, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def add(container: Any, nodeid: Any, label: Any, **attrs: Any) -> None:
            with self._accounted(container):
                original(container, nodeid, label, **attrs)
            entry = {
                "id": str(nodeid),
                "label": label,
                "attrs": attrs,
                "cluster": self._clusters.get(id(container), -1),
                "at": next(self._count),
                "lines": self.lines(),
            }
            self.parts(library.getdiagram())["nodes"].append(entry)

        return add

    def _add_edge(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def connect(diagram: Any, first: Any, second: Any, edge: Any) -> None:
            with self._accounted(diagram):
                original(diagram, first, second, edge)
            entry = {
                "from": str(first.nodeid),
                "to": str(second.nodeid),
                "attrs": dict(edge.attrs),
                "at": next(self._count),
            }
            self.parts(diagram)["edges"].append(entry)

        return connect

    def _cluster_init(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def init(made: Any, *args: Any, **kwargs: Any) -> None:
            original(made, *args, **kwargs)
            known = self.parts(made._diagram)["clusters"]
            self._clusters[id(made)] = len(known)
            parent = -1 if made._parent is None else self._clusters[id(made._parent)]
            entry = {"label": made.label, "parent": parent, "at": 0, "made": made}
            known.append({**entry, "lines": self.lines()})

        return init

    def _cluster_exit(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def leave(made: Any, *error: Any) -> None:
            with self._accounted(made._parent or made._diagram):
                original(made, *error)
            entry = self.parts(made._diagram)["clusters"][self._clusters[id(made)]]
            entry["at"] = next(self._count)

        return leave

    def _diagram_exit(self, library: Any) -> Callable[..., None]:
        def leave(diagram: Any, error: Any, *_: Any) -> None:
            library.setdiagram(None)
            library.setcluster(None)
            if error is None:
                self.finished.append(self.snapshot(diagram))

        return leave

    def snapshot(self, diagram: Any) -> dict[str, Any]:
        """Return one diagram as plain data.

        ``extra`` counts the lines written into its DOT source by hand, which are not kept.
        """
        parts = self.parts(diagram)
        sources = [diagram.dot, *(entry["made"].dot for entry in parts["clusters"])]
        return {
            "name": str(diagram.name),
            "file": str(diagram.filename),
            "strict": bool(diagram.dot.strict),
            "graph": dict(diagram.dot.graph_attr),
            "node": dict(diagram.dot.node_attr),
            "edge": dict(diagram.dot.edge_attr),
            "nodes": [
                {**entry, "kind": self._kinds.get(entry["id"], "")} for entry in parts["nodes"]
            ],
            "edges": parts["edges"],
            "clusters": [
                {
                    "label": entry["label"],
                    "parent": entry["parent"],
                    "at": entry["at"],
                    "attrs": dict(entry["made"].dot.graph_attr),
                    "lines": entry["lines"],
                }
                for entry in parts["clusters"]
            ],
            "extra": sum(len(dot.body) - self._lines.get(id(dot), 0) for dot in sources),
        }


class Inputs:
    """Notes which files of the project a script reads, by listening to Python itself."""

    EVENTS = ("open", "os.listdir", "os.scandir")

    def __init__(self, root: Path) -> None:
        self.start = str(root) + os.sep
        self.seen: set[str] = set()
        # What the server has loaded is the library's; to look at it in every child would copy
        # memory that is shared until touched.
        self.known = frozenset(sys.modules)
        #: Whether anything may have been imported: else nobody has to look at all modules.
        self.imported = False

    def listen(self) -> None:
        """Start; an audit hook can't be taken away again."""
        sys.addaudithook(self.hear)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Note one event; Python's own search for modules lists folders for no other end."""
        if event == "import":
            self.imported = True
        elif event in self.EVENTS and args and isinstance(args[0], str | bytes | os.PathLike):
            caller = sys._getframe(1).f_code.co_filename
            if event == "open" or not caller.startswith("<frozen importlib"):
                self.note(os.fsdecode(args[0]))

    def note(self, path: str) -> None:
        """Note one path if it is in the project."""
        full = os.path.abspath(path)  # noqa: PTH100 - may not resolve links, must not open
        if full.startswith(self.start) and len(self.seen) < MOST_INPUTS:
            self.seen.add(full[len(self.start) :])
            self.imported |= "__pycache__" in full

    def result(self) -> list[str]:
        """Return the paths, modules included even where Python read its own compiled copy."""
        for name in sys.modules.keys() - self.known if self.imported else ():
            origin = getattr(sys.modules[name], "__file__", None)
            if isinstance(origin, str):
                self.note(origin)
        return sorted(path for path in self.seen if "__pycache__" not in path)


def run_script(path: Path, recorder: Recorder, inputs: Inputs) -> dict[str, Any]:
    """Run a script as Python would run the file, and return what it built.

    The recorder has been attached, before the process was forked: what is done there once need
    not be done for each script.

    ``outcome`` is ``ok``, ``failed`` or ``memory``; a failure has ``message`` and ``line``,
    the line of the script that led to it (0 when unknown).
    """
    recorder.script = str(path)
    main = types.ModuleType("__main__")
    main.__dict__.update({"__file__": str(path), "__builtins__": __builtins__})
    sys.modules["__main__"] = main
    sys.argv[:] = [str(path)]
    sys.path.insert(0, str(path.parent))
    inputs.listen()
    failure: dict[str, Any] = {"outcome": "ok"}
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), main.__dict__)  # noqa: S102
    except MemoryError:
        failure = {"outcome": "memory", "message": "", "line": 0}
    except SystemExit as error:
        if error.code not in (None, 0):
            failure = describe(error, path)
    except BaseException as error:  # noqa: BLE001 - whatever a script raises is its result
        failure = describe(error, path)
    return {**failure, "diagrams": recorder.finished, "inputs": inputs.result()}


def describe(error: BaseException, path: Path) -> dict[str, Any]:
    """Return an exception as a message and the line of the script it came through."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return {"outcome": "failed", "line": error.lineno or 0, "message": f"{error.msg}"}
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == str(path)]
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    if frames and own and frames[-1].filename != str(path):
        last = frames[-1]
        if last.filename.startswith(str(path.parent)):
            text += f" (in {Path(last.filename).name}:{last.lineno})"
    line = own[-1].lineno if own else 0
    return {"outcome": "failed", "line": line or 0, "message": text[:500]}
