"""From a section to the code it describes: ``path``, a glob, or ``path#symbol``.

What a symbol stands for is :mod:`archdocs.freshness.definitions`'s to say. What is said of it
here, :func:`former_text`, is how reviews of older releases were written: they still stand.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from archdocs.freshness.history import short_digest

__all__ = ["Target", "code_text", "defines", "former_text", "glob_matches", "matched"]

LARGEST = 2_000_000
HASH_COMMENTS = (".py", ".rb", ".sh", ".yml", ".yaml", ".toml", ".tf", ".pl", ".r", ".ex", ".exs")
SLASH_COMMENTS = (
    *(".js", ".jsx", ".ts", ".tsx", ".mjs", ".go", ".rs", ".java", ".kt", ".swift", ".c", ".h"),
    *(".cc", ".cpp", ".hpp", ".cs", ".scala", ".php", ".dart"),
)
KEYWORDS = (
    r"def|class|function|interface|struct|fn|func|type|enum|trait|object|record|module|protocol"
    r"|const|let|var|val|export|macro|union|mixin|actor|namespace|package|resource|service|message"
)
STATEMENTS = "if|while|for|switch|return|else|elif|catch|match|until|unless|await|new|throw|yield"


@dataclass(frozen=True, slots=True)
class Target:
    """One value of ``covers``, as written and in its parts; ``symbol`` is empty for files."""

    raw: str
    path: str
    symbol: str

    @classmethod
    def parse(cls, raw: str) -> Target:
        """Read a value; a leading ``./`` or ``/`` means the project's root."""
        path, _, symbol = raw.partition("#")
        return cls(raw, path.removeprefix("./").strip("/"), symbol)


def matched(target: Target, files: Iterable[str]) -> tuple[str, ...]:
    """Return the files a target names: one file, all of a folder, or those a glob matches."""
    path = target.path
    if "*" in path or "?" in path:
        return tuple(file for file in files if glob_matches(path, file))
    if path in ("", "."):
        return tuple(files) if path == "." else ()
    return tuple(file for file in files if file == path or file.startswith(path + "/"))


def glob_matches(pattern: str, path: str) -> bool:
    """Match a path: ``**`` spans folders, ``*`` and ``?`` stay inside one name.

    Takes time linear in pattern times path, whatever the pattern.
    """
    parts = path.split("/")
    reachable = {0}
    for piece in pattern.split("/"):
        if piece == "**":
            reachable = set(range(min(reachable), len(parts) + 1))
        else:
            reachable = {at + 1 for at in reachable if at < len(parts) and fits(piece, parts[at])}
        if not reachable:
            return False
    return len(parts) in reachable


def fits(pattern: str, name: str) -> bool:
    """Match one name against ``*`` and ``?`` without backtracking more than one star."""
    at = star = -1
    mark = position = 0
    at = 0
    while position < len(name):
        if at < len(pattern) and pattern[at] in ("?", name[position]) and pattern[at] != "*":
            at, position = at + 1, position + 1
        elif at < len(pattern) and pattern[at] == "*":
            star, mark, at = at, position, at + 1
        elif star >= 0:
            mark += 1
            at, position = star + 1, mark
        else:
            return False
    return not pattern[at:].strip("*")


def code_text(data: bytes, path: str) -> str:
    """Return code without white space at the edges of lines, empty lines and comment lines."""
    text = data.decode("utf-8", "replace")
    return meaningful(text, path)


def meaningful(text: str, path: str) -> str:
    """Leave out what does not change what code does."""
    name = path.lower()
    marks: tuple[str, ...] = ()
    if name.endswith(HASH_COMMENTS):
        marks = ("#",)
    elif name.endswith(SLASH_COMMENTS):
        marks = ("//", "/*", "* ", "*/")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and not (marks and line.startswith(marks)))


def former_text(data: bytes, path: str, symbol: str) -> str | None:
    """Return what a symbol stood for in reviews of older releases.

    In Python its lines without those that are only comments; elsewhere the whole file.
    """
    text = data.decode("utf-8", "replace")
    if path.endswith((".py", ".pyi")) and len(data) <= LARGEST:
        tree = parse_python(text)
        if tree is not None:
            return python_symbol(tree, text, path, symbol)
    name = re.split(r"[.:/#]+", symbol)[-1]
    return meaningful(text, path) if defines(text, name) else None


def parse_python(text: str) -> ast.Module | None:
    """Return the syntax tree, or ``None`` for text this Python can't read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def python_symbol(tree: ast.Module, text: str, path: str, symbol: str) -> str | None:
    """Return the source of a dotted name, decorators included."""
    body: list[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for name in symbol.split("."):
        found = next((node for node in flat(body) if name in names_of(node)), None)
        if found is None:
            return None
        body = getattr(found, "body", [])
    if found is None:
        return None
    first = min([found.lineno, *(d.lineno for d in getattr(found, "decorator_list", []))])
    lines = text.split("\n")[first - 1 : found.end_lineno]
    return meaningful("\n".join(lines), path)


def flat(body: list[ast.stmt]) -> Iterable[ast.stmt]:
    """Yield statements, also those inside ``if`` and ``try`` at the same level."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            for part in ("body", "orelse", "finalbody"):
                yield from flat(getattr(node, part, []))


def names_of(node: ast.stmt) -> tuple[str, ...]:
    """Return the names a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.Assign):
        return tuple(t.id for t in node.targets if isinstance(t, ast.Name))
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return (node.target.id,)
    return ()


def defines(text: str, name: str) -> bool:
    """Say whether a line of code looks like the definition of a name, in any language."""
    if name not in text:
        return False
    key = re.escape(name)
    if name.startswith("-"):
        return re.search(rf"['\"]{key}['\"=]", text) is not None
    patterns = (
        rf"(?<![\w.])(?:{KEYWORDS})\s+(?:\([^()\n]{{0,80}}\)\s*)?{key}(?!\w)",
        rf"^[ \t]*(?:self\.|this\.|static |final |public |private )?{key}\s*(?::[^=\n]+)?=(?!=)",
        rf"(?:option|argument|setting|add_[a-z_]+|Option)\([^\n]{{0,200}}['\"]{key}['\"]",
        rf"^[ \t]*['\"]{key}['\"]\s*[,:]",
        rf"^[ \t]*(?!(?:{STATEMENTS})\b)(?:[\w<>\[\],*&]+[ \t]+){{1,4}}{key}\s*\([^;\n]*\{{\s*$",
    )
    return any(re.search(pattern, text, re.M) for pattern in patterns)


def digest_of(texts: Iterable[tuple[str, str]]) -> str:
    """Return one digest over (path, text digest) pairs."""
    return short_digest("\n".join(f"{path}\t{digest}" for path, digest in sorted(texts)))
