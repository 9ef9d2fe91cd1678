"""Words in code blocks that can only be names of something in code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from archdocs.system.markup.model import Quoted

__all__ = ["code_names"]

#: Blocks that show no code of the project: what programs print, drawings, changes, data.
NO_CODE = re.compile(
    r"(?:text|txt|output|diff|patch|mermaid|dot|none|plain|log|http|json|csv|tree)\b"
)
BLOCKS = re.compile(r"(?:code-block|sourcecode|code|code-cell|testcode|doctest|ipython)$")
#: ``snake_case``, ``CamelCase``, ``camelCase``, ``called(``.
NAME = re.compile(
    r"(?<![\w$@-])(?:[A-Za-z]\w*_\w+|_[a-z]\w*|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+"
    r"|[a-z]+(?:[A-Z][a-z0-9]+)+)(?![\w-])|(?<![\w$@.-])[A-Za-z_]\w{3,}(?=\()"
)
DEFINED = re.compile(
    r"\b(?:def|class|function|const|let|var|func|fn|type|struct|interface|enum|trait|as)\s+(\w+)"
    r"|^\s*([A-Za-z_]\w*)(?=\s*(?::(?!:)|=(?!=)))",
    re.M,
)
LONGEST_LINE = 500
MOST = 400


class Fence(Protocol):
    """A directive of either language, without a name where it is a plain block."""

    name: str
    argument: str
    line: int
    body: list[tuple[int, str]]


def code_names(fences: Iterable[Fence]) -> Iterator[Quoted]:
    """Yield the first mention of each name in each block, without those the block defines."""
    left = MOST
    for fence in fences:
        language = (fence.argument.split() or [""])[0].strip("{}").lower()
        if (fence.name and not BLOCKS.match(fence.name)) or NO_CODE.match(language):
            continue
        lines = [(number, text[:LONGEST_LINE]) for number, text in fence.body]
        known = defined("\n".join(text for _, text in lines))
        for number, text in lines:
            for name in NAME.findall(text.partition(" #")[0]):
                if name not in known and left:
                    known.add(name)
                    left -= 1
                    yield Quoted(name, number, language)


def defined(text: str) -> set[str]:
    """Return the names that a block gives a meaning itself."""
    return {one or other for one, other in DEFINED.findall(text)}
