"""Read the YAML block at the head of a document, whatever somebody wrote there.

One boundary around ruamel.yaml: numbers stay text (``0010`` is an identifier, not eight),
aliases are refused, size and depth are capped, and whatever the parser raises comes back as
a message with a line.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

__all__ = ["FrontMatter", "load_mapping", "split"]

LARGEST = 64 * 1024
DEEPEST = 20
FENCE = "---"


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
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        return FrontMatter()
    end = next(
        (n for n, line in enumerate(lines[1:], 1) if line.rstrip() in (FENCE, "...")),
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
    try:
        refused = refuse_aliases_and_depth(block)
        if refused:
            return {}, {}, *refused
        node = YAML(typ="rt", pure=True).compose(block)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return {}, {}, f"not valid YAML: {error.problem or error.context}", line
    except (YAMLError, ValueError, TypeError, RecursionError, AttributeError, KeyError) as error:
        return {}, {}, f"not valid YAML: {first_line(error)}", 1
    if node is None:
        return {}, {}, "", 0
    if not isinstance(node, MappingNode):
        return {}, {}, "the block is not a list of `key: value` lines", 1
    places = {to_key(key): key.start_mark.line + 1 for key, _ in node.value}
    return {to_key(key): to_plain(value) for key, value in node.value}, places, "", 0


def first_line(error: Exception) -> str:
    """Return the first line an error says, for errors that carry no position."""
    lines = str(error).splitlines()
    return lines[0] if lines else "unreadable"


def refuse_aliases_and_depth(block: str) -> tuple[str, int] | None:
    """Return a message and line when the block uses aliases or nests too deep."""
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(io.StringIO(block)):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            return "aliases (`*name`) are not read in front matter", line
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
            if depth > DEEPEST:
                return f"nested deeper than {DEEPEST} levels", line
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
    return None


def to_key(node: Node) -> str:
    """Return a mapping key as text; a placeholder like ``{x}`` is itself a mapping."""
    return str(node.value) if isinstance(node, ScalarNode) else ""


def to_plain(node: Node) -> Any:
    """Turn composed nodes into plain values; scalars stay the text that was written."""
    if isinstance(node, MappingNode):
        return {to_key(key): to_plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [to_plain(item) for item in node.value]
    if not isinstance(node, ScalarNode) or (node.value in ("", "~", "null") and not node.style):
        return None
    return str(node.value)
