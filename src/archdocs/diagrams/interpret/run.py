"""The state of one interpretation, and the way from a part of the syntax to what does it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import GeneratorType
from typing import Any

from archdocs.diagrams.interpret.building import Stage
from archdocs.diagrams.interpret.limits import DEEPEST, Budget, Unsupported, kind_of

__all__ = ["Function", "Jump", "Method", "Module", "Native", "Opaque", "Returned", "Run", "Scope"]

MOST_LINES = 12
#: What can be gone through, one element after the other; the last ones only once.
ITERABLE: tuple[type, ...] = (
    *(list, tuple, str, dict, range, enumerate, zip, reversed, GeneratorType),
    *(
        type({}.keys()),
        type({}.values()),
        type({}.items()),
        type(reversed([])),
        type(reversed({})),
        type(iter(range(0))),
    ),
)


class Scope:
    """Names and their values; ``own`` are those a function binds anywhere in its body."""

    __slots__ = ("names", "outer", "own")

    def __init__(self, outer: Scope | None = None, own: frozenset[str] = frozenset()) -> None:
        self.names: dict[str, Any] = {}
        self.outer = outer
        self.own = own

    def find(self, name: str, otherwise: Mapping[str, Any]) -> Any:
        """Return what a name stands for here, or what it does by itself."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if name in scope.own:
                raise Unsupported(f"it uses {name} before it has a value")
            scope = scope.outer
        if name in otherwise:
            return otherwise[name]
        raise Unsupported(f"{name} is not known")


class Jump(Enum):
    """How a block ends other than at its end."""

    BREAK = 1
    CONTINUE = 2


@dataclass(frozen=True, slots=True)
class Returned:
    """A block ended with ``return``."""

    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function, of the script or of the module whose ``file`` it stands in."""

    name: str
    arguments: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Scope
    defaults_by_name: Mapping[str, Any]
    locals: frozenset[str]
    file: str


@dataclass(frozen=True, slots=True, eq=False)
class Native:
    """Something that can be called and is done by the interpreter itself."""

    name: str
    call: Callable[[Run, list[Any], dict[str, Any]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of a value, about to be called."""

    value: Any
    name: str


@dataclass(slots=True, eq=False)
class Module:
    """A module: its full name and what may be taken from it."""

    name: str
    names: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """Something that may be imported and stand in an annotation, no more."""

    name: str


Handler = Callable[["Run", Any, Scope], Any]


class Run:
    """One script being interpreted.

    ``frames`` are the lines at which the script's own calls stand, outermost first: what
    Python would report. ``file`` is the file that ``line`` is about. ``invoke`` calls what the
    script handed over to be called.
    """

    def __init__(
        self,
        script: Path,
        expressions: Mapping[type, Handler],
        statements: Mapping[type, Handler],
        invoke: Callable[[Run, Any, list[Any], dict[str, Any]], Any],
    ) -> None:
        self.script = script
        self.invoke = invoke
        self.expressions = expressions
        self.statements = statements
        self.budget = Budget()
        self.stage = Stage(self.budget, self.lines)
        self.frames: list[int] = [0]
        self.file = str(script)
        self.line = 1
        self.depth = 0
        self.builtins: Mapping[str, Any] = {}
        self.modules: dict[str, Module] = {}
        self.inputs: set[str] = set()

    def lines(self) -> list[int]:
        """Return the lines that led here, the innermost call first, none twice in a row."""
        found: list[int] = []
        for line in reversed(self.frames):
            if line not in found[-1:]:
                found.append(line)
            if len(found) == MOST_LINES:
                break
        return found

    @property
    def in_script(self) -> bool:
        """Whether the code at hand is the script's own, not a module's."""
        return self.file == str(self.script)

    def at(self, line: int) -> None:
        """Note where the script stands, as Python's own frames would."""
        self.line = line
        if self.in_script:
            self.frames[-1] = line

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """Return what an expression comes to."""
        self.budget.step()
        self.line = node.lineno
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unsupported("its parts are nested too deeply")
        found = self.expressions[type(node)](self, node, scope)
        self.depth -= 1
        return found

    def block(self, body: Sequence[ast.stmt], scope: Scope) -> Jump | Returned | None:
        """Do one statement after the other; say if they ended early."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unsupported("its parts are nested too deeply")
        end: Jump | Returned | None = None
        for statement in body:
            self.budget.step()
            self.line = statement.lineno
            end = self.statements[type(statement)](self, statement, scope)
            if end is not None:
                break
        self.depth -= 1
        return end

    def through(self, value: Any) -> Iterator[Any]:
        """Return what goes through a value, one step for each element."""
        if not isinstance(value, ITERABLE):
            raise Unsupported(f"it goes through a {kind_of(value)}")
        return stepped(self.budget, value)

    def each(self, value: Any) -> Iterator[Any]:
        """Go through a value here: what is asked for the next element is asked at this line."""
        line = self.line
        self.at(line)
        for item in self.through(value):
            yield item
            self.at(line)

    def listed(self, value: Any) -> list[Any]:
        """Return the elements of a value, paid for."""
        found: list[Any] = []
        for item in self.each(value):
            found.append(item)
            self.budget.items(1)
        return found


def stepped(budget: Budget, value: Any) -> Iterator[Any]:
    """Yield the elements of a value."""
    for item in value:
        budget.step()
        yield item
