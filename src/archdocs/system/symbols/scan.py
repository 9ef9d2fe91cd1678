"""One pass over a syntax tree: what it defines, and the content of each definition."""

from __future__ import annotations

import hashlib
import importlib
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archdocs.system.symbols.grammars import Grammar
from archdocs.system.symbols.interface import parameters_of, value_of
from archdocs.system.symbols.model import Source, Symbol
from archdocs.system.symbols.naming import names_of
from archdocs.system.symbols.nodes import Name

if TYPE_CHECKING:
    from tree_sitter import Language, Node

__all__ = ["scan"]

#: Beyond these a file is data, or hostile.
MOST = 20_000
DEEPEST = 40
#: Statements around a definition that belong to it.
WRAPPERS = ("decorated_definition", "template_declaration", "export_statement")
OPEN, CLOSE = b"\x02", b"\x03"
LANGUAGES: dict[str, Language] = {}


@dataclass(slots=True)
class Found:
    """A definition while its file is walked."""

    node: Node
    outer: Node
    kind: str
    name: Name
    scope: int


@dataclass(slots=True)
class Level:
    """Where the walk stands in the nesting of names."""

    name: Name
    scope: int
    end: int


def scan(data: bytes, grammar: Grammar) -> Source:
    """Return the symbols of a file.

    Raises ``ImportError`` where the grammar is not installed.
    """
    from tree_sitter import Parser

    tree = Parser(language(grammar)).parse(data)
    walk = Walk(data, grammar)
    walk.run(tree.root_node)
    return Source(tuple(walk.symbols()), tree.root_node.has_error)


def language(grammar: Grammar) -> Language:
    """Load a grammar, once."""
    from tree_sitter import Language

    if grammar.name not in LANGUAGES:
        module = importlib.import_module(grammar.module)
        LANGUAGES[grammar.name] = Language(getattr(module, grammar.function)())
    return LANGUAGES[grammar.name]


class Walk:
    """Collects definitions and the meaningful pieces of the text, in the order of the file."""

    def __init__(self, data: bytes, grammar: Grammar) -> None:
        self.data = data
        self.grammar = grammar
        self.found: list[Found] = []
        self.levels: list[Level] = [Level((), 0, len(data))]
        self.starts: list[int] = []
        self.pieces: list[bytes] = []
        self.counts: dict[int, int] = {}
        self.at = 0

    def run(self, root: Node) -> None:
        """Walk without recursion: hostile files nest as deep as they like."""
        cursor = root.walk()
        nesting: list[int] = []
        while True:
            node = cursor.node
            if node is None:
                return
            while nesting and nesting[-1] <= node.start_byte:
                self.close(nesting.pop())
            if not self.enter(node):
                self.at = max(self.at, node.end_byte)
            else:
                if node.type in self.grammar.blocks:
                    self.piece(node.start_byte, OPEN)
                    nesting.append(node.end_byte)
                if cursor.goto_first_child():
                    continue
                self.leaf(node)
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    while nesting:
                        self.close(nesting.pop())
                    self.gap(len(self.data))
                    return

    def enter(self, node: Node) -> bool:
        """Take a node on the way down; ``False`` for comments, which are passed over."""
        kind = node.type
        if "comment" in kind or kind == "marginalia":
            self.gap(node.start_byte)
            return False
        if kind == "expression_statement" and self.is_docstring(node):
            self.gap(node.start_byte)
            return False
        if kind in self.grammar.kinds and len(self.found) < MOST:
            self.define(node)
        return True

    def is_docstring(self, node: Node) -> bool:
        """Say whether a statement of Python is only a text."""
        only = node.named_child_count == 1 and node.named_children[0].type == "string"
        return only and self.grammar.name == "Python"

    def define(self, node: Node) -> None:
        """Keep what a node defines, and go down a level of names."""
        while self.levels[-1].end <= node.start_byte and len(self.levels) > 1:
            self.levels.pop()
        level = self.levels[-1]
        if len(level.name) >= DEEPEST:
            return
        outer = node
        if node.parent is not None and node.parent.type in WRAPPERS:
            outer = node.parent
        kind = self.grammar.kinds[node.type]
        for name in self.names(node):
            full = (*level.name, *name)
            scope = level.scope
            if kind == "option":
                scope = len(level.name)
            elif node.type == "block" and name[0] == "resource" and not level.name:
                scope = 1  # as an address of Terraform is written
            elif self.grammar.fold and not level.name:
                scope = len(name) - 1  # the schema
            self.found.append(Found(node, outer, kind, full, scope))
            if kind in ("option", "members"):
                continue
            inner = scope
            if node.type in self.grammar.spaces and scope == len(level.name):
                inner += len(name)
            self.levels.append(Level(full, inner, node.end_byte))

    def names(self, node: Node) -> list[Name]:
        """Return the names a node defines; items of a list are counted."""
        if node.type != "block_sequence_item":
            return names_of(node)
        key = node.parent.id if node.parent is not None else 0
        self.counts[key] = self.counts.get(key, -1) + 1
        return [(str(self.counts[key]),)]

    def gap(self, end: int) -> None:
        """Keep text between nodes that is not only white space: some grammars hide content."""
        if end > self.at:
            hidden = self.data[self.at : end].strip()
            if hidden:
                self.piece(self.at, hidden)
            self.at = end

    def leaf(self, node: Node) -> None:
        """Keep the text of a node without children."""
        self.gap(node.start_byte)
        if node.end_byte > node.start_byte:
            self.piece(node.start_byte, self.data[node.start_byte : node.end_byte].strip())
            self.at = node.end_byte

    def piece(self, start: int, text: bytes) -> None:
        """Keep one piece of content."""
        if text:
            self.starts.append(start)
            self.pieces.append(text)

    def close(self, end: int) -> None:
        """End a block."""
        self.gap(end)
        self.piece(end - 1, CLOSE)

    def symbols(self) -> list[Symbol]:
        """Return the definitions with their digests."""
        made = []
        for each in self.found:
            outer = each.outer
            first = bisect_left(self.starts, outer.start_byte)
            last = bisect_left(self.starts, outer.end_byte)
            pieces = self.pieces[first:last]
            own = each.name[-1].encode()
            made.append(
                Symbol(
                    ".".join(each.name),
                    each.scope,
                    each.kind,
                    outer.start_point[0] + 1,
                    outer.end_point[0] + (outer.end_point[1] > 0),
                    digest(pieces),
                    digest([b"\x04" if piece == own else piece for piece in pieces]),
                    parameters_of(each.node),
                    value_of(each.node),
                )
            )
        return made


def digest(pieces: list[bytes]) -> str:
    """Return a digest of content.

    Between two pieces stands a space only where they would run together: so the digest does
    not depend on where a grammar cuts a text, which differs from release to release.
    """
    made = hashlib.blake2b(digest_size=8)
    before = b""
    for piece in pieces:
        if is_word(before[-1:]) and is_word(piece[:1]):
            made.update(b" ")
        made.update(piece)
        before = piece
    return made.hexdigest()


def is_word(char: bytes) -> bool:
    """Say whether a byte is part of a word."""
    return char.isalnum() or char in (b"_", b"$") or char >= b"\x80"
