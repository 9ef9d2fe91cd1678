"""Paths as texts: ``os.path`` and ``pathlib`` as far as no file is looked at."""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from typing import Any

from archdocs.diagrams.interpret.limits import Unsupported, kind_of
from archdocs.diagrams.interpret.run import Module, Native, Opaque, Run

__all__ = ["PATH", "new_path", "os_module", "os_path", "path_method", "pathlib_module"]

LONGEST_PATH = 4000
#: Variables that :func:`archdocs.system.sandbox.environment` leaves out of every child, whatever
#: the machine: what scripts ask to know whether they run on a server.
ABSENT = re.compile(r"(?:CI|DEBUG|(?:CI|GITHUB|GITLAB|AWS|DIAGRAMS?)_[A-Z_]+)")
#: Attributes of a path that are interpreted.
PATH = ("parent", "parents", "name", "stem", "suffix", "parts")


def text_of(run: Run, value: Any) -> str:
    """Return a path as text, paid for."""
    if not isinstance(value, str | PurePath):
        raise Unsupported(f"it uses a {kind_of(value)} as a path")
    if len(str(value)) > LONGEST_PATH:
        raise Unsupported("it uses a path longer than is interpreted")
    run.budget.spend(len(str(value)))
    return str(value)


def resolved(run: Run, path: str) -> str:
    """Return a path without links: only the script's own and those above it are known."""
    script = str(run.script)
    above = path == script or path in map(str, run.script.parents)
    if not above or os.path.realpath(script) != script:
        raise Unsupported("it looks where a path leads")
    return path


def full(run: Run, path: str) -> str:
    """Return a path from the root without ``..``; others depend on the current folder."""
    if not os.path.isabs(path):  # noqa: PTH117 - a text, not a file
        raise Unsupported("it uses the current folder")
    run.budget.text(len(path))
    return os.path.normpath(path)


def path_method(run: Run, path: PurePath, name: str, given: list[Any], named: Any) -> Any:
    """Call a method of a path."""
    if named:
        raise Unsupported(f"it gives .{name}() named arguments")
    if name == "resolve" and not given:
        return PurePath(resolved(run, str(path)))
    if name == "absolute" and not given:
        if not path.is_absolute():
            raise Unsupported("it uses the current folder")
        return path
    texts = [text_of(run, value) for value in given]
    run.budget.text(len(str(path)) + sum(map(len, texts)))
    return getattr(path, name)(*texts)


def new_path(run: Run, given: list[Any], named: dict[str, Any]) -> PurePath:
    """Make a path of texts."""
    if named:
        raise Unsupported("it gives Path() named arguments")
    made = PurePath(*(text_of(run, value) for value in given))
    text_of(run, made)
    return made


def of_text(name: str) -> Native:
    """Return a function of ``os.path`` that looks at texts only."""

    def call(run: Run, given: list[Any], named: dict[str, Any]) -> Any:
        texts = [text_of(run, value) for value in given]
        if named or not texts:
            raise Unsupported(f"it calls os.path.{name} in another way than is interpreted")
        if name in ("abspath", "realpath"):
            checked = full if name == "abspath" else resolved
            (text,) = texts
            return checked(run, text)
        run.budget.text(sum(map(len, texts)) + len(texts))
        return getattr(os.path, name)(*texts)

    return Native(f"os.path.{name}", call)


def os_path() -> Module:
    """Return ``os.path``."""
    known = ("join", "dirname", "basename", "abspath", "realpath", "normpath", "splitext")
    return Module("os.path", {**{name: of_text(name) for name in known}, "sep": os.sep})


def looked_up(_: Run, given: list[Any], named: dict[str, Any]) -> Any:
    """``os.environ.get`` and ``os.getenv``: a script that runs sees almost no variables."""
    if named or not 1 <= len(given) <= 2 or not isinstance(given[0], str):
        raise Unsupported("it looks a variable up in another way than is interpreted")
    if not ABSENT.fullmatch(given[0]):
        raise Unsupported(f"it uses the environment variable {given[0][:40]}")
    return given[1] if len(given) == 2 else None


def os_module() -> Module:
    """Return ``os``."""
    get = Native("os.environ.get", looked_up)
    known = {"path": os_path(), "sep": os.sep, "linesep": os.linesep, "getenv": get}
    return Module("os", {**known, "environ": Module("os.environ", {"get": get})})


def pathlib_module() -> Module:
    """Return ``pathlib``."""
    made = Native("Path", new_path)
    pure = {"PurePath": made, "PosixPath": Opaque("PosixPath")}
    return Module("pathlib", {"Path": made, **pure})
