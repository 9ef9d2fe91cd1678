"""Read the YAML block at the head of a document, whatever somebody wrote there.

Plain blocks are read without a YAML parser (:mod:`archdocs.system.plainyaml`), which then
is not even imported; the others by :mod:`archdocs.system.fullyaml`. Numbers stay text
(``0010`` is an identifier, not eight).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archdocs.system import plainyaml

__all__ = ["FrontMatter", "load_mapping", "of_lines", "split"]

LARGEST = 16 * 1024
FENCE = "---"
#: What ends a line for an editor; `str.splitlines` knows seven more, which shift line numbers.
LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block's values, where each key stands, and where the text after it begins.

    ``lines`` maps each top-level key to its 1-based line in the document. ``body_line`` is
    the 1-based line the body starts at (1 without a block). ``error`` is what was wrong with
    the block, at ``error_line``; the values are then empty.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    body_line: int = 1
    error: str = ""
    error_line: int = 0

    @property
    def present(self) -> bool:
        """Whether the document has a block at all."""
        return self.body_line > 1


def split(text: str) -> FrontMatter:
    """Read the front matter of a document; a document without one is not an error."""
    text = text.removeprefix("\ufeff")
    return of_lines(LINE_END.split(text)) if text.startswith(FENCE) else FrontMatter()


def of_lines(lines: Sequence[str]) -> FrontMatter:
    """Read the front matter of a document that is split into lines already."""
    if not lines or lines[0].rstrip() != FENCE:
        return FrontMatter()
    end = next(
        (n for n in range(1, len(lines)) if lines[n].rstrip() in (FENCE, "...")),
        None,
    )
    if end is None:
        return FrontMatter()
    block = "\n".join(lines[1:end]) + "\n"
    values, places, error, line = load_mapping(block)
    return FrontMatter(
        values,
        {key: place + 1 for key, place in places.items()},
        end + 2,
        error,
        line + 1 if error else 0,
    )


def load_mapping(block: str) -> tuple[dict[str, Any], dict[str, int], str, int]:
    """Read a YAML mapping: its values, the 1-based line of each key, an error and its line.

    Scalars come back as text, ``None`` for an empty one; lists and mappings as plain lists
    and dicts.
    """
    if len(block) > LARGEST:
        return {}, {}, f"the block is larger than {LARGEST // 1024} KiB", 1
    plain = plainyaml.mapping(block)
    if plain is not None:
        return plain[0], plain[1], "", 0
    # Late: the parser takes longer to import than most commands take to run.
    from archdocs.system import fullyaml

    return fullyaml.mapping(block)
