"""``python -m benchmarks.headings CLONES``: does the light scanner agree with the real parsers?

Reads every Markdown and reStructuredText file at the head of each git repository under a folder,
once per content, and compares the headings that archdocs sees with those of markdown-it-py (with
MyST's blocks and fences of colons) and of docutils: for Markdown their lines and levels, for
reStructuredText their levels in order. Prints the counts, and each file that differs.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from archdocs.system.git import Git
from archdocs.system.markup import decode, is_document, scan

PLAIN = MarkdownIt("commonmark").use(myst_block_plugin).use(front_matter_plugin)
#: Where a page has directives between colons, they hide what looks like headings in them. What
#: other generators write with colons (`:::note`, `::: package.name`) is text to MyST.
FENCED = (
    MarkdownIt("commonmark").use(myst_block_plugin).use(front_matter_plugin).use(colon_fence_plugin)
)
QUIET: dict[str, Any] = {
    "report_level": 5,
    "halt_level": 6,
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "raw_enabled": False,
}
#: Longer texts are machine-made, and docutils takes minutes for some.
LONGEST = 400_000


def markdown_headings(text: str) -> list[tuple[int, int]]:
    """Return the line and level of each heading of the document itself."""
    parser = FENCED if ":::{" in text else PLAIN
    return [
        (token.map[0] + 1, int(token.tag[1]))
        for token in parser.parse(text)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]


def title_levels(text: str) -> list[int]:
    """Return the level of each section title in order."""
    found: list[int] = []

    def walk(node: nodes.Element, level: int) -> None:
        for child in node.children:
            if isinstance(child, nodes.section):
                found.append(level)
                walk(child, level + 1)

    walk(publish_doctree(text, settings_overrides=QUIET), 1)
    return found


def agrees(text: str, path: str) -> bool:
    """Say whether the scanner and the real parser see the same headings."""
    seen = [(s.start, s.level) for s in scan(text, path).sections if s.level]
    if path.lower().endswith(".rst"):
        return [level for _, level in seen] == title_levels(text)
    return seen == markdown_headings(text)


def texts_of(git: Git, known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield path and text of each document at the head whose content was not seen before."""
    if git.head is None:
        return
    with git.blobs() as reader:
        for entry in git.tree(git.head):
            plain = entry.mode in ("100644", "100755")
            if plain and is_document(entry.path) and entry.blob not in known:
                known.add(entry.blob)
                data = reader.read(entry.blob)
                if len(data) <= LONGEST:
                    yield entry.path, decode(data)


def compare(folder: Path, known: set[str], counts: Counter[str]) -> None:
    """Compare the documents of one repository."""
    git = Git.discover(folder)
    if git is None:
        return
    for path, text in texts_of(git, known):
        kind = "rst" if path.lower().endswith(".rst") else "Markdown"
        try:
            same = agrees(text, path)
        except Exception as error:  # noqa: BLE001 - docutils gives up on some of them
            counts[f"{kind}: the real parser failed"] += 1
            print(f"{folder.name}/{path}: {type(error).__name__}", flush=True)
            continue
        counts[f"{kind}: {'the same' if same else 'different'}"] += 1
        if not same:
            print(f"{folder.name}/{path}: different", flush=True)


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.headings", description=__doc__)
    parser.add_argument("clones", nargs="+", type=Path)
    given = parser.parse_args()
    known: set[str] = set()
    counts: Counter[str] = Counter()
    folders = [p for top in given.clones for p in (sorted(top.iterdir()) if top.is_dir() else ())]
    for folder in folders:
        if folder.is_dir():
            compare(folder, known, counts)
            print(f"{folder.name}: {sum(counts.values())} so far", file=sys.stderr, flush=True)
    for what, count in sorted(counts.items()):
        print(f"{what}: {count}")
    return 1 if any("different" in what for what in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
