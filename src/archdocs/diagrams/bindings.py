"""What nodes and clusters stand for: by ``bind()``, or by a comment where they are made.

``# archdocs: src/checkout, ADR-0003 owner=payments`` belongs to the call that it stands in or
beside; alone on a line, to the call on the next line of code. The script is text here, and a
stranger's: it is parsed, never run.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from archdocs.diagrams.model import Binding, Cluster, Graph, Node

__all__ = ["Named", "Note", "apply", "binding", "named", "notes", "unused"]

Part = TypeVar("Part", Node, Cluster)

MOST_TARGETS = 8
LONGEST_TARGET, LONGEST_OWNER = 300, 100
MOST_NOTES = 1000
LARGEST_SCRIPT = 1 << 20
COMMENT = re.compile(r"#[ \t]*archdocs:(.*)", re.DOTALL)
SETTING = re.compile(r'([A-Za-z][\w-]*)=("[^"]*"|\S*)')
#: Comments with these speak of the script as a whole, or to the one who checks it.
ELSEWHERE = re.compile(r"\s*ignore\b|.*\b(?:covers|snippet|expires|review-every)=")


@dataclass(frozen=True, slots=True)
class Note:
    """A comment that binds: its line, what it says, and the calls it may speak for.

    ``calls`` are the lines of the calls around it, innermost first; ``problem`` what is wrong
    with it, if anything is.
    """

    line: int
    bound: Binding
    calls: tuple[int, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """One target as the text of a script has it, without running it."""

    line: int
    target: str


def binding(targets: object, owner: object = "") -> Binding:
    """Return a binding of what a script gave, cut to what is sane; anything else is none."""
    given = targets.split(",") if isinstance(targets, str) else ()
    kept = dict.fromkeys(clean(target, LONGEST_TARGET) for target in given[: 4 * MOST_TARGETS])
    kept.pop("", None)
    said = clean(owner, LONGEST_OWNER) if isinstance(owner, str) else ""
    return Binding(tuple(kept)[:MOST_TARGETS], said)


def clean(text: str, longest: int) -> str:
    """Return a text on one line without what can't be printed; too long a one is none."""
    words = "".join(letter if letter.isprintable() else " " for letter in text)
    words = " ".join(words.split())
    return words if len(words) <= longest else ""


def apply(graphs: Sequence[Graph], found: Iterable[Note]) -> tuple[Graph, ...]:
    """Return the graphs with what the comments of their script bind."""
    said = by_line(graphs, found)
    if not said:
        return tuple(graphs)
    return tuple(
        replace(
            graph,
            nodes=tuple(with_note(node, said) for node in graph.nodes),
            clusters=tuple(with_note(cluster, said) for cluster in graph.clusters),
        )
        for graph in graphs
    )


def with_note(part: Part, said: Mapping[int, Binding]) -> Part:
    """Add what is said at the innermost of the lines that made a node or cluster."""
    line = next((line for line in part.lines if line in said), 0)
    if not line:
        return part
    return replace(part, bound=joined(part.bound, said[line]))


def joined(first: Binding, second: Binding) -> Binding:
    """Return both bindings as one; the first one's owner counts."""
    targets = tuple(dict.fromkeys((*first.targets, *second.targets)))
    return Binding(targets[:MOST_TARGETS], first.owner or second.owner)


def by_line(graphs: Iterable[Graph], found: Iterable[Note]) -> dict[int, Binding]:
    """Return what comments say, by the line of the call they speak for."""
    made = made_at(graphs)
    said: dict[int, Binding] = {}
    for note in found:
        line = next((line for line in note.calls if line in made), 0)
        if line and not note.problem:
            said[line] = joined(said[line], note.bound) if line in said else note.bound
    return said


def made_at(graphs: Iterable[Graph]) -> frozenset[int]:
    """Return the lines of the script that made nodes or clusters."""
    found: set[int] = set()
    for graph in graphs:
        found.update(line for node in graph.nodes for line in node.lines)
        found.update(line for cluster in graph.clusters for line in cluster.lines)
    return frozenset(found)


