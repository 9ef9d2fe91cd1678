"""What a ``conf.py`` names that is not installed: all of it, not one thing after each build.

Run in the process that failed to build, because only there the paths are as ``conf.py`` left
them. The text of ``conf.py`` is read, not run, so what it computes is not seen.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Named", "lacking", "named_in"]

#: Packages that several distributions have a part of.
SHARED = frozenset({"sphinxcontrib", "sphinxext", "jupyter", "jaraco", "google", "zope"})
#: Entries of a tree that are looked at for modules of its own, at most.
MOST = 20_000


@dataclass
class Named:
    """Modules that a ``conf.py`` imports or names as extensions, and its theme."""

    modules: list[str] = field(default_factory=list)
    theme: str = ""


def lacking(conf: Path, root: Path) -> dict[str, object]:
    """Return the ``modules`` and the ``theme`` that are named and not there.

    ``own`` are top modules of the tree at ``root``: no package to install has them.
    """
    try:
        named = named_in(conf.read_text("utf-8", "replace"))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        named = Named()
    own = modules_of(root)
    missing = [name for name in named.modules if top(name) not in own and not is_there(name)]
    theme = named.theme if named.theme and not is_theme(named.theme) else ""
    return {"modules": missing, "theme": theme, "own": sorted(own)}


def named_in(text: str) -> Named:
    """Read what the text of a ``conf.py`` names outright.

    Raises :class:`SyntaxError` and what else ``ast.parse`` does.
    """
    found = Named()
    for node in statements(ast.parse(text).body):
        match node:
            case ast.Import(names):
                found.modules += [each.name for each in names]
            case ast.ImportFrom(module=str(module), level=0):
                found.modules.append(module)
            case ast.Assign([ast.Name("extensions")], value) | ast.AugAssign(
                ast.Name("extensions"), _, value
            ):
                found.modules += texts(value)
            case ast.Expr(ast.Call(ast.Attribute(ast.Name("extensions")), args)):
                found.modules += [text for each in args for text in texts(each)]
            case ast.Assign([ast.Name("html_theme")], ast.Constant(str(theme))):
                found.theme = theme
            case _:
                continue
    found.modules = list(dict.fromkeys(found.modules))
    return found


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements that are surely run; what is only tried, or on a condition, may lack."""
    for node in body:
        yield node
        if isinstance(node, ast.With):
            yield from statements(node.body)


def texts(value: ast.expr) -> list[str]:
    """Return the texts in a list that is written out, or a text alone."""
    items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    return [
        each.value
        for each in items
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def top(name: str) -> str:
    """Return the outermost package of a module."""
    return name.partition(".")[0]


def is_there(name: str) -> bool:
    """Say whether a module, or at least the package that should have it, can be imported."""
    asked = name if top(name) in SHARED else top(name)
    try:
        return importlib.util.find_spec(asked) is not None
    except (Exception, SystemExit):  # noqa: BLE001 - a package around it may raise anything
        return False


def is_theme(name: str) -> bool:
    """Say whether Sphinx, a package or a module brings a theme."""
    import sphinx

    if (Path(sphinx.__file__).parent / "themes" / name).is_dir():
        return True
    known = importlib.metadata.entry_points(group="sphinx.html_themes", name=name)
    return bool(known) or is_there(name)


def modules_of(root: Path) -> set[str]:
    """Return the names of the modules and folders of modules in a tree."""
    found: set[str] = set()
    seen = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        modules = [name.removesuffix(".py") for name in files if name.endswith(".py")]
        found.update(name for name in modules if name != "__init__")
        if modules and folder != os.fspath(root):
            found.add(os.path.basename(folder))  # noqa: PTH119 - of a text, for each folder
        seen += len(files) + len(folders)
        if seen > MOST:
            break
    return found
