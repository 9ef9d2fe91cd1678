"""What the text of a diagram script says that its nodes stand for.

``# archdocs: src/checkout, ADR-0003 owner=payments`` belongs to the call that it stands in or
beside; alone on a line, to the call on the next line of code. The script is a stranger's: it
is parsed, never run.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["MOST_TARGETS", "Named", "Note", "named", "notes", "owner_in", "targets_in"]

MOST_TARGETS = 8
LONGEST_TARGET, LONGEST_OWNER = 300, 100
MOST_NOTES = 1000
LARGEST_SCRIPT = 1 << 20
COMMENT = re.compile(r"#[ \t]*archdocs:(.*)", re.DOTALL)
SETTING = re.compile(r'(?<![\w-])([A-Za-z][\w-]{0,60})=("[^"]*"|\S*)')
#: Comments with these speak of the script as a whole, or to the one who checks it.
ELSEWHERE = re.compile(r"\s*ignore\b|.*\b(?:covers|snippet|expires|review-every)=")
#: Tokens that are no code on a line.
QUIET = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})


@dataclass(frozen=True, slots=True)
class Note:
    """A comment that binds: its line, what it says, and the calls it may speak for.

    ``calls`` are the lines of the calls around it, innermost first; ``problem`` what is wrong
    with it, if anything is.
    """

    line: int
    targets: tuple[str, ...]
    owner: str
    calls: tuple[int, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """One target as the text of a script has it."""

    line: int
    target: str


def targets_in(given: object) -> tuple[str, ...]:
    """Return the targets of a text with commas between them, cut to what is sane."""
    parts = given.split(",", 4 * MOST_TARGETS) if isinstance(given, str) else ()
    kept = dict.fromkeys(clean(target, LONGEST_TARGET) for target in parts)
    kept.pop("", None)
    return tuple(kept)[:MOST_TARGETS]


def owner_in(given: object) -> str:
    """Return the name of an owner, empty for anything that is none."""
    return clean(given, LONGEST_OWNER) if isinstance(given, str) else ""


def clean(text: str, longest: int) -> str:
    """Return a text on one line without what can't be printed; too long a one is none."""
    words = "".join(letter if letter.isprintable() else " " for letter in text)
    words = " ".join(words.split())
    return words if len(words) <= longest else ""


def notes(source: bytes) -> tuple[Note, ...]:
    """Return the comments of a script that bind; none of one that can't be read."""
    if b"archdocs:" not in source:
        return ()
    tree, text = parsed(source)
    return notes_of(tree, text) if tree is not None else ()


def notes_of(tree: ast.Module, text: str) -> tuple[Note, ...]:
    """Return the comments that bind, each with the calls around it."""
    calls = [
        (call_line(call), call.lineno, call.end_lineno or call.lineno)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
    ]
    # Innermost first: of two calls around a line, the one that takes fewer lines.
    calls.sort(key=lambda call: (call[2] - call[1], -call[1]))
    found = []
    for line, at, words in comments(text):
        targets, owner, problem = read(words)
        around = (call[0] for call in calls if call[1] <= at <= call[2])
        found.append(Note(line, targets, owner, tuple(dict.fromkeys(around)), problem))
    return tuple(found)


def named(source: bytes) -> tuple[Named, ...]:
    """Return every target that a script's text spells out: in comments and in ``bind()``."""
    if b"archdocs" not in source:
        return ()
    tree, text = parsed(source)
    if tree is None:
        return ()
    found = [
        Named(note.line, target)
        for note in notes_of(tree, text)
        if not note.problem
        for target in note.targets
    ]
    for call in ast.walk(tree) if "bind" in text else ():
        if isinstance(call, ast.Call) and is_bind(call.func):
            for argument in call.args:
                if isinstance(argument, ast.Constant):
                    spelt = targets_in(argument.value)
                    found += [Named(argument.lineno, target) for target in spelt]
    return tuple(sorted(dict.fromkeys(found), key=lambda item: (item.line, item.target)))


def is_bind(function: ast.expr) -> bool:
    """Say whether a call's function is ``bind``: by its name, or in its module of that name.

    Other things have methods of that name.
    """
    if isinstance(function, ast.Attribute):
        module = function.value
        name = module.attr if isinstance(module, ast.Attribute) else getattr(module, "id", "")
        return function.attr == "bind" and name == "bind"
    return isinstance(function, ast.Name) and function.id == "bind"


def parsed(source: bytes) -> tuple[ast.Module | None, str]:
    """Return a script's syntax tree and its text; ``None`` where it has none."""
    if len(source) > LARGEST_SCRIPT:
        return None, ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
            return ast.parse(source), source.decode(encoding)
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
            elif token.type not in QUIET:
                for own, said in waiting:
                    yield own, line, said
                waiting.clear()
    except (tokenize.TokenError, SyntaxError):
        return


def read(text: str) -> tuple[tuple[str, ...], str, str]:
    """Read what follows ``archdocs:``: the targets, the owner, and what is wrong with it."""
    owner, problem = "", ""
    for key, value in SETTING.findall(text):
        if key == "owner":
            owner = owner_in(value.strip('"'))
        else:
            problem = f"no key called `{key}`; a comment at a node takes targets and `owner`"
    targets = targets_in(",".join(SETTING.sub(" ", text).split()))
    if not targets and not problem:
        problem = "the comment names no path and no record"
    return targets, owner, problem
