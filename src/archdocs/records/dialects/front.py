"""Edit one key of a front-matter block and leave every other byte of it alone."""

from __future__ import annotations

import re

from archdocs.errors import UsageError
from archdocs.records.document import Document, Splice

__all__ = ["add_to_list", "set_value"]

#: A key, the space after it, its value on the same line, and a comment.
ENTRY = re.compile(
    r"(?P<key>[\w-]+ *:)(?P<gap> *)"
    r"(?P<value>\"[^\"\\]*\"|'[^']*'|\[[^\[\]]*\]|[^\s#\"'\[{&*!|>%@`][^#]*?|)"
    r"(?P<rest>\s*|\s+#.*)\Z"
)
ITEM = re.compile(r"(?P<indent> *)- +\S")
#: A line longer than this is not edited.
LONGEST = 2000
#: Keys after which a list of links stands well, the best first.
ANCHORS = ("supersedes", "superseded-by", "date", "status")


def set_value(document: Document, key: str, value: str) -> tuple[Splice, ...]:
    """Set a key to a plain word, keeping the quotes and the comment its line has.

    Raises :class:`UsageError` when the value in place is not on one line.
    """
    number = find(document, key)
    if number is None:
        return insert(document, f"{key}: {value}", ("status", "title"))
    entry = single(document, key, number)
    old = entry["value"]
    quote = old[0] if old[:1] in ("'", '"') and old else ""
    line = f"{entry['key']}{entry['gap'] or ' '}{quote}{value}{quote}{entry['rest'].rstrip()}"
    return (Splice(number, number + 1, (line,)),)


def add_to_list(document: Document, key: str, value: str) -> tuple[Splice, ...]:
    """Add a plain word to a list, in the form the list has: ``[a, b]`` or one ``- a`` a line.

    Raises :class:`UsageError` when the list has another form.
    """
    number = find(document, key)
    if number is None:
        return insert(document, f"{key}: [{value}]", ANCHORS)
    last = last_item(document, number)
    if last is not None:
        found = ITEM.match(document.lines[last])
        indent = found["indent"] if found else ""
        return (Splice(last + 1, last + 1, (f"{indent}- {value}",)),)
    entry = single(document, key, number)
    old = entry["value"]
    if old.startswith("["):
        inside = old[1:-1].strip().rstrip(",")
        new = f"[{inside}, {value}]" if inside else f"[{value}]"
    else:
        new = f"[{old.strip()}, {value}]" if old.strip() else f"[{value}]"
    line = f"{entry['key']}{entry['gap'] or ' '}{new}{entry['rest'].rstrip()}"
    return (Splice(number, number + 1, (line,)),)


def find(document: Document, key: str) -> int | None:
    """Return the 0-based line of a key, or ``None`` where the block has none.

    Raises :class:`UsageError` when the block is broken, or the key is not where the YAML
    parser says it is: such a block is not safe to edit by lines.
    """
    front = document.front
    if front.error:
        raise UsageError(
            f"{document.path}:{front.error_line}: the front matter can't be edited: {front.error}",
            hint="repair it and run the command again",
        )
    line = front.lines.get(key)
    if line is None:
        return None
    if line > len(document.lines) or not re.match(
        rf"{re.escape(key)} *:", document.lines[line - 1]
    ):
        raise refused(document, key, line)
    return line - 1


def single(document: Document, key: str, number: int) -> re.Match[str]:
    """Return the parts of a key's line, which holds the whole value."""
    line = document.lines[number]
    entry = ENTRY.match(line) if len(line) <= LONGEST else None
    after = document.lines[number + 1] if number + 1 < len(document.lines) else ""
    stripped = after.strip()
    goes_on = after.startswith((" ", "	", "- ")) and stripped and not stripped.startswith("#")
    if entry is None or goes_on:
        raise refused(document, key, number + 1)
    return entry


def last_item(document: Document, number: int) -> int | None:
    """Return the 0-based line of the last ``- item`` under a key, or ``None``."""
    last = None
    for line in range(number + 1, document.body if document.is_yaml else document.body - 1):
        text = document.lines[line]
        if ITEM.match(text):
            last = line
        elif text.strip() and not text.lstrip().startswith("#"):
            break
    return last


def insert(document: Document, line: str, anchors: tuple[str, ...]) -> tuple[Splice, ...]:
    """Add a line to the block after the first anchor that is there, else at its end.

    A document without a block gets one.
    """
    if document.is_rst:
        raise UsageError(
            f"{document.path}:1: there is nothing that states `{line.partition(':')[0]}`",
            hint="add a section called Status and run the command again",
        )
    if not document.front.present:
        blank = () if document.lines[:1] and not document.lines[0].strip() else ("",)
        return (Splice(0, 0, ("---", line, "---", *blank)),)
    for anchor in anchors:
        number = find(document, anchor)
        if number is not None:
            last = last_item(document, number)
            after = number if last is None else last
            following = document.lines[after + 1] if after + 1 < len(document.lines) else ""
            if not following.startswith((" ", "\t", "- ")):
                return (Splice(after + 1, after + 1, (line,)),)
    end = document.body if document.is_yaml else document.body - 1
    return (Splice(end, end, (line,)),)


def refused(document: Document, key: str, line: int) -> UsageError:
    """Make the error for a value that is not safe to edit."""
    return UsageError(
        f"{document.path}:{line}: `{key}` is written in a form that can't be edited safely",
        hint="put its value on one line and run the command again",
    )