def unused(graphs: Iterable[Graph], found: Iterable[Note]) -> Iterator[tuple[int, str]]:
    """Yield the line of each comment that binds nothing, and why."""
    made = made_at(graphs)
    for note in found:
        if note.problem:
            yield note.line, note.problem
        elif not made.intersection(note.calls):
            yield note.line, "the comment stands at no node or cluster that the script makes"


def notes(source: bytes) -> tuple[Note, ...]:
    """Return the comments of a script that bind; none of one that can't be read."""
    if b"archdocs:" not in source:
        return ()
    tree, lines = parsed(source)
    if tree is None:
        return ()
    calls = [
        (call_line(call), call.lineno, call.end_lineno or call.lineno)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
    ]
    # Innermost first: of two calls around a line, the one that takes fewer lines.
    calls.sort(key=lambda call: (call[2] - call[1], -call[1]))
    found = []
    for line, at, text in comments(lines):
        bound, problem = read(text)
        around = (call[0] for call in calls if call[1] <= at <= call[2])
        found.append(Note(line, bound, tuple(dict.fromkeys(around)), problem))
    return tuple(found)


def named(source: bytes) -> tuple[Named, ...]:
    """Return every target that a script's text spells out: in comments and in ``bind()``."""
    found = [
        Named(note.line, target)
        for note in notes(source)
        if not note.problem
        for target in note.bound.targets
    ]
    tree = parsed(source)[0] if b"bind" in source else None
    for call in ast.walk(tree) if tree is not None else ():
        if isinstance(call, ast.Call) and is_bind(call.func):
            for argument in call.args:
                if isinstance(argument, ast.Constant):
                    targets = binding(argument.value).targets
                    found += [Named(argument.lineno, target) for target in targets]
    return tuple(sorted(dict.fromkeys(found), key=lambda item: (item.line, item.target)))


def is_bind(function: ast.expr) -> bool:
    """Say whether a call's function is called ``bind``, plain or in its module."""
    if isinstance(function, ast.Attribute):
        return function.attr == "bind" and isinstance(function.value, ast.Name | ast.Attribute)
    return isinstance(function, ast.Name) and function.id == "bind"


def parsed(source: bytes) -> tuple[ast.Module | None, str]:
    """Return a script's syntax tree and its text; ``None`` where it has none."""
    if len(source) > LARGEST_SCRIPT:
        return None, ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
            text = source.decode(encoding)
            return ast.parse(source), text
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
            return None, ""


def call_line(call: ast.Call) -> int:
    """Return the line that Python reports for a call: of a method, where its name stands."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.end_lineno:
        return function.end_lineno
    return call.lineno


def comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each comment that binds: its line, the line it speaks for, and what it says."""
    waiting: list[tuple[int, str]] = []
    count = 0
    quiet = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            line = token.start[0]
            if token.type == tokenize.COMMENT:
                found = COMMENT.match(token.string)
                if found is None or ELSEWHERE.match(found[1]) or count >= MOST_NOTES:
                    continue
                count += 1
                if token.line[: token.start[1]].strip():
                    yield line, line, found[1]
                else:
                    waiting.append((line, found[1]))
            elif token.type not in quiet:
                for own, said in waiting:
                    yield own, line, said
                waiting.clear()
    except (tokenize.TokenError, SyntaxError):
        return


def read(text: str) -> tuple[Binding, str]:
    """Read what follows ``archdocs:``; return the binding and what is wrong with it."""
    owner, problem = "", ""
    for key, value in SETTING.findall(text):
        if key == "owner":
            owner = value.strip('"')
        else:
            problem = f"no key called `{key}`; a comment at a node takes targets and `owner`"
    bound = binding(",".join(SETTING.sub(" ", text).split()), owner)
    if not bound.targets and not problem:
        problem = "the comment names no path and no record"
    return bound, problem
