"""Symbols of source code in many languages: names, lines, content, parameters and values.

Parsing is tree-sitter's, in a child process with limits of its own: a hundred kilobytes
of hostile text are enough to make some grammars take all memory.
"""

from __future__ import annotations

from archdocs.system.symbols.grammars import grammar_of
from archdocs.system.symbols.model import Source, Symbol, named
from archdocs.system.symbols.reader import read_source

__all__ = ["Source", "Symbol", "grammar_of", "named", "read_source"]
