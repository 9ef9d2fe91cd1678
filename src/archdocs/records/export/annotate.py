"""Set annotations in a ``catalog-info.yaml`` that somebody wrote, and leave every other byte.

ruamel.yaml says where the keys stand; the edit itself is of the text. What comes out is read
again, and must differ in nothing but the annotations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from archdocs.errors import UsageError
from archdocs.system.fullyaml import refuse_aliases_and_depth, to_plain

__all__ = ["annotate"]

#: What a project is, in Backstage's catalogue; the kinds its decisions may belong to.
KINDS = ("System", "Component", "Domain", "Resource", "API")
#: Bytes; a catalog-info.yaml is a page.
LARGEST = 256 * 1024
BOM = "\ufeff"


def annotate(data: bytes, path: str, name: str, wanted: Mapping[str, str]) -> bytes:
    """Return a file with annotations set in the entity called ``name``, or in the only one.

    Raises :class:`UsageError` for a file that is not such YAML, where it is not clear which
    entity is meant, and for a form that can't be edited with certainty.
    """
    try:
        text = data.decode("utf-8") if len(data) <= LARGEST else ""
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text") from None
    bom, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    for key, value in wanted.items():
        body = set_one(body, path, name, (key, value))
    return (bom + body).encode()


def set_one(text: str, path: str, name: str, pair: tuple[str, str]) -> str:
    """Set one annotation."""
    documents = load(text, path)
    number = chosen(documents, path, name)
    metadata = child(documents[number], "metadata")
    if not isinstance(metadata, MappingNode) or metadata.flow_style:
        raise refused(path, documents[number])
    notes = child(metadata, "annotations")
    old = child(notes, pair[0]) if isinstance(notes, MappingNode) else None
    if isinstance(old, ScalarNode) and old.value == pair[1]:
        return text
    made = edited(text, metadata, notes, pair)
    if made is None or not same(documents, made, path, (number, pair)):
        raise refused(path, notes or metadata)
    return made


def load(text: str, path: str) -> list[Node]:
    """Read the documents of a file.

    Raises :class:`UsageError`.
    """
    try:
        problem = refuse_aliases_and_depth(text)
        if problem:
            raise UsageError(f"{path}:{problem[1]}: {problem[0]}")
        found = list(YAML(typ="rt", pure=True).compose_all(text))
    except (YAMLError, ValueError, TypeError, RecursionError, AttributeError, KeyError) as error:
        lines = str(error).splitlines() or ["unreadable"]
        raise UsageError(f"{path} is not valid YAML: {lines[0]}") from error
    return [node for node in found if node is not None]


def chosen(documents: list[Node], path: str, name: str) -> int:
    """Return which document is the project's entity: the one of its name, else the only one.

    Raises :class:`UsageError`.
    """
    entities = [n for n, node in enumerate(documents) if text_at(node, "kind") in KINDS]
    named = [n for n in entities if text_at(documents[n], "metadata", "name").lower() == name]
    for found in (named, entities):
        if len(found) == 1:
            return found[0]
    if not entities:
        raise UsageError(f"{path} holds no entity of a kind that has decisions", hint=KIND_HINT)
    raise UsageError(
        f"{path} holds {len(entities)} entities, and it is not clear which has the decisions",
        hint=f"call one of them `{name}`, or write the annotations yourself",
    )


KIND_HINT = f"there are: {', '.join(KINDS)}"


def child(node: Node | None, key: str) -> Node | None:
    """Return the value of a key, ``None`` where there is none."""
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def text_at(node: Node | None, *keys: str) -> str:
    """Return a text inside of nested mappings, empty where there is none."""
    for key in keys:
        node = child(node, key)
    return str(node.value) if isinstance(node, ScalarNode) else ""


def edited(
    text: str, metadata: MappingNode, notes: Node | None, pair: tuple[str, str]
) -> str | None:
    """Return the text with an annotation set, ``None`` for a form that is not known."""
    line = f"{pair[0]}: {json.dumps(pair[1], ensure_ascii=False)}"
    old = child(notes, pair[0])
    if old is not None:
        place = slice(old.start_mark.index, old.end_mark.index)
        one_line = "\n" not in text[place] and getattr(old, "style", None) not in ("|", ">")
        quoted = json.dumps(pair[1], ensure_ascii=False)
        return text[: place.start] + quoted + text[place.stop :] if one_line else None
    if notes is None:
        return before(text, metadata, ("annotations:", f"  {line}"))
    if isinstance(notes, MappingNode) and notes.value and not notes.flow_style:
        return before(text, notes, (line,))
    start, stop = notes.start_mark.index, notes.end_mark.index
    if start == stop:
        # Nothing is written there, and the parser puts nothing where the next key begins.
        name = next(key for key, value in metadata.value if value is notes)
        start = stop = text.index(":", name.end_mark.index) + 1
    if isinstance(notes, MappingNode) and notes.flow_style and notes.value:
        return f"{text[: start + 1]}{line}, {text[start + 1 :]}"
    if text[start:stop] in ("{}", "", "null", "~"):
        return f"{text[:start]}{'' if text[start - 1] == ' ' else ' '}{{{line}}}{text[stop:]}"
    return None


def before(text: str, node: MappingNode, lines: tuple[str, ...]) -> str | None:
    """Put lines before the first key of a mapping, which is alone on its line."""
    if not node.value:
        return None
    first = node.value[0][0].start_mark
    start = first.index - first.column
    indent = text[start : first.index]
    if indent.strip(" "):
        return None
    ending = "\r\n" if re.search(r"\r\n", text) else "\n"
    return text[:start] + "".join(f"{indent}{line}{ending}" for line in lines) + text[start:]


def same(
    before_edit: list[Node], after: str, path: str, change: tuple[int, tuple[str, str]]
) -> bool:
    """Say whether a text means what was before, and the one annotation."""
    number, (key, value) = change
    wanted: list[Any] = [to_plain(node) for node in before_edit]
    metadata = wanted[number]["metadata"]
    metadata["annotations"] = {**(metadata.get("annotations") or {}), key: value}
    try:
        return wanted == [to_plain(node) for node in load(after, path)]
    except UsageError:
        return False


def refused(path: str, node: Node) -> UsageError:
    """Make the error for what can't be edited with certainty."""
    return UsageError(
        f"{path}:{node.start_mark.line + 1}: annotations can't be set here safely",
        hint="write them by hand: archdocs export backstage prints them",
    )
