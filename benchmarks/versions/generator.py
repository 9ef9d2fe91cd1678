"""Make a repository of a documentation with releases: chapters, references, code, tables.

The same one every time. Between two releases a tenth of the pages changes, and every third
release adds a page and gives one another title, which shows in the sidebar of all others.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.repository import WORDS, git, write

__all__ = ["make"]

CHAPTER = 10
CONF = """\
project = "Benchmark"
extensions = ["myst_parser"]
html_theme = "{theme}"
exclude_patterns = ["_build"]
"""


@dataclass
class Book:
    """The pages as they are at one release: title and a number that the text follows from."""

    chance: random.Random
    pages: dict[int, tuple[str, int]] = field(default_factory=dict)

    def add(self, title: str) -> None:
        """Add a page at the end."""
        self.pages[len(self.pages)] = (title, self.chance.randrange(1 << 30))

    def edit(self, number: int, suffix: str = "") -> None:
        """Give a page other text, and more of a title."""
        title, _ = self.pages[number]
        self.pages[number] = (title + suffix, self.chance.randrange(1 << 30))

    def lay(self, docs: Path) -> None:
        """Write the pages, their chapters and the front page."""
        chapters = -(-len(self.pages) // CHAPTER)
        for number, (title, seed) in self.pages.items():
            text = page(random.Random(seed), number, title, len(self.pages))
            write(docs / f"chapter{number // CHAPTER:02}/page{number:03}.md", text)
        for chapter in range(chapters):
            numbers = range(chapter * CHAPTER, min((chapter + 1) * CHAPTER, len(self.pages)))
            names = [f"page{number:03}" for number in numbers]
            write(docs / f"chapter{chapter:02}/index.md", listing(f"Chapter {chapter}", names))
        names = [f"chapter{chapter:02}/index" for chapter in range(chapters)]
        write(docs / "index.md", listing("Benchmark", names))


def listing(title: str, names: Sequence[str]) -> str:
    """Return a page that lists others."""
    return f"# {title}\n\n```{{toctree}}\n:maxdepth: 2\n\n" + "\n".join(names) + "\n```\n"


def words(chance: random.Random, many: int) -> str:
    """Return a sentence."""
    return " ".join(chance.choices(WORDS, k=many)).capitalize() + "."


def page(chance: random.Random, number: int, title: str, many: int) -> str:
    """Return a page with a bit of everything that documentation holds."""
    others = ", ".join(f"{{ref}}`page-{chance.randrange(many)}`" for _ in range(3))
    rows = "\n".join(f"| `{name}` | {words(chance, 6)} |" for name in chance.sample(WORDS, k=6))
    name, value = chance.choice(WORDS), chance.random()
    parts = [
        f"(page-{number})=\n# {title}",
        words(chance, 60),
        f"## Use of {name}",
        f"See {others}.\n\n{words(chance, 40)}",
        f"| Name | Meaning |\n|---|---|\n{rows}",
        f"## {name.title()} in code",
        f"```python\ndef {name}(count: int) -> float:\n    return count * {value:.3f}\n```",
        "\n".join(f"- {words(chance, 9)}" for _ in range(5)),
        "## Settings",
        f"```yaml\n{name}:\n  limit: {chance.randint(1, 99)}\n```",
        f":::{{note}}\n{words(chance, 20)}\n:::".replace(":::", "```"),
    ]
    return "\n\n".join(parts) + "\n"


def make(root: Path, *, versions: int, pages: int, theme: str) -> None:
    """Fill ``root``: ``versions`` tags, and a branch one commit ahead of the newest."""
    book = Book(random.Random(11))
    root.mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    write(root / "docs/conf.py", CONF.format(theme=theme))
    for number in range(pages):
        book.add(f"About {book.chance.choice(WORDS)} {number}")
    for version in range(versions + 1):
        if version:
            for number in book.chance.sample(sorted(book.pages), max(1, pages // 10)):
                book.edit(number)
        if version % 3 == 2:
            book.edit(book.chance.choice(sorted(book.pages)), " again")
            book.add(f"New in {version}")
        book.lay(root / "docs")
        git(root, "add", "--all", day=version)
        git(root, "commit", "--quiet", "--message", f"Release {version}", day=version)
        if version < versions:
            git(root, "tag", f"v1.{version}.0", day=version)
