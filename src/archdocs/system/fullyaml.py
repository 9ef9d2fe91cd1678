"""Read YAML as people write it, with ruamel.yaml behind one boundary.

Numbers stay text (``0010`` is an identifier, not eight), aliases are refused, depth is
capped, and whatever the parser raises comes back as a message with a line.
"""

from __future__ import annotations

import io
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

from archdocs.system.letters import whole

__all__ = ["documents", "mapping"]

DEEPEST = 20
#: Values that a file may have once its aliases are followed.
MOST_VALUES = 100_000


def mapping(block: str) -> tuple[dict[str, Any], dict[str, int], str, int]:
    """Read a YAML mapping: its values, the 1-based line of each key, an error and its line."""
    try:
        refused = refuse_aliases_and_depth(block)
        if refused:
            return {}, {}, *refused
        node = YAML(typ="rt", pure=True).compose(block)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # The parser may find out only when the text has ended, on a line that is not there.
        last = max(block.rstrip("\n").count("\n") + 1, 1)
        line = min(mark.line + 1, last) if mark else 1
        return {}, {}, f"not valid YAML: {error.problem or error.context}", line
    except (YAMLError, ValueError, TypeError, RecursionError, AttributeError, KeyError) as error:
        return {}, {}, f"not valid YAML: {first_line(error)}", 1
    if node is None:
        return {}, {}, "", 0
    if not isinstance(node, MappingNode):
        return {}, {}, "the block is not a list of `key: value` lines", 1
    places = {to_key(key): key.start_mark.line + 1 for key, _ in node.value}
    return {to_key(key): to_plain(value) for key, value in node.value}, places, "", 0


def documents(text: str) -> tuple[list[Any], str, int]:
    """Read every document of a file, aliases and merged mappings followed; an error and its line.

    An alias costs as much as what it stands for, and there is a limit: the few lines that
    would unfold into billions are refused.
    """
    try:
        nodes = list(YAML(typ="rt", pure=True).compose_all(text))
        budget = Budget()
        return [budget.unfold(node, 0) for node in nodes if node is not None], "", 0
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return [], f"not valid YAML: {error.problem or error.context}", line
    except (YAMLError, ValueError, TypeError, RecursionError, AttributeError, KeyError) as error:
        return [], f"not valid YAML: {first_line(error)}", 1


class Budget:
    """Turns nodes into plain values until there are too many of them."""

    def __init__(self) -> None:
        self.left = MOST_VALUES

    def unfold(self, node: Node, depth: int) -> Any:
        """Return the values of a node.

        Raises ``ValueError`` for too much or too deep.
        """
        self.left -= 1
        if self.left < 0:
            raise ValueError(f"more than {MOST_VALUES} values once aliases are followed")
        if depth > DEEPEST * 2:
            raise ValueError(f"nested deeper than {DEEPEST * 2} levels")
        if isinstance(node, SequenceNode):
            return [self.unfold(item, depth + 1) for item in node.value]
        if not isinstance(node, MappingNode):
            return to_plain(node)
        own: dict[str, Any] = {}
        inherited: dict[str, Any] = {}
        for key, value in node.value:
            made = self.unfold(value, depth + 1)
            if to_key(key) != "<<":
                own[to_key(key)] = made
                continue
            for part in made if isinstance(made, list) else [made]:
                if isinstance(part, dict):
                    inherited = {**part, **inherited}
        return {**inherited, **own}


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
    return whole(str(node.value)) if isinstance(node, ScalarNode) else ""


def to_plain(node: Node) -> Any:
    """Turn composed nodes into plain values; scalars stay the text that was written."""
    if isinstance(node, MappingNode):
        return {to_key(key): to_plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [to_plain(item) for item in node.value]
    if not isinstance(node, ScalarNode) or (node.value in ("", "~", "null") and not node.style):
        return None
    return whole(str(node.value))
