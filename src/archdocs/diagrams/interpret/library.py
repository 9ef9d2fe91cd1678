"""The classes of the installed ``diagrams`` package, read from its files, never imported.

Each module of a provider is a list of classes with a picture each, and other names for some
of them. What else a module may hold is not taken.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CORE", "NodeClass", "is_known", "is_package", "module", "source"]

#: Digests of the library's own code (``__init__.py`` and ``custom``) that
#: :mod:`archdocs.diagrams.interpret.building` was compared with: releases 0.24.4 to 0.25.1.
CORE = frozenset({"49454030c25c74a9"})
NAME = re.compile(r"diagrams(\.[a-z0-9_]+){1,2}")
BASE = "Node"
#: What a class of a provider may say about itself.
SAID = frozenset({"_icon", "_icon_dir", "_type", "_provider", "provider", "fontcolor"})


@dataclass(frozen=True, slots=True)
class NodeClass:
    """A class of nodes: its own name, the module it is defined in, its picture if it has one.

    ``icon`` is the path that the library itself would give to the layout.
    """

    name: str
    module: str
    folder: str = ""
    picture: str = ""

    @property
    def kind(self) -> str:
        """The full name."""
        return f"{self.module}.{self.name}"

    @property
    def icon(self) -> str:
        """The path of the picture, empty for none."""
        return os.path.join(start().parent, self.folder, self.picture) if self.picture else ""  # noqa: PTH118


@functools.cache
def start() -> Path:
    """Return the folder of the package, as the library itself finds it."""
    spec = importlib.util.find_spec("diagrams")
    origin = spec.origin if spec and spec.origin else ""
    return Path(os.path.abspath(os.path.dirname(origin)))  # noqa: PTH100, PTH120


@functools.cache
def is_known() -> bool:
    """Say whether the installed package works as the interpreter believes it does."""
    return digest_of_core() in CORE


def digest_of_core() -> str:
    """Return what tells one state of the library's own code from another."""
    made = hashlib.sha256()
    for name in ("__init__.py", "custom/__init__.py"):
        try:
            made.update((start() / name).read_bytes().replace(b"\r\n", b"\n"))
        except OSError:
            return ""
    return made.hexdigest()[:16]


def file_of(name: str) -> Path:
    """Return where a module of the package would be."""
    place = start().joinpath(*name.split(".")[1:])
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def source(name: str) -> bytes:
    """Return the text of a module of the package, empty for none."""
    try:
        return file_of(name).read_bytes() if NAME.fullmatch(name) else b""
    except OSError:
        return b""


def is_package(name: str) -> bool:
    """Say whether a name is a provider: a folder of modules."""
    return bool(NAME.fullmatch(name)) and file_of(name).name == "__init__.py"


@functools.cache
def module(name: str) -> Mapping[str, NodeClass] | None:
    """Return the classes of a provider's module, by every name; ``None`` if there is none."""
    text = source(name)
    if not text:
        return None
    tree = ast.parse(text)
    found: dict[str, NodeClass] = {BASE: NodeClass(BASE, "diagrams")}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.level == 1 and not statement.module:
            outer = module(name.rpartition(".")[0]) or {}
            found |= {a.name: outer[a.name] for a in statement.names if a.name in outer}
        elif isinstance(statement, ast.ClassDef):
            made = read_class(statement, name, found)
            if made is not None:
                found[statement.name] = made
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
            known = found.get(statement.value.id)
            for target in statement.targets:
                if known is not None and isinstance(target, ast.Name):
                    found[target.id] = known
    return found


def read_class(
    statement: ast.ClassDef, module_name: str, known: Mapping[str, NodeClass]
) -> NodeClass | None:
    """Read one class; ``None`` for one that is more than a name and a picture."""
    base = statement.bases[0] if len(statement.bases) == 1 else None
    inherited = known.get(base.id) if isinstance(base, ast.Name) else None
    if inherited is None or statement.decorator_list or statement.keywords:
        return None
    values: dict[str, str] = {"_icon_dir": inherited.folder, "_icon": inherited.picture}
    for part in statement.body:
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant):
            said = part.value.value
            if not isinstance(said, str | None):
                return None
            values |= {t.id: said or "" for t in part.targets if isinstance(t, ast.Name)}
        elif not isinstance(part, ast.Pass | ast.Expr):
            return None
    if not values.keys() <= SAID or (values["_icon"] and not values["_icon_dir"]):
        return None
    return NodeClass(statement.name, module_name, values["_icon_dir"], values["_icon"])
