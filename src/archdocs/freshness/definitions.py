"""The symbols of a version of a file, read once, and what a target of ``covers`` holds."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from archdocs.freshness.anchors import Target, code_text, defines, former_text
from archdocs.freshness.facts import Facts
from archdocs.freshness.history import short_digest
from archdocs.system.symbols import Source, grammar_of, named, read_source
from archdocs.system.symbols.reader import GrammarMissing

__all__ = ["SCHEME", "GrammarMissing", "missing_grammar", "source_of", "target_digest"]

#: Before digests of symbols in the lock, to tell them from those of older releases.
SCHEME = "s2:"

Read = Callable[[], bytes | None]


def source_of(facts: Facts, blob: str, path: str, read: Read) -> Source | None:
    """Return the symbols of one version of a file; ``None`` when no parser can tell.

    Raises :class:`GrammarMissing` where the language has one that is not installed.
    """
    suffix = path.rpartition(".")[2].lower()
    key = f"{blob}:{suffix}"
    stored = facts.get("source", key)
    if stored is None:
        data = read()
        if data is None:
            return None
        source = read_source(data, path)
        stored = facts.put("source", key, source.as_dict() if source else {})
    return Source.from_dict(stored) if stored else None


def target_digest(
    facts: Facts, target: Target, path: str, blob: str, read: Read, *, former: bool = False
) -> str:
    """Return the digest of a target's part of one version of a file; "" when not in it.

    Of a file that the parser understood in part or not at all, and that has a line which
    looks like the symbol's definition, all of it counts.
    """
    if former or not target.symbol:
        return plain_digest(facts, target, path, blob, read)
    grammar = grammar_of(path)
    try:
        source = source_of(facts, blob, path, read) if grammar else None
    except GrammarMissing:
        source = None
    found = named(source, target.symbol, grammar) if source and grammar else ()
    if found:
        return short_digest("\n".join(sorted(symbol.digest for symbol in found)))
    if source is not None and not source.faulty:
        return ""
    return line_digest(facts, target, path, blob, read)


def plain_digest(facts: Facts, target: Target, path: str, blob: str, read: Read) -> str:
    """Digest a whole file, or a symbol as older releases did."""

    def make(data: bytes) -> str | None:
        return former_text(data, path, target.symbol) if target.symbol else code_text(data, path)

    return stored_digest(facts, f"{key_of(path, blob)}:{target.symbol}", read, make)


def line_digest(facts: Facts, target: Target, path: str, blob: str, read: Read) -> str:
    """Digest the whole of a file that has a line like the definition of a symbol."""
    name = target.symbol.replace("::", ".").replace("#", ".").rpartition(".")[2]

    def make(data: bytes) -> str | None:
        text = data.decode("utf-8", "replace")
        return code_text(data, path) if defines(text, name) else None

    return stored_digest(facts, f"{key_of(path, blob)}:line:{name}", read, make)


def key_of(path: str, blob: str) -> str:
    """Return what a digest of code depends on besides the symbol."""
    return f"{blob}:{path.rpartition('.')[2].lower()}"


def stored_digest(facts: Facts, key: str, read: Read, make: Callable[[bytes], str | None]) -> str:
    """Return a digest made once per version of a file; empty when there is nothing."""
    stored = facts.get("code", key)
    if stored is None:
        data = read()
        text = make(data) if data is not None else None
        stored = facts.put("code", key, "" if text is None else short_digest(text))
    return str(stored)


def missing_grammar(path: str) -> str:
    """Return the language of a file whose parser is not installed; else an empty text."""
    grammar = grammar_of(path)
    if grammar is None:
        return ""
    there = all(importlib.util.find_spec(name) for name in ("tree_sitter", grammar.module))
    return "" if there else grammar.name
