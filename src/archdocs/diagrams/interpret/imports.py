"""Modules that a script may import: the library's, a few of Python's, those beside the script.

None of them is imported here. The library's are lists of classes, Python's are done again as
far as they are interpreted, and one beside the script is interpreted as the script is.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Callable
from typing import Any

from archdocs.diagrams.interpret import library, natives, paths
from archdocs.diagrams.interpret.classes import CORE, bind_module, custom
from archdocs.diagrams.interpret.limits import LARGEST_SOURCE, Unsupported
from archdocs.diagrams.interpret.run import Module, Opaque, Run, Scope
from archdocs.diagrams.interpret.syntax import read
from archdocs.diagrams.received import names

__all__ = ["import_from", "import_names"]

TYPING = names(
    "Any Callable Dict Final Iterable Iterator List Literal Mapping Optional Sequence Set Tuple"
    " Type Union"
)


def typing_module() -> Module:
    """Return ``typing``: names that do nothing."""
    return Module(
        "typing", {**{name: Opaque(name) for name in sorted(TYPING)}, "TYPE_CHECKING": False}
    )


STANDARD: dict[str, Callable[[], Module]] = {
    "os": paths.os_module,
    "os.path": paths.os_path,
    "pathlib": paths.pathlib_module,
    "typing": typing_module,
    "html": natives.html_module,
    "textwrap": natives.textwrap_module,
}
#: Modules that the process which runs scripts has loaded, so that none beside a script hides them.
LOADED = frozenset({"archdocs", "diagrams", "graphviz", "sitecustomize", "usercustomize"})


def import_names(run: Run, node: ast.Import, scope: Scope) -> None:
    """Do ``import a.b``."""
    run.at(node.lineno)
    for alias in node.names:
        run.budget.step()
        found = imported(run, alias.name)
        if alias.asname:
            scope.names[alias.asname] = found
        else:
            top = alias.name.partition(".")[0]
            scope.names[top] = imported(run, top)


def import_from(run: Run, node: ast.ImportFrom, scope: Scope) -> None:
    """Do ``from a.b import c``."""
    run.at(node.lineno)
    run.budget.step(len(node.names))
    if node.level or node.module is None:
        raise Unsupported("it imports relative to a package")
    if node.module == "__future__":
        if any(alias.name != "annotations" for alias in node.names):
            raise Unsupported("it imports from __future__")
        return
    found = imported(run, node.module)
    for alias in node.names:
        if alias.name == "*":
            run.budget.step(len(found.names) // 10)
            scope.names.update(public(found))
        else:
            scope.names[alias.asname or alias.name] = taken(run, found, alias.name)


def public(found: Module) -> dict[str, Any]:
    """Return what ``import *`` takes."""
    if found.name == "diagrams":
        raise Unsupported("it imports everything of diagrams")
    return {name: value for name, value in found.names.items() if not name.startswith("_")}


def taken(run: Run, found: Module, name: str) -> Any:
    """Return what one name of a module stands for."""
    if name in found.names and not name.startswith("__"):
        return found.names[name]
    if library.is_package(found.name) or found.name == "diagrams":
        return imported(run, f"{found.name}.{name}")
    raise Unsupported(f"{found.name[:60]}.{name[:60]} is not known")


def imported(run: Run, name: str) -> Module:
    """Return a module; the second time the same."""
    if name not in run.modules:
        top, _, below = name.rpartition(".")
        outer = imported(run, top) if top else None
        run.budget.step()
        if name.partition(".")[0] == "diagrams":
            run.modules[name] = of_library(run, name)
        elif name in ("archdocs", "archdocs.bind"):
            run.modules[name] = bind_module(name)
        elif name in STANDARD and not beside(run, name.partition(".")[0]):
            run.modules[name] = STANDARD[name]()
        else:
            run.modules[name] = of_script(run, name)
        if outer is not None:
            outer.names[below] = run.modules[name]
    return run.modules[name]


def of_library(run: Run, name: str) -> Module:
    """Return a module of ``diagrams``."""
    if not library.is_known():
        raise Unsupported("the installed version of diagrams is not one that is interpreted")
    if name == "diagrams":
        return Module(name, dict(CORE))
    if name == "diagrams.custom":
        return Module(name, {"Custom": custom})
    if name == "diagrams.c4":
        return execute(run, name, name, c4())
    classes = library.module(name)
    if classes is None:
        raise Unsupported(f"{name[:60]} is not known")
    return Module(name, {each: kind for each, kind in classes.items() if not each.startswith("_")})


@functools.cache
def c4() -> ast.Module:
    """Return the library's own functions for C4, which are interpreted like a script's."""
    return read(library.source("diagrams.c4"))


def beside(run: Run, name: str) -> bool:
    """Say whether there is a module of this name in the script's folder."""
    folder = run.script.parent
    return (folder / f"{name}.py").exists() or (folder / name).exists()


def of_script(run: Run, name: str) -> Module:
    """Return a module beside the script, by interpreting it."""
    if not name.isidentifier() or name in sys.stdlib_module_names or name in LOADED:
        raise Unsupported(f"it imports {name[:60]}")
    folder = run.script.parent
    path = folder / f"{name}.py"
    if (folder / name).exists() or path.is_symlink() or not path.is_file():
        raise Unsupported(f"it imports {name[:60]}, which is no file beside it")
    with path.open("rb") as file:
        text = file.read(LARGEST_SOURCE + 1)
    run.inputs.add(path.name)
    run.budget.spend(len(text))
    try:
        tree = read(text)
    except Unsupported as error:
        raise Unsupported(f"{error.reason} ({path.name}:{error.line})") from None
    return execute(run, name, str(path), tree)


def execute(run: Run, name: str, file: str, tree: ast.Module) -> Module:
    """Interpret a module's text in names of its own."""
    scope = Scope()
    scope.names.update({"__name__": name, "__file__": file})
    found = Module(name, scope.names)
    run.modules[name] = found  # It may import what imports it.
    before = run.file, run.line
    run.file = file
    run.block(tree.body, scope)
    run.file, run.line = before
    return found
