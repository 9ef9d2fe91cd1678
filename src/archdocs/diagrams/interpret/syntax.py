"""Read a script's text as a tree that has only parts which are interpreted."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from archdocs.diagrams.interpret.limits import (
    LARGEST_NUMBER,
    LARGEST_SOURCE,
    MOST_PARTS,
    Budget,
    Unsupported,
)
from archdocs.diagrams.received import names

__all__ = ["read", "stored"]

COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
KNOWN = (
    *(ast.Module, ast.Import, ast.ImportFrom, ast.alias, ast.Expr, ast.Assign, ast.AnnAssign),
    *(ast.AugAssign, ast.With, ast.withitem, ast.For, ast.While, ast.If, ast.Pass, ast.Break),
    *(ast.Continue, ast.FunctionDef, ast.Return, ast.arguments, ast.arg, ast.Lambda, ast.keyword),
    *(ast.Call, ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue),
    *(ast.List, ast.Tuple, ast.Dict, ast.Subscript, ast.Slice, ast.Starred, ast.BinOp),
    *(ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.ListComp, ast.DictComp),
    *(ast.GeneratorExp, ast.comprehension, ast.expr_context, ast.boolop, ast.cmpop),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitOr),
    *(ast.LShift, ast.RShift, ast.USub, ast.UAdd, ast.Not),
)
#: How what is left out is called in a message; others go by their name in ``ast``.
WORDS = {
    "ClassDef": "it defines a class",
    "Try": "it catches exceptions",
    "TryStar": "it catches exceptions",
    "Raise": "it raises an exception",
    "Assert": "it asserts",
    "Delete": "it deletes a name",
    "Global": "it changes a name of the module from inside a function",
    "Nonlocal": "it changes a name of another function",
    "Set": "it makes a set, which has no order",
    "SetComp": "it makes a set, which has no order",
    "Match": "it uses match",
    "NamedExpr": "it uses :=",
    "Yield": "it uses yield",
    "YieldFrom": "it uses yield",
}
#: The two that modules have, and those that people give to them.
DUNDERS = names(
    "__file__ __name__ __author__ __contact__ __copyright__ __credits__ __date__ __email__"
    " __license__ __maintainer__ __status__ __title__ __url__ __version__"
)
#: Parts of the syntax that are looked at, no more, for one step.
PARTS_IN_A_STEP = 2
SCOPES = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.DictComp, ast.GeneratorExp)


def read(source: bytes) -> ast.Module:
    """Return the tree of a text that is valid Python and has only known parts.

    Raises :class:`Unsupported`.
    """
    if len(source) > LARGEST_SOURCE:
        raise Unsupported(f"it is longer than {LARGEST_SOURCE >> 10} KiB", 1)
    for line in source.split(b"\n", 2)[:2]:
        found = COOKIE.match(line)
        if found and found[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8"):
            raise Unsupported("its encoding is not UTF-8", 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
            check(tree)
            # Some errors are found only here. Nothing of it is run.
            compile(tree, "script", "exec", dont_inherit=True)
        except SyntaxError as error:
            raise Unsupported(f"it is not valid Python: {error.msg}", error.lineno or 1) from None
        except (ValueError, RecursionError, MemoryError, OverflowError) as error:
            raise Unsupported(f"it can't be read: {type(error).__name__}", 1) from None
    return tree


def check(tree: ast.Module) -> None:
    """Refuse a tree with other parts than those known."""
    line, count = 1, 0
    for node in ast.walk(tree):
        line, count = getattr(node, "lineno", line), count + 1
        if count > MOST_PARTS:
            raise Unsupported("it has more parts than are interpreted", line)
        if not isinstance(node, KNOWN):
            name = type(node).__name__
            raise Unsupported(WORDS.get(name, f"it uses {name}"), line)
        reason = refused(node)
        if reason:
            raise Unsupported(reason, line)


def refused(node: ast.AST) -> str:
    """Say why one part of a known kind is refused all the same, empty if it isn't."""
    if isinstance(node, ast.Name) and node.id.startswith("__") and node.id not in DUNDERS:
        return f"it uses {node.id}"
    if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        return f"it uses the inner attribute {node.attr}"
    if isinstance(node, ast.FunctionDef) and node.decorator_list:
        return "it decorates a function"
    if isinstance(node, ast.comprehension) and node.is_async:
        return "it uses async"
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bytes | complex):
            return f"it uses {type(node.value).__name__}"
        if isinstance(node.value, int) and node.value > LARGEST_NUMBER:
            return "it uses a number larger than is interpreted"
    return ""


def stored(budget: Budget, body: list[ast.stmt]) -> frozenset[str]:
    """Return the names that a function's body binds, which are its own from its first line on.

    Looking for them is paid for: a function may be defined again and again.
    """
    found: set[str] = set()
    for number, node in enumerate(within(body)):
        budget.step(number % PARTS_IN_A_STEP == 0)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
    return frozenset(found)


def within(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the parts of a body, not entering what has names of its own."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, SCOPES):
            waiting.extend(ast.iter_child_nodes(node))
